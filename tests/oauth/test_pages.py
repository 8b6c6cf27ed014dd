"""The pages: languages, headers, no scripts, and the words they must have."""

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any, get_args

import pytest

from app.languages import LANGUAGES, Language, choose_language
from app.oauth.errors import PageName
from app.oauth.pages import PageKey, Pages

ALL_PAGES: tuple[PageKey, ...] = (*get_args(PageName), "consent", "confirm")
FACTS: dict[str, str | bool] = {
    "confirmation": "<evil>",
    "host": "chatgpt.com",
    "client_name": "<script>alert(2)</script>",
    "redirect_host": "<evil>.example",
    "client_is_known": False,
    "is_on_device": True,
    "may_change": True,
    "may_choose": True,
    "client": "<script>alert(3)</script>",
    "parameter": "client_id",
    "given": "<script>alert(1)</script>",
    "setting": "OAUTH_CLIENT_ID",
}


class Tags(HTMLParser):
    """Collect what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ALL_PAGES)
def test_every_page_exists_in_every_language_without_scripts_or_outside_requests(
    pages: Pages, page: PageKey, language: Language
) -> None:
    html = pages.render(page, language, FACTS)
    tags = Tags()
    tags.feed(html)
    names = [name for name, _ in tags.seen]
    assert dict(tags.seen[0][1]) == {"lang": language}
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(names)
    for _, attributes in tags.seen:
        assert not {"src", "href", "style"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert "<script" not in html
    assert "<evil" not in html
    assert "{" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL), "an unfilled place"
    assert 'name="viewport"' in html


@pytest.mark.parametrize("page", ALL_PAGES)
def test_no_language_was_forgotten(pages: Pages, page: PageName) -> None:
    assert len({pages.render(page, language, FACTS) for language in LANGUAGES}) == len(LANGUAGES)


def test_the_policy_admits_exactly_the_style_of_the_page(pages: Pages) -> None:
    html = pages.render("expired", "en", {})
    style = re.search(r"<style>(.*?)</style>", html, flags=re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in pages.policy()
    assert pages.policy().startswith("default-src 'none';")
    assert "frame-ancestors 'none'" in pages.policy()
    assert "form-action 'none'" in pages.policy()
    assert "unsafe" not in pages.policy("https://chatgpt.com")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("vi", "vi"),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en-US,en;q=0.9,vi;q=0.8", "en"),
        ("de-DE,de;q=0.9,ru;q=0.3", "ru"),
        ("de,fr", "en"),
        ("uk;q=0.5, ru;q=0.7", "ru"),
        ("RU-ru", "ru"),
        ("uk ; q = 1", "uk"),
        ("vi;q=0", "en"),
        ("vi;q=nonsense", "en"),
        ("vi;q=-1", "en"),
        ("*", "en"),
        (";;;,,,=", "en"),
        (",".join(["xx"] * 1_000 + ["vi"]), "en"),
        ("../../etc/passwd", "en"),
        ("vi;q=nan, ru", "ru"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_the_language_is_the_readers(header: str, language: Language) -> None:
    assert choose_language(header) == language


async def test_a_page_comes_with_its_headers(stage: Any) -> None:
    answer = await stage.client.get("/oauth/callback", headers={"Accept-Language": "vi"})
    headers = answer.headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-language"] == "vi"
    assert headers["vary"].lower() == "accept-language"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "Phiên của bạn đã hết hạn" in answer.text


@pytest.mark.parametrize(
    ("redirect_uri", "targets"),
    [
        (
            "https://chat.openai.com/aip/g-1/oauth/callback",
            "form-action 'self' https://chatgpt.com https://chat.openai.com https://auth.openai.com",
        ),
        ("https://app.example:8443/cb?x=1", "form-action 'self' https://app.example:8443"),
    ],
)
async def test_only_the_page_with_a_form_may_lead_on_and_only_there(
    open_stage: Any, redirect_uri: str, targets: str
) -> None:
    async with open_stage(OAUTH_REDIRECT_URIS=redirect_uri) as stage:
        back = await stage.consented(redirect_uri=redirect_uri)
        stage.forget_cookies()
        page = await stage.callback(back)
        assert page.headers["content-security-policy"].endswith(targets)
        assert (await stage.callback(back)).headers["content-security-policy"].endswith("form-action 'none'")
