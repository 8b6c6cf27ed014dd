"""How the published document is laid out: what is short stands on one line, so that people can read and compare it."""

import json
from typing import Any

_WIDTH = 120
_STEP = " "


def format_document(node: Any, *, depth: int = 0, taken: int = 0) -> str:
    """Write JSON; an object or array that fits stays on its line, the others take a line for each part.

    Args:
        node: the JSON value.
        depth: how far it is nested.
        taken: how many characters stand before it on its first line.
    """
    line = json.dumps(node, ensure_ascii=False)
    if taken + len(line) < _WIDTH or not isinstance(node, dict | list) or not node:
        return line
    inner, outer = _STEP * (depth + 1), _STEP * depth
    if isinstance(node, list):
        parts = [inner + format_document(part, depth=depth + 1, taken=len(inner)) for part in node]
        return "[\n" + ",\n".join(parts) + f"\n{outer}]"
    names = [f"{inner}{json.dumps(name, ensure_ascii=False)}: " for name in node]
    values = zip(names, node.values(), strict=True)
    parts = [name + format_document(part, depth=depth + 1, taken=len(name)) for name, part in values]
    return "{\n" + ",\n".join(parts) + f"\n{outer}}}"
