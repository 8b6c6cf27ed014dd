"""The sign-in in a real browser, over TLS, with the main app on another site than the connector."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.async_api import Page

NewProfile = Callable[..., Any]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(params=["chatgpt", "old_chatgpt"])
def redirect_uri(request: pytest.FixtureRequest, internet: Any) -> str:
    """Give each of ChatGPT's hosts; the old one sends people on to the new one."""
    uri: str = getattr(internet, request.param)
    return uri


def authorize_address(internet: Any, redirect_uri: str) -> str:
    query = {"response_type": "code", "client_id": "meo-gpt", "redirect_uri": redirect_uri, "state": "s/+ &"}
    return f"{internet.connector}/oauth/authorize?{urlencode(query)}"


async def log_in_and_connect(page: Page) -> None:
    """Do what a person does at the main app."""
    await page.locator("[name=email]").fill("demo@meo.example")
    await page.locator("[name=password]").fill("Meo-demo-2026")
    await page.locator("form[action$='log-in'] button").click()
    await page.locator("form[action$='connect'] button").click()


async def forwarded(new_profile: NewProfile, internet: Any, redirect_uri: str) -> Page:
    """Start in one profile, and let another one follow the main app's link, as a forwarded one would."""
    starter = await new_profile()
    first = await starter.new_page()
    await first.goto(authorize_address(internet, redirect_uri))
    link = first.url
    assert link.startswith(f"{internet.main_app}/gpt-connect?")
    victim = await new_profile()
    page: Page = await victim.new_page()
    await page.goto(link)
    await log_in_and_connect(page)
    await page.wait_for_url(f"{internet.connector}/oauth/callback?*")
    return page


def alive(internet: Any) -> int:
    return int(internet.world.accounts.count_tokens())


async def test_the_same_browser_passes_without_a_click(
    new_profile: NewProfile, internet: Any, redirect_uri: str
) -> None:
    page = await (await new_profile()).new_page()
    await page.goto(authorize_address(internet, redirect_uri))
    await log_in_and_connect(page)
    await page.wait_for_url(f"{internet.chatgpt}?*")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["state"], query["iss"]) == (["s/+ &"], [internet.connector])
    assert len(query["code"][0]) == 43


async def test_another_profile_is_asked_and_may_continue(
    new_profile: NewProfile, internet: Any, redirect_uri: str
) -> None:
    before = alive(internet)
    page = await forwarded(new_profile, internet, redirect_uri)
    assert await page.get_by_role("heading").inner_text() == "Link your account to ChatGPT?"
    await page.get_by_role("button", name="Continue").click()
    await page.wait_for_url(f"{internet.chatgpt}?*")
    assert "code=" in page.url
    assert alive(internet) == before + 1


async def test_stop_leaves_no_token_alive(new_profile: NewProfile, internet: Any) -> None:
    before = alive(internet)
    page = await forwarded(new_profile, internet, internet.chatgpt)
    assert alive(internet) == before + 1
    await page.get_by_role("button", name="Stop").click()
    await page.get_by_role("heading", name="Stopped").wait_for()
    assert page.url == f"{internet.connector}/oauth/confirm"
    assert alive(internet) == before


async def test_enter_on_the_page_presses_nothing_by_itself_but_both_buttons_can_be_reached_by_keyboard(
    new_profile: NewProfile, internet: Any
) -> None:
    page = await forwarded(new_profile, internet, internet.chatgpt)
    await page.keyboard.press("Enter")
    assert page.url.startswith(f"{internet.connector}/oauth/callback?")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Stopped").wait_for()


async def test_a_form_on_another_site_is_refused(new_profile: NewProfile, internet: Any) -> None:
    page = await (await new_profile()).new_page()
    await page.goto(f"{internet.evil}/form")
    async with page.expect_response(f"{internet.connector}/oauth/confirm") as caught:
        await page.get_by_role("button").click()
    assert (await caught.value).status == 403


async def test_our_pages_cannot_be_framed(new_profile: NewProfile, internet: Any) -> None:
    page = await (await new_profile()).new_page()
    await page.goto(f"{internet.evil}/frame")
    frame = page.frames[1]
    await frame.wait_for_load_state()
    assert "session" not in await frame.content()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("vi", "dark"), ("ru", "light"), ("uk", "dark")])
async def test_the_confirm_page_fits_a_phone_and_breaks_no_rule_of_its_own(
    new_profile: NewProfile, internet: Any, language: str, scheme: str
) -> None:
    told: list[str] = []
    starter = await (await new_profile()).new_page()
    await starter.goto(authorize_address(internet, internet.chatgpt))
    phone = await new_profile(viewport={"width": 390, "height": 844}, locale=language, color_scheme=scheme)
    page = await phone.new_page()
    page.on("console", lambda message: told.append(message.text))
    await page.goto(starter.url)
    await log_in_and_connect(page)
    await page.wait_for_url(f"{internet.connector}/oauth/callback?*")
    assert [text for text in told if "violates" in text] == []
    assert await page.locator("html").get_attribute("lang") == language
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert await page.evaluate("getComputedStyle(document.querySelector('main')).borderRadius") == "20px"
