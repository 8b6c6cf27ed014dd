"""Everything on one machine: the connector, the sandbox main app and the playground, each on its own loopback port.

Throw-away keys, in-memory store, a seeded account. Nothing is kept when it ends.
"""

import asyncio
import secrets
import socket
from pathlib import Path

from app import create_app
from app.config.keys import new_keys
from app.config.settings import load_settings
from app.devtools.playground import PlaygroundConfig, create_playground, today_in_vietnam
from app.devtools.playground.model.chat import Endpoint
from app.devtools.playground.photos import PhotoHost
from app.devtools.sandbox import SandboxConfig, create_sandbox
from app.devtools.sandbox.data.seed import DEMO
from app.public_get import FILES, PublicGet
from app.server.run import MountedApp, listen, serve_all

_HOST = "127.0.0.1"


def run_demo(port: int, *, show_secrets: bool = False, model: Endpoint | None = None) -> None:
    """Serve until Ctrl-C.

    Args:
        port: of the playground; connector and sandbox take the two after it, or free ones.
        show_secrets: print the client id and secret, the redirect address and the metrics token as well.
        model: answers the sentences that people write themselves; None for rules alone.
    """
    playground, connector, main_app = (listen(_HOST, port + offset) for offset in range(3))
    environ = _environ(_address(playground), _address(connector), _address(main_app))
    settings = load_settings(environ)
    sandbox = create_sandbox(
        SandboxConfig(
            connector_url=settings.connector_public_url,
            back_url=_address(playground),
            connector_api_key=settings.connector_api_key.reveal(),
            hmac_secret=settings.hmac_shared_secret.reveal(),
        )
    )
    print(_banner(environ, playground, port=port, show_secrets=show_secrets), flush=True)
    page = create_playground(
        PlaygroundConfig(
            own_url=_address(playground),
            connector_url=settings.connector_public_url,
            main_app_url=settings.main_app_url,
            client_id=settings.oauth_client_id,
            client_secret=settings.oauth_client_secret.reveal(),
            environment=settings.environment,
            model=model,
            instructions=_instructions() if model else "",
        )
    )
    connecting = create_app(settings, file_get=photo_get())
    mounted = [MountedApp(page, playground), MountedApp(connecting, connector), MountedApp(sandbox, main_app)]
    asyncio.run(serve_all(mounted))


def _instructions() -> str:
    """What the GPT is told; empty where the demo does not run from a checkout."""
    path = Path(__file__).parents[2] / "openapi" / "instructions.md"
    return path.read_text("utf-8") if path.exists() else ""


def photo_get() -> PublicGet:
    """Return what fetches attached files in a demo: the photos of the playground's conversations, and nothing else."""
    host = PhotoHost(today_in_vietnam)
    return PublicGet(FILES, resolve=host.resolve, make_transport=lambda: host)


def _environ(playground: str, connector: str, main_app: str) -> dict[str, str]:
    return {
        **new_keys(secrets.token_urlsafe, secrets.token_hex),
        "ENVIRONMENT": "development",
        "LOG_LEVEL": "error",  # that sign-ins live in memory is meant here
        "MAIN_APP_URL": main_app,
        "CONNECTOR_PUBLIC_URL": connector,
        "OAUTH_CLIENT_ID": "meo-gpt",
        "OAUTH_REDIRECT_URIS": f"{playground}/oauth/callback",
        "RATE_LIMIT_PER_MINUTE": "600",
    }


def _banner(environ: dict[str, str], playground: socket.socket, *, port: int, show_secrets: bool) -> str:
    address, connector = _address(playground), environ["CONNECTOR_PUBLIC_URL"]
    lines = [
        "Meo Mai Moi connector, the whole thing on this machine. Nothing is kept when it ends.",
        "",
        f"Open        {address}/   and press Connect",
        f"Log in as   {DEMO.email}   {DEMO.password}",
        "",
        f"Connector   {connector}/",
        f"MCP hosts   {connector}/mcp",
        f"Main app    {environ['MAIN_APP_URL']}/   (sandbox)",
    ]
    if playground.getsockname()[1] != port:
        lines[0:0] = [f"Port {port} is in use, so the playground is at another one.", ""]
    if show_secrets:
        lines += [
            "",
            f"OAuth client id          {environ['OAUTH_CLIENT_ID']}",
            f"OAuth client secret      {environ['OAUTH_CLIENT_SECRET']}",
            f"OAuth redirect address   {environ['OAUTH_REDIRECT_URIS']}",
            f"Token of /metrics        {environ['METRICS_TOKEN']}",
        ]
    return "\n".join(["", *(f"  {line}".rstrip() for line in [*lines, "", "Ctrl-C ends it."]), ""])


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"
