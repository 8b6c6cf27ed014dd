"""What the metrics hear of a sign-in."""

import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.auth.access_token import AccessTokens, TokenIdentity
from app.auth.sealing import Sealer
from app.main_app.bridge import Bridge
from app.main_app.budget import Budget
from app.main_app.transport import make_http_client
from app.oauth.assembly import build_handshake
from app.oauth.server import Surroundings
from app.oauth.structs import OAuthConfig
from app.secret import Secret

Query = Callable[[httpx.Response], dict[str, str]]
Events = Counter[tuple[str, str]]


@pytest.fixture
def events() -> Events:
    return Counter()


@pytest.fixture
async def heard(stage: Any, events: Events, settings_secrets: dict[str, str]) -> AsyncIterator[Any]:
    """Open a stage whose steps are counted, on nothing but the authorization server."""
    budget = Budget(connect=1, call=1, tool=1)
    http = make_http_client("https://meo.example", budget=budget, connections=1, transport=stage.main_app)
    sealer = Sealer(Secret("a" * 64), token_bytes=secrets.token_bytes)
    handshake = build_handshake(
        OAuthConfig(
            public_url="https://gpt.example",
            main_app_url="https://meo.example",
            client_id="meo-gpt",
            client_secret=Secret(settings_secrets["OAUTH_CLIENT_SECRET"]),
            hmac_secret=Secret("h" * 32),
        ),
        Surroundings(
            clock=stage.calendar,
            token_bytes=secrets.token_bytes,
            on_event=lambda name, outcome: events.update([(name, outcome)]),
        ),
        redis_url=None,
        per_minute=1_000,
        trusted_proxies=(),
        bridge=Bridge(http, api_key=Secret(settings_secrets["CONNECTOR_API_KEY"]), budget=budget),
        access_tokens=AccessTokens(
            TokenIdentity(issuer="https://gpt.example", client_id="meo-gpt"),
            key=Secret("j" * 32),
            sealer=sealer,
            clock=stage.calendar,
            token_bytes=secrets.token_bytes,
        ),
        sealer=sealer,
    )
    app: Any = Litestar([handshake.router], openapi_config=None, logging_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://gpt.example") as client:
        stage.client = client
        yield stage
    await handshake.close()
    await http.aclose()


async def test_a_good_sign_in_its_replay_and_its_end(heard: Any, events: Events) -> None:
    code = await heard.code()
    token = (await heard.exchange(code)).json()["access_token"]
    assert events == {
        ("started", "ok"): 1,
        ("browser_check", "same"): 1,
        ("returned", "ok"): 1,
        ("exchanged", "ok"): 1,
    }
    events.clear()
    await heard.exchange(code)
    assert events == {("replay", "ok"): 1, ("exchanged", "invalid_grant"): 1}
    events.clear()
    await heard.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    await heard.client.post("/oauth/revoke", data={"token": "unknown", **heard.credentials})
    heard.main_app.trouble = lambda _: httpx.Response(500, json={})
    await heard.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    assert events == {("revoked", "ok"): 1, ("revoked", "unknown"): 1, ("revoked", "failed"): 1}


@pytest.mark.parametrize(("cookie", "outcome"), [(None, "none"), ("x" * 43, "other")])
@pytest.mark.parametrize(("choice", "then"), [("continue", "confirmed"), ("stop", "stopped")])
async def test_another_browser_and_what_the_person_chose(
    heard: Any, events: Events, cookie: str | None, outcome: str, choice: str, then: str
) -> None:
    back = await heard.consented()
    heard.forget_cookies()
    headers = {"Cookie": f"__Host-meo_browser={cookie}"} if cookie else {}
    page = await heard.callback(back, headers=headers)
    assert events[("browser_check", outcome)] == 1
    found = re.search(r'value="([A-Za-z0-9_-]{43})"', page.text)
    assert found
    form = {"confirmation": found[1], "choice": choice}
    await heard.client.post("/oauth/confirm", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert events[("browser_check", then)] == 1
    assert events[("returned", "ok")] == (1 if choice == "continue" else 0)


async def test_each_way_a_return_can_fail(heard: Any, events: Events) -> None:
    back = await heard.consented()
    heard.main_app.codes.clear()
    await heard.callback(back)
    assert events[("returned", "denied")] == 1
    await heard.callback(back)
    assert events[("returned", "expired")] == 1
    back = await heard.consented()
    heard.main_app.trouble = lambda _: httpx.Response(500, json={})
    await heard.callback(back)
    assert events[("returned", "upstream")] == 1
