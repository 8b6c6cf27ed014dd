"""Tokens nobody will use: ended at the main app, so that an abandoned sign-in leaves no living token behind.

The main app makes a token at the consent, not at the exchange: whatever happens to a sign-in after that,
somebody has to end the token. What cannot be done at once, or only once a lifetime is over, is done in the background
of this process; it is lost if the process ends first.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from app.errors import UpstreamError
from app.main_app.token_exchange import CodeRefused, TokenExchangeClient
from app.oauth.models import CODE_SECONDS, Sleep
from app.secret import Secret

_RETRY_AFTER = (5.0, 30.0, 120.0)
_MAX_WAITING = 10_000
# Codes may be inventions of a stranger; what they leave is kept for tokens that are alive beyond doubt.
_MAX_WAITING_CODES = 8_000
# Later than any confirmation can be clicked, earlier than the main app forgets the code.
_CODE_GRACE = CODE_SECONDS - 30

log = structlog.get_logger()


class TokenReaper:
    """End tokens now, or later."""

    def __init__(self, bridge: TokenExchangeClient, *, sleep: Sleep = asyncio.sleep) -> None:
        self._bridge = bridge
        self._sleep = sleep
        self._waiting: set[asyncio.Task[None]] = set()

    async def revoke(self, token: Secret) -> bool:
        """End a token; False when the main app cannot be told yet, which is then tried again in the background."""
        if await self._try_revoke(token):
            return True
        self.later(0, lambda: self._again(lambda: self._try_revoke(token)), is_token=True)
        return False

    async def discard_code(self, code: str) -> bool:
        """Trade a main app's code in and end the token behind it; as `revoke`."""
        if await self._try_discard(code):
            return True
        self.later(0, lambda: self._again(lambda: self._try_discard(code)))
        return False

    def discard_code_later(self, code: str) -> None:
        """Discard a code once it cannot be wanted any more; harmless when it was traded in meanwhile."""
        self.later(_CODE_GRACE, lambda: self._again(lambda: self._try_discard(code)))

    def later(self, seconds: float, action: Callable[[], Awaitable[None]], *, is_token: bool = False) -> None:
        """Do something in the background after a while; `is_token` if a token of the main app lives for certain."""
        if len(self._waiting) >= (_MAX_WAITING if is_token else _MAX_WAITING_CODES):
            log.warning("too_many_leftovers")
            return
        task = asyncio.create_task(self._after(seconds, action))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def close(self) -> None:
        """Stop waiting."""
        tasks = list(self._waiting)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _after(self, seconds: float, action: Callable[[], Awaitable[None]]) -> None:
        if seconds:
            await self._sleep(seconds)
        await action()

    async def _again(self, attempt: Callable[[], Awaitable[bool]]) -> None:
        for seconds in _RETRY_AFTER:
            await self._sleep(seconds)
            if await attempt():
                return
        log.error("leftover_token_not_revoked")

    async def _try_revoke(self, token: Secret) -> bool:
        try:
            await self._bridge.revoke(token)
        except UpstreamError:
            return False
        return True

    async def _try_discard(self, code: str) -> bool:
        try:
            exchanged = await self._bridge.exchange(code)
        except CodeRefused:
            return True
        except UpstreamError:
            return False
        # The code is used up now: from here on it is the token that has to be ended.
        await self.revoke(exchanged.sanctum_token)
        return True
