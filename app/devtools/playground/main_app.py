"""The stand-in main app from behind the scenes: its counters, and the switches that make it fail on purpose."""

import httpx
import msgspec
from msgspec import Struct

from app.devtools.playground.language import PlaygroundError

_CONTROL = "/sandbox/control"
FAULT = "fault:"
"""Begins the name of a counter that counts the answers of a fault."""
_Order = dict[str, str | float]


class SwitchRefused(PlaygroundError):
    """The main app took no order."""


class _Fault(Struct, frozen=True):
    mode: str


class _User(Struct, frozen=True):
    user_id: int
    name: str = ""


class _State(Struct, frozen=True):
    requests_by_route: dict[str, int] = {}
    faults_struck: dict[str, int] = {}
    fault: _Fault | None = None
    users: list[_User] = []


class MainAppDesk:
    """Asks and steers the sandbox; a main app without these routes simply has no counters."""

    def __init__(self, http: httpx.AsyncClient, main_app_url: str) -> None:
        self._http = http
        self._url = f"{main_app_url}{_CONTROL}"

    async def counts(self) -> dict[str, int] | None:
        """Return requests by route since the start, with those that a fault answered; None when nobody can tell."""
        state = await self._state()
        if state is None:
            return None
        struck = {f"{FAULT}{mode}": count for mode, count in state.faults_struck.items()}
        return {**state.requests_by_route, **struck}

    async def fault(self) -> str | None:
        """Return the fault that is switched on."""
        state = await self._state()
        return state.fault.mode if state and state.fault else None

    async def switch_on(self, mode: str, seconds: float | None) -> None:
        """Make the main app fail from now on.

        Raises:
            SwitchRefused: it cannot be told.
        """
        order: _Order = {"mode": mode}
        if seconds is not None:
            order["seconds"] = seconds
        await self._order("POST", "/faults", order)

    async def switch_off(self) -> None:
        """Let the main app be well again.

        Raises:
            SwitchRefused: it cannot be told.
        """
        await self._order("DELETE", "/faults", None)

    async def revoke_tokens(self, user_id: int) -> None:
        """End the account's connections, as the person would in the main app's settings.

        Raises:
            SwitchRefused: it cannot be told.
        """
        await self._order("POST", "/revoke-tokens", {"user_id": user_id})

    async def renew_household(self, user_id: int) -> None:
        """Give the account the demo's pets in the place of all that is there.

        Raises:
            SwitchRefused: it cannot be told.
        """
        await self._order("POST", "/household", {"user_id": user_id})

    async def name_of(self, user_id: int) -> str:
        """Return whose account it is; empty when nobody can tell."""
        state = await self._state()
        return next((user.name for user in state.users if user.user_id == user_id), "") if state else ""

    async def _order(self, method: str, path: str, body: _Order | None) -> None:
        try:
            answer = await self._http.request(method, f"{self._url}{path}", json=body)
        except httpx.HTTPError as error:
            raise SwitchRefused("failure.main_app") from error
        if answer.status_code >= 400:
            raise SwitchRefused("failure.switch", status=answer.status_code)

    async def _state(self) -> _State | None:
        try:
            answer = await self._http.get(f"{self._url}/state")
            return msgspec.json.decode(answer.content, type=_State) if answer.status_code == 200 else None
        except (httpx.HTTPError, msgspec.DecodeError):
            return None
