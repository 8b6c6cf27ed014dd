"""The server-to-server half of the sign-in: trade the main app's code for a token, give a token back.

See docs/main-app-api.md, "Bridge routes".
Both carry the connector's own API key, never a user's token; only whether a token lives is asked with that token.
"""

import re
import uuid
from time import monotonic
from typing import Any

import httpx
import msgspec
import structlog
from msgspec import Struct

from app.errors import UpstreamError
from app.main_app.decoding import Unreadable
from app.main_app.envelope import read_data
from app.main_app.http import Answer, NoResponse, make_request, send_once
from app.main_app.request import count_call
from app.main_app.requestor import Observe
from app.main_app.timeouts import Timeouts
from app.main_app.transport import MainAppClient
from app.secret import Secret

log = structlog.get_logger()

UNREACHABLE = "Meo Mai Moi cannot be reached for the sign-in right now. Please try again in a few minutes."

_EXCHANGE = "/api/gpt-auth/exchange"
_REVOKE = "/api/gpt-auth/revoke"
_WHO_AM_I = "/api/users/me"
_TOKEN = re.compile(r"[\x21-\x7e]{1,500}")
_PASSING = (502, 503, 504)
_USER_ID_END = 10**18  # a longer one could not be read back from an access token


class CodeRefused(Exception):
    """The main app does not know the code: invented, used, or older than five minutes."""


class ExchangedToken(Struct, frozen=True):
    """A user's token for the main app."""

    user_id: int
    sanctum_token: Secret


class TokenExchangeClient:
    """The connector as the main app's trusted partner."""

    def __init__(
        self, http: MainAppClient, *, api_key: Secret, timeouts: Timeouts, observe: Observe | None = None
    ) -> None:
        self._http = http
        self._api_key = api_key
        self._timeouts = timeouts
        self._observe = observe

    async def exchange(self, code: str) -> ExchangedToken:
        """Trade a code for the user's token; asked once, because the first call uses the code up.

        Raises:
            CodeRefused: the code is none, or the main app says so (400, 422).
            UpstreamError: everything else, a refused API key included.
        """
        if not _is_uuid(code):
            raise CodeRefused
        answer = await self._post(_EXCHANGE, {"code": code})
        if answer.status in (400, 422):
            raise CodeRefused
        if not answer.ok:
            raise _failure("exchange", answer.status)
        return _read_token(answer)

    async def revoke(self, token: Secret) -> None:
        """End a token; one that is gone already counts as ended.

        Raises:
            UpstreamError: the main app could not be told.
        """
        try:
            answer = await self._post(_REVOKE, {"token": token.reveal()})
        except UpstreamError:
            answer = None
        if answer is None or answer.status in _PASSING:
            answer = await self._post(_REVOKE, {"token": token.reveal()})
        # A 2xx alone proves nothing: a page of some proxy comes with one as well, and the token would live on.
        if not answer.ok or _data_of(answer, "revoke").get("revoked") is not True:
            raise _failure("revoke", answer.status)

    async def is_ended(self, token: Secret) -> bool:
        """Tell whether the main app says that a token is dead; anything but a clear answer is no such word."""
        headers = {"Authorization": f"Bearer {token.reveal()}", "Accept-Language": "en"}
        try:
            answer = await self._send(make_request(self._http, "GET", _WHO_AM_I, headers=headers), _WHO_AM_I)
        except UpstreamError:
            return False
        return answer.status == 401

    async def _post(self, path: str, body: dict[str, str]) -> Answer:
        headers = {
            "Authorization": f"Bearer {self._api_key.reveal()}",
            "Accept-Language": "en",
            "Content-Type": "application/json",
        }
        request = make_request(self._http, "POST", path, body=msgspec.json.encode(body), headers=headers)
        return await self._send(request, path)

    async def _send(self, request: httpx.Request, path: str) -> Answer:
        started, status = monotonic(), 0
        try:
            answer = await send_once(self._http, request, seconds=self._timeouts.call)
            status = answer.status
        except NoResponse as error:
            log.warning("bridge_no_answer", route=path, trouble=error.trouble.value)
            raise UpstreamError(UNREACHABLE, status=503) from error
        finally:
            taken = monotonic() - started
            count_call(taken)
            if self._observe:
                self._observe(f"{request.method} {path}", status, taken)
        return answer


def _is_uuid(code: str) -> bool:
    try:
        # The written form only: uuid.UUID also takes braces and a urn.
        return str(uuid.UUID(code)) == code.lower()
    except ValueError:
        return False


def _read_token(answer: Answer) -> ExchangedToken:
    data = _data_of(answer, "exchange")
    user_id, token = data.get("user_id"), data.get("sanctum_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise _failure("exchange", answer.status)
    if isinstance(user_id, bool) or not isinstance(user_id, int) or not 0 < user_id < _USER_ID_END:
        raise _failure("exchange", answer.status)
    return ExchangedToken(user_id=user_id, sanctum_token=Secret(token))


def _data_of(answer: Answer, step: str) -> dict[str, Any]:
    try:
        data = read_data(answer.body)
    except Unreadable as error:
        raise _failure(step, answer.status) from error
    return data if isinstance(data, dict) else {}


def _failure(step: str, status: int) -> UpstreamError:
    # A status of 401 or 503 here means that the API key of one side is wrong or missing: the operator must see it.
    log.error("bridge_failed", step=step, upstream_status=status)
    return UpstreamError(UNREACHABLE, status=503)
