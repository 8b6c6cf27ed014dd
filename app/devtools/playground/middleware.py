"""The outermost layer: whom the playground answers, which session a browser has, and what each answer must carry."""

from urllib.parse import urlsplit

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from app.devtools.playground.sessions import COOKIE, Session, Sessions

_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Door:
    """Refuses foreign hosts and foreign forms, finds the session, adds the security headers to every answer."""

    def __init__(self, app: ASGIApp, sessions: Sessions, *, own_url: str, form_targets: tuple[str, ...]) -> None:
        self._app = app
        self._sessions = sessions
        self._own_url = own_url
        self._host = urlsplit(own_url).netloc
        self._localhost = f"localhost:{urlsplit(own_url).port}"
        self._headers = {
            "Content-Security-Policy": _policy(form_targets),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            # Not `no-referrer`: with it Chromium sends forms with `Origin: null`, which is refused below.
            "Referrer-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != ScopeType.HTTP:
            return
        headers = Headers.from_scope(scope)
        if headers.get("host") == self._localhost and scope["method"] in ("GET", "HEAD"):
            await self._redirect(send, scope)
            return
        if headers.get("host") != self._host:
            # Another name for this address: a page elsewhere could read the answers by rebinding its name to us.
            await self._refuse(send, 421, f"Please open {self._own_url}/ instead.")
            return
        if scope["method"] not in _SAFE_METHODS and headers.get("origin") != self._own_url:
            await self._refuse(send, 403, "This form was not sent from the playground itself.")
            return
        session, is_new = self._session(headers)
        scope["state"]["session"] = session
        await self._app(scope, receive, self._sender(scope, send, session.key if is_new else None))

    def _session(self, headers: Headers) -> tuple[Session, bool]:
        found = self._sessions.find(_cookie(headers.get("cookie", "")))
        return (found, False) if found else (self._sessions.open(), True)

    def _sender(self, scope: HTTPScope, send: Send, new_key: str | None) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableScopeHeaders.from_message(message)
                for name, value in (self._headers | _framed(scope["path"])).items():
                    answer[name] = value
                if not scope["path"].startswith("/assets/"):
                    answer["Cache-Control"] = "no-store"
                if new_key:
                    answer.add("Set-Cookie", f"{COOKIE}={new_key}; Path=/; HttpOnly; SameSite=Lax")
            await send(message)

        return send_with_headers

    async def _redirect(self, send: Send, scope: HTTPScope) -> None:
        """Lead people who typed `localhost` to the one address; cookies of the two names are apart."""
        query = scope["query_string"]
        location = self._own_url.encode() + scope["raw_path"] + (b"?" + query if query else b"")
        raw = [(b"location", location), (b"content-length", b"0"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 307, "headers": raw})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _refuse(self, send: Send, status: int, sentence: str) -> None:
        headers = {**self._headers, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": sentence.encode(), "more_body": False})


def _policy(form_targets: tuple[str, ...]) -> str:
    """Nothing from elsewhere; forms may lead through the sign-in, whose redirects Chromium checks too."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "frame-src 'self'",
            f"form-action 'self' {' '.join(form_targets)}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _framed(path: str) -> dict[str, str]:
    """Return the headers of a card: framed by our own pages only, and shut in, wherever it is opened."""
    if not path.startswith("/host/cards/"):
        return {}
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    return {"Content-Security-Policy": f"{policy}; sandbox allow-scripts", "X-Frame-Options": "SAMEORIGIN"}


def _cookie(header: str) -> str:
    """Return our cookie's value; by hand, because a parser gives up at the odd cookie of some other local server."""
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""
