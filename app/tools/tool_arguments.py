"""The arguments of a tool as one flat object: read leniently, every wrong field named at once."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any, Final

import msgspec

from app.errors import InvalidInput
from app.lenient import decode_lenient
from app.tools.arguments import find_argument_errors
from app.tools.failures import refuse_arguments
from app.tools.lenient_arguments import arranged
from app.tools.table import Tool

MAX_NUMBER: Final = 10**15
_OBJECT: Final = "Send the arguments as one JSON object."


def flat_arguments(tool: Tool, sent: Any, timezone: tzinfo) -> dict[str, Any]:
    """Return what a host sends for a tool as one object, without what is wrapped around it.

    Args:
        tool: whose inputs are meant.
        sent: the decoded JSON: one object with the inputs of path, query and body together, or its text.
        timezone: where the days of moments in UTC are counted.

    Raises:
        InvalidInput: it is no object.
    """
    arguments = arranged(tool.inputs, _from_text(sent), {}, timezone)
    if not isinstance(arguments, dict):
        raise InvalidInput.field("arguments", _OBJECT)
    return arguments


def read_arguments(tool: Tool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Read the arguments of a call.

    Args:
        tool: whose inputs are meant.
        arguments: from `flat_arguments`.

    Returns:
        What the handler takes by name: its parameters, and `data` where it has a body.

    Raises:
        InvalidInput: names everything that is wrong.
    """
    arguments = {name: _text(tool, name, value) for name, value in arguments.items()}
    try:
        inputs = msgspec.convert(arguments, tool.inputs, strict=False, dec_hook=decode_lenient)
    except msgspec.ValidationError as error:
        found = find_argument_errors(tool.inputs, arguments, decode_lenient)
        raise refuse_arguments(found) from error
    read = {name: getattr(inputs, name) for name in tool.places}
    if tool.body is not None:
        own = [name for name in tool.inputs.__struct_fields__ if name not in tool.places]
        read["data"] = tool.body(**{name: getattr(inputs, name) for name in own})
    return read


def _from_text(sent: Any) -> Any:
    """Read an object that arrives as JSON text."""
    if not isinstance(sent, str):
        return sent
    try:
        return msgspec.json.decode(sent) if sent.strip() else None
    except (msgspec.DecodeError, RecursionError) as error:
        raise InvalidInput.field("arguments", _OBJECT) from error


def _text(tool: Tool, name: str, value: Any) -> Any:
    """Take a number for its digits where a text is wanted: an id comes out as a number and goes in as text."""
    if name not in tool.texts or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value) if value == int(value) else value) if abs(value) < MAX_NUMBER else value
