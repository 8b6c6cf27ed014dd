"""Whatever is sent for a spoken value is understood, or refused in one short sentence."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lenient import Kilograms, LenientBool, LenientDate, LenientInt, LenientMonth, decode_lenient
from tests.lenient.lenient_kinds import KINDS

HOSTILE: list[Any] = [
    "",
    " ",
    "\u200b",
    "🐱",
    "\u202e2.4\u202c kg",
    "\u0301" * 10_000,
    "9" * 10_000,
    "1 " * 5000,
    "4 kg " * 3000,
    "-" * 10_000,
    "2026-" * 2000,
    "tháng " * 2000,
    "NaN",
    "Infinity",
    "1e400",
    "٤٫٢",
    "४.२",
    "²",
    "0x10",
    "4.2.1",
    "~",
    "1.3.99999",
    "31",
    "1 2 2026",
    "tháng",
    "tháng 99 năm 2026",
    "4 kg 4 kg",
    "200 g 4 kg",
    "<script>",
    "'; drop table pets; --",
    float("nan"),
    float("inf"),
    -1,
    10**400,
    -(10**400),
    1e308,
    True,
    [],
    ["2026-03-01"],
    {},
    {"kg": 4},
    b"4",
    None,
]


def answer(kind: type, said: object) -> tuple[object, str]:
    """The value, or nothing and the sentence of the refusal."""
    try:
        return decode_lenient(kind, said), ""
    except ValueError as refused:
        return None, str(refused)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_inputs_are_understood_or_refused_in_one_short_sentence(kind: Any) -> None:
    for said in HOSTILE:
        value, refusal = answer(kind, said)

        assert isinstance(value, kind) or (10 < len(refusal) <= 200 and refusal.endswith(".")), said


@given(kind=st.sampled_from(KINDS), said=st.text(max_size=40) | st.floats() | st.integers() | st.booleans())
def test_no_input_breaks_a_spoken_type(kind: Any, said: object) -> None:
    value, refusal = answer(kind, said)

    assert isinstance(value, kind) or 10 < len(refusal) <= 200


@pytest.mark.parametrize("kind", [Kilograms, LenientDate, LenientMonth, LenientInt, LenientBool])
def test_blank_text_asks_to_leave_the_field_out(kind: type) -> None:
    with pytest.raises(ValueError, match="leave the field out"):
        decode_lenient(kind, " \u200b ")
