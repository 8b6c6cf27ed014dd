"""The sentences for models are worth asking: enough of them, in four languages, and every expected call is possible."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from tests.model.prompts import Prompt, Step, differences, read_prompts
from tests.model.tools import functions

PROMPTS = read_prompts()
STEPS = [(prompt, step) for prompt in PROMPTS for step in prompt.steps]
STEP_IDS = [f"{prompt.id}-{step.operation}" for prompt, step in STEPS]


def test_there_are_sixty_sentences_and_twelve_in_each_language() -> None:
    languages = Counter(prompt.language for prompt in PROMPTS)

    assert len(PROMPTS) >= 60
    assert set(languages) == {"en", "vi", "ru", "uk"}
    assert min(languages.values()) >= 12


def test_no_sentence_and_no_id_is_there_twice() -> None:
    assert len({prompt.id for prompt in PROMPTS}) == len(PROMPTS)
    assert len({prompt.says for prompt in PROMPTS}) == len(PROMPTS)


def test_every_operation_is_wanted_by_some_sentence() -> None:
    assert {step.operation for _, step in STEPS} == set(functions())


def test_some_sentences_need_several_calls_and_some_none() -> None:
    assert sum(len(prompt.steps) > 1 for prompt in PROMPTS) >= 8
    assert all(prompt.instead for prompt in PROMPTS if not prompt.steps)
    assert sum(not prompt.steps for prompt in PROMPTS) >= 4


@pytest.mark.parametrize(("prompt", "step"), STEPS, ids=STEP_IDS)
def test_an_expected_call_fits_the_published_document(prompt: Prompt, step: Step) -> None:
    validator = OAS31Validator(functions()[step.operation].parameters)

    assert [error.message for error in validator.iter_errors(step.arguments)] == [], prompt.says
    assert set(step.free) <= set(step.arguments)


@pytest.mark.parametrize(
    "step",
    [step for _, step in STEPS if step.answer],
    ids=[name for name, (_, step) in zip(STEP_IDS, STEPS, strict=True) if step.answer],
)
def test_a_made_up_answer_of_a_tool_fits_the_published_document(step: Step) -> None:
    document = json.loads(Path("openapi/openapi.json").read_bytes())
    operations = {
        operation["operationId"]: operation for item in document["paths"].values() for operation in item.values()
    }
    schema = operations[step.operation]["responses"]["200"]["content"]["application/json"]["schema"]
    validator = OAS31Validator({**schema, "components": document["components"]})

    assert [error.message for error in validator.iter_errors(step.answer)] == []


def test_all_steps_but_the_last_say_what_the_tool_answers() -> None:
    for prompt in PROMPTS:
        assert all(step.answer for step in prompt.steps[:-1]), prompt.id


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"pet_id": "Oliver", "weight_kg": 6.2, "measured_at": "2026-08-24"}, []),
        ({"pet_id": "103", "weight_kg": "6.20"}, []),
        ({"pet_id": 103, "weight_kg": 6.2, "notes": "anything"}, []),
        ({"pet_id": "Rex", "weight_kg": 6.2}, ["pet_id"]),
        ({"pet_id": "Oliver", "weight_kg": 6.3}, ["weight_kg"]),
        ({"pet_id": "Oliver"}, ["weight_kg"]),
        ({"pet_id": "Oliver", "weight_kg": 6.2, "measured_at": "2026-08-23"}, ["measured_at"]),
        ({"pet_id": "Oliver", "weight_kg": 6.2, "invented": 1}, ["invented"]),
    ],
)
def test_calls_are_compared_by_what_they_would_store(given: dict[str, Any], wrong: list[str]) -> None:
    arguments = {"pet_id": "Oliver", "weight_kg": 6.2, "measured_at": "2026-08-24"}
    step = Step("add_weight", arguments, free=["notes"])

    assert differences(step, given) == wrong
