"""From what a person typed into a tool's form to the tool call a GPT would make."""

import re
from collections.abc import Mapping, Sequence

from app.devtools.playground.document import Input, Tool
from app.devtools.playground.wire import Json, ToolCall

ROWS = 4
"""How many rows a form offers where a tool takes a list of records."""

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")

Posted = Mapping[str, Sequence[str]]


def call_from_form(tool: Tool, posted: Posted) -> ToolCall:
    """Build the call; empty fields are not sent, and what is no number is sent as typed.

    The connector understands "4,2 kg" and says what it does not understand, so nothing is refused here.
    """
    arguments: dict[str, Json] = {}
    for each in tool.inputs:
        value = _value(each, posted, each.name)
        if value is not None:
            arguments[each.name] = value
    return ToolCall(operation_id=tool.operation_id, arguments=arguments)


def missing_from_address(tool: Tool, call: ToolCall) -> list[str]:
    """Name the inputs without which there is no address to call."""
    return [each.name for each in tool.inputs if each.place == "path" and each.name not in call.arguments]


def _value(each: Input, posted: Posted, name: str) -> Json:
    typed = [value.strip() for value in posted.get(name, ()) if value.strip()]
    match each.kind:
        case "rows":
            rows = [_row(each, posted, f"{name}.{number}") for number in range(ROWS)]
            return [row for row in rows if row] or None
        case "choices":
            return list(typed) or None
    if not typed:
        return None
    match each.kind:
        case "yes_no":
            return typed[0] == "true"
        case "integer" | "number":
            return _number(typed[0])
        case _:
            return typed[0]


def _row(each: Input, posted: Posted, prefix: str) -> dict[str, Json]:
    cells = {column.name: _value(column, posted, f"{prefix}.{column.name}") for column in each.columns}
    return {name: value for name, value in cells.items() if value is not None}


def _number(text: str) -> Json:
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
