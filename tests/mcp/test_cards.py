"""Cards: pages for hosts that show them, small and inline, which say nothing that the answer does not say."""

import re
from typing import Any

import pytest

from app.languages import LANGUAGES
from app.mcp.cards import CARDS, MAX_BYTES, MEDIA_TYPE, card_page, card_words
from tests.mcp.conftest import Host
from tests.mcp.test_tool_list import TOOLS

WITH_CARDS = {
    "list_weights": "ui://meo-mai-moi/weights.html",
    "get_pet": "ui://meo-mai-moi/pet.html",
    "upcoming_care": "ui://meo-mai-moi/coming.html",
    "pets_overview": "ui://meo-mai-moi/coming.html",
    "update_pet": "ui://meo-mai-moi/change.html",
    "update_vaccination": "ui://meo-mai-moi/change.html",
    "update_medical_record": "ui://meo-mai-moi/change.html",
    "update_weight": "ui://meo-mai-moi/change.html",
    "renew_vaccination": "ui://meo-mai-moi/change.html",
    "remove_record": "ui://meo-mai-moi/change.html",
}


def test_the_tools_name_their_cards() -> None:
    named = {name: tool["_meta"]["ui"]["resourceUri"] for name, tool in TOOLS.items() if "ui" in tool["_meta"]}

    assert named == WITH_CARDS


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_every_card_is_listed_and_read(host: Host, era: Any) -> None:
    listed = (await host.ask("resources/list", era=era)).json()["result"]["resources"]
    assert {row["uri"] for row in listed} == set(WITH_CARDS.values())

    for row in listed:
        assert row["mimeType"] == MEDIA_TYPE
        (content,) = (await host.ask("resources/read", {"uri": row["uri"]}, era=era)).json()["result"]["contents"]
        assert (content["uri"], content["mimeType"]) == (row["uri"], MEDIA_TYPE)
        assert content["text"].startswith("<!doctype html>")


@pytest.mark.parametrize("uri", ["ui://meo-mai-moi/nothing.html", "file:///etc/passwd", "", 7, None])
async def test_another_resource_is_refused(host: Host, uri: Any) -> None:
    assert (await host.ask("resources/read", {"uri": uri})).json()["error"]["code"] == -32602


async def test_a_card_needs_a_token(stranger: Host) -> None:
    assert (await stranger.ask("resources/list")).status_code == 401


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_small_and_asks_nothing_of_any_address(name: Any) -> None:
    page = card_page(name)

    assert len(page.encode()) < MAX_BYTES
    assert set(re.findall(r"https?://[^\"' )]+", page)) <= {"http://www.w3.org/2000/svg"}
    assert not re.search(
        r"\b(src|href)=|@import|url\(|innerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(", page
    )
    assert page.count("<script>") == page.count("</script>") == 1


@pytest.mark.parametrize("name", CARDS)
def test_every_word_exists_in_every_language(name: Any) -> None:
    words = card_words(name)
    used = set(re.findall(r'\bt\("(\w+)"[,)]', card_page(name)))

    assert set(words) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(words[language]) == set(words["en"])
        assert used <= set(words[language])
        assert all(words[language].values())
    assert len({words[language]["table"] for language in LANGUAGES}) == len(LANGUAGES)
