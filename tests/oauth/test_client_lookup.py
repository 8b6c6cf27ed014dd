"""Who may ask at all, by the settings: a page says what came and which setting would admit it."""

from typing import Any

import pytest

from tests.oauth.mcp_client import CLAUDE, ask, registered

DOCUMENT = "https://app.example/oauth/client.json"


@pytest.mark.parametrize("client_id", [CLAUDE, DOCUMENT, "dcr_abc"])
async def test_with_mcp_off_the_page_names_mcp(open_stage: Any, client_id: str) -> None:
    async with open_stage(MCP="off") as stage:
        answer = await ask(stage, client_id=client_id)
        assert answer.status_code == 400
        assert "<dd>MCP</dd>" in answer.text
        assert client_id in answer.text


async def test_with_known_clients_only_the_listed_ones_are_asked_about(open_stage: Any) -> None:
    async with open_stage() as stage:
        client_id = await registered(stage)
    async with open_stage(MCP_CLIENTS="known") as stage:
        assert (await ask(stage)).status_code == 200
        for refused in (client_id, DOCUMENT):
            answer = await ask(stage, client_id=refused, redirect_uri="https://host.example/callback")
            assert answer.status_code == 400
            assert "<dd>MCP_CLIENTS</dd>" in answer.text


async def test_a_document_that_is_not_fetched_names_the_setting_and_the_app_you_came_from(open_stage: Any) -> None:
    async with open_stage(MCP_FETCH_CLIENTS="off") as stage:
        answer = await ask(stage, client_id=DOCUMENT)
        assert answer.status_code == 400
        assert "<dd>MCP_FETCH_CLIENTS</dd>" in answer.text
        assert DOCUMENT in answer.text
        assert "the app you came from" in answer.text
        assert "location" not in answer.headers


async def test_an_id_that_means_nobody_is_refused_as_before(stage: Any) -> None:
    answer = await ask(stage, client_id="nobody")
    assert answer.status_code == 400
    assert "<dd>OAUTH_CLIENT_ID</dd>" in answer.text
