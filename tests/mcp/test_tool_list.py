"""What hosts see of the tools: names, texts, schemas, hints, scopes, all from the one definition."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # has no types of its own
import pytest

from app.published import published_document, published_tools, tool_routers
from app.tools.table import read_tools
from tests.mcp.conftest import Host

FILE = Path("openapi/tools.json")
DOCUMENT = published_document("https://gpt.troioi.vn")
OPERATIONS = {
    operation["operationId"]: operation
    for path in json.loads(DOCUMENT)["paths"].values()
    for operation in path.values()
}
TOOLS: dict[str, Any] = {tool["name"]: tool for tool in json.loads(published_tools(DOCUMENT))["tools"]}


def test_the_committed_file_is_what_the_code_makes() -> None:
    assert FILE.read_bytes() == published_tools(DOCUMENT), "run `uv run meo-connector spec`"


async def test_hosts_are_shown_what_is_committed(host: Host) -> None:
    for era in ("legacy", "modern"):
        result = (await host.ask("tools/list", era=era)).json()["result"]
        assert result["tools"] == list(TOOLS.values())


async def test_a_list_is_the_same_each_time(host: Host) -> None:
    assert (await host.ask("tools/list")).content == (await host.ask("tools/list")).content


def test_the_tools_stand_in_the_order_of_the_document() -> None:
    assert list(TOOLS) == list(OPERATIONS) == [tool.name for tool in read_tools(tool_routers())]


def test_both_faces_say_the_same_words() -> None:
    for name, tool in TOOLS.items():
        assert tool["title"] == tool["annotations"]["title"] == OPERATIONS[name]["summary"]
        assert tool["description"] == OPERATIONS[name]["description"]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_described_as_every_host_takes_it(name: str) -> None:
    tool = TOOLS[name]

    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,64}", name)
    for schema in (tool["inputSchema"], tool["outputSchema"]):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        for reference in _references(schema):
            assert reference.removeprefix("#/$defs/") in schema["$defs"]
    assert tool["inputSchema"]["additionalProperties"] is False
    assert set(tool["inputSchema"].get("required", ())) <= set(tool["inputSchema"]["properties"])


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def test_inputs_of_path_query_and_body_are_one_flat_object() -> None:
    assert {"pet_id", "weight_id", "weight_kg"} <= set(TOOLS["update_weight"]["inputSchema"]["properties"])
    assert {"pet_id", "weight_id"} <= set(TOOLS["update_weight"]["inputSchema"]["required"])
    assert TOOLS["list_pet_types"]["inputSchema"]["properties"] == {}


def test_the_table_takes_exactly_the_inputs_that_are_shown() -> None:
    for tool in read_tools(tool_routers()):
        shown = {
            "openaiFileIdRefs" if name == "file" else name for name in TOOLS[tool.name]["inputSchema"]["properties"]
        }
        assert set(tool.inputs.__struct_fields__) == shown, tool.name


def test_hints_and_scopes_follow_from_the_kind() -> None:
    for tool in read_tools(tool_routers()):
        shown = TOOLS[tool.name]
        hints = {name: value for name, value in shown["annotations"].items() if name != "title"}
        assert hints == {
            "readOnlyHint": tool.kind == "READ",
            "destructiveHint": tool.kind == "CHANGE",
            "idempotentHint": tool.kind == "READ" or tool.method == "PATCH",
            "openWorldHint": False,
        }
        scope = "pets:read" if tool.kind == "READ" else "pets:write"
        assert shown["securitySchemes"] == [{"type": "oauth2", "scopes": [scope]}]
        assert shown["_meta"]["securitySchemes"] == shown["securitySchemes"]
        assert OPERATIONS[tool.name]["x-openai-isConsequential"] is (tool.kind == "CHANGE")


def test_renewals_and_removals_are_called_destructive() -> None:
    for name in ("update_pet", "update_weight", "renew_vaccination", "remove_record"):
        assert TOOLS[name]["annotations"]["destructiveHint"] is True


def test_the_list_stays_small() -> None:
    assert len(json.dumps(list(TOOLS.values()), separators=(",", ":"), ensure_ascii=False).encode()) < 75_000
