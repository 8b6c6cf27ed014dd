"""Connector, main app and a stand-in for ChatGPT over TLS under names of different sites, and a real Chromium.

Host names are mapped to servers of this machine.
"""

import datetime as dt
import html
import shutil
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from litestar import Litestar, MediaType, Request, Response, get
from litestar.params import FromPath
from msgspec import Struct
from playwright.async_api import Browser, BrowserContext, async_playwright

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import SandboxConfig, World, create_sandbox, world_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CONNECTOR, MAIN_APP = "https://gpt.troioi.example", "https://meo-mai-moi.example"
OLD_CHATGPT, CHATGPT = "https://chat.openai.com", "https://chatgpt.com"
EVIL = "https://evil.example"
NAMES = (CONNECTOR, MAIN_APP, CHATGPT, OLD_CHATGPT, EVIL)
CALLBACK = "/aip/g-0a1b2c3d/oauth/callback"
AUTHORIZE = urlencode({"response_type": "code", "client_id": "meo-gpt", "redirect_uri": CHATGPT + CALLBACK})
_FORMS = {"/form": ("/oauth/confirm", "continue"), "/consent-form": ("/oauth/consent", "allow")}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]


class Internet(Struct, frozen=True):
    """The servers, by the names a browser uses."""

    rules: str
    world: World
    connector: str = CONNECTOR
    main_app: str = MAIN_APP
    chatgpt: str = CHATGPT + CALLBACK
    old_chatgpt: str = OLD_CHATGPT + CALLBACK
    evil: str = EVIL


class OnThisMachine(httpx.AsyncBaseTransport):
    """Let the connector find the main app under its public name."""

    def __init__(self, port: int, trusted: ssl.SSLContext) -> None:
        self._port = port
        self._inner = httpx.AsyncHTTPTransport(verify=trusted)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = request.url.host
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a certificate for every name, valid for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = [
        urlsplit(one).hostname or "" for one in (CONNECTOR, MAIN_APP, CHATGPT, OLD_CHATGPT, "https://evil.example")
    ]
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    certificate_file, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate_file, key_file


@get("/{path:path}", sync_to_thread=False)
def elsewhere(request: Request[Any, Any, Any], path: FromPath[str]) -> Response[str]:
    """Play ChatGPT, whose old host sends people to the new one, and a hostile page."""
    host = request.headers["host"]
    if host == "chat.openai.com":
        return Response("", status_code=302, headers={"Location": f"{CHATGPT}{path}?{request.url.query}"})
    if host == "chatgpt.com":
        return Response("<h1>ChatGPT</h1>", media_type=MediaType.HTML)
    if path in _FORMS:
        action, choice = _FORMS[path]
        form = f'<form method="post" action="{CONNECTOR}{action}"><input name="confirmation" value="{"x" * 43}">'
        return Response(
            f'{form}<input name="choice" value="{choice}"><button>Win a cat</button>', media_type="text/html"
        )
    framed = f"/oauth/authorize?{AUTHORIZE}" if path == "/consent-frame" else "/oauth/callback"
    return Response(f'<iframe src="{html.escape(CONNECTOR + framed)}"></iframe>', media_type=MediaType.HTML)


@pytest.fixture(scope="module")
def internet(
    live_server: Callable[..., Any],
    listen: Callable[[], Any],
    certificate: tuple[Path, Path],
    environment_of_browsers: dict[str, str],
) -> Iterator[Internet]:
    """Serve connector, sandbox and the rest of the world."""
    sockets = [listen() for _ in range(3)]
    ports = [port for _, port in sockets]
    sandbox = create_sandbox(SandboxConfig(connector_url=CONNECTOR, limits=False, daily_quota=None))
    trusted = ssl.create_default_context(cafile=str(certificate[0]))
    connector = create_app(load_settings(environment_of_browsers), transport=OnThisMachine(ports[1], trusted))
    world = Litestar([elsewhere], openapi_config=None, logging_config=None)
    files = {"ssl_certfile": str(certificate[0]), "ssl_keyfile": str(certificate[1])}
    hosts = {
        CONNECTOR: ports[0],
        MAIN_APP: ports[1],
        CHATGPT: ports[2],
        OLD_CHATGPT: ports[2],
        "//evil.example": ports[2],
    }
    rules = ", ".join(f"MAP {urlsplit(url).hostname}:443 127.0.0.1:{port}" for url, port in hosts.items())
    with ExitStack() as stack:
        for app, (listener, _) in zip((connector, sandbox, world), sockets, strict=True):
            stack.enter_context(live_server(app, listener, **files))
        yield Internet(rules, world_of(sandbox))


@pytest.fixture(scope="module")
def environment_of_browsers() -> dict[str, str]:
    return {
        "ENVIRONMENT": "development",
        "MAIN_APP_URL": MAIN_APP,
        "CONNECTOR_API_KEY": "sandbox-connector-api-key",
        "CONNECTOR_PUBLIC_URL": CONNECTOR,
        "OAUTH_CLIENT_ID": "meo-gpt",
        "OAUTH_CLIENT_SECRET": "client-secret-of-the-tests-0123456789",
        "JWT_SECRET": "jwt-secret-of-the-tests-0123456789abcdef",
        "ENCRYPTION_KEY": "0123456789abcdef" * 4,
        "HMAC_SHARED_SECRET": "sandbox-hmac-secret",
        "OAUTH_RATE_LIMIT_PER_MINUTE": "1000",
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium(internet: Internet) -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here")
    async with async_playwright() as playwright:
        flags = [*FLAGS, f"--host-resolver-rules={internet.rules}, EXCLUDE 127.0.0.1"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=flags)
        yield browser
        await browser.close()


NewProfile = Callable[..., Any]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def new_profile(chromium: Browser) -> NewProfile:
    """Make another browser profile: cookies of its own."""

    async def made(**options: Any) -> BrowserContext:
        return await chromium.new_context(ignore_https_errors=True, **options)

    return made
