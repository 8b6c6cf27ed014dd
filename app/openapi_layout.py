"""How the published document is laid out: what is short stands on one line, so that people can read and compare it."""

from typing import Any

import msgspec

_WIDTH = 118
_STEP = " "


def laid_out(node: Any, *, depth: int = 0) -> str:
    """Write JSON; an object or array that fits stays on its line, the others take a line for each part."""
    line = msgspec.json.format(msgspec.json.encode(node), indent=0).decode()
    if depth * len(_STEP) + len(line) <= _WIDTH or not isinstance(node, dict | list):
        return line
    inner, outer = _STEP * (depth + 1), _STEP * depth
    if isinstance(node, list):
        parts = [f"{inner}{laid_out(part, depth=depth + 1)}" for part in node]
        return "[\n" + ",\n".join(parts) + f"\n{outer}]"
    parts = [
        f"{inner}{msgspec.json.encode(key).decode()}: {laid_out(part, depth=depth + 1)}" for key, part in node.items()
    ]
    return "{\n" + ",\n".join(parts) + f"\n{outer}}}"
