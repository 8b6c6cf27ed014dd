"""The quick look at a body never overlooks a text that would be cleaned."""

import json

import pytest

from app.lenient.visible_text import visible_line
from app.main_app.hidden_text import may_hide


def test_every_character_that_is_taken_out_is_suspected_escaped_and_raw() -> None:
    changed = [letter for letter in map(chr, range(0x110000)) if not 0xD800 <= ord(letter) < 0xE000]
    changed = [letter for letter in changed if visible_line(f"a{letter}b") != f"a{letter}b"]

    overlooked = [
        hex(ord(letter))
        for letter in changed
        for as_ascii in (True, False)
        if not may_hide(json.dumps({"name": f"a{letter}b"}, ensure_ascii=as_ascii).encode())
    ]

    assert len(changed) > 150
    assert overlooked == []


@pytest.mark.parametrize("pair", ["\u200d\u200d", "\ufe0f\u200d\ufe0f", "\u200c\u200c", "\U000e0100\U000e0100"])
@pytest.mark.parametrize("as_ascii", [True, False])
def test_runs_of_joiners_are_suspected(pair: str, *, as_ascii: bool) -> None:
    assert may_hide(json.dumps({"name": f"a{pair}b"}, ensure_ascii=as_ascii).encode())


@pytest.mark.parametrize("text", ["Mimi", "Mèo Mún", "Барсік", "https://meo.example/a/b", "咪咪 🐱"])
@pytest.mark.parametrize("as_ascii", [True, False])
def test_ordinary_names_need_no_second_look(text: str, *, as_ascii: bool) -> None:
    assert not may_hide(json.dumps({"name": text}, ensure_ascii=as_ascii).replace("/", "\\/").encode())
