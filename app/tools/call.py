"""What every signed-in tool works with."""

from datetime import date

from msgspec import Struct

from app.main_app.account import Account
from app.tools.species.service import PetTypes


class ToolCall(Struct, frozen=True):
    """One call of one tool; injected as a whole, because each injected value costs as much time as routing does.

    Attributes:
        account: what the caller can read and change at the main app; its deadline is running.
        pet_types: the species, shared by all.
        today: the day where the users live (DEFAULT_TIMEZONE).
    """

    account: Account
    pet_types: PetTypes
    today: date
