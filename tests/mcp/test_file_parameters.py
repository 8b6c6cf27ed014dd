"""Attached files over MCP: one object in one input, which the host fills in."""

from collections.abc import Callable
from typing import Any

import pytest

from app.devtools.sandbox import World
from tests.file_host import FileHost
from tests.images import picture
from tests.mcp.conftest import Host

PHOTO_TOOLS = ("add_pet_photo", "add_vaccination_photo", "add_medical_record_photo")


def as_chatgpt_passes(attached: dict[str, Any]) -> dict[str, Any]:
    return {"download_url": attached["download_link"], "file_id": attached["id"], "mime_type": "image/jpeg"}


@pytest.mark.parametrize("era", ["legacy", "modern"])
async def test_the_tools_name_the_input_that_holds_the_file(host: Host, era: Any) -> None:
    listed = (await host.ask("tools/list", era=era)).json()["result"]["tools"]

    for tool in (tool for tool in listed if tool["name"] in PHOTO_TOOLS):
        assert tool["_meta"]["openai/fileParams"] == ["file"]
        assert set(tool["inputSchema"]["properties"]["file"]["properties"]) >= {"download_url", "file_id"}
        assert "file" in tool["inputSchema"]["required"]
        assert "openaiFileIdRefs" not in tool["inputSchema"]["properties"]
    assert not any("openai/fileParams" in tool["_meta"] for tool in listed if tool["name"] not in PHOTO_TOOLS)


async def test_an_attached_file_is_kept(host: Host, files: FileHost, world: World) -> None:
    file = as_chatgpt_passes(files.attach(picture()))

    result = await host.call("add_pet_photo", {"pet_id": "Rex", "file": file})

    rex = next(pet for pet in world.pets.values() if pet.name == "Rex")
    assert [photo["photo_id"] for photo in result["structuredContent"]["photos"]] == [photo.id for photo in rex.photos]


@pytest.mark.parametrize("file", ["file_000000001", {"file_id": "file_000000001"}, {}])
async def test_a_file_without_a_link_is_asked_for_again(host: Host, file: Any) -> None:
    result = await host.call("add_pet_photo", {"pet_id": "Rex", "file": file})

    assert result["isError"] is True
    assert "attach the file again" in result["content"][0]["text"]


@pytest.mark.parametrize("make", [dict, lambda: {"file": 7}])
async def test_no_file_is_refused_by_the_inputs_name(host: Host, make: Callable[[], dict[str, Any]]) -> None:
    result = await host.call("add_pet_photo", {"pet_id": "Rex", **make()})

    assert result["isError"] is True
