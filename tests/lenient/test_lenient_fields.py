"""Spoken values as fields of a struct: read from JSON, written to it, and shown in the document."""

from datetime import date
from typing import Annotated

import msgspec
import pytest
from msgspec import Meta, Struct

from app.lenient import (
    Kilograms,
    LenientBool,
    LenientDate,
    LenientInt,
    LenientMonth,
    LenientSex,
    LenientText,
    decode_lenient,
    encode_lenient,
    is_lenient,
    lenient_schema,
)
from tests.lenient.lenient_kinds import KINDS


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    weight_kg: Annotated[Kilograms, Meta(description="In kilograms.")] | None = None
    sex: LenientSex | None = None
    birth_date: LenientDate | None = None
    birth_month_year: LenientMonth | None = None
    pet_id: LenientInt | None = None
    name: LenientText | None = None
    confirm: LenientBool | None = None
    rows: list[Kilograms] | None = None


def test_a_struct_of_spoken_fields_is_read_from_json() -> None:
    read = msgspec.json.decode(
        '{"weight_kg": "4,2 kg", "sex": "girl", "birth_date": "1 March 2026", "birth_month_year": "03/2026",'
        ' "pet_id": " 7 ", "name": " Mimi ", "confirm": "yes", "rows": [4, "4200 g"]}',
        type=Said,
        dec_hook=decode_lenient,
    )

    assert read == Said(
        weight_kg=Kilograms(4.2),
        sex=LenientSex("female"),
        birth_date=LenientDate(date(2026, 3, 1)),
        birth_month_year=LenientMonth(2026, 3),
        pet_id=LenientInt(7),
        name=LenientText("Mimi"),
        confirm=LenientBool(1),
        rows=[Kilograms(4), Kilograms(4.2)],
    )
    assert isinstance(read.weight_kg, Kilograms)


@pytest.mark.parametrize("field", Said.__struct_fields__)
def test_null_and_absence_are_none(field: str) -> None:
    assert msgspec.json.decode(f'{{"{field}": null}}', type=Said, dec_hook=decode_lenient) == Said()
    assert msgspec.convert({}, Said, dec_hook=decode_lenient) == Said()


def test_a_refusal_names_its_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"Send the weight in kilograms.* - at `\$\.weight_kg`"):
        msgspec.json.decode('{"weight_kg": "heavy"}', type=Said, dec_hook=decode_lenient)


def test_the_document_shows_one_plain_type_without_null_or_union() -> None:
    types = {kind: lenient_schema(kind)["type"] for kind in KINDS}

    assert types == {
        Kilograms: "number",
        LenientBool: "boolean",
        LenientDate: "string",
        LenientInt: "integer",
        LenientMonth: "string",
        LenientSex: "string",
        LenientText: "string",
    }
    assert lenient_schema(LenientSex)["enum"] == ["male", "female", "unknown"]
    _, components = msgspec.json.schema_components([Said], schema_hook=lenient_schema)
    weight = components["Said"]["properties"]["weight_kg"]["anyOf"]
    assert weight == [{"type": "number", "description": "In kilograms."}, {"type": "null"}]


def test_spoken_values_are_written_as_plain_json() -> None:
    said = Said(
        weight_kg=Kilograms(4.2),
        sex=LenientSex("male"),
        birth_date=LenientDate(date(2026, 3, 1)),
        birth_month_year=LenientMonth(2026, 3),
        pet_id=LenientInt(7),
        name=LenientText("Mimi"),
        confirm=LenientBool(1),
    )

    assert msgspec.json.decode(msgspec.json.encode(said, enc_hook=encode_lenient)) == {
        "weight_kg": 4.2,
        "sex": "male",
        "birth_date": "2026-03-01",
        "birth_month_year": "2026-03",
        "pet_id": 7,
        "name": "Mimi",
        "confirm": True,
    }


def test_only_these_types_are_spoken() -> None:
    assert all(is_lenient(kind) for kind in KINDS)
    for other in (float, int, str, bool, date, Kilograms | None, "Kilograms"):
        assert not is_lenient(other)
    for hook in (lambda: decode_lenient(float, 1), lambda: encode_lenient(object()), lambda: lenient_schema(float)):
        with pytest.raises(NotImplementedError):
            hook()
