"""The sandbox's answers have the keys and JSON types of the recorded examples, and the very text of the errors."""

import json
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import SandboxConfig
from tests.devtools.sandbox.example_scenes import SCENES, Scene
from tests.devtools.sandbox.example_steps import Stage
from tests.devtools.sandbox.likeness import differences
from tests.devtools.sandbox.recorded_examples import EXAMPLES, INDEX, NOT_BUILT, answered_examples


@pytest.fixture
def config(request: pytest.FixtureRequest) -> SandboxConfig:
    """Unset what an example needs to be unset."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    entry = parameters.get("entry", {"file": ""})
    return SandboxConfig(
        seed=False,
        connector_url="" if entry["file"] == "gpt-500.url-not-configured.json" else "https://gpt.example/",
        connector_api_key="" if entry["file"] == "gpt-503.key-not-configured.json" else "sandbox-connector-api-key",
        hmac_secret="example-hmac-secret",
    )


async def ask(entry: dict[str, Any], stage: Stage) -> httpx.Response:
    scene = SCENES.get(entry["file"], Scene())
    if scene.before is not None:
        await scene.before(stage)
    path = (
        "/api/pets/7/vaccinations/60" if entry["file"] == "error-500.bare.json" else entry.get("path", "/api/my-pets")
    )
    method = "PUT" if entry["file"] == "error-500.bare.json" else entry.get("method", "GET")
    content = None if scene.body is None else json.dumps(scene.body)
    headers = {"Content-Type": "application/json", **scene.headers}
    return await stage.client.request(method, path, content=content, headers=headers)


@pytest.mark.parametrize("entry", answered_examples())
async def test_an_answer_has_the_keys_and_types_of_its_example(
    entry: dict[str, Any], sandbox: Litestar, household: Any, lin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    scene = SCENES.get(entry["file"], Scene())
    stage = Stage(sandbox, household, anonymous if scene.anonymous else lin)

    answer = await ask(entry, stage)

    assert answer.status_code == entry["status"], answer.text
    example = json.loads((EXAMPLES / entry["file"]).read_text())
    assert differences(example, answer.json()) == []
    if entry["status"] >= 400:
        assert answer.json() == example


@pytest.mark.parametrize(
    "name",
    [
        "vaccinations-list-200.active.json",
        "vaccinations-list-200.completed.json",
        "vaccination-show-200.json",
        "medical-records-list-200.json",
        "weights-list-200.json",
        "microchips-list-200.json",
        "habits-list-200.json",
        "habit-show-200.json",
        "habit-pet-summary-200.yes-no.json",
        "habit-pet-summary-200.scale.json",
        "habit-day-entries-200.json",
        "users-me-200.json",
        "cities-200.json",
        "version-200.json",
        "settings-public-200.json",
        "pet-types-200.en.json",
    ],
)
async def test_the_example_household_reads_exactly_as_recorded(name: str, lin: httpx.AsyncClient) -> None:
    entry = next(entry for entry in INDEX if entry["file"] == name)

    answer = await lin.get(entry["path"])

    assert answer.json() == json.loads((EXAMPLES / name).read_text())


def test_each_example_is_answered_or_named_as_not_built() -> None:
    answered = {parameter.values[0]["file"] for parameter in answered_examples()}
    others = {entry["file"] for entry in INDEX if entry["file"].startswith(("request.", "reference-"))}

    assert {entry["file"] for entry in INDEX} == answered | others | NOT_BUILT


def test_the_comparison_finds_what_it_looks_for() -> None:
    assert differences({"a": 1}, {"b": 1}) != []
    assert differences({"a": "4.20"}, {"a": 4.2}) != []
    assert differences({"name": "x"}, {"name": None}) != []
    assert differences([{"a": True}], [{"a": 1}]) != []
    assert differences([1], []) != []
