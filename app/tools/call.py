"""What every signed-in tool works with, and how it is made for each call."""

from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from app.clock import Clock
from app.domain.storable_days import Calendar
from app.main_app.account import Account
from app.main_app.client import MainApp
from app.tokens.caller import Caller
from app.tools.attachments import Attachments
from app.tools.species.service import PetTypes


class ToolCall(Struct, frozen=True):
    """One call of one tool; injected as a whole, because each injected value costs as much time as routing does.

    Attributes:
        account: what the caller can read and change at the main app; its deadline is running.
        pet_types: the species, shared by all.
        calendar: the user's day (DEFAULT_TIMEZONE), and the latest day the main app takes.
    """

    account: Account
    pet_types: PetTypes
    calendar: Calendar

    @property
    def today(self) -> date:
        """The day where the users live."""
        return self.calendar.today


class ToolCalls(Struct, frozen=True, kw_only=True):
    """Makes a `ToolCall` for a caller; every face uses the same one."""

    main_app: MainApp
    pet_types: PetTypes
    attachments: Attachments
    timezone: ZoneInfo
    clock: Clock

    def begin(self, caller: Caller, *, locale: str | None, conversation: str) -> ToolCall:
        """Start the deadline of one call.

        Args:
            caller: proven by `Admission`.
            locale: the languages the caller reads, in the form of `Accept-Language`; None when not known.
            conversation: what tells the host's conversations apart; salts idempotency keys, never an identity.
        """
        account = self.main_app.account(caller.user_id, caller.sanctum_token, locale=locale, conversation=conversation)
        return ToolCall(account, self.pet_types, Calendar.at(self.clock(), self.timezone))
