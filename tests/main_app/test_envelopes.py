"""What stands in an envelope: one odd row or field costs no other; a page and a bare array are both lists."""

import json
from pathlib import Path

from app.main_app.decoding import read_record
from app.main_app.envelope import read_many, read_page
from app.main_app.records import PetRecord, WeightRecord


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


def test_a_usual_answer_gives_the_same_records_as_one_with_something_odd_in_it() -> None:
    rows = json.loads(Path("tests/main_app/recorded/my-pets-200.json").read_text())["data"]

    usual = read_many(PetRecord, json.dumps({"data": rows}).encode())
    odd = read_many(PetRecord, json.dumps({"data": [*rows, {"name": "without an id"}]}).encode())

    assert usual == odd == [read_record(PetRecord, row) for row in rows]
    assert {type(pet) for pet in usual} == {PetRecord}


def test_a_page_and_a_bare_array_are_read() -> None:
    row = {"id": 1, "weight_kg": "4.20", "record_date": "2026-08-01T00:00:00.000000Z"}
    page = {"data": {"data": [row], "meta": {"last_page": 3, "per_page": 25, "total": 60}}}
    odd = {"data": {"data": [row, {"id": 2}], "meta": {"last_page": "3", "per_page": None, "total": 60}}}

    rows, meta = read_page(WeightRecord, json.dumps(page).encode())
    odd_rows, odd_meta = read_page(WeightRecord, json.dumps(odd).encode())
    bare_rows, bare_meta = read_page(WeightRecord, json.dumps({"data": [row]}).encode())

    assert rows == odd_rows == bare_rows == [read_record(WeightRecord, row)]
    assert [(page.last_page, page.per_page, page.total) for page in (meta, odd_meta, bare_meta)] == [
        (3, 25, 60),
        (3, 25, 60),
        (1, 25, -1),
    ]
