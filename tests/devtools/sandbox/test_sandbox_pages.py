"""The pages a person clicks through: log-in, sign-up, consent, mailbox."""

import html
import re
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import SandboxConfig, create_sandbox, transport_of, world_of
from app.devtools.sandbox.api.bridge_state import sign_session
from app.devtools.sandbox.data.seed import ACCOUNTS, DEMO, UNVERIFIED

SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
SIGNED = {"session_id": SESSION, "session_sig": sign_session("sandbox-hmac-secret", SESSION)}
NEWCOMER = {
    "name": "New <b>Person</b>",
    "email": "new@example.com",
    "password": "Long-enough-1",
    "password_confirmation": "Long-enough-1",
}


@pytest.fixture
def seeded(clock: Any) -> Litestar:
    return create_sandbox(SandboxConfig(), clock=clock, rng=Random(7))


@pytest.fixture
async def browser(seeded: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=transport_of(seeded), base_url="http://meo.example") as client:
        yield client


def form_of(page: httpx.Response) -> tuple[str, dict[str, str]]:
    """Return a page's form: where it goes and its hidden fields."""
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)
    assert action is not None, page.text
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    return action[1], {name: html.unescape(value) for name, value in hidden}


async def submit(browser: httpx.AsyncClient, page: httpx.Response, **typed: str) -> httpx.Response:
    action, hidden = form_of(page)
    return await browser.post(action, data={**hidden, **typed})


async def log_in(browser: httpx.AsyncClient) -> httpx.Response:
    page = await browser.get("/gpt-connect", params=SIGNED)
    done = await submit(browser, page, email=DEMO.email, password=DEMO.password)
    assert done.status_code == 303, done.text
    return await browser.get(done.headers["location"])


async def test_an_existing_user_logs_in_and_connects(browser: httpx.AsyncClient) -> None:
    consent = await log_in(browser)
    gone = await submit(browser, consent)

    assert DEMO.name in consent.text
    assert gone.status_code == 303
    assert gone.headers["location"].startswith(f"http://127.0.0.1:8001/oauth/callback?session_id={SESSION}&code=")


async def test_the_log_in_page_names_the_seeded_accounts(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/gpt-connect", params=SIGNED)

    assert all(account.email in page.text and account.password in page.text for account in ACCOUNTS)


async def test_a_new_user_signs_up_connects_and_verifies_later(seeded: Litestar, browser: httpx.AsyncClient) -> None:
    page = await browser.get("/gpt-connect", params={**SIGNED, "step": "sign-up"})
    done = await submit(browser, page, **NEWCOMER)
    consent = await browser.get(done.headers["location"])
    gone = await submit(browser, consent)
    mailbox = await browser.get("/sandbox/mailbox")
    link = re.search(r'href="(/sandbox/verify/[^"]+)"', mailbox.text)
    assert link is not None
    verified = await browser.get(link[1])

    user = world_of(seeded).accounts.user_by_email("new@example.com")
    assert "not verified yet" in consent.text
    assert "<b>Person" not in consent.text
    assert gone.status_code == 303
    assert (verified.status_code, user is not None and user.email_verified_at is not None) == (200, True)


@pytest.mark.parametrize("missing", ["session_id", "session_sig"])
@pytest.mark.parametrize("value", [None, ""])
async def test_an_incomplete_address_shows_the_invalid_card(
    missing: str, value: str | None, browser: httpx.AsyncClient
) -> None:
    query = {name: text for name, text in {**SIGNED, missing: value}.items() if text is not None}

    page = await browser.get("/gpt-connect", params=query)

    assert page.status_code == 200
    assert "Invalid session" in page.text
    assert "<form" not in page.text


async def test_cancel_goes_home_and_leaves_no_token(seeded: Litestar, browser: httpx.AsyncClient) -> None:
    consent = await log_in(browser)

    assert '<a class="button quiet" href="/">Cancel</a>' in consent.text
    assert (await browser.get("/")).status_code == 200
    assert world_of(seeded).accounts.count_tokens() == 0


async def test_a_wrong_password_stays_on_the_page_without_repeating_it(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/gpt-connect", params=SIGNED)
    refused = await submit(browser, page, email=DEMO.email, password="Wrong-password-9")

    assert refused.status_code == 422
    assert "not right" in refused.text
    assert "Wrong-password-9" not in refused.text
    assert form_of(refused)[1]["session_id"] == SESSION


async def test_a_sign_up_that_does_not_fit_says_everything_at_once(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/gpt-connect", params={**SIGNED, "step": "sign-up"})
    refused = await submit(browser, page, **{**NEWCOMER, "email": DEMO.email, "password": "short"})

    assert refused.status_code == 422
    assert "This email is already registered." in refused.text
    assert "must be at least 10 characters" in refused.text
    assert form_of(refused)[0] == "/gpt-connect/sign-up"


async def test_the_signature_is_checked_only_when_connecting(browser: httpx.AsyncClient) -> None:
    query = {**SIGNED, "session_sig": "0" * 64}
    page = await browser.get("/gpt-connect", params=query)
    done = await submit(browser, page, email=DEMO.email, password=DEMO.password)
    consent = await browser.get(done.headers["location"])
    refused = await submit(browser, consent)

    assert (consent.status_code, refused.status_code) == (200, 400)
    assert "Invalid session signature." in refused.text


async def test_connecting_twice_says_that_the_session_is_used(browser: httpx.AsyncClient) -> None:
    consent = await log_in(browser)
    await submit(browser, consent)

    again = await submit(browser, consent)

    assert (again.status_code, "Session has already been used." in again.text) == (400, True)


@pytest.mark.parametrize("action", ["log-in", "sign-up", "connect"])
async def test_a_form_from_another_site_does_nothing(action: str, seeded: Litestar, browser: httpx.AsyncClient) -> None:
    await log_in(browser)
    typed = {**SIGNED, **NEWCOMER, "_token": "guessed"}

    refused = await browser.post(f"/gpt-connect/{action}", data=typed)

    assert refused.status_code == 419
    assert world_of(seeded).accounts.count_tokens() == 0
    assert world_of(seeded).accounts.user_by_email("new@example.com") is None


async def test_logging_in_changes_the_session_id_and_logging_out_ends_it(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/gpt-connect", params=SIGNED)
    before = browser.cookies["meo_session"]
    await submit(browser, page, email=DEMO.email, password=DEMO.password)
    during = browser.cookies["meo_session"]
    home = await browser.get("/")
    await browser.post("/log-out")
    after = await browser.get("/")

    assert before != during
    assert "Mèo Mun" in home.text
    assert "Nobody is logged in" in after.text


async def test_pages_ask_for_nothing_from_elsewhere(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/gpt-connect", "/sandbox/mailbox", "/sandbox/verify/unknown"):
        page = await browser.get(path)
        assert "http://" not in page.text
        assert "https://" not in page.text
        assert "<script" not in page.text
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


async def test_an_unverified_account_can_connect_and_then_do_little(
    seeded: Litestar, browser: httpx.AsyncClient
) -> None:
    user = world_of(seeded).accounts.user_by_email(UNVERIFIED.email)
    assert user is not None
    headers = {"Authorization": f"Bearer {world_of(seeded).add_token(user)}", "Accept": "application/json"}

    assert (await browser.get("/api/my-pets", headers=headers)).status_code == 403
    assert (await browser.get("/api/users/me", headers=headers)).status_code == 200


async def test_the_seeded_household_has_something_of_everything(seeded: Litestar, browser: httpx.AsyncClient) -> None:
    world = world_of(seeded)
    linh = world.accounts.user_by_email(DEMO.email)
    assert linh is not None
    browser.headers["Authorization"] = f"Bearer {world.add_token(linh)}"

    sections = (await browser.get("/api/my-pets/sections")).json()["data"]
    pets = {pet["name"]: pet for pet in sections["owned"]}
    habits = (await browser.get("/api/habits")).json()["data"]

    assert set(pets) == {"Mèo Mun", "Барсик", "Oliver", "Rex", "Kiwi"}
    assert [pet["name"] for pet in sections["shared"]] == ["Bún"]
    assert [pet["name"] for pet in sections["fostering_active"]] == ["Tofu"]
    assert [pet["name"] for pet in sections["fostering_past"]] == ["Waffle"]
    statuses = {name: pet["health_summary"]["vaccination_status"] for name, pet in pets.items()}
    assert (statuses["Mèo Mun"], statuses["Барсик"], statuses["Oliver"]) == ("overdue", "due_soon", "up_to_date")
    assert float(pets["Mèo Mun"]["latest_weight_kg"]) < float(pets["Mèo Mun"]["previous_weight_kg"])
    assert [habit["name"] for habit in habits] == ["Appetite", "Brush teeth", "Walk", "Antibiotics"]
