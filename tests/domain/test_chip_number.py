"""Chip numbers: separators go, 15 digits pass, unusual ones are asked back."""

import pytest

from app.domain.chip_number import read_chip_number
from app.errors import InvalidInput

FIFTEEN = "985112345678903"


@pytest.mark.parametrize(
    "said",
    [
        FIFTEEN,
        "985 112 345 678 903",
        "985-112-345-678-903",
        "985.112.345.678.903",
        "985\u00a0112\u2013345\u200b678\t903\n",
        " #985112345678903 ",
        "９８５１１２３４５６７８９０３",
        "٩٨٥١١٢٣٤٥٦٧٨٩٠٣",
    ],
)
def test_fifteen_digits_are_taken_whatever_stands_between_them(said: str) -> None:
    assert read_chip_number(said, confirmed=False) == FIFTEEN


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("AVID*012*345*678", "AVID012345678"),
        ("98511234567890", "98511234567890"),
        ("0123456789", "0123456789"),
        ("ABCDEFGHIJ", "ABCDEFGHIJ"),
        ("9851123456789031", "9851123456789031"),
        ("12345678901234567890", "12345678901234567890"),
        ("98511234567890O", "98511234567890O"),
    ],
)
def test_other_numbers_are_asked_back_and_pass_when_confirmed(said: str, number: str) -> None:
    with pytest.raises(InvalidInput, match="nearly always 15 digits") as refused:
        read_chip_number(said, confirmed=False)

    assert "confirm_unusual: true" in str(refused.value.hint)
    assert read_chip_number(said, confirmed=True) == number


@pytest.mark.parametrize(
    "said",
    [
        "",
        "---",
        "123456789",
        "985 112 345",
        "123456789012345678901",
        "9" * 101,
        "9" * 100_000,
        "98511234567890³",
        "98511234567890٣",
        "985112345678÷03",
        "98511234567890О",
        "chip số 985112345678903",
        "①②③④⑤⑥⑦⑧⑨①②③④⑤⑥",
    ],
)
def test_what_is_no_chip_number_is_refused_even_when_confirmed(said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_chip_number(said, confirmed=True)

    assert [field.name for field in refused.value.fields] == ["chip_number"]
