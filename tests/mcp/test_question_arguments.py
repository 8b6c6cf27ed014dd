"""What a question says follows from the arguments as they are read, in whatever form they arrive."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from app.devtools.sandbox import World
from tests.mcp.conftest import Host
from tests.mcp.test_questions import NEW_OLIVER, answered, asked, call


def as_text(arguments: dict[str, Any]) -> Any:
    return json.dumps(arguments)


def wrapped(arguments: dict[str, Any]) -> Any:
    return {"params": arguments}


@pytest.mark.parametrize("written", [as_text, wrapped])
async def test_arguments_that_arrive_as_text_or_wrapped_are_asked_about_alike(
    host: Host, world: World, written: Callable[[dict[str, Any]], Any]
) -> None:
    new, changed = written(NEW_OLIVER), written({"pet_id": "Rex", "description": "Barks at boxes."})

    duplicate = await call(host, "create_pet", new)
    created = await call(host, "create_pet", new, **answered(duplicate, content=True))
    overwrite = await call(host, "update_pet", changed)

    assert created["structuredContent"]["name"] == "Oliver"
    assert len(world.pets) == 11
    assert asked(overwrite)["message"] == "Overwrite what is stored of Rex now? New: description Barks at boxes."


@pytest.mark.parametrize("clear", [["notes"], '["notes"]'])
async def test_what_will_be_emptied_is_said(host: Host, clear: Any) -> None:
    question = await call(host, "update_vaccination", {"pet_id": "Mun", "vaccination_id": "1", "clear": clear})

    assert asked(question)["message"] == "Overwrite what is stored of Mun now? New: notes emptied"
