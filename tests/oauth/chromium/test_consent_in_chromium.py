"""Our consent page in a real browser, over TLS, with client, connector and main app on three sites."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.async_api import Page

NewProfile = Callable[..., Any]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture(scope="module")
def environment_of_browsers(environment_of_browsers: dict[str, str]) -> dict[str, str]:
    return {**environment_of_browsers, "OAUTH_BROWSER_CHECK": "always"}


@pytest.fixture(params=["chatgpt", "old_chatgpt"])
def redirect_uri(request: pytest.FixtureRequest, internet: Any) -> str:
    """Give each of ChatGPT's hosts; the old one sends people on to the new one."""
    uri: str = getattr(internet, request.param)
    return uri


async def opened(new_profile: NewProfile, internet: Any, redirect_uri: str, **options: Any) -> tuple[Page, list[str]]:
    """Open the authorization link; return the page and what the browser complains of."""
    complaints: list[str] = []
    page: Page = await (await new_profile(**options)).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    query = {"response_type": "code", "client_id": "meo-gpt", "redirect_uri": redirect_uri, "state": "s/+ &"}
    await page.goto(f"{internet.connector}/oauth/authorize?{urlencode(query)}")
    return page, complaints


def refusals(complaints: list[str]) -> list[str]:
    return [text for text in complaints if "violates" in text or "Refused" in text]


async def test_a_yes_leads_through_the_main_app_to_the_client_without_another_question(
    new_profile: NewProfile, internet: Any, redirect_uri: str
) -> None:
    page, complaints = await opened(new_profile, internet, redirect_uri)
    assert await page.get_by_role("heading").inner_text() == "Connect ChatGPT to your pets?"
    assert await page.context.cookies() == []
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.get_by_label("E-mail").fill("demo@meo.example")
    await page.get_by_label("Password").fill("Meo-demo-2026")
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("button", name="Connect").click()
    await page.wait_for_url(f"{internet.chatgpt}?*")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["state"], query["iss"]) == (["s/+ &"], [internet.connector])
    assert len(query["code"][0]) == 43
    assert refusals(complaints) == []


async def test_a_no_goes_back_to_the_client_and_never_to_the_main_app(
    new_profile: NewProfile, internet: Any, redirect_uri: str
) -> None:
    page, complaints = await opened(new_profile, internet, redirect_uri)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.get_by_role("button", name="Do not allow").click()
    await page.wait_for_url(f"{internet.chatgpt}?*")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["error"], query["state"], query["iss"]) == (["access_denied"], ["s/+ &"], [internet.connector])
    assert not any(url.startswith(internet.main_app) for url in asked)
    assert await page.context.cookies() == []
    assert refusals(complaints) == []


async def test_enter_presses_nothing_by_itself_and_both_buttons_can_be_reached_by_keyboard(
    new_profile: NewProfile, internet: Any
) -> None:
    page, _ = await opened(new_profile, internet, internet.chatgpt)
    await page.keyboard.press("Enter")
    assert page.url.startswith(f"{internet.connector}/oauth/authorize?")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{internet.chatgpt}?*")
    assert "error=access_denied" in page.url


async def test_a_form_on_another_site_is_refused(new_profile: NewProfile, internet: Any) -> None:
    page = await (await new_profile()).new_page()
    await page.goto(f"{internet.evil}/consent-form")
    async with page.expect_response(f"{internet.connector}/oauth/consent") as caught:
        await page.get_by_role("button").click()
    assert (await caught.value).status == 403


async def test_the_page_cannot_be_framed(new_profile: NewProfile, internet: Any) -> None:
    page = await (await new_profile()).new_page()
    await page.goto(f"{internet.evil}/consent-frame")
    frame = page.frames[1]
    await frame.wait_for_load_state()
    assert "ChatGPT" not in await frame.content()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("vi", "dark"), ("ru", "light"), ("uk", "dark")])
async def test_the_page_fits_its_screen_and_breaks_no_rule_of_its_own(
    new_profile: NewProfile, internet: Any, language: str, scheme: str, width: int
) -> None:
    screen = {"width": width, "height": 844}
    page, complaints = await opened(
        new_profile, internet, internet.chatgpt, viewport=screen, locale=language, color_scheme=scheme
    )
    assert refusals(complaints) == []
    assert await page.locator("html").get_attribute("lang") == language
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    size = "parseFloat(getComputedStyle(document.querySelector('{}')).fontSize)"
    assert await page.evaluate(f"{size.format('dd')} > {size.format('h1')}"), "the host is the largest text"


async def registered(page: Page, internet: Any, redirect_uri: str) -> str:
    """Register a client from a page of another origin, as web inspectors do."""
    await page.goto(f"{internet.evil}/consent-form")
    metadata = {"client_name": "Some Host", "redirect_uris": [redirect_uri], "token_endpoint_auth_method": "none"}
    script = """async ([address, metadata]) => {
        const headers = {"Content-Type": "application/json"};
        const answer = await fetch(address, {method: "POST", headers, body: JSON.stringify(metadata)});
        return (await answer.json()).client_id;
    }"""
    return str(await page.evaluate(script, [f"{internet.connector}/oauth/register", metadata]))


async def asked_by(page: Page, internet: Any, redirect_uri: str) -> None:
    """Open the page for an MCP client that has registered just now."""
    query = {
        "response_type": "code",
        "client_id": await registered(page, internet, redirect_uri),
        "redirect_uri": redirect_uri,
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        "state": "s/+ &",
    }
    await page.goto(f"{internet.connector}/oauth/authorize?{urlencode(query)}")


async def test_an_mcp_client_may_only_see_where_the_person_says_so(new_profile: NewProfile, internet: Any) -> None:
    complaints: list[str] = []
    page: Page = await (await new_profile()).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    await asked_by(page, internet, internet.chatgpt)
    assert await page.get_by_role("heading").inner_text() == "Connect Some Host to your pets?"
    await page.get_by_label("Only see").check()
    await page.get_by_role("button", name="Allow", exact=True).click()
    await page.wait_for_url(f"{internet.main_app}/**")
    assert refusals(complaints) == []


@pytest.mark.parametrize(
    "redirect_uri", ["http://127.0.0.1:9/callback", "http://localhost:9/callback", "http://[::1]:9/callback"]
)
async def test_a_no_reaches_a_program_on_the_device(new_profile: NewProfile, internet: Any, redirect_uri: str) -> None:
    page: Page = await (await new_profile()).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    await asked_by(page, internet, redirect_uri)
    async with page.expect_request(lambda request: request.url.startswith(f"{redirect_uri}?error=access_denied")):
        await page.get_by_role("button", name="Do not allow").click()
    assert refusals(complaints) == []


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("vi", "light"), ("ru", "dark"), ("uk", "light")])
async def test_the_page_of_an_mcp_client_fits_its_screen(
    new_profile: NewProfile, internet: Any, language: str, scheme: str, width: int
) -> None:
    options = {"viewport": {"width": width, "height": 844}, "locale": language, "color_scheme": scheme}
    page: Page = await (await new_profile(**options)).new_page()
    await asked_by(page, internet, f"https://{'long-name-of-a-host.' * 4}example/cb")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    size = "parseFloat(getComputedStyle(document.querySelector('{}')).fontSize)"
    assert await page.evaluate(f"{size.format('dd')} > {size.format('h1')}"), "the host is the largest text"
