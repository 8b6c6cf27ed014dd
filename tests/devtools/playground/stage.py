"""All three programs of the demo on real ports, and somebody who connects the demo's account in a browser."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from playwright.sync_api import Page, expect

from app import create_app
from app.config.settings import load_settings
from app.devtools.playground import PlaygroundConfig, create_playground
from app.devtools.sandbox import SandboxConfig, create_sandbox
from app.devtools.sandbox.data.seed import DEMO
from tests.conftest import ENVIRONMENT


@contextmanager
def on_stage(live_server: Callable[..., Any], listen: Callable[..., Any]) -> Iterator[str]:
    """Serve all three as `demo` does; gives the playground's address."""
    sockets = [listen() for _ in range(3)]
    own, connector, main_app = (f"http://127.0.0.1:{port}" for _socket, port in sockets)
    changed = {
        "MAIN_APP_URL": main_app,
        "CONNECTOR_PUBLIC_URL": connector,
        "OAUTH_REDIRECT_URIS": f"{own}/oauth/callback",
    }
    settings = load_settings({**ENVIRONMENT, **changed})
    config = PlaygroundConfig(
        own_url=own,
        connector_url=connector,
        main_app_url=main_app,
        client_id=settings.oauth_client_id,
        client_secret=settings.oauth_client_secret.reveal(),
    )
    apps = (create_playground(config), create_app(settings), create_sandbox(SandboxConfig(connector_url=connector)))
    with ExitStack() as stack:
        for app, (listener, _port) in zip(apps, sockets, strict=True):
            stack.enter_context(live_server(app, listener))
        yield own


def connect(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.get_by_role("button", name="Connect an account").click()
    page.get_by_label("E-mail").fill(DEMO.email)
    page.get_by_label("Password").fill(DEMO.password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("button", name="Disconnect")).to_be_visible()
