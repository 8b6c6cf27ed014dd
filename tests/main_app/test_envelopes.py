"""An answer read in one pass says the same as one read leniently."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from app.main_app import records
from app.main_app.decoding import Unreadable, read_record
from app.main_app.envelope import _decoder, read_data, read_many, read_one, read_page
from app.main_app.records import Listing, PetRecord, PetSections, Saved, WeightRecord

KINDS = tuple(
    kind
    for kind in vars(records).values()
    if isinstance(kind, type) and issubclass(kind, Struct) and kind not in (Struct, Saved, Listing)
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**66), 2**66),
    st.just(10**400),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(
        [
            "4.20",
            "nan",
            "1e400",
            " 7",
            "0",
            "true",
            "2026-03-01",
            "2026-03-01T09:30:00.000000Z",
            "2026-13-01",
            2**63,
            {},
        ]
    ),
    st.dictionaries(st.sampled_from(["name", "id", "slug"]), st.integers() | st.text(max_size=3), max_size=2),
    st.lists(st.integers() | st.none(), max_size=2),
)


def written(record: Struct) -> Any:
    """Return a record's content, whatever its class."""
    return repr(msgspec.to_builtins(record))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_both_ways_give_the_same_record(kind: type[Struct], data: st.DataObject) -> None:
    row = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(kind.__struct_fields__, VALUES)))
    body = json.dumps({"success": True, "data": row}).encode()
    try:
        expected = written(read_record(kind, read_data(body)))
    except Unreadable:
        with pytest.raises(Unreadable):
            read_one(kind, body)
        return

    assert written(read_one(kind, body)) == expected


@pytest.mark.parametrize("name", ["my-pets-200", "my-pets-sections-200", "pet-show-200.owner", "weights-list-200"])
def test_recorded_answers_need_no_second_reading(name: str, example: Any) -> None:
    body = json.dumps(example(name)).encode()
    shapes: dict[str, Any] = {
        "my-pets-200": (PetRecord, "many"),
        "my-pets-sections-200": (PetSections, "one"),
        "pet-show-200.owner": (PetRecord, "one"),
        "weights-list-200": (WeightRecord, "page"),
    }

    _decoder(*shapes[name]).decode(body)


def test_one_odd_row_costs_no_other_row() -> None:
    body = b'{"success":true,"data":[{"id":1,"name":"Mochi"},{"name":"no id"},{"id":"2","name":7}]}'

    assert [(pet.id, pet.name) for pet in read_many(PetRecord, body)] == [(1, "Mochi"), (2, "7")]


def test_a_number_of_no_size_costs_no_more_than_its_field() -> None:
    endless = "1" + "0" * 400
    pets = f'{{"data":[{{"id":1}},{{"id":2,"health_summary":{{"latest_weight_kg":{endless}}}}}]}}'.encode()
    weights = (
        f'{{"data":{{"data":[{{"id":1,"weight_kg":{endless},"record_date":"2026-08-01"}},'
        '{"id":2,"weight_kg":4.2,"record_date":"2026-08-01"}],"meta":{"last_page":1,"per_page":25,"total":2}}}'
    ).encode()

    summaries = [pet.health_summary for pet in read_many(PetRecord, pets)]
    rows, _ = read_page(WeightRecord, weights)

    assert [summary and summary.latest_weight_kg for summary in summaries] == [None, None]
    assert [row.id for row in rows] == [2]


def test_a_page_and_a_bare_array_are_read() -> None:
    row = {"id": 1, "weight_kg": "4.20", "record_date": "2026-08-01T00:00:00.000000Z"}
    page = {"data": {"data": [row], "meta": {"last_page": 3, "per_page": 25, "total": 60}}}
    odd = {"data": {"data": [row, {"id": 2}], "meta": {"last_page": "3", "per_page": None, "total": 60}}}

    rows, said = read_page(WeightRecord, json.dumps(page).encode())
    odd_rows, odd_said = read_page(WeightRecord, json.dumps(odd).encode())
    bare_rows, bare_said = read_page(WeightRecord, json.dumps({"data": [row]}).encode())

    assert [written(each[0]) for each in (rows, odd_rows, bare_rows)] == [written(read_record(WeightRecord, row))] * 3
    assert [len(each) for each in (rows, odd_rows, bare_rows)] == [1, 1, 1]
    assert [(each.last_page, each.per_page, each.total) for each in (said, odd_said, bare_said)] == [
        (3, 25, 60),
        (3, 25, 60),
        (1, 25, -1),
    ]
