"""Connectors that know some MCP hosts, over HTTP, with what such a host does at the token endpoint."""

import base64
import hashlib
import itertools
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar

from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import make_http_client
from app.oauth.browser_binding import browser_hash
from app.oauth.client import Client
from app.oauth.errors import RefusedByPage
from app.oauth.factory import Handshake, build_handshake
from app.oauth.models import OAuthConfig, OAuthDependencies, PendingAuthorization
from app.oauth.state_store import StateStore
from app.secret import Secret
from app.tokens.access_token import AccessTokens, TokenIdentity, UnverifiedToken
from app.tokens.caller import Caller
from app.tokens.encryption import Encryptor
from tests.oauth.main_app import MainApp
from tests.oauth.settings import ISSUER, REDIRECT_URI, SECRETS
from tests.oauth.stage import Calendar, client_of, query_of

HOST = Client(id="https://host.example/client.json", name="Host", kind="pinned", audience="mcp")
OTHER = Client(id="https://other.example/client.json", name="Other", kind="pinned", audience="mcp")
CONFIDENTIAL = Client(
    id="sealed-registration+1",
    name="Registered",
    kind="registered",
    audience="mcp",
    secret=Secret("p%40ss secret/of+it"),
)
GPT = Client(
    id="meo-gpt", name="ChatGPT", kind="configured", audience="gpt", secret=Secret(SECRETS["OAUTH_CLIENT_SECRET"])
)
CLIENTS = {client.id: client for client in (HOST, OTHER, CONFIDENTIAL, GPT)}
LOOPBACK = "http://127.0.0.1:43521/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
BOTH = "pets:read pets:write"


async def find_client(client_id: str) -> Client:
    if client_id == "https://down.example/client.json":
        raise RefusedByPage("unavailable", status=503)
    if client_id not in CLIENTS:
        raise RefusedByPage("invalid")
    return CLIENTS[client_id]


class Hosts:
    """Some connectors that share one store and one main app."""

    def __init__(self, main_app: MainApp, calendar: Calendar) -> None:
        self.main_app = main_app
        self.calendar = calendar
        self.events: Counter[tuple[str, str]] = Counter()
        self.handshakes: list[Handshake] = []
        self.clients: list[httpx.AsyncClient] = []
        self.encryptor = Encryptor(Secret(SECRETS["ENCRYPTION_KEY"]), token_bytes=secrets.token_bytes)
        self.access_tokens = AccessTokens(
            TokenIdentity(issuer=ISSUER, client_id=GPT.id),
            key=Secret(SECRETS["JWT_SECRET"]),
            encryptor=self.encryptor,
            clock=calendar,
            token_bytes=secrets.token_bytes,
        )

    async def code(self, client: Client = HOST, **changes: Any) -> str:
        """Go from the main app's consent to our code; `changes` are of what was granted."""
        browser, session_id = secrets.token_urlsafe(32), secrets.token_hex(16)
        session_id = "-".join([session_id[:8], session_id[8:12], session_id[12:16], session_id[16:20], session_id[20:]])
        granted = {
            "redirect_uri": REDIRECT_URI if client is GPT else LOOPBACK,
            "code_challenge": None if client is GPT else CHALLENGE,
            "client_id": client.id,
            "client_name": client.name,
            "audience": client.audience,
            "scope": "pets" if client is GPT else BOTH,
            **changes,
        }
        session = PendingAuthorization(browser_hash=browser_hash(browser), **granted)
        await StateStore(self.handshakes[0].store, self.encryptor).put(session_id, session, 600)
        back = self.main_app.consent(f"https://meo.example/gpt-connect?session_id={session_id}")
        cookie = {"Cookie": f"__Host-meo_browser={browser}"}
        return query_of(await self.clients[0].get("/oauth/callback", params=back, headers=cookie))["code"]

    async def exchange(self, code: str, client: Client = HOST, **changes: Any) -> httpx.Response:
        good = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI if client is GPT else LOOPBACK,
            "code_verifier": None if client is GPT else VERIFIER,
        }
        return await self.post("/oauth/token", client, **{**good, **changes})

    async def refresh(self, token: str, client: Client = HOST, *, at: int = 0, **changes: Any) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": token, **changes}
        return await self.post("/oauth/token", client, at=at, **form)

    async def revoke(self, token: str, client: Client = HOST, **changes: Any) -> httpx.Response:
        return await self.post("/oauth/revoke", client, **{"token": token, **changes})

    async def post(self, path: str, client: Client, *, at: int = 0, **form: Any) -> httpx.Response:
        named = {"client_id": client.id, "client_secret": client.secret.reveal() if client.secret else None, **form}
        sent = {name: value for name, value in named.items() if value is not None}
        return await self.clients[at].post(path, data=sent)

    async def signed_in(self, client: Client = HOST, **changes: Any) -> dict[str, Any]:
        """Return the token answer of a whole sign-in."""
        answer = await self.exchange(await self.code(client, **changes), client)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def caller(self, answer: dict[str, Any]) -> Caller:
        """Verify an access token as the face for hosts does."""
        return self.access_tokens.verify(UnverifiedToken(answer["access_token"]), audience="mcp")


@asynccontextmanager
async def hosts(
    main_app: MainApp, calendar: Calendar, *, redis_url: str | None = None, connectors: int = 1
) -> AsyncIterator[Hosts]:
    """Open connectors; several need a Redis to share."""
    made = Hosts(main_app, calendar)
    timeouts = Timeouts(connect=1, call=1, tool=1)
    http = make_http_client("https://meo.example", timeouts=timeouts, connections=1, transport=main_app)
    config = OAuthConfig(
        public_url=ISSUER,
        main_app_url="https://meo.example",
        client_id=GPT.id,
        client_secret=Secret(SECRETS["OAUTH_CLIENT_SECRET"]),
        hmac_secret=Secret(SECRETS["HMAC_SHARED_SECRET"]),
    )
    around = OAuthDependencies(
        clock=calendar,
        token_bytes=secrets.token_bytes,
        on_event=lambda name, outcome: made.events.update([(name, outcome)]),
        find_client=find_client,
    )
    for _ in itertools.repeat(None, connectors):
        handshake = build_handshake(
            config,
            around,
            redis_url=Secret(redis_url) if redis_url else None,
            per_minute=1_000,
            trusted_proxies=(),
            bridge=TokenExchangeClient(http, api_key=Secret(SECRETS["CONNECTOR_API_KEY"]), timeouts=timeouts),
            access_tokens=made.access_tokens,
            encryptor=made.encryptor,
        )
        made.handshakes.append(handshake)
        made.clients.append(client_of(Litestar([handshake.router], openapi_config=None, logging_config=None)))
    try:
        yield made
    finally:
        for client, handshake in zip(made.clients, made.handshakes, strict=True):
            await client.aclose()
            await handshake.close()
        await http.aclose()
