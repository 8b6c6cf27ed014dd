"""Second leg: the main app sent the browser back with its one-time code.

Whether this is the browser that started the sign-in decides what happens: it goes on at once, or a person is asked
first (`docs/decisions/whose-browser.md`). The session is taken whatever happens, so that a link works once.
"""

import structlog
from msgspec import Struct

from app.oauth.browser_binding import is_same_browser, random_text
from app.oauth.checks import check_main_app_code, check_session_id
from app.oauth.code_issuance import CodeIssuer
from app.oauth.errors import OAuthError, RefusedByPage
from app.oauth.models import (
    CONFIRM_SECONDS,
    SESSION_SECONDS,
    BrowserCheck,
    OAuthDependencies,
    PendingAuthorization,
    PendingConfirmation,
)
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.parameters import Parameters
from app.oauth.state_store import FirstUse, Replay, StateStore

log = structlog.get_logger()


class AskFirst(Struct, frozen=True):
    """A person must confirm: the one-time value of the page, and the browser's value, without which it is worthless."""

    confirmation: str
    browser: str
    redirect_uri: str
    client_name: str


class CallbackStep:
    """Receive the browser, and the person's answer to the confirm page."""

    def __init__(
        self,
        records: StateStore,
        code_issuer: CodeIssuer,
        token_reaper: TokenReaper,
        around: OAuthDependencies,
        *,
        browser_check: BrowserCheck,
    ) -> None:
        self._records = records
        self._code_issuer = code_issuer
        self._token_reaper = token_reaper
        self._around = around
        self._browser_check = browser_check

    async def arrive(self, raw_query: bytes, browser: str | None) -> str | AskFirst:
        """Take the session and go on.

        Returns:
            Where to redirect to, or what the confirm page needs.

        Raises:
            RefusedByPage: no such session; another browser in `strict` mode, or without a code that is its own.
            RefusedByRedirect: the main app refused the code or failed, or another session has brought it before.
            StoreUnavailable: before anything was used up, as far as can be known.
        """
        session_id, code = _read(raw_query)
        session = await self._take_session(session_id, code)
        if code and not await self._is_new(code):
            log.warning("main_app_code_of_another_session")
            code = None  # used, as far as this sign-in goes: neither exchanged nor discarded, for the other one has it
        if not self._is_expected(session, browser):
            return await self._ask_first(session, code, browser)
        return await self._code_issuer.finish(session, code)

    async def proceed(self, confirmation: str, browser: str | None) -> str:
        """Go on: the person said that it was they who started this.

        Args:
            confirmation: the one-time value of the page.
            browser: what the browser's cookie holds; the page has set it.

        Raises:
            RefusedByPage: the value was used, or shown to another browser, or this browser keeps no cookies.
            RefusedByRedirect: the main app refused the code or failed.
            StoreUnavailable: before anything was used up, as far as can be known.
        """
        pending = await self._take_confirmation(confirmation, browser)
        self._around.on_event("browser_check", "confirmed")
        return await self._code_issuer.finish(pending.authorization, pending.main_app_code)

    async def stop(self, confirmation: str, browser: str | None) -> str:
        """Link nothing, end the token the consent has made, return the client's name; takes and raises as `proceed`."""
        pending = await self._take_confirmation(confirmation, browser)
        self._around.on_event("browser_check", "stopped")
        await self._token_reaper.discard_code(pending.main_app_code)
        return pending.authorization.client_name

    async def _take_session(self, session_id: str | None, code: str | None) -> PendingAuthorization:
        found = await self._records.take(PendingAuthorization, session_id) if session_id else None
        if isinstance(found, FirstUse):
            return found.record
        self._around.on_event("returned", "expired")
        if found is None and code and await self._is_new(code):
            await self._token_reaper.discard_code(code)
        if isinstance(found, Replay) and code and await self._is_first_reload(session_id or ""):
            # A reload, or two at once: the first one may be trading this very code in.
            self._token_reaper.discard_code_later(code)
        raise RefusedByPage("expired", client=found.record.client_name if found else "")

    async def _is_first_reload(self, session_id: str) -> bool:
        """Remember one code for a spent session: anybody can invent more of them."""
        return await self._records.claim("reload", session_id, SESSION_SECONDS)

    async def _is_new(self, code: str) -> bool:
        """The main app does not tie its code to a session, so the first session that brings it has it.

        Otherwise an address with a code, waiting on the confirm page of one browser, could be finished by another
        browser under a session of its own.
        """
        return await self._records.claim("main-app-code", code.lower(), SESSION_SECONDS)

    def _is_expected(self, session: PendingAuthorization, browser: str | None) -> bool:
        same = is_same_browser(session.browser_hash, browser)
        outcome = "same" if same else "none" if browser is None else "other"
        self._around.on_event("browser_check", outcome)
        if not same:
            log.warning("callback_from_another_browser", outcome=outcome)
        return same or (self._browser_check == "off" and session.audience == "gpt")

    async def _ask_first(self, session: PendingAuthorization, code: str | None, browser: str | None) -> AskFirst:
        """Neither exchange nor redirect for another browser."""
        if code is None:
            raise RefusedByPage("expired", client=session.client_name)
        if self._browser_check == "strict":
            await self._token_reaper.discard_code(code)
            raise RefusedByPage("elsewhere", status=403, client=session.client_name)
        confirmation, browser = random_text(self._around.token_bytes), browser or random_text(self._around.token_bytes)
        pending = PendingConfirmation(authorization=session, main_app_code=code)
        await self._records.put(_shown_to(browser, confirmation), pending, CONFIRM_SECONDS)
        self._token_reaper.discard_code_later(code)
        return AskFirst(confirmation, browser, session.redirect_uri, session.client_name)

    async def _take_confirmation(self, confirmation: str, browser: str | None) -> PendingConfirmation:
        if browser is None:
            raise RefusedByPage("cookieless")
        found = await self._records.take(PendingConfirmation, _shown_to(browser, confirmation))
        if not isinstance(found, FirstUse):
            raise RefusedByPage("expired")
        return found.record


def _shown_to(browser: str, confirmation: str) -> str:
    """Name a confirmation by the browser too: in another one there is no such record, and nothing is spent."""
    return f"{browser} {confirmation}"


def _read(raw_query: bytes) -> tuple[str | None, str | None]:
    try:
        query = Parameters.of_query(raw_query)
        return check_session_id(query), check_main_app_code(query)
    except OAuthError as error:
        raise RefusedByPage("invalid", detail=error.description) from error
