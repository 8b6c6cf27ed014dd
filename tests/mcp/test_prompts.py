"""Prompts: four conversations that a host offers as commands."""

from typing import Any

import pytest

from tests.mcp.conftest import Host
from tests.mcp.test_tool_list import TOOLS

NAMES = ["due_this_month", "weigh_in_from_photo", "holiday_handover", "new_rescue"]


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_the_prompts_are_listed(host: Host, era: Any) -> None:
    result = (await host.ask("prompts/list", era=era)).json()["result"]

    assert [prompt["name"] for prompt in result["prompts"]] == NAMES
    assert all(prompt["title"] and prompt["description"] for prompt in result["prompts"])
    assert not any(each["required"] for prompt in result["prompts"] for each in prompt.get("arguments", ()))
    assert ("ttlMs" in result) is (era == "modern")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_a_prompt_is_what_a_person_would_write(host: Host, era: Any, name: str) -> None:
    (message,) = (await host.ask("prompts/get", {"name": name}, era=era)).json()["result"]["messages"]

    text = message["content"]["text"]
    assert message["role"] == "user"
    assert "{" not in text
    assert "Answer in my language." in text
    assert len(text) < 600


async def test_the_tools_that_prompts_name_exist(host: Host) -> None:
    for name in NAMES:
        (message,) = (await host.ask("prompts/get", {"name": name})).json()["result"]["messages"]
        words = message["content"]["text"].replace(",", " ").replace(".", " ").split()
        assert {word for word in words if "_" in word and word != "include_shared"} <= set(TOOLS)


async def test_what_was_filled_in_stands_in_the_text(host: Host) -> None:
    asked = {"name": "holiday_handover", "arguments": {"when": "1 to 14\n December {x}"}}

    (message,) = (await host.ask("prompts/get", asked)).json()["result"]["messages"]

    assert "I am going away (1 to 14 December {x})." in message["content"]["text"]


@pytest.mark.parametrize(
    "params",
    [
        {"name": "nobody"},
        {"name": 7},
        {},
        {"name": NAMES[2], "arguments": {"when": 7}},
        {"name": NAMES[2], "arguments": 7},
    ],
)
async def test_another_prompt_is_refused(host: Host, params: dict[str, Any]) -> None:
    answer = await host.ask("prompts/get", params)

    assert answer.json()["error"]["code"] == -32602


async def test_a_prompt_needs_a_token(stranger: Host) -> None:
    assert (await stranger.ask("prompts/list")).status_code == 401
