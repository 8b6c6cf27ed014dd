"""Files as MCP hosts pass them: one object in one input, where the GPT sends a list (docs/mcp.md, "Files").

ChatGPT fills an input that `openai/fileParams` names with an object that holds a link; it takes no lists there.
"""

from collections.abc import Mapping
from typing import Any, Final

Json = dict[str, Any]
GPT_NAME: Final = "openaiFileIdRefs"
"""The input of the published document that holds files."""
NAME: Final = "file"
_META: Final = "openai/fileParams"
_SCHEMA: Final[Json] = {
    "type": "object",
    "description": "The file that the user attached in this chat; the host fills it in.",
    "properties": {
        "download_url": {"type": "string"},
        "file_id": {"type": "string"},
        "mime_type": {"type": "string"},
        "file_name": {"type": "string"},
    },
    "required": ["download_url", "file_id"],
    "additionalProperties": False,
}


def with_file_input(schema: Json) -> Json:
    """Return a tool's input schema with the one file in place of the list of files, where it takes any."""
    if GPT_NAME not in schema["properties"]:
        return schema
    properties = {NAME if name == GPT_NAME else name: value for name, value in schema["properties"].items()}
    required = [NAME if name == GPT_NAME else name for name in schema.get("required", ())]
    return {**schema, "properties": {**properties, NAME: _SCHEMA}, "required": required}


def file_meta(schema: Json) -> Json:
    """Return what `_meta` of a tool says of its files."""
    return {_META: [NAME]} if NAME in schema["properties"] else {}


def with_file_list(arguments: Any, inputs: type) -> Any:
    """Return a call's arguments as the tool reads them, with a list of files."""
    takes_files = GPT_NAME in inputs.__struct_fields__  # type: ignore[attr-defined]  # of a struct
    if not takes_files or not isinstance(arguments, Mapping) or NAME not in arguments:
        return arguments
    files = {GPT_NAME: [arguments[NAME]]}
    return {**{name: value for name, value in arguments.items() if name != NAME}, **files}
