"""Spoken values as fields of a struct: read from JSON, written to it, and shown in the document."""

from datetime import date
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta, Struct

from app.lenient import (
    Kilograms,
    SpokenBool,
    SpokenDate,
    SpokenInt,
    SpokenMonth,
    SpokenSex,
    SpokenText,
    decode_spoken,
    encode_spoken,
    is_spoken,
    schema_of_spoken,
)
from tests.lenient.lenient_kinds import KINDS


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    weight_kg: Annotated[Kilograms, Meta(description="In kilograms.")] | None = None
    sex: SpokenSex | None = None
    birth_date: SpokenDate | None = None
    birth_month_year: SpokenMonth | None = None
    pet_id: SpokenInt | None = None
    name: SpokenText | None = None
    confirm: SpokenBool | None = None
    rows: list[Kilograms] | None = None


def test_a_struct_of_spoken_fields_is_read_from_json() -> None:
    read = msgspec.json.decode(
        '{"weight_kg": "4,2 kg", "sex": "girl", "birth_date": "1 March 2026", "birth_month_year": "03/2026",'
        ' "pet_id": " 7 ", "name": " Mimi ", "confirm": "yes", "rows": [4, "4200 g"]}',
        type=Said,
        dec_hook=decode_spoken,
    )

    assert read == Said(
        weight_kg=Kilograms(4.2),
        sex=SpokenSex("female"),
        birth_date=SpokenDate(date(2026, 3, 1)),
        birth_month_year=SpokenMonth(2026, 3),
        pet_id=SpokenInt(7),
        name=SpokenText("Mimi"),
        confirm=SpokenBool(1),
        rows=[Kilograms(4), Kilograms(4.2)],
    )
    assert isinstance(read.weight_kg, Kilograms)


@pytest.mark.parametrize("field", Said.__struct_fields__)
def test_null_and_absence_are_none(field: str) -> None:
    assert msgspec.json.decode(f'{{"{field}": null}}', type=Said, dec_hook=decode_spoken) == Said()
    assert msgspec.convert({}, Said, dec_hook=decode_spoken) == Said()


def test_a_refusal_names_its_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"Send the weight in kilograms.* - at `\$\.weight_kg`"):
        msgspec.json.decode('{"weight_kg": "heavy"}', type=Said, dec_hook=decode_spoken)


def test_the_document_shows_one_plain_type_without_null_or_union() -> None:
    types = {kind: schema_of_spoken(kind)["type"] for kind in KINDS}

    assert types == {
        Kilograms: "number",
        SpokenBool: "boolean",
        SpokenDate: "string",
        SpokenInt: "integer",
        SpokenMonth: "string",
        SpokenSex: "string",
        SpokenText: "string",
    }
    assert schema_of_spoken(SpokenSex)["enum"] == ["male", "female", "unknown"]
    _, components = msgspec.json.schema_components([Said], schema_hook=schema_of_spoken)
    weight = components["Said"]["properties"]["weight_kg"]["anyOf"]
    assert weight == [{"type": "number", "description": "In kilograms."}, {"type": "null"}]


def test_spoken_values_are_written_as_plain_json() -> None:
    said = Said(
        weight_kg=Kilograms(4.2),
        sex=SpokenSex("male"),
        birth_date=SpokenDate(date(2026, 3, 1)),
        birth_month_year=SpokenMonth(2026, 3),
        pet_id=SpokenInt(7),
        name=SpokenText("Mimi"),
        confirm=SpokenBool(1),
    )

    assert msgspec.json.decode(msgspec.json.encode(said, enc_hook=encode_spoken)) == {
        "weight_kg": 4.2,
        "sex": "male",
        "birth_date": "2026-03-01",
        "birth_month_year": "2026-03",
        "pet_id": 7,
        "name": "Mimi",
        "confirm": True,
    }


def test_only_these_types_are_spoken() -> None:
    assert all(is_spoken(kind) for kind in KINDS)
    for other in (float, int, str, bool, date, Kilograms | None, "Kilograms"):
        assert not is_spoken(other)
    for hook in (lambda: decode_spoken(float, 1), lambda: encode_spoken(object()), lambda: schema_of_spoken(float)):
        with pytest.raises(NotImplementedError):
            hook()
