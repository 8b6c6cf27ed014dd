"""The sandbox answers as the real main app did, for every recorded answer: status, keys, types, sentences, headers."""

from typing import Any

import pytest

from tests.devtools.sandbox.compare import compare, write_table
from tests.devtools.sandbox.likeness import differences
from tests.devtools.sandbox.recorded_answers import ALLOWED, ANSWERS, INDEX, NOT_PRODUCED, produced
from tests.devtools.sandbox.recorded_scenes import SCENES


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["file"]) for entry in produced()])
async def test_an_answer_is_like_the_recorded_one(entry: dict[str, Any]) -> None:
    comparison = await compare(entry)

    assert comparison.found == []
    assert len(comparison.allowed) == len(ALLOWED.get(entry["file"], {})), "a difference that is no longer there"


def test_every_recorded_answer_is_compared_or_named_with_a_reason() -> None:
    files = {path.name for path in ANSWERS.glob("*.json")} - {"_index.json", "reference-pet-types-seed.json"}

    assert files == {entry["file"] for entry in INDEX}
    assert files >= {*NOT_PRODUCED, *ALLOWED, *SCENES}
    assert not NOT_PRODUCED.keys() & SCENES.keys()


async def test_the_table_counts_what_was_compared() -> None:
    table = write_table([await compare(produced()[0])])

    assert table.splitlines()[-1].startswith("133 recorded answers: 1 compared, 1 same, 0 differ as allowed")


def test_the_comparison_finds_what_it_looks_for() -> None:
    assert differences({"a": 1}, {"b": 1}) != []
    assert differences({"a": "4.20"}, {"a": 4.2}) != []
    assert differences({"name": "x"}, {"name": None}) != []
    assert differences([{"a": True}], [{"a": 1}]) != []
    assert differences([{"a": 1}, {"a": "x"}], [{"a": "y"}]) == []
    assert differences([1], []) != []
