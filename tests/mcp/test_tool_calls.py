"""Calls of tools: what succeeds has structure and the same JSON as text, what the model can mend is text only."""

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # has no types of its own
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from tests.conftest import FixedClock
from tests.mcp.conftest import Host

# In an order in which each finds what it needs in the seeded household.
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("list_pets", {}),
    ("list_pets", {"species": "cat", "include_shared": True}),
    ("find_pet", {"name": "oliverr"}),
    ("get_pet", {"pet_id": "Oliver"}),
    ("pets_overview", {}),
    ("upcoming_care", {"days": 90}),
    ("care_routines", {"days": 7}),
    ("list_pet_types", {}),
    ("list_vaccinations", {"pet_id": 101, "status": "all"}),
    ("list_medical_records", {"pet_id": "Mèo Mun"}),
    ("list_weights", {"pet_id": 103}),
    ("create_pet", {"name": "Mimi", "species": "cat", "age_months": 6}),
    ("update_pet", {"pet_id": "Mimi", "description": "calm"}),
    ("add_weight", {"pet_id": "Mimi", "weight_kg": "3,1 kg"}),
    ("add_weights", {"rows": [{"pet": "Oliver", "weight_kg": 6}, {"pet": "nobody", "weight_kg": 4}]}),
    ("add_vaccination", {"pet_id": "Mimi", "vaccine_name": "FeLV", "administered_at": "2026-08-20"}),
    ("add_medical_record", {"pet_id": "Mimi", "record_type": "dental", "description": "fine"}),
]


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_every_success_fits_its_schema_and_the_text_is_the_same_json(host: Host, era: Any) -> None:
    listed = (await host.ask("tools/list", era=era)).json()["result"]["tools"]
    schemas = {tool["name"]: tool for tool in listed}
    for tool, arguments in CALLS:
        result = await host.call(tool, arguments, era=era)

        assert "isError" not in result, result
        (content,) = result["content"]
        assert content["type"] == "text"
        assert json.loads(content["text"]) == result["structuredContent"]
        jsonschema.validate(result["structuredContent"], schemas[tool]["outputSchema"])
        assert len(content["text"]) <= 30_000


async def test_records_are_changed_by_their_ids_as_answers_give_them(host: Host) -> None:
    (weight, *_) = (await host.call("list_weights", {"pet_id": 103}))["structuredContent"]["weights"]
    changed = await host.call("update_weight", {"pet_id": 103, "weight_id": weight["id"], "weight_kg": 6.1})
    again = await host.call("update_weight", {"pet_id": "103", "weight_id": str(weight["id"]), "weight_kg": "6,2"})

    assert changed["structuredContent"]["weight_kg"] == 6.1
    assert again["structuredContent"]["weight_kg"] == 6.2


def told(result: Any) -> dict[str, Any]:
    """Return the error that a result tells, after checking its form."""
    assert result["isError"] is True
    assert "structuredContent" not in result
    (content,) = result["content"]
    found: dict[str, Any] = json.loads(content["text"])
    assert {"error", "message", "fields", "request_id", "retryable"} <= set(found)
    return found


FAILURES: list[tuple[str, Any, str, set[str]]] = [
    ("get_pet", {}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": None}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": ""}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": True}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": {"id": 101}}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": 10**40}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": "x" * 300}, "VALIDATION_ERROR", {"pet_id"}),
    ("get_pet", {"pet_id": 999}, "NOT_FOUND", set()),
    ("get_pet", {"pet_id": "nobody"}, "NOT_FOUND", set()),
    ("list_pets", {"specis": "cat", "limit": 3}, "VALIDATION_ERROR", {"specis", "limit"}),
    ("list_pets", [], "VALIDATION_ERROR", {"arguments"}),
    ("list_pets", "cat", "VALIDATION_ERROR", {"arguments"}),
    ("list_pets", "[1]", "VALIDATION_ERROR", {"arguments"}),
    ("list_pets", 7, "VALIDATION_ERROR", {"arguments"}),
    ("list_weights", {"pet_id": 103, "limit": 0}, "VALIDATION_ERROR", {"limit"}),
    (
        "update_weight",
        {"pet_id": 103, "weight_id": "first", "weight_kg": "x"},
        "VALIDATION_ERROR",
        {"weight_id", "weight_kg"},
    ),
    ("add_weight", {"wieght_kg": 4}, "VALIDATION_ERROR", {"wieght_kg", "pet_id", "weight_kg"}),
    ("add_weight", {"pet_id": 103, "weight_kg": "heavy"}, "VALIDATION_ERROR", {"weight_kg"}),
    ("create_pet", {"name": "Oliver", "species": "cat"}, "DUPLICATE_WARNING", set()),
    ("create_pet", {"name": "A", "species": "dragon"}, "VALIDATION_ERROR", {"species"}),
    ("pets_overview", {"sort_by": "name"}, "VALIDATION_ERROR", {"sort_by"}),
]


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_what_the_model_can_mend_is_told_as_text(host: Host, era: Any) -> None:
    for tool, arguments, code, fields in FAILURES:
        answer = await host.ask("tools/call", {"name": tool, "arguments": arguments}, era=era)
        assert answer.status_code == 200, answer.text
        error = told(answer.json()["result"])

        assert error["error"] == code, (tool, arguments, error)
        assert fields <= {field["name"] for field in error["fields"]}, (tool, arguments, error)
        assert error["request_id"] == answer.headers["X-Request-ID"]
        assert len(json.dumps(error)) < 1_200


async def test_an_unknown_argument_is_refused_with_the_known_ones_and_nothing_is_saved(host: Host) -> None:
    before = await host.call("list_weights", {"pet_id": 103})
    error = told(await host.call("add_weight", {"pet_id": 103, "weight_kg": 4, "wieght": 4}))

    assert error["allowed_values"] == ["pet_id", "weight_kg", "measured_at", "confirm_unusual"]
    assert await host.call("list_weights", {"pet_id": 103}) == before


async def test_nobody_is_told_of_fields_that_only_the_earlier_gpt_sends(host: Host) -> None:
    error = told(await host.call("pets_overview", {"x": 1}))

    assert not {"sort_by", "sort_order", "only_with_upcoming_vaccination"} & set(error["allowed_values"])


@pytest.mark.parametrize(
    "arguments",
    [
        {"pet_id": 103},
        {"pet_id": 103.0},
        {"pet_id": "103"},
        {"pet_id": "#103"},
        {"pet_id": " oliver "},
        '{"pet_id": 103}',
        {"arguments": {"pet_id": 103}},
        {"params": '{"pet_id": "Oliver"}'},
    ],
)
async def test_a_pet_is_meant_by_number_text_or_name_however_it_is_wrapped(host: Host, arguments: Any) -> None:
    assert (await host.call("get_pet", arguments))["structuredContent"]["id"] == 103


@pytest.mark.parametrize("arguments", [None, {}, "", "{}", "null", {"species": None, "name": "", "offset": "N/A"}])
async def test_arguments_that_say_nothing_are_none(host: Host, arguments: Any) -> None:
    answer = await host.ask("tools/call", {"name": "list_pets", "arguments": arguments})

    assert answer.json()["result"]["structuredContent"]["total"] == 5


async def test_arguments_may_be_left_out(host: Host) -> None:
    assert "structuredContent" in (await host.ask("tools/call", {"name": "list_pets"})).json()["result"]


async def test_a_failure_of_the_main_app_is_told_without_its_words(host: Host, sandbox: Litestar) -> None:
    faults_of(sandbox).set(Fault(mode="server_error"))
    error = told(await host.call("list_pets"))

    assert error["error"] == "UPSTREAM_ERROR"
    assert error["retryable"] is True


async def test_a_call_that_is_repeated_saves_once(host: Host, clock: FixedClock) -> None:
    arguments = {"pet_id": 103, "vaccine_name": "FeLV", "administered_at": "2026-08-20"}
    first = (await host.call("add_vaccination", arguments))["structuredContent"]
    clock.advance(seconds=60)
    second = (await host.call("add_vaccination", arguments))["structuredContent"]

    assert second["id"] == first["id"]
    assert second["already_saved"] is True


async def test_two_conversations_may_save_the_same_thing(host: Host) -> None:
    params = {"name": "add_medical_record", "arguments": {"pet_id": 103, "description": "fine"}}
    answers = [
        await host.ask("tools/call", {**params, "_meta": {"openai/session": session}}) for session in ("a", "a", "b")
    ]
    ids = [answer.json()["result"]["structuredContent"]["id"] for answer in answers]

    assert ids[0] == ids[1]
    assert ids[2] != ids[0]


async def test_the_language_comes_from_the_host_or_the_header(host: Host, world: World) -> None:
    seen: list[str] = []
    for params, headers in (
        ({"_meta": {"openai/locale": "vi-VN"}}, {"Accept_Language": "ru"}),
        ({}, {"Accept_Language": "ru"}),
        ({"_meta": {"openai/locale": 7, "openai/session": [1]}}, {"Accept_Language": "uk"}),
    ):
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_pets", **params}}
        assert (await host.post(message, **headers)).status_code == 200
        seen.append(world.journal.recent[-1].header("accept-language") or "")

    assert [language[:2] for language in seen] == ["vi", "ru", "uk"]


async def test_a_long_list_stays_under_the_limit_of_hosts(host: Host) -> None:
    for number in range(120):
        await host.call("create_pet", {"name": f"Катя{number}", "species": "cat", "description": "ж" * 900})
    result = await host.call("pets_overview")

    assert len(result["content"][0]["text"]) <= 30_000
    listed = (await host.call("list_pets"))["structuredContent"]
    assert listed["total"] == 125


async def test_hostile_texts_are_values_and_nothing_else(host: Host) -> None:
    name = '</text>{"jsonrpc":"2.0"}\\u0000"'
    await host.call("create_pet", {"name": name, "species": "cat"})

    (found,) = (await host.call("find_pet", {"name": name}))["structuredContent"]["candidates"][:1]
    assert found["name"] == name
