"""Idempotency-Key: one execution, one answer."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from app.devtools.sandbox.data.people import User

Header = Callable[[User], dict[str, str]]
PATH = "/api/pets/7/medical-records"
VISIT = {"record_type": "checkup", "record_date": "2026-08-20", "description": "Fine."}
KEY = {"Idempotency-Key": "key-1"}


async def test_a_repeated_create_returns_the_first_answer(clock: Any, world: World, lin: httpx.AsyncClient) -> None:
    first = await lin.post(PATH, json=VISIT, headers=KEY)
    clock.pass_by(hours=23)
    second = await lin.post(PATH, json=VISIT, headers=KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert world.count_records().medical_records == 3
    assert "x-app-version" not in second.headers
    assert "x-ratelimit-limit" not in second.headers


async def test_after_a_day_the_key_is_free(clock: Any, world: World, lin: httpx.AsyncClient) -> None:
    await lin.post(PATH, json=VISIT, headers=KEY)
    clock.pass_by(hours=24)
    await lin.post(PATH, json=VISIT, headers=KEY)

    assert world.count_records().medical_records == 4


async def test_without_a_key_everything_is_done_again(world: World, lin: httpx.AsyncClient) -> None:
    for headers in ({}, {"Idempotency-Key": "  "}):
        await lin.post(PATH, json=VISIT, headers=headers)

    assert world.count_records().medical_records == 4


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'{"description":"Fine.","record_date":"2026-08-20","record_type":"checkup"}', 201),
        (b'{ "record_type" : " checkup ", "record_date": "2026-08-20", "description": "Fine." }', 201),
        (b'{"record_type":"checkup","record_date":"2026-08-20"}', 409),
        (b'{"record_type":"checkup","record_date":"2026-08-20","description":"fine."}', 409),
    ],
)
async def test_the_payload_is_compared_without_regard_to_its_spelling(
    content: bytes, status: int, lin: httpx.AsyncClient
) -> None:
    await lin.post(PATH, json=VISIT, headers=KEY)

    answer = await lin.post(PATH, content=content, headers={**KEY, "Content-Type": "application/json"})

    assert answer.status_code == status


@pytest.mark.parametrize(("first", "second", "status"), [("4", "4.0", 201), ("4.50", "4.5", 201), ("4", '"4"', 409)])
async def test_number_formats_agree(first: str, second: str, status: int, lin: httpx.AsyncClient) -> None:
    async def weigh(number: str) -> httpx.Response:
        content = f'{{"weight_kg": {number}, "record_date": "2026-08-20"}}'
        return await lin.post(
            "/api/pets/7/weights", content=content, headers={**KEY, "Content-Type": "application/json"}
        )

    await weigh(first)

    assert (await weigh(second)).status_code == status


async def test_a_key_is_one_users_across_routes_and_tokens(
    household: Any, world: World, lin: httpx.AsyncClient, bearer: Header
) -> None:
    await lin.post(PATH, json=VISIT, headers=KEY)

    other_token = await lin.post(PATH, json=VISIT, headers={**KEY, **bearer(household.lin)})
    other_route = await lin.post("/api/pets", json={"name": "P", "country": "VN"}, headers=KEY)
    other_method = await lin.put("/api/pets/7", json=VISIT, headers=KEY)
    other_user = await lin.post(
        "/api/pets", json={"name": "P", "country": "VN"}, headers={**KEY, **bearer(household.other)}
    )

    statuses = [answer.status_code for answer in (other_token, other_route, other_method, other_user)]
    assert statuses == [201, 409, 409, 201]
    assert world.count_records().medical_records == 3


async def test_a_failed_first_try_frees_the_key(lin: httpx.AsyncClient) -> None:
    refused = await lin.post(PATH, json={}, headers=KEY)
    accepted = await lin.post(PATH, json=VISIT, headers=KEY)

    assert (refused.status_code, accepted.status_code) == (422, 201)


async def test_a_deletion_stays_204(lin: httpx.AsyncClient) -> None:
    first, second = await lin.delete("/api/pets/9", headers=KEY), await lin.delete("/api/pets/9", headers=KEY)

    assert (first.status_code, second.status_code, second.content) == (204, 204, b"")


async def test_the_query_counts_only_without_a_body(lin: httpx.AsyncClient) -> None:
    body = {"name": "P", "country": "VN"}
    await lin.post("/api/pets?a=1", json=body, headers=KEY)
    with_body = await lin.post("/api/pets?a=2", json=body, headers=KEY)
    guards: dict[str, str | float] = {"base_version": "2026-08-01T20:00:00.000000Z", "expected_weight_kg": 4.2}
    bare = {"Idempotency-Key": "key-2"}
    await lin.delete("/api/pets/7/weights/95", params={**guards, "expected_record_date": "2026-08-01"}, headers=bare)
    without_body = await lin.delete("/api/pets/7/weights/95", params=guards, headers=bare)

    assert (with_body.status_code, without_body.status_code) == (201, 409)


@pytest.mark.parametrize(
    ("key", "status", "message"),
    [
        ("a" * 128, 201, None),
        ("a" * 129, 422, "Idempotency key must be a non-empty string within the configured length limit."),
        ("a b", 422, "Idempotency key contains invalid characters."),
        ("ключ".encode(), 422, "Idempotency key contains invalid characters."),
        ("5f0c2b1e-6a1d-4c0e-9b7a-000000000301", 201, None),
    ],
)
async def test_the_format_of_a_key_is_checked(
    key: Any, status: int, message: str | None, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post(PATH, json=VISIT, headers={"Idempotency-Key": key})

    assert answer.status_code == status
    if message is not None:
        assert answer.json() == {"success": False, "data": None, "message": message, "error": message}


async def test_a_key_without_a_user_is_401_with_its_own_text(anonymous: httpx.AsyncClient) -> None:
    answers = [
        await anonymous.post(PATH, json=VISIT, headers={**KEY, **headers})
        for headers in ({}, {"Authorization": "Bearer 1|dead"}, {"Authorization": "Bearer a|b"})
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["message"] for answer in answers} == {"An idempotency key requires an authenticated user."}


async def test_reads_ignore_the_key(lin: httpx.AsyncClient) -> None:
    answer = await lin.get("/api/my-pets", headers={"Idempotency-Key": "not valid!"})

    assert answer.status_code == 200


async def test_while_the_first_runs_the_key_is_425_and_its_work_survives_the_client(
    sandbox: Litestar, world: World, lin: httpx.AsyncClient
) -> None:
    faults_of(sandbox).set(Fault(mode="slow", seconds=0.2, times=1))
    first = asyncio.create_task(lin.post(PATH, json=VISIT, headers=KEY))
    await asyncio.sleep(0.05)

    during = await lin.post(PATH, json=VISIT, headers=KEY)
    other = await lin.post(PATH, json={**VISIT, "vet_name": "X"}, headers=KEY)
    first.cancel()
    await asyncio.sleep(0.25)
    after = await lin.post(PATH, json=VISIT, headers=KEY)

    assert (during.status_code, other.status_code, after.status_code) == (425, 409, 201)
    assert "retry-after" not in during.headers
    assert world.count_records().medical_records == 3


async def test_a_dropped_answer_is_found_again_under_its_key(
    sandbox: Litestar, world: World, lin: httpx.AsyncClient
) -> None:
    faults_of(sandbox).set(Fault(mode="drop_after_execute", times=1))
    with pytest.raises(httpx.ReadError):
        await lin.post(PATH, json=VISIT, headers=KEY)

    again = await lin.post(PATH, json=VISIT, headers=KEY)

    assert again.status_code == 201
    assert world.count_records().medical_records == 3
