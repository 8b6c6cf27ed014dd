"""Cards: pages that a host shows beside a tool's answer (MCP Apps, 2026-01-26; docs/mcp.md, "Cards").

Each is one inline page under 12 kB that asks nothing of any address. It draws the tool's answer, sets every text as
text, and writes nothing: its buttons send a message as the person.
"""

import json
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, get_args

import msgspec

from app.languages import LANGUAGES, Language
from app.mcp.message import INVALID_PARAMS, Message, RpcError

CardName = Literal["weights", "pet", "coming", "change"]
CARDS: Final[tuple[CardName, ...]] = get_args(CardName)
MEDIA_TYPE: Final = "text/html;profile=mcp-app"
MAX_BYTES: Final = 12_000

_TOOLS: Final[dict[str, CardName]] = {
    "list_weights": "weights",
    "get_pet": "pet",
    "upcoming_care": "coming",
    "pets_overview": "coming",
    "update_pet": "change",
    "update_vaccination": "change",
    "update_medical_record": "change",
    "update_weight": "change",
    "renew_vaccination": "change",
    "remove_record": "change",
}
_TITLES: Final[dict[CardName, str]] = {
    "weights": "Weight curve",
    "pet": "A pet's health at a glance",
    "coming": "What comes",
    "change": "What is stored now",
}
_GROUPS: Final[dict[CardName, tuple[str, ...]]] = {
    "weights": ("shared", "weighing"),
    "pet": ("shared", "facts", "weighing", "boosters"),
    "coming": ("shared", "boosters"),
    "change": ("shared", "facts"),
}
"""Groups of words of a card besides its own."""
_CURVES: Final = frozenset({"weights", "pet"})
_META: Final = {"ui": {"prefersBorder": True}}


def card_meta(tool_name: str) -> dict[str, Any]:
    """Return what `_meta` of a tool says of its card; nothing where it has none."""
    name = _TOOLS.get(tool_name)
    return {"ui": {"resourceUri": _address(name)}} if name else {}


def list_cards() -> bytes:
    """Return the encoded array that `resources/list` shows."""
    return msgspec.json.encode(
        [
            {"uri": _address(name), "name": name, "title": _TITLES[name], "mimeType": MEDIA_TYPE, "_meta": _META}
            for name in CARDS
        ]
    )


def read_card(message: Message) -> bytes:
    """Return the encoded result of `resources/read`.

    Raises:
        RpcError: 200 with -32602, there is no such resource.
    """
    wanted = message.params.get("uri")
    for name in CARDS:
        if wanted == _address(name):
            content = {"uri": wanted, "mimeType": MEDIA_TYPE, "text": card_page(name), "_meta": _META}
            return msgspec.json.encode({"contents": [content]})
    raise RpcError(200, INVALID_PARAMS, "There is no such resource; resources/list has them all.")


@cache
def card_page(name: CardName) -> str:
    """Return the page of a card."""
    written = json.dumps(card_words(name), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    drawing = _part("curve.js") + _part(f"{name}.js") if name in _CURVES else _part(f"{name}.js")
    script = f"const TEXTS={written};\n{drawing}{_part('bridge.js')}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_TITLES[name]}</title>'
        f'<style>{_part("card.css")}</style></head><body><main id="card" aria-live="polite"></main>'
        f"<script>{script}</script></body></html>"
    )


def card_words(name: CardName) -> dict[Language, dict[str, str]]:
    """Return what a card may say in each language, by the names that its script uses."""
    texts = tomllib.loads(_part("texts.toml"))
    groups = [texts[group] for group in (*_GROUPS[name], name)]
    return {language: dict(pair for group in groups for pair in group[language].items()) for language in LANGUAGES}


def _address(name: CardName) -> str:
    return f"ui://meo-mai-moi/{name}.html"


def _part(name: str) -> str:
    return files("app.mcp.cards").joinpath(name).read_text("utf-8")
