"""Birthdays: what each precision demands, and what is stored of them."""

from typing import Any

import httpx
import pytest

DAY, MONTH, YEAR = {"birthday_precision": "day"}, {"birthday_precision": "month"}, {"birthday_precision": "year"}
UNKNOWN = {"birthday_precision": "unknown"}
Y, M, D = {"birthday_year": 2024}, {"birthday_month": 2}, {"birthday_day": 3}
FULL = {"birthday": "2024-02-03"}
PARTS = ("birthday", "birthday_year", "birthday_month", "birthday_day", "birthday_precision")


def stored(pet: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(pet[name][:10] if name == "birthday" and pet[name] else pet[name] for name in PARTS)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, (None, None, None, None, "unknown")),
        (FULL, (None, None, None, None, "unknown")),
        (UNKNOWN, (None, None, None, None, "unknown")),
        ({**YEAR, **Y}, (None, 2024, None, None, "year")),
        ({**YEAR, **Y, **FULL}, (None, 2024, None, None, "year")),
        ({**MONTH, **Y, **M}, (None, 2024, 2, None, "month")),
        ({**DAY, **FULL}, ("2024-02-03", 2024, 2, 3, "day")),
        ({**DAY, **Y, **M, **D}, ("2024-02-03", 2024, 2, 3, "day")),
        ({**DAY, **FULL, "birthday_year": 1999, **M, **D}, ("2024-02-03", 2024, 2, 3, "day")),
        ({**DAY, "birthday_year": 2023, **M, "birthday_day": 31}, ("2023-03-03", 2023, 2, 31, "day")),
        ({**DAY, "birthday": "06/01/2024"}, ("2024-06-01", 2024, 6, 1, "day")),
        ({**DAY, "birthday": "01-06-2024"}, ("2024-06-01", 2024, 6, 1, "day")),
        ({**YEAR, "birthday_year": "2024"}, (None, 2024, None, None, "year")),
    ],
)
async def test_create_stores(sent: dict[str, Any], expected: tuple[Any, ...], lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets", json={"name": "P", "country": "VN", **sent})

    assert answer.status_code == 201, answer.text
    assert stored(answer.json()["data"]) == expected


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (Y, ["birthday_precision"]),
        ({**FULL, **Y}, ["birthday_precision"]),
        ({**UNKNOWN, **Y}, ["birthday_precision"]),
        ({**UNKNOWN, **FULL}, ["birthday_precision"]),
        (YEAR, ["birthday_year"]),
        ({**YEAR, **Y, **M}, ["birthday_month"]),
        ({**YEAR, **M}, ["birthday_year", "birthday_month"]),
        (MONTH, ["birthday_month"]),
        ({**MONTH, **Y}, ["birthday_month"]),
        ({**MONTH, **Y, **M, **D}, ["birthday_day"]),
        ({**MONTH, "birthday_year": 2026, "birthday_month": 9}, ["birthday_month"]),
        (DAY, ["birthday_day"]),
        ({**DAY, **Y, **M}, ["birthday_day"]),
        ({**DAY, "birthday": "2026-08-25"}, ["birthday"]),
        ({**YEAR, "birthday_year": 2027}, ["birthday_year"]),
        ({**DAY, "birthday_year": 2026, "birthday_month": 8, "birthday_day": 25}, ["birthday_day"]),
        ({"birthday_precision": "week"}, ["birthday_precision"]),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_what_does_not_fit_its_precision_is_refused(
    method: str, sent: dict[str, Any], keys: list[str], lin: httpx.AsyncClient
) -> None:
    path = "/api/pets" if method == "POST" else "/api/pets/7"

    answer = await lin.request(method, path, json={"name": "P", "country": "VN", **sent})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, keys)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({**YEAR, **Y}, ("2021-03-14", 2024, 3, 14, "year")),
        ({**MONTH, **Y, **M}, ("2021-03-14", 2024, 2, 14, "month")),
        (UNKNOWN, ("2021-03-14", 2021, 3, 14, "unknown")),
        (FULL, ("2024-02-03", 2024, 2, 3, "day")),
        ({**DAY, **Y, **M, **D}, ("2024-02-03", 2024, 2, 3, "day")),
        ({"birthday": None, "birthday_precision": None}, ("2021-03-14", 2021, 3, 14, "day")),
    ],
)
async def test_lowering_the_precision_leaves_the_old_parts_behind(
    sent: dict[str, Any], expected: tuple[Any, ...], lin: httpx.AsyncClient
) -> None:
    answer = await lin.put("/api/pets/7", json=sent)

    assert (answer.status_code, stored(answer.json()["data"])) == (200, expected)


async def test_a_bare_birthday_is_dropped_where_the_stored_precision_is_not_day(lin: httpx.AsyncClient) -> None:
    answer = await lin.put("/api/pets/9", json=FULL)

    assert (answer.status_code, stored(answer.json()["data"])) == (200, (None, 2019, None, None, "year"))
