"""The process's one way to the main app: makes an `Account` per tool call, and reads what needs no user."""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from random import Random
from weakref import WeakValueDictionary

from msgspec import Struct

from app.errors import Unauthorized
from app.main_app.account import Account
from app.main_app.pagination import fetch, fetch_array
from app.main_app.records import PetTypeRecord
from app.main_app.request import ApiRequest
from app.main_app.requestor import ClientContext, Observe, Requestor
from app.main_app.timeouts import Deadline, Timeouts
from app.main_app.transport import MainAppClient
from app.secret import Secret

_LANGUAGE = re.compile(r"[A-Za-z0-9,;=.*\- ]{1,100}")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_AT_ONCE = 4
"""Calls that one user may have under way: five PHP workers serve everybody (docs/main-app-api.md, "Limits")."""


class _Version(Struct, frozen=True):
    version: str


class MainApp:
    """Built once in `create_app`; holds no user."""

    def __init__(
        self,
        http: MainAppClient,
        *,
        timeouts: Timeouts,
        clock: Callable[[], datetime],
        random: Random,
        observe: Observe | None = None,
    ) -> None:
        """Take what calls need.

        Args:
            http: from `make_http_client`; closing it is the caller's part.
            timeouts: how long calls may take.
            clock: the time, aware.
            random: for waits and keys; `SystemRandom` in production, so that no two processes make equal keys.
            observe: told of each exchange, for metrics.
        """
        self._link = ClientContext(http=http, timeouts=timeouts, clock=clock, random=random, observe=observe)
        # An entry lives as long as somebody's call holds it.
        self._turns: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    def account(self, user_id: int, token: Secret, *, locale: str | None = None, conversation: str = "") -> Account:
        """Return the main app as this user sees it; the deadline of the tool call begins now.

        Args:
            user_id: whose token it is.
            token: the user's own for the main app.
            locale: languages as in `Accept-Language`; English if none.
            conversation: ChatGPT's id of it, a part of what makes two creates the same.

        Raises:
            Unauthorized: the token cannot be one.
        """
        if not _TOKEN.fullmatch(token.reveal()):
            raise Unauthorized
        headers = {"Authorization": f"Bearer {token.reveal()}", "Accept-Language": _language(locale)}
        turns = self._turns.setdefault(user_id, asyncio.Semaphore(_AT_ONCE))
        deadline = Deadline(self._link.timeouts.tool)
        calls = Requestor(self._link, headers=headers, deadline=deadline, turns=turns)
        return Account(calls, user_id=user_id, conversation=conversation)

    async def pet_types(self, locale: str) -> list[PetTypeRecord]:
        """Read the species in one language, without a user: theirs would pay for it (docs/main-app-api.md, "Limits").

        Raises:
            UpstreamError: the main app cannot be reached or answers nonsense.
        """
        calls = self._calls({"Accept-Language": _language(locale)}, self._link.timeouts.tool)
        call = ApiRequest(method="GET", route="/api/pet-types", path="/api/pet-types")
        return await fetch_array(calls, call, PetTypeRecord)

    async def version(self, *, timeout: float) -> str:  # noqa: ASYNC109 - a shorter budget, passed on as one
        """Read the main app's version.

        Args:
            timeout: seconds for everything.

        Raises:
            UpstreamError: there is no answer in time.
        """
        call = ApiRequest(method="GET", route="/api/version", path="/api/version")
        return (await fetch(self._calls({"Accept-Language": "en"}, timeout), call, _Version)).version

    def _calls(self, headers: dict[str, str], seconds: float) -> Requestor:
        return Requestor(self._link, headers=headers, deadline=Deadline(seconds))


def _language(locale: str | None) -> str:
    return locale if locale and _LANGUAGE.fullmatch(locale) else "en"
