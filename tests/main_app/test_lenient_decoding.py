"""Odd values cost their own field at most; only what makes a record usable can make it unreadable."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.main_app.decoding import Unreadable, read_json, read_record, read_records
from app.main_app.envelope import read_data
from app.main_app.field_types import read_moment
from app.main_app.records import (
    HabitRecord,
    PetCity,
    PetRecord,
    PetSections,
    UserRecord,
    VaccinationRecord,
    WeightRecord,
)

ODD: list[Any] = [None, True, -1, 3.7, "", "x", "9" * 400, [], [None], {}, {"name": 5}, {"id": "x"}, "\x00", 1e308]


@pytest.mark.parametrize("odd", ODD, ids=lambda value: repr(value)[:20])
def test_a_pet_survives_odd_values_in_every_field_but_its_id(odd: Any) -> None:
    row = dict.fromkeys(PetRecord.__struct_fields__, odd) | {"id": 7, "unknown": odd}

    assert read_record(PetRecord, row).id == 7


@pytest.mark.parametrize("odd", ODD, ids=lambda value: repr(value)[:20])
def test_a_habit_survives_odd_values_in_every_field_but_its_id(odd: Any) -> None:
    row = dict.fromkeys(HabitRecord.__struct_fields__, odd) | {"id": 7}

    assert read_record(HabitRecord, row).id == 7


@pytest.mark.parametrize("odd", ODD, ids=lambda value: repr(value)[:20])
def test_a_user_survives_odd_values_in_every_field_but_the_id(odd: Any) -> None:
    row = dict.fromkeys(UserRecord.__struct_fields__, odd) | {"id": "42"}

    assert read_record(UserRecord, row).id == 42


@pytest.mark.parametrize(
    ("weight", "kilograms"),
    [("4.20", 4.2), (4, 4.0), (4.256, 4.256), ("0", 0.0), (" 5.1 ", 5.1), (1e3, 1000.0)],
    ids=repr,
)
def test_weights_come_as_string_or_number(weight: Any, kilograms: float) -> None:
    row = {"id": 1, "weight_kg": weight, "record_date": "2026-08-01"}

    assert read_record(WeightRecord, row).weight_kg == kilograms


@pytest.mark.parametrize("weight", [None, "nan", "inf", "", "heavy", True, [], {}], ids=repr)
def test_a_weight_without_a_number_is_unreadable(weight: Any) -> None:
    with pytest.raises(Unreadable, match="weight_kg"):
        read_record(WeightRecord, {"id": 1, "weight_kg": weight, "record_date": "2026-08-01"})


@pytest.mark.parametrize("text", ["2026-08-20", "2026-08-20T00:00:00.000000Z", "2026-08-20 23:59:59"])
def test_dates_come_with_or_without_a_time(text: str) -> None:
    record = read_record(VaccinationRecord, {"id": 1, "administered_at": text, "due_at": text})

    assert (record.administered_at, record.due_at) == (date(2026, 8, 20), date(2026, 8, 20))


@pytest.mark.parametrize(
    ("value", "country"),
    [("Hanoi", None), ({"name": "Hanoi", "id": 12}, None), ({"name": "Hanoi", "country": "VN"}, "VN")],
)
def test_a_city_comes_as_text_or_object(value: Any, country: str | None) -> None:
    assert read_record(PetRecord, {"id": 1, "city": value}).city == PetCity("Hanoi", country)


@pytest.mark.parametrize(
    ("value", "flag"), [(True, True), (1, True), ("1", True), ("false", False), (0, False)], ids=repr
)
def test_flags_come_in_several_forms(value: Any, flag: bool) -> None:  # noqa: FBT001 - a column of the table
    assert read_record(UserRecord, {"id": 1, "is_banned": value}).is_banned is flag


@pytest.mark.parametrize(
    "record_id", [None, "", "x", 1.5, True, [], 2**63, "9" * 400], ids=lambda value: repr(value)[:20]
)
def test_a_record_without_a_usable_id_is_unreadable(record_id: Any) -> None:
    with pytest.raises(Unreadable, match="id"):
        read_record(PetRecord, {"id": record_id})


@pytest.mark.parametrize("value", [None, 5, "x", [], True], ids=repr)
def test_what_is_no_object_is_no_record(value: Any) -> None:
    with pytest.raises(Unreadable):
        read_record(PetRecord, value)


def test_broken_rows_do_not_hide_the_others_and_are_logged_in_one_line() -> None:
    with capture_logs() as lines:
        pets = read_records(PetRecord, [{"id": 1}, None, {"name": "no id"}, {"id": 2}])

    assert [pet.id for pet in pets] == [1, 2]
    assert [(line["event"], line["rows"]) for line in lines] == [("upstream_rows_left_out", 2)]


def test_a_list_whose_rows_are_all_broken_is_unreadable_and_not_empty() -> None:
    with pytest.raises(Unreadable):
        read_records(PetRecord, [{"name": "no id"}])


def test_a_section_that_cannot_be_read_does_not_hide_the_others() -> None:
    sections = read_record(PetSections, {"owned": [{"id": 1}], "shared": "none", "context": {"type": "all"}})

    assert ([pet.id for pet in sections.owned], sections.shared) == ([1], [])


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"{", b'{"data": ', b"\xff\xfe", b'{"a": "\\ud800"}', b"[" * 100_000, b'{"data": "\xff"}', b"nan"],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(body)


@pytest.mark.parametrize("body", [b"[]", b"null", b"1", b"{}", b'{"success": true}', b'{"data": null}'])
def test_what_is_no_envelope_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_data(body)


def test_a_moment_without_a_zone_is_utc() -> None:
    assert read_moment("2026-08-24T10:00:00") == datetime(2026, 8, 24, 10, tzinfo=UTC)
