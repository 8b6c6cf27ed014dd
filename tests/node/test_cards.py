"""Cards in a real Chromium, shown by the official host side, with the answers of the running tools.

    CARDS=/tmp/cards uv run pytest tests/node/test_cards.py

keeps the pictures in that folder.
"""

import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, FrameLocator, Page, async_playwright

from app.mcp.cards import card_page
from tests.conftest import Live
from tests.mcp.tokens import issue_host_token
from tests.oauth.chromium.conftest import CHROMIUM, FLAGS

FOLDER = Path(__file__).parent / "cards"
MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script>"
Open = Callable[..., Any]

pytestmark = [pytest.mark.node, pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")]


@pytest.fixture(scope="module")
def host_script(packages_of: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the official host side, bundled for a browser."""
    modules, scratch = packages_of(FOLDER), tmp_path_factory.mktemp("host")
    shutil.copy(FOLDER / "host.mjs", scratch / "host.mjs")
    (scratch / "node_modules").symlink_to(modules)
    command = [str(modules / ".bin" / "esbuild"), "host.mjs", "--bundle", "--format=iife", "--log-level=error"]
    return subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def axe(packages_of: Callable[[Path], Path]) -> str:
    return (packages_of(FOLDER) / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """Give one browser for all cards of a test."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
def open_card(host_script: str, chromium: Browser) -> Open:
    """Give a function that shows a tool's answer in its card."""

    @asynccontextmanager
    async def opened(
        name: Any, data: Any, *, theme: str = "light", locale: str = "en", width: int = 800, given: Any = None
    ) -> AsyncIterator[tuple[Page, FrameLocator]]:
        result = data if "content" in data else {"content": [{"type": "text", "text": "-"}], "structuredContent": data}
        context = {"theme": theme, "locale": locale}
        page = await chromium.new_page(viewport={"width": width, "height": 600})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await page.set_content('<!doctype html><html lang="en"><title>host</title><body></body></html>')
        await page.add_script_tag(content=host_script)
        await page.evaluate("([a, b, c, d]) => show(a, b, c, d)", [card_page(name), context, given or {}, result])
        await page.wait_for_function("window.resized !== null")
        yield page, page.frame_locator("iframe")
        assert [url for url in asked if not url.startswith(("about:", "data:"))] == []
        await page.close()

    return opened


@pytest.fixture(scope="module")
def answers(live: Live) -> dict[str, Any]:
    """Give real answers of the tools, by the name of the tool."""
    user = live.world.accounts.user_by_email("demo@meo.example")
    assert user is not None
    token = issue_host_token(live.app, user.id, live.world.add_token(user))

    def ask(tool: str, arguments: Any) -> Any:
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{live.connector}/mcp", json=message, headers=headers, trust_env=False).json()["result"]
        return answer["structuredContent"]

    return {
        "weights": ask("list_weights", {"pet_id": "Mèo Mun"}),
        "pet": ask("get_pet", {"pet_id": "Mèo Mun"}),
        "coming": ask("upcoming_care", {"days": 366}),
        "overview": ask("pets_overview", {}),
        "change": ask("update_pet", {"pet_id": "Rex", "name": "Rexy", "description": "Barks at boxes."}),
        "correction": ask("update_weight", {**_newest_weight(ask, "Mèo Mun"), "weight_kg": 4.05}),
    }


def _newest_weight(ask: Callable[[str, Any], Any], pet: str) -> dict[str, Any]:
    listed = ask("list_weights", {"pet_id": pet})
    return {"pet_id": pet, "weight_id": listed["weights"][0]["id"]}


def many_weights(count: int) -> dict[str, Any]:
    days = [f"{2010 + number // 12}-{number % 12 + 1:02d}-15" for number in range(count)]
    rows = [{"id": n, "weight_kg": round(3 + (n % 17) / 10, 2), "measured_at": day} for n, day in enumerate(days)]
    return {"pet_id": 1, "pet_name": "Mun", "weights": rows[::-1], "total": count}


@pytest.mark.parametrize("width", [390, 800])
@pytest.mark.parametrize(("theme", "locale"), [("light", "en"), ("dark", "vi-VN"), ("light", "uk"), ("dark", "ru")])
async def test_every_card_is_drawn_without_findings_of_axe(
    open_card: Open, answers: dict[str, Any], axe: str, theme: str, locale: str, width: int
) -> None:
    names = {"weights": "weights", "pet": "pet", "coming": "coming", "overview": "coming", "change": "change"}
    names["correction"] = "change"
    for what, name in names.items():
        async with open_card(
            name, answers[what], theme=theme, locale=locale, width=width, given={"description": "x"}
        ) as (page, card):
            assert await card.locator("h1").count() == 1
            assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
            frame = page.frames[1]
            await frame.evaluate(axe)
            found = await frame.evaluate("axe.run(document, {resultTypes: ['violations']})")
            assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], what
            if folder := os.environ.get("CARDS"):
                await page.screenshot(path=f"{folder}/{what}-{theme}-{locale}-{width}.png", full_page=True)


async def test_a_curve_of_two_hundred_points_is_drawn_and_tabled(open_card: Open) -> None:
    async with open_card("weights", many_weights(200)) as (_, card):
        points = await card.locator("polyline").get_attribute("points")
        assert len(str(points).split()) == 200
        assert await card.locator("tbody tr").count() == 200


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("weights", {"pet_id": 1, "pet_name": "Mun", "weights": [], "total": 0}),
        ("pet", {"id": 1, "name": "Mun", "species": "cat", "sex": "unknown", "status": "active", "health": {}}),
        ("coming", {"items": [], "pets_checked": 0}),
        ("change", {"id": 1, "pet_name": "Mun"}),
    ],
)
async def test_a_card_of_nothing_says_so(open_card: Open, name: str, data: Any) -> None:
    async with open_card(name, data) as (_, card):
        assert "undefined" not in await card.locator("main").inner_text()
        assert await card.locator("svg").count() == 0


async def test_a_change_shows_what_stood_there_before(open_card: Open, answers: dict[str, Any]) -> None:
    before = {"id": 1, "pet_name": "Mun", "weight_kg": 4.05, "replaced": [{"field": "weight_kg", "before": "4.5"}]}
    emptied = {"id": 1, "pet_name": "Mun", "vaccine_name": "FVRCP", "replaced": [{"field": "notes", "before": "Left"}]}
    named = {
        "id": 1,
        "pet_name": "cat",
        "name": "cat",
        "species": "cat",
        "replaced": [{"field": "name", "before": "dog"}],
    }
    filled = {"id": 1, "pet_name": "Mun", "notes": "Right", "replaced": [{"field": "notes"}]}
    for data, row in (
        (before, "Weight\t4.5 kg\t4.05 kg"),
        (emptied, "Notes\tLeft\tempty"),
        (filled, "Notes\tempty\tRight"),
    ):
        async with open_card("change", data) as (_, card):
            assert row in await card.locator("table").inner_text()
    async with open_card("change", named, locale="vi") as (_, card):
        assert "Tên\tdog\tcat" in await card.locator("table").inner_text()
        assert "Loài\t\tmèo" in await card.locator("table").inner_text()
    async with open_card("change", answers["change"]) as (_, card):
        assert "Name\tRex\tRexy" in await card.locator("table").inner_text()


async def test_markup_and_endless_names_stay_text(open_card: Open) -> None:
    weights = many_weights(3) | {"pet_name": MARKUP + "а" * 5_000}
    items = [{"date": "2026-12-01", "days_until": 3, "state": "due_soon", "kind": "vaccination", "pet_name": MARKUP}]
    async with open_card("weights", weights) as (page, card):
        assert MARKUP[:20] in await card.locator("h1").inner_text()
        assert await card.locator("img, main script").count() == 0
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    async with open_card("coming", {"items": items, "pets_checked": 1}, width=390) as (_, card):
        assert await card.locator("img, main script").count() == 0


async def test_a_button_sends_a_message_as_the_person(open_card: Open) -> None:
    async with open_card("weights", many_weights(3), locale="vi") as (page, card):
        await card.get_by_role("button", name="Thêm cân nặng").click()
        await page.wait_for_function("window.messages.length > 0")
        assert await page.evaluate("window.messages") == ["Mình muốn thêm cân nặng cho Mun."]


async def test_an_error_is_shown_in_its_words(open_card: Open) -> None:
    text = json.dumps({"error": "NOT_FOUND", "message": "No pet has exactly this name."})
    async with open_card("weights", {"content": [{"type": "text", "text": text}], "isError": True}) as (_, card):
        assert await card.get_by_role("alert").inner_text() == "No pet has exactly this name."
