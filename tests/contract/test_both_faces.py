"""One table of what people and models really send runs through both faces: what one understands, the other does."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import World
from app.devtools.sandbox.data.seed import DEMO
from app.published import tool_routers
from app.tools.table import Tool, read_tools
from tests.contract.test_lenient_inputs import PETS, TABLE, said
from tests.mcp.tokens import issue_host_token

TOOLS = read_tools(tool_routers())


def tool_of(method: str, path: str) -> tuple[Tool, dict[str, str]]:
    """Return the tool behind an address, and the values in it."""
    for tool in sorted(TOOLS, key=lambda each: each.path.count("{")):
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(tool.path))
        if tool.method == method and (found := re.fullmatch(pattern, path)):
            return tool, {name: unquote(value) for name, value in found.groupdict().items()}
    raise LookupError(path)


def as_call(where: str, body: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Write a request as the call of a tool: path, query and body as one flat object."""
    method, _, address = where.partition(" ")
    parts = urlsplit(address.replace("#", "%23"))
    tool, in_path = tool_of(method, parts.path)
    query = {name: value.strip() for name, value in parse_qsl(parts.query, keep_blank_values=True)}
    return tool.name, {**query, **({"name": "Mimi", "species": "cat"} if where == PETS else {}), **body, **in_path}


def rows() -> Iterator[Any]:
    """Yield the rows whose body is no matter of the address: there is none over MCP."""
    for number, (where, body, expected) in enumerate(TABLE):
        wrapped = set(body) & {"params", "data", "arguments", "body", "input"}
        if "pet_id" not in body and not wrapped:
            yield pytest.param(where, body, expected, id=f"{number}-{where} {body}"[:70])


@pytest.mark.parametrize(("where", "body", "expected"), list(rows()))
async def test_both_faces_understand_the_same(
    household: httpx.AsyncClient,
    connector: Litestar,
    world: World,
    where: str,
    body: dict[str, Any],
    expected: dict[str, Any] | str,
) -> None:
    user = world.accounts.user_by_email(DEMO.email)
    assert user is not None
    token = issue_host_token(connector, user.id, world.add_token(user))
    tool, arguments = as_call(where, body)
    params = {"name": tool, "arguments": arguments}

    answer = await household.post(
        "/mcp",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params},
        headers={"Authorization": f"Bearer {token}"},
    )
    result = answer.json()["result"]
    told = json.loads(result["content"][0]["text"])
    if isinstance(expected, dict):
        assert not result.get("isError"), told
        assert {name: told.get(name) for name in expected} == expected
    else:
        over_http = (await said(household, where, body)).json()
        assert result["isError"]
        assert (told["error"], told["message"]) == (over_http["error"], over_http["message"])
