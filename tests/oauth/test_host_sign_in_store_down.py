"""Redis dies at each step of a sign-in from a host: what is seen, that nothing half-done stays, that tools go on."""

import asyncio
import base64
import hashlib
import signal
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.oauth.mcp_client import answer, ask, page_of, register, registered
from tests.oauth.settings import ISSUER
from tests.oauth.stage import query_of

HOST = "https://host.example/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
async def mortal(open_stage: Any, own_redis: Any) -> AsyncIterator[Any]:
    """Open a stage on a Redis that may be killed."""
    async with open_stage(REDIS_URL=own_redis.url) as stage:
        stage.redis = own_redis
        yield stage


async def kill(stage: Any) -> None:
    await asyncio.to_thread(stage.redis.stop)


def assert_page_says_so(page: httpx.Response) -> None:
    assert page.status_code == 503
    assert int(page.headers["retry-after"]) > 0
    assert "Service temporarily unavailable" in page.text
    assert not {"set-cookie", "location"} & set(page.headers)


async def signed_in(stage: Any, client_id: str) -> Any:
    """Walk a host's whole sign-in; return the token answer."""
    page = await page_of(stage, client_id=client_id, redirect_uri=HOST, code_challenge=CHALLENGE)
    allowed = await answer(stage, page, "allow")
    back = await stage.callback(stage.main_app.consent(allowed.headers["location"]))
    form = {
        "grant_type": "authorization_code",
        "code": query_of(back)["code"],
        "redirect_uri": HOST,
        "client_id": client_id,
        "code_verifier": VERIFIER,
    }
    return (await stage.client.post("/oauth/token", data=form)).json()


async def test_registration_does_not_need_redis_and_its_id_is_good_later(mortal: Any) -> None:
    await kill(mortal)
    found = await register(mortal)
    assert found.status_code == 201
    mortal.redis.start()
    assert (await signed_in(mortal, found.json()["client_id"]))["refresh_token"]


async def test_at_authorize_the_person_gets_a_page_and_a_reload_succeeds(mortal: Any) -> None:
    client_id = await registered(mortal)
    await kill(mortal)
    assert_page_says_so(await ask(mortal, client_id=client_id, redirect_uri=HOST))
    mortal.redis.start()
    await page_of(mortal, client_id=client_id, redirect_uri=HOST)


@pytest.mark.parametrize("choice", ["allow", "deny"])
async def test_at_our_page_a_click_leads_nowhere_and_the_main_app_hears_nothing(mortal: Any, choice: str) -> None:
    page = await page_of(mortal, client_id=await registered(mortal), redirect_uri=HOST)
    await kill(mortal)
    assert_page_says_so(await answer(mortal, page, choice))
    assert mortal.main_app.requests == []


async def test_at_our_page_a_second_click_succeeds_when_redis_only_hung(mortal: Any) -> None:
    page = await page_of(mortal, client_id=await registered(mortal), redirect_uri=HOST)
    mortal.redis.signal(signal.SIGSTOP)
    assert_page_says_so(await answer(mortal, page, "deny"))
    mortal.redis.signal(signal.SIGCONT)
    again = await answer(mortal, page, "deny")
    # What hung may have been done after all: then the page is spent, and its person begins anew.
    assert again.status_code in (303, 400)


async def test_tools_go_on_without_redis(mortal: Any) -> None:
    token = (await signed_in(mortal, await registered(mortal)))["access_token"]
    await kill(mortal)
    listed = await mortal.client.post(
        f"{ISSUER}/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert listed.status_code == 200
    assert listed.json()["result"]["tools"]
