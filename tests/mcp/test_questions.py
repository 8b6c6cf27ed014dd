"""A question to the person in place of an error: sealed, bound to the call, and only for hosts that can ask."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.seed import FRIEND
from tests.conftest import FixedClock
from tests.mcp.conftest import Host

ASKS: dict[str, Any] = {"elicitation": {"form": {}}}
NEW_OLIVER = {"name": "Oliver", "species": "cat", "country": "VN"}
YES = {"question": {"action": "accept", "content": {"answer": True}}}


async def call(
    host: Host,
    tool: str,
    arguments: Any,
    *,
    capabilities: dict[str, Any] = ASKS,
    language: str = "en",
    **more: Any,
) -> Any:
    """Call a tool as a host that can ask."""
    meta = {"io.modelcontextprotocol/clientCapabilities": capabilities, "openai/locale": language}
    params = {"name": tool, "arguments": arguments, "_meta": meta, **more}
    answer = await host.ask("tools/call", params, era="modern")
    assert answer.status_code == 200, answer.text
    return answer.json()["result"]


def asked(result: Any) -> Any:
    assert result["resultType"] == "input_required", result
    assert "content" not in result
    form = result["inputRequests"]["question"]
    assert form["method"] == "elicitation/create"
    assert form["params"]["mode"] == "form"
    return form["params"]


def answered(result: Any, content: Any = None, action: str = "accept") -> dict[str, Any]:
    """Return what the host sends again: the state, and the person's answer."""
    response = {"action": action} | ({"content": {"answer": content}} if content is not None else {})
    return {"requestState": result["requestState"], "inputResponses": {"question": response}}


def told(result: Any) -> dict[str, Any]:
    assert result["isError"] is True, result
    found: dict[str, Any] = json.loads(result["content"][0]["text"])
    return found


async def test_a_duplicate_is_created_when_the_person_says_it_is_another_pet(host: Host, world: World) -> None:
    question = await call(host, "create_pet", NEW_OLIVER)
    assert asked(question)["message"].startswith("There is already Oliver (cat")
    assert len(world.pets) == 10

    result = await call(host, "create_pet", NEW_OLIVER, **answered(question, content=True))

    assert result["resultType"] == "complete"
    assert result["structuredContent"]["name"] == "Oliver"
    assert len(world.pets) == 11


@pytest.mark.parametrize(
    ("content", "action"), [(False, "accept"), (None, "decline"), (None, "cancel"), ("yes", "accept")]
)
async def test_nothing_is_created_without_a_yes(host: Host, world: World, content: Any, action: str) -> None:
    question = await call(host, "create_pet", NEW_OLIVER)

    error = told(await call(host, "create_pet", NEW_OLIVER, **answered(question, content, action)))

    assert "did not say yes" in error["message"]
    assert len(world.pets) == 10


async def test_of_two_pets_of_one_name_the_person_chooses(make_host: Callable[..., Host], world: World) -> None:
    friend = world.accounts.user_by_email(FRIEND.email)
    assert friend is not None
    host = make_host(friend)
    arguments = {"pet_id": "Mimi", "weight_kg": 4.2}
    question = await call(host, "add_weight", arguments)
    choices = asked(question)["requestedSchema"]["properties"]["answer"]["oneOf"]
    assert len(choices) == 2
    assert all("Mimi" in choice["title"] for choice in choices)

    result = await call(host, "add_weight", arguments, **answered(question, choices[1]["const"]))

    assert str(result["structuredContent"]["pet_id"]) == choices[1]["const"]


async def test_a_pet_that_was_not_offered_cannot_be_chosen(make_host: Callable[..., Host], world: World) -> None:
    friend = world.accounts.user_by_email(FRIEND.email)
    assert friend is not None
    host = make_host(friend)
    arguments = {"pet_id": "Mimi", "weight_kg": 4.2}
    question = await call(host, "add_weight", arguments)

    assert "did not say yes" in told(await call(host, "add_weight", arguments, **answered(question, "101")))["message"]


async def test_an_unusual_weight_is_saved_on_a_yes(host: Host) -> None:
    arguments = {"pet_id": "Oliver", "weight_kg": 350}
    question = await call(host, "add_weight", arguments)
    assert "350 kg" in asked(question)["message"]

    result = await call(host, "add_weight", arguments, **answered(question, content=True))

    assert result["structuredContent"]["weight_kg"] == 350


async def test_what_is_stored_is_overwritten_on_a_yes(host: Host, world: World) -> None:
    rex = next(pet for pet in world.pets.values() if pet.name == "Rex")
    arguments = {"pet_id": "Rex", "description": "Barks at boxes."}
    question = await call(host, "update_pet", arguments)
    assert asked(question)["message"] == "Overwrite what is stored of Rex now? New: description Barks at boxes."
    assert rex.description != "Barks at boxes."

    await call(host, "update_pet", arguments, **answered(question, content=True))

    assert rex.description == "Barks at boxes."


async def test_two_questions_follow_one_another(make_host: Callable[..., Host], world: World) -> None:
    friend = world.accounts.user_by_email(FRIEND.email)
    assert friend is not None
    host = make_host(friend)
    arguments = {"pet_id": "Mimi", "description": "calm"}
    first = await call(host, "update_pet", arguments)
    assert "Overwrite" in asked(first)["message"]
    second = await call(host, "update_pet", arguments, **answered(first, content=True))
    choice = asked(second)["requestedSchema"]["properties"]["answer"]["oneOf"][0]["const"]

    result = await call(host, "update_pet", arguments, **answered(second, choice))

    assert str(result["structuredContent"]["id"]) == choice
    assert world.pets[int(choice)].description == "calm"


@pytest.mark.parametrize(
    ("language", "begins"),
    [("vi-VN", "Đã có Oliver"), ("ru", "Уже есть Oliver"), ("uk-UA", "Уже є Oliver"), ("fr", "There is already")],
)
async def test_the_person_is_asked_in_their_language(host: Host, language: str, begins: str) -> None:
    assert asked(await call(host, "create_pet", NEW_OLIVER, language=language))["message"].startswith(begins)


@pytest.mark.parametrize(
    "capabilities", [{}, {"elicitation": {"url": {}}}, {"elicitation": None}, {"elicitation": True}]
)
async def test_a_host_that_cannot_ask_gets_the_error(host: Host, capabilities: dict[str, Any]) -> None:
    result = await call(host, "create_pet", NEW_OLIVER, capabilities=capabilities)

    assert told(result)["error"] == "DUPLICATE_WARNING"
    changed = await call(host, "update_pet", {"pet_id": "Rex", "description": "x"}, capabilities=capabilities)
    assert changed["structuredContent"]["name"] == "Rex"


async def test_a_legacy_host_gets_the_error(host: Host) -> None:
    assert told(await host.call("create_pet", NEW_OLIVER))["error"] == "DUPLICATE_WARNING"


async def test_wrong_arguments_are_told_before_anybody_is_asked(host: Host) -> None:
    assert told(await call(host, "update_pet", {"pet_id": "Rex", "nmae": "x"}))["error"] == "VALIDATION_ERROR"


class TestForeignStates:
    """Whatever is wrong with a state: nothing is written, and the model is told to call again."""

    async def refused(self, host: Host, world: World, arguments: Any, **more: Any) -> None:
        before = len(world.pets)
        error = told(await call(host, "create_pet", arguments, **more))
        assert "no question that is open now" in error["message"]
        assert "without requestState" in error["hint"]
        assert len(world.pets) == before

    async def test_of_another_user(
        self, host: Host, make_host: Callable[..., Host], world: World, clock: FixedClock
    ) -> None:
        clock.advance(seconds=1)
        question = await call(host, "create_pet", NEW_OLIVER)
        friend = world.accounts.user_by_email(FRIEND.email)
        assert isinstance(friend, User)
        await self.refused(make_host(friend), world, NEW_OLIVER, **answered(question, content=True))

    async def test_of_other_arguments(self, host: Host, world: World) -> None:
        question = await call(host, "create_pet", NEW_OLIVER)
        await self.refused(host, world, NEW_OLIVER | {"sex": "male"}, **answered(question, content=True))

    async def test_of_another_tool(self, host: Host, world: World) -> None:
        question = await call(host, "update_pet", {"pet_id": "Rex", "description": "x"})
        await self.refused(host, world, NEW_OLIVER, **answered(question, content=True))

    async def test_older_than_five_minutes(self, host: Host, world: World, clock: FixedClock) -> None:
        question = await call(host, "create_pet", NEW_OLIVER)
        clock.advance(seconds=301)
        await self.refused(host, world, NEW_OLIVER, **answered(question, content=True))

    @pytest.mark.parametrize("state", ["", "x", "AAAA", "A" * 200, 7, ["a"], {"a": 1}, "ф"])
    async def test_forged(self, host: Host, world: World, state: Any) -> None:
        await self.refused(host, world, NEW_OLIVER, requestState=state, inputResponses=YES)

    async def test_changed_by_one_letter(self, host: Host, world: World) -> None:
        question = await call(host, "create_pet", NEW_OLIVER)
        sealed = question["requestState"]
        changed = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
        await self.refused(host, world, NEW_OLIVER, requestState=changed, inputResponses=YES)


@pytest.mark.parametrize(
    "responses", [None, {}, [], "x", {"question": None}, {"question": {"action": "accept"}}, {"other": YES}]
)
async def test_a_state_without_an_answer_is_no_yes(host: Host, world: World, responses: Any) -> None:
    question = await call(host, "create_pet", NEW_OLIVER)

    result = await call(host, "create_pet", NEW_OLIVER, requestState=question["requestState"], inputResponses=responses)

    assert "did not say yes" in told(result)["message"]
    assert len(world.pets) == 10


async def test_an_answer_without_a_state_says_nothing(host: Host) -> None:
    asked(await call(host, "create_pet", NEW_OLIVER, inputResponses=YES))


async def test_the_state_tells_nobody_anything(host: Host) -> None:
    question = await call(host, "create_pet", NEW_OLIVER)

    assert "Oliver" not in question["requestState"]
