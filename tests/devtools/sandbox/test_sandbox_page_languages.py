"""The sandbox's pages in four languages: by the browser's choice, or by a link on the page that stays on it."""

import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

import app.devtools.sandbox.web as pages
from app.devtools.sandbox import SandboxConfig, create_sandbox, transport_of, world_of
from app.devtools.sandbox.api.bridge_state import sign_session
from app.devtools.sandbox.data.seed import DEMO

LANGUAGES = ["en", "vi", "ru", "uk"]
TEXTS = tomllib.loads((Path(str(pages.__file__)).parent / "texts.toml").read_text("utf-8"))
SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
CONSENT = f"/gpt-connect?session_id={SESSION}&session_sig={sign_session('sandbox-hmac-secret', SESSION)}"
PLAYGROUND = "http://127.0.0.1:8000"
PAGES = ["/", CONSENT, f"{CONSENT}&step=sign-up", "/gpt-connect", "/sandbox/mailbox", "/sandbox/verify/nothing"]


@pytest.fixture
async def browser(clock: Any) -> AsyncIterator[httpx.AsyncClient]:
    sandbox = create_sandbox(SandboxConfig(back_url=PLAYGROUND), clock=clock, rng=Random(7))
    world_of(sandbox).add_user("New", "new@example.com", verified=False)
    async with httpx.AsyncClient(transport=transport_of(sandbox), base_url="http://meo.example") as client:
        yield client


async def log_in(browser: httpx.AsyncClient) -> httpx.Response:
    page = await browser.get(CONSENT)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    await browser.post("/gpt-connect/log-in", data={**fields, "email": DEMO.email, "password": DEMO.password})
    return await browser.get(CONSENT)


def test_every_text_is_there_in_every_language() -> None:
    for language in LANGUAGES:
        assert TEXTS[language].keys() == TEXTS["en"].keys()
        assert all(text.strip() for text in TEXTS[language].values())


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_is_in_the_language_of_the_browser(browser: httpx.AsyncClient, path: str, language: str) -> None:
    page = await browser.get(path, headers={"Accept-Language": f"{language}-XX, en;q=0.5"})

    assert f'<html lang="{language}">' in page.text
    assert TEXTS[language]["footer"] in page.text
    if language != "en":
        shown = re.sub(r'<[^>]*lang="en"[^>]*>[^<]*<|<[^>]+>', " ", page.text.split("<body>")[1])
        left = [text for text in TEXTS["en"].values() if len(text) > 12 and text in shown]
        assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_consent_page_is_translated_and_still_connects(browser: httpx.AsyncClient, language: str) -> None:
    browser.headers["Accept-Language"] = language

    page = await log_in(browser)
    assert TEXTS[language]["connect_ask"] in page.text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    done = await browser.post("/gpt-connect/connect", data=fields)

    assert done.status_code in (302, 303)
    assert "/oauth/callback?" in done.headers["location"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_picked_language_holds_and_stays_on_the_page(browser: httpx.AsyncClient, language: str) -> None:
    browser.headers["Accept-Language"] = "en"
    first = await browser.get(CONSENT)
    assert f'href="/sandbox/language/{language}"' in first.text

    picked = await browser.get(f"/sandbox/language/{language}", headers={"Referer": f"http://meo.example{CONSENT}"})

    assert picked.headers["location"] == CONSENT
    assert f'<html lang="{language}">' in (await browser.get("/")).text


@pytest.mark.parametrize(
    "referer",
    ["", "https://evil.example/x", "http://meo.example//evil.example", "http://meo.example/\\evil.example", "nonsense"],
)
async def test_a_language_link_leads_nowhere_else(browser: httpx.AsyncClient, referer: str) -> None:
    picked = await browser.get("/sandbox/language/vi", headers={"Referer": referer})

    assert picked.headers["location"] == "/"


async def test_an_unknown_language_changes_nothing(browser: httpx.AsyncClient) -> None:
    await browser.get("/sandbox/language/xx")

    assert '<html lang="en">' in (await browser.get("/")).text


@pytest.mark.parametrize("path", ["/", "/sandbox/verify/nothing", CONSENT])
async def test_a_way_back_to_the_playground_is_shown(browser: httpx.AsyncClient, path: str) -> None:
    assert f'href="{PLAYGROUND}/"' in (await browser.get(path)).text
