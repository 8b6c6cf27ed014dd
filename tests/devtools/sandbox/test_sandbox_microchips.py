"""Microchips: who reads and writes them, and what makes a number valid."""

from typing import Any

import httpx
import pytest

CHIPS = "/api/pets/7/microchips"
CHIP = {"chip_number": "985112345678903", "issuer": "HomeAgain", "implanted_at": "2026-08-17"}


async def test_a_chip_is_stored_shown_changed_and_deleted(lin: httpx.AsyncClient) -> None:
    created = await lin.post(CHIPS, json=CHIP)
    path = f"{CHIPS}/{created.json()['data']['id']}"
    shown = (await lin.get(path)).json()["data"]
    changed = await lin.put(path, json={"issuer": None, "base_version": shown["updated_at"]})
    deleted = await lin.delete(path)

    assert (created.status_code, bool(created.json()["message"])) == (201, True)
    assert shown == created.json()["data"]
    assert shown["implanted_at"] == "2026-08-17T00:00:00.000000Z"
    assert (changed.json()["data"]["issuer"], changed.json()["data"]["chip_number"]) == (None, CHIP["chip_number"])
    assert (deleted.status_code, deleted.json()["data"]) == (200, True)
    assert (await lin.get(path)).status_code == 404


async def test_an_answer_to_a_create_has_only_what_was_sent(lin: httpx.AsyncClient) -> None:
    data = (await lin.post(CHIPS, json={"chip_number": CHIP["chip_number"]})).json()["data"]

    assert data.keys() == {"id", "pet_id", "chip_number", "created_at", "updated_at", "health_finance_link_exists"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"chip_number": None}, "chip_number"),
        ({"chip_number": "123456789"}, "chip_number"),
        ({"chip_number": "1" * 21}, "chip_number"),
        ({"chip_number": 985112345678903}, "chip_number"),
        ({"chip_number": "704000000123456"}, "chip_number"),
        ({"issuer": "x" * 256}, "issuer"),
        ({"implanted_at": "2026-08-25"}, "implanted_at"),
        ({"implanted_at": "soon"}, "implanted_at"),
    ],
)
async def test_a_wrong_chip_is_refused(change: dict[str, Any], field: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.post(CHIPS, json={**CHIP, **change})

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


async def test_a_number_is_taken_even_on_another_persons_pet(
    household: Any, bearer: Any, anonymous: httpx.AsyncClient
) -> None:
    headers = bearer(household.other)

    taken = await anonymous.post("/api/pets/21/microchips", json={"chip_number": "704000000123456"}, headers=headers)
    free = await anonymous.post("/api/pets/21/microchips", json=CHIP, headers=headers)

    assert taken.json()["errors"]["chip_number"] == ["The chip number has already been taken."]
    assert free.status_code == 201


async def test_a_chip_keeps_its_own_number(lin: httpx.AsyncClient) -> None:
    answer = await lin.put(f"{CHIPS}/4", json={"chip_number": "704000000123456", "issuer": "AVID"})

    assert (answer.status_code, answer.json()["data"]["issuer"]) == (200, "AVID")


@pytest.mark.parametrize(
    ("role", "statuses"),
    [("viewer", [200, 403, 403, 403]), ("foster", [200, 403, 403, 403]), ("editor", [200, 200, 201, 200])],
)
async def test_viewers_list_chips_and_editors_write_them(
    role: Any, statuses: list[int], household: Any, bearer: Any, anonymous: httpx.AsyncClient
) -> None:
    household.world.relate(household.mochi, household.other, role)
    anonymous.headers.update(bearer(household.other))

    answers = [
        await anonymous.get(CHIPS),
        await anonymous.get(f"{CHIPS}/4"),
        await anonymous.post(CHIPS, json=CHIP),
        await anonymous.delete(f"{CHIPS}/4"),
    ]

    assert [answer.status_code for answer in answers] == statuses


async def test_a_species_without_chips_is_refused(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/15/microchips", json=CHIP)

    assert (answer.status_code, answer.json()["error_code"]) == (422, "FEATURE_NOT_AVAILABLE_FOR_PET_TYPE")


@pytest.mark.parametrize(("choice", "status"), [("", 422), ("?linked_transaction=keep", 200)])
async def test_a_chip_with_an_expense_is_deleted_once_that_is_decided(
    choice: str, status: int, household: Any, lin: httpx.AsyncClient
) -> None:
    household.world.microchips[4].linked_transaction = True

    assert (await lin.delete(f"{CHIPS}/4{choice}")).status_code == status


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_a_changed_chip_is_not_written_over(method: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.request(method, f"{CHIPS}/4", json={"base_version": "2020-01-01T00:00:00.000000Z"})

    assert (answer.status_code, answer.json()["data"]["server_value"]["id"]) == (409, 4)


async def test_writes_are_repeated_under_their_key_and_limited_to_ten_a_minute(lin: httpx.AsyncClient) -> None:
    first, again = [await lin.post(CHIPS, json=CHIP, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    statuses = [(await lin.post(CHIPS, json={})).status_code for _ in range(10)]

    assert (first.status_code, again.content) == (201, first.content)
    assert statuses == [422] * 9 + [429]
