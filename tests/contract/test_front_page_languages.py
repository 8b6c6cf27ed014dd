"""The front page and the privacy page in four languages: by the browser's choice, or by a link on the page."""

import re

import httpx
import pytest

from app.languages import LANGUAGES, Language
from tests.conftest import ENVIRONMENT

PAGES = ["/", "/privacy"]
HEADINGS = {
    "en": {"/": "Talk to ChatGPT", "/privacy": "Privacy"},
    "vi": {"/": "Trò chuyện với ChatGPT", "/privacy": "Quyền riêng tư"},
    "ru": {"/": "Говорите с ChatGPT", "/privacy": "Конфиденциальность"},
    "uk": {"/": "Розмовляйте з ChatGPT", "/privacy": "Приватність"},
}


def language_of(answer: httpx.Response) -> str:
    found = re.search(r'<html lang="(\w+)">', answer.text)
    assert found
    assert answer.headers["content-language"] == found[1]
    return found[1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_is_in_the_language_of_the_browser(
    anonymous: httpx.AsyncClient, path: str, language: Language
) -> None:
    answer = await anonymous.get(path, headers={"Accept-Language": f"de, {language}-XX;q=0.8, en;q=0.1"})

    assert language_of(answer) == language
    assert f"<h1>{HEADINGS[language][path]}" in answer.text
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_on_the_page_picks_the_language(
    anonymous: httpx.AsyncClient, path: str, language: Language
) -> None:
    first = await anonymous.get(path)
    assert f'<a href="?lang={language}" lang="{language}"' in first.text

    picked = await anonymous.get(path, params={"lang": language}, headers={"Accept-Language": "en"})

    assert language_of(picked) == language
    assert f'href="/privacy?lang={language}"' in picked.text


@pytest.mark.parametrize(
    "query", ["lang=", "lang=de", "lang=VI", "lang=../vi", "lang=%00", "lang=<b>", "lang=x&lang=y"]
)
async def test_an_unknown_language_is_the_browsers(anonymous: httpx.AsyncClient, query: str) -> None:
    answer = await anonymous.get(f"/privacy?{query}", headers={"Accept-Language": "uk"})

    assert answer.status_code == 200
    assert language_of(answer) == "uk"
    assert "<b>&" not in answer.text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_every_language_answers_head_as_well(
    anonymous: httpx.AsyncClient, path: str, language: Language, method: str
) -> None:
    answer = await anonymous.request(method, path, params={"lang": language})

    assert answer.status_code == 200
    assert answer.headers["content-language"] == language


def shape_of(page: str) -> list[str]:
    """Return the elements, the addresses and the names that no language changes."""
    main = page.split("<main>")[1].split("<footer>", maxsplit=1)[0]
    kept = (
        r"<(?:h1|h2|p|b|code|q|div)\b|href=\"[^\"]*\"|ChatGPT|OpenAI|gpt-connector|Unauthenticated|PDF|MCP|Claude|Codex"
    )
    return sorted(re.findall(kept, main))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_page_says_the_same_in_every_language(
    anonymous: httpx.AsyncClient, path: str, language: Language
) -> None:
    english = await anonymous.get(path)
    page = await anonymous.get(path, params={"lang": language})

    def names(text: str) -> set[str]:
        return set(shape_of(text))

    assert names(page.text) == names(english.text)
    for element in ("<h2", "<p", "<b", "<code", "<div"):
        assert page.text.count(element) == english.text.count(element)
    assert page.text.count(ENVIRONMENT["MAIN_APP_URL"]) == english.text.count(ENVIRONMENT["MAIN_APP_URL"])


class TestWithMcpOff:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return {**environment, "MCP": "off"}

    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("language", LANGUAGES)
    async def test_nothing_is_said_of_other_hosts(
        self, anonymous: httpx.AsyncClient, path: str, language: Language
    ) -> None:
        page = (await anonymous.get(path, params={"lang": language})).text
        english = (await anonymous.get(path, params={"lang": "en"})).text

        assert "MCP" not in page
        assert "/mcp" not in page
        assert page.count("<p") == english.count("<p")
