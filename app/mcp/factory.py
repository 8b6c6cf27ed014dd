"""How the parts of the MCP face are put together."""

import functools
from collections.abc import Callable, Collection, Sequence
from importlib.resources import files
from typing import Final

from app.mcp.endpoint import PATH, McpAddress, McpEndpoint
from app.mcp.methods import Methods
from app.mcp.questions import Questions
from app.mcp.tool_call import ToolCaller
from app.mcp.tool_list import allowed_tools, list_tools
from app.tokens.admission import Admission
from app.tokens.encryption import Encryptor
from app.tools.call import ToolCalls
from app.tools.table import Tool

_METADATA: Final = "/.well-known/oauth-protected-resource"


def build_face(
    public_url: str,
    *,
    version: str,
    origins: Collection[str],
    admission: Admission,
    calls: ToolCalls,
    encryptor: Encryptor,
    tools: Sequence[Tool],
    document: Callable[[], bytes],
) -> McpEndpoint:
    """Put the face together.

    Args:
        public_url: of the connector, without trailing slash.
        version: of the connector.
        origins: of web pages that may call besides our own.
        admission: of tokens for this face.
        calls: begins each call of a tool.
        encryptor: seals the state of questions.
        tools: the table.
        document: gives the published OpenAPI document; asked when the first host lists the tools.
    """
    described = functools.cache(lambda: list_tools(document(), tools))

    @functools.cache
    def tool_list(scopes: frozenset[str]) -> bytes:
        return allowed_tools(described(), tools, scopes)

    address = McpAddress(metadata_url=f"{public_url}{_METADATA}{PATH}", origins=frozenset({public_url, *origins}))
    methods = Methods(tool_list, version=version, instructions=read_instructions())
    tool_caller = ToolCaller(tools, calls, Questions(encryptor, calls.clock))
    return McpEndpoint(address, admission=admission, methods=methods, tools=tool_caller)


def read_instructions() -> str:
    """Return what the model should know before it calls a tool."""
    return files("app.mcp").joinpath("instructions.md").read_text("utf-8").strip()
