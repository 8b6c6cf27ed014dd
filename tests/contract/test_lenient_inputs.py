"""What people and models really send, over HTTP: understood, or answered with the one missing fact."""

from typing import Any

import httpx
import pytest

PETS = "POST /pets"
WEIGHT = "POST /pets/Oliver/weights"
SHOT = "POST /pets/Oliver/vaccinations"
RECORD = "POST /pets/Oliver/medical-records"
REX = "PATCH /pets/Rex"

# Where it is said, what is said, and what becomes of it: a part of the answer that must be so, or "ask: " and the words
# that tell what to send. The present is 24 August 2026 in Ho Chi Minh City. The owner's pets live in Vietnam, so that
# the country of a new one may be left out.
Row = tuple[str, dict[str, Any], dict[str, Any] | str]
TABLE: list[Row] = [
    (PETS, {"species": " Cat "}, {"species": "cat"}),
    (PETS, {"species": "кошка"}, {"species": "cat"}),
    (PETS, {"species": "mèo"}, {"species": "cat"}),
    (PETS, {"species": "meo"}, {"species": "cat"}),
    (PETS, {"species": "КІТ"}, {"species": "cat"}),
    (PETS, {"species": "kitty"}, {"species": "cat"}),
    (PETS, {"species": "puppies"}, {"species": "dog"}),
    (PETS, {"species": "щенок"}, {"species": "dog"}),
    (PETS, {"species": "con chó"}, {"species": "dog"}),
    (PETS, {"species": "guinea pig"}, {"species": "guinea-pig"}),
    (PETS, {"species": "dragon"}, "ask: allowed values"),
    (PETS, {"species": ""}, "ask: which animal"),
    (PETS, {"name": "  Mimi  "}, {"name": "Mimi"}),
    (PETS, {"name": 7}, {"name": "7"}),
    (PETS, {"name": "Mimi", "sex": "Female "}, {"sex": "female"}),
    (PETS, {"sex": "đực"}, {"sex": "male"}),
    (PETS, {"sex": "девочка"}, {"sex": "female"}),
    (PETS, {"sex": "самець"}, {"sex": "male"}),
    (PETS, {"sex": "not_specified"}, {"sex": "unknown"}),
    (PETS, {"sex": "?"}, {"sex": "unknown"}),
    (PETS, {"sex": None}, {"sex": "unknown"}),
    (PETS, {"sex": "кошка"}, "ask: male, female or unknown"),
    (PETS, {"birth_date": "14 February 2026"}, {"birth": "2026-02-14"}),
    (PETS, {"birth_date": "14.02.2026"}, {"birth": "2026-02-14"}),
    (PETS, {"birth_date": "ngày 14 tháng 2 năm 2026"}, {"birth": "2026-02-14"}),
    (PETS, {"birth_date": "2026-02-14T00:00:00Z"}, {"birth": "2026-02-14"}),
    (PETS, {"birth_date": "2026-02"}, "ask: a full day is needed"),
    (PETS, {"birth_date": "2026-02-31"}, "ask: no such day"),
    (PETS, {"birth_month_year": "2026-03"}, {"birth": "2026-03"}),
    (PETS, {"birth_month_year": "March 2026"}, {"birth": "2026-03"}),
    (PETS, {"birth_month_year": "03/2026"}, {"birth": "2026-03"}),
    (PETS, {"birth_month_year": "март 2026"}, {"birth": "2026-03"}),
    (PETS, {"birth_month_year": "tháng 3 năm 2026"}, {"birth": "2026-03"}),
    (PETS, {"birth_month_year": "March"}, "ask: year is missing"),
    (PETS, {"birth_year": "2019"}, {"birth": "2019"}),
    (PETS, {"birth_year": 2019.0}, {"birth": "2019"}),
    (PETS, {"age_months": "6"}, {"birth": "2026-02"}),
    (PETS, {"age_months": " 24 "}, {"birth": "2024-08"}),
    (PETS, {"age_months": "half a year"}, "ask: whole number"),
    (PETS, {"birth_date": None, "age_months": 6, "description": None}, {"birth": "2026-02"}),
    (PETS, {"country": "vn"}, {"country": "VN"}),
    (PETS, {"country": "Việt Nam"}, {"country": "VN"}),
    (PETS, {"country": "Украина"}, {"country": "UA"}),
    (PETS, {"country": None}, {"country": "VN"}),
    (PETS, {"country": "Atlantis"}, "ask: two letters"),
    (PETS, {"confirm_duplicate": "yes"}, {"name": "Mimi"}),
    (PETS, {"confirm_duplicate": "false"}, {"name": "Mimi"}),
    (REX, {"sex": "самец", "description": "  loud "}, {"sex": "male", "description": "loud"}),
    (REX, {"birth_year": " 2019 "}, {"birth": "2019"}),
    (WEIGHT, {"weight_kg": "4,2 kg"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4200 g"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4.2"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": " 4,20 кг "}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4 kg 200 g"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4kg2"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "khoảng 4 cân"}, {"weight_kg": 4}),
    (WEIGHT, {"weight_kg": "9 lb"}, {"weight_kg": 4.08}),
    (WEIGHT, {"weight_kg": 4200}, "ask: grams"),
    (WEIGHT, {"weight_kg": "heavy"}, "ask: kilograms"),
    (WEIGHT, {"weight_kg": None}, "ask: required"),
    (WEIGHT, {"weight_kg": 4, "measured_at": "yesterday"}, {"measured_at": "2026-08-23"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "вчера"}, {"measured_at": "2026-08-23"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "hôm nay"}, {"measured_at": "2026-08-24"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": None}, {"measured_at": "2026-08-24"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "3 серпня 2026"}, {"measured_at": "2026-08-03"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "03/04/2026"}, "ask: YYYY-MM-DD"),
    (SHOT, {"vaccine_name": " FeLV ", "administered_at": "20 Aug 2026"}, {"vaccine_name": "FeLV"}),
    (SHOT, {"vaccine_name": "FeLV", "administered_at": "2026/8/20"}, {"administered_at": "2026-08-20"}),
    (SHOT, {"vaccine_name": "FeLV", "administered_at": "today", "due_at": "20.08.2027"}, {"due_at": "2027-08-20"}),
    (SHOT, {"vaccine_name": "FeLV", "administered_at": "today", "due_at": None, "notes": ""}, {"vaccine_name": "FeLV"}),
    (SHOT, {"vaccine_name": "FeLV", "administered_at": "August 2026"}, "ask: a full day is needed"),
    (SHOT, {"vaccine_name": "FeLV"}, "ask: required"),
    (RECORD, {"record_type": "Deworming "}, {"record_type": "deworming"}),
    (RECORD, {"record_type": "дегельминтизация"}, {"record_type": "deworming"}),
    (RECORD, {"record_type": "tẩy giun"}, {"record_type": "deworming"}),
    (RECORD, {"record_type": "flea treatment"}, {"record_type": "flea_treatment"}),
    (RECORD, {"record_type": "check-up"}, {"record_type": "checkup"}),
    (RECORD, {"record_type": "grooming"}, {"record_type": "other", "description": "grooming"}),
    (RECORD, {"record_type": "dental", "record_date": "1 июля 2026"}, {"record_date": "2026-07-01"}),
    ("POST /pets/find", {"name": " мун ", "species": "Mèo"}, {"total": 1}),
    ("POST /pets/find", {"name": "oliverr", "species": None}, {"total": 1}),
    ("POST /pets/overview", {"species": "cats"}, {"total": 3}),
    ("POST /pets/overview", {"species": None, "include_shared": None}, {"total": 5}),
    ("POST /weights/batch", {"rows": [{"pet": " oliver ", "weight_kg": "6,2 kg"}]}, {"saved": 1}),
    ("POST /weights/batch", {"rows": [{"pet": 103, "weight_kg": "6200 g", "measured_at": "today"}]}, {"saved": 1}),
    ("PATCH /pets/oliver", {"name": "Ollie "}, {"id": 103, "name": "Ollie"}),
    ("PATCH /pets/meo mun", {"description": "Shy."}, {"id": 101}),
    ("PATCH /pets/%23104", {"description": "Loud."}, {"id": 104}),
    ("GET /pets?species= Cat ", {}, {"total": 3}),
    ("GET /pets?species=Котики", {}, {"total": 3}),
    ("GET /pets?name=OLIVER ", {}, {"total": 1}),
    ("GET /pets?include_shared=True", {}, {"total": 7}),
    ("GET /pets?include_shared=yes", {}, {"total": 7}),
    (WEIGHT, {"weight_kg": "4.2¹"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "10¹ kg"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "④"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "4₂"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "4½"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "4.２"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "٤۲"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": "４.２"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "٤.٢ kg"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4,200"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4,200 g"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4,200.5 g"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "4.200,5 g"}, {"weight_kg": 4.2}),
    (WEIGHT, {"weight_kg": "1,234.5", "confirm_unusual": True}, "ask: More than 1000 kg"),
    (WEIGHT, {"weight_kg": "1.2,3"}, "ask: kilograms"),
    (WEIGHT, {"weight_kg": 350}, "ask: in grams, which is 0.35 kg"),
    (WEIGHT, {"weight_kg": 350, "confirm_unusual": True}, {"weight_kg": 350}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "2026-08-23T23:30:00Z"}, {"measured_at": "2026-08-24"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "2026-08-23T17:00:00.000Z"}, {"measured_at": "2026-08-24"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "2026-08-23T16:59:59+00:00"}, {"measured_at": "2026-08-23"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "2026-08-23T23:30:00-05:00"}, {"measured_at": "2026-08-23"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "２０２６-０８-２３"}, {"measured_at": "2026-08-23"}),
    (WEIGHT, {"weight_kg": 4, "measured_at": "2026-08-2³"}, "ask: plain digits"),
    (WEIGHT, {"weight_kg": 4, "measured_at": "N/A"}, {"measured_at": "2026-08-24"}),
    (WEIGHT, {"pet_id": "oliver", "weight_kg": 4}, {"weight_kg": 4}),
    (WEIGHT, {"pet_id": "Rex", "weight_kg": 4}, "ask: in the body differ"),
    ("POST /pets/103/weights", {"pet_id": 103, "weight_kg": 4}, {"weight_kg": 4}),
    ("POST /pets/103/weights", {"pet_id": "#103", "weight_kg": 4}, {"weight_kg": 4}),
    ("POST /pets/103/weights", {"pet_id": True, "weight_kg": 4}, "ask: in the body differ"),
    ("PATCH /pets/Rex", {"pet_id": "rex ", "description": "calm"}, {"description": "calm"}),
    (WEIGHT, {"params": {"weight_kg": 4}}, {"weight_kg": 4}),
    (WEIGHT, {"arguments": '{"weight_kg": 4}'}, {"weight_kg": 4}),
    (WEIGHT, {"body": {"input": {"weight_kg": 4}}}, "ask: required"),
    (WEIGHT, {"data": {"weight_kg": 4}, "x": 1}, "ask: no such field"),
    ("POST /pets/find", {"input": {"name": "oliver"}}, {"total": 1}),
    (PETS, {"birth_date": "unknown", "country": "N/A", "description": " - "}, {"name": "Mimi"}),
    (PETS, {"birth_date": "không rõ", "age_months": "неизвестно"}, {"name": "Mimi"}),
    (PETS, {"birth_year": "невідомо", "confirm_duplicate": "null"}, {"name": "Mimi"}),
    (PETS, {"name": "None"}, {"name": "None"}),
    (PETS, {"sex": "unknown"}, {"sex": "unknown"}),
    (REX, {"name": ""}, "ask: name must not be empty"),
    (
        SHOT,
        {"vaccine_name": "FeLV", "administered_at": "today", "due_at": "-", "notes": "нет"},
        {"vaccine_name": "FeLV"},
    ),
    (RECORD, {}, {"record_type": "other"}),
    (RECORD, {"record_type": None, "description": "fine"}, {"record_type": "other", "description": "fine"}),
    (RECORD, {"record_type": "vaccination"}, "ask: add_vaccination"),
    (RECORD, {"record_type": "Прививка"}, "ask: add_vaccination"),
    (RECORD, {"record_type": "щеплення"}, "ask: add_vaccination"),
    (RECORD, {"record_type": "tiêm phòng dại"}, "ask: add_vaccination"),
    (RECORD, {"record_type": "rabies vaccine"}, "ask: add_vaccination"),
    (RECORD, {"record_type": "booster"}, "ask: add_vaccination"),
    (RECORD, {"record_type": "vaccine reaction"}, {"record_type": "other"}),
    ("POST /weights/batch", {"rows": '[{"pet":"oliver","weight_kg":6}]'}, {"saved": 1}),
    ("POST /weights/batch", {"rows": ['{"pet":"oliver","weight_kg":6}']}, {"saved": 1}),
    ("POST /weights/batch", {"rows": [{"pet": "oliver", "weight_kg": 350}]}, {"failed": 1}),
    ("POST /weights/batch", {"rows": [{"pet": "oliver", "weight_kg": 350, "confirm_unusual": "yes"}]}, {"saved": 1}),
    ("GET /pets?include_shared=", {}, {"total": 5}),
    ("GET /pets?species=null", {}, {"total": 5}),
    ("GET /care/upcoming?days=&species=N/A", {}, {"as_of": "2026-08-24"}),
    ("GET /care/upcoming?days= 90 ", {}, {"as_of": "2026-08-24"}),
    ("GET /care/upcoming?days=90.0&species=MÈO&pet_id=", {}, {"as_of": "2026-08-24"}),
    ("GET /care/upcoming?days=3 months", {}, "ask: whole number"),
    ("GET /care/routines?days=7&pet_id= mèo mun ", {}, {"total": 1}),
    ("GET /pets/Mèo Mun/vaccinations?status=Overdue", {}, {"total": 1}),
    ("GET /pets/Mèo Mun/medical-records?record_type=check-up", {}, {"total": 1}),
    ("GET /pets/Mèo Mun/weights?limit=2.0&offset= 1", {}, {"returned": 2}),
]


async def said(household: httpx.AsyncClient, where: str, body: dict[str, Any]) -> httpx.Response:
    method, _, path = where.partition(" ")
    if where == PETS:
        body = {"name": "Mimi", "species": "cat"} | body
    return await household.request(method, path, json=body if method != "GET" else None)


def understood(answer: httpx.Response, expected: dict[str, Any] | str) -> str:
    """Return what is wrong with an answer; nothing when it is as expected."""
    if isinstance(expected, dict):
        found = answer.json()
        wrong = [name for name, value in expected.items() if found.get(name) != value]
        return f"{wrong} in {answer.text}" if wrong or answer.status_code >= 300 else ""
    words = expected.removeprefix("ask: ")
    asks = answer.status_code == 422 and words.casefold() in answer.text.casefold()
    return "" if asks else answer.text


@pytest.mark.parametrize(
    ("where", "body", "expected"), TABLE, ids=[f"{n}-{where} {body}"[:70] for n, (where, body, _) in enumerate(TABLE)]
)
async def test_what_is_sent_becomes_what_the_table_says(
    household: httpx.AsyncClient, where: str, body: dict[str, Any], expected: dict[str, Any] | str
) -> None:
    answer = await said(household, where, body)

    assert understood(answer, expected) == ""


def test_the_table_is_long_and_most_of_it_is_understood_at_once() -> None:
    at_once = sum(isinstance(expected, dict) for _, _, expected in TABLE)

    assert len(TABLE) >= 60
    assert at_once / len(TABLE) >= 0.75


def test_the_table_speaks_to_all_kinds_of_tools() -> None:
    assert len({where.partition("?")[0] for where, _, _ in TABLE}) >= 12
