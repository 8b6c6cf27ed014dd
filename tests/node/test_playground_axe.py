"""The playground's pages as axe sees them: both themes, phone and desktop, English and another language."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.devtools.playground.stage import connect, on_stage
from tests.oauth.chromium.conftest import CHROMIUM, FLAGS

PACKAGES = Path(__file__).parent / "cards"
PAGES = (
    "/",
    "/household",
    "/trouble",
    "/tools",
    "/tools/add_weights",
    "/tools/list_pets",
    "/host",
    "/connection",
    "/say",
    "/talk/new-cat",
    "/talk/birthday",
    "/nothing-here",
)

pytestmark = [pytest.mark.node, pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]


@pytest.fixture(scope="module")
def address(live_server: Callable[..., Any], listen: Callable[..., Any]) -> Iterator[str]:
    with on_stage(live_server, listen) as own:
        yield own


@pytest.fixture(scope="module")
def axe(packages_of: Callable[[Path], Path]) -> str:
    return (packages_of(PACKAGES) / "axe-core" / "axe.min.js").read_text("utf-8")


def findings(page: Page, axe: str) -> list[tuple[str, str]]:
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]]


@pytest.mark.parametrize(
    ("language", "theme", "width"),
    [
        ("en", "light", 390),
        ("uk", "dark", 1280),
    ],
)
def test_axe_finds_nothing_on_any_page(
    address: str, axe: str, language: str, theme: Literal["light", "dark"], width: int
) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            viewport={"width": width, "height": 860}, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
        )
        page = context.new_page()
        found = {"before": findings_of_home(page, address, axe)}
        connect(page, address)
        page.locator(f".languages button[value={language}]").click()
        page.goto(f"{address}/talk/birthday")
        page.locator(".coming form button").click()
        page.locator("#turn-1").wait_for()
        for path in PAGES:
            page.goto(f"{address}{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            found[path] = findings(page, axe)
        browser.close()

    assert {path: each for path, each in found.items() if each} == {}


def findings_of_home(page: Page, address: str, axe: str) -> list[tuple[str, str]]:
    page.goto(f"{address}/")
    return findings(page, axe)
