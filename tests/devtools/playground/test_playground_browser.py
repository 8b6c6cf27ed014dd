"""A real Chromium on the playground, the connector and the sandbox: phone and desktop, existing and new account."""

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect, sync_playwright

from tests.devtools.playground.stage import connect, on_stage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=860)

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed here")]


@pytest.fixture(scope="module")
def address(live_server: Callable[..., Any], listen: Callable[..., Any]) -> Iterator[str]:
    with on_stage(live_server, listen) as own:
        yield own


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A fresh profile; whatever the page complains about or asks strangers for is a failure."""
    context = chromium.new_context(viewport=request.param)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    page.on(
        "request",
        lambda sent: None if sent.url.startswith("http://127.0.0.1:") else complaints.append(sent.url),
    )
    yield page
    context.close()
    assert complaints == []


def walk(page: Page, address: str, slug: str) -> None:
    """Step through a conversation by its one big button."""
    page.goto(f"{address}/talk/{slug}")
    for taken in range(1, 12):
        button = page.locator(".coming form button")
        if button.count() == 0:
            return
        button.click()
        page.locator(f"#turn-{taken}").wait_for()
    raise AssertionError("the conversation does not end")


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_an_existing_account_is_connected_talks_and_disconnects(page: Page, address: str) -> None:
    connect(page, address)
    page.goto(f"{address}/connection")
    expect(page.locator(".message.done")).to_have_count(6)
    assert fits(page)

    walk(page, address, "new-cat")
    expect(page.get_by_text("Clauddy is in your diary")).to_be_visible()
    assert page.evaluate("document.querySelector('img.photo').naturalWidth") > 0
    assert fits(page)
    walk(page, address, "two-mimis")
    expect(page.get_by_text("Which one do you mean")).to_be_visible()
    walk(page, address, "lost-weight")
    expect(page.get_by_role("img", name="Mèo Mun: from 4.6 kg")).to_be_visible()
    assert fits(page)

    page.goto(f"{address}/household")
    expect(page.locator("svg.timeline:visible")).to_have_count(1)
    assert fits(page)

    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("Disconnected.", exact=False).first).to_be_visible()
    expect(page.get_by_text("Disconnected.", exact=False).first).to_be_in_viewport()
    expect(page.locator("nav [aria-current]")).to_have_text("Household")


def test_the_tabs_fit_in_every_language(page: Page, address: str) -> None:
    page.goto(f"{address}/trouble")
    for name in ("Tiếng Việt", "Русский", "Українська", "English"):
        page.get_by_role("button", name=name).click()
        expect(page.locator(".languages [aria-current]")).to_have_text(name)

        assert page.evaluate("(nav => nav.scrollWidth <= nav.clientWidth)(document.querySelector('nav ul'))"), name
        assert fits(page), name


def test_a_new_account_is_made_on_the_way(page: Page, address: str) -> None:
    page.goto(f"{address}/talk/birthday")
    page.get_by_role("button", name="Connect to go on").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Name").fill("Mai <b>Lê</b>")
    width = page.evaluate("window.innerWidth")
    page.get_by_label("E-mail").fill(f"mai{width}@meo.example")
    page.get_by_label("Password", exact=True).fill("Sandbox-2026x")
    page.get_by_label("Password again").fill("Sandbox-2026x")
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("button", name="Connect").click()

    expect(page).to_have_url(f"{address}/talk/birthday")
    page.get_by_role("button", name="Say it").click()
    page.locator("#turn-1").wait_for()
    expect(page.get_by_text("FORBIDDEN", exact=True)).to_be_visible()

    page.get_by_role("link", name="Open its mailbox").click()
    page.get_by_role("link", name="Verify e-mail").click()
    page.goto(f"{address}/talk/birthday")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".bubble.gpt")).to_contain_text("There are no pets in this account yet.")


def test_a_fault_is_switched_on_read_and_ended(page: Page, address: str) -> None:
    connect(page, address)
    page.goto(f"{address}/trouble")

    page.get_by_role("button", name="Maintenance").click()
    expect(page.get_by_text("UPSTREAM_ERROR", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Maintenance")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#announcer")).to_contain_text("not available")
    assert fits(page)

    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("Meo Mai Moi is well again.").first).to_be_visible()


def test_a_tool_is_called_with_the_keyboard_alone(page: Page, address: str) -> None:
    connect(page, address)
    page.goto(f"{address}/tools/find_pet")

    page.get_by_label("name", exact=True).focus()
    page.keyboard.type("мео мун")
    page.keyboard.press("Enter")

    expect(page.locator(".outcome .status")).to_have_text("200 OK")
    expect(page.locator("#announcer")).to_contain_text("200 OK")
    assert fits(page)


def test_everything_works_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    connect(page, address)

    page.goto(f"{address}/talk/birthday")
    page.get_by_role("button", name="Say it").click()

    expect(page.get_by_text("Mèo Mun turns 4")).to_be_visible()
    context.close()


def test_somebody_who_waits_sees_the_seconds(page: Page, address: str) -> None:
    connect(page, address)
    page.goto(f"{address}/talk/birthday")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/talk/birthday/next", hold)
    page.locator(".coming form button").click()

    expect(page.locator("#waiting")).to_contain_text(re.compile("[1-9] s"))
    expect(page.locator("#waiting")).to_be_visible()
    held[0].continue_()
    page.locator("#turn-1").wait_for()
    expect(page.locator("#waiting")).not_to_be_visible()
