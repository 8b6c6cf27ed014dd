"""PHP workers: how many there are, and what is left of a request whose worker dies."""

import asyncio
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, SandboxConfig, World, create_sandbox, faults_of, world_of
from app.devtools.sandbox.api.pipeline import Api
from app.devtools.sandbox.api.services import make_services

WEIGHT = {"weight_kg": 4.3, "record_date": "2026-08-24"}
PATH = "/api/pets/7/weights"
KEY = {"Idempotency-Key": "k"}


@pytest.mark.parametrize(("mode", "saved"), [("dead_worker", 0), ("dead_worker_after_write", 1)])
async def test_a_dead_workers_key_is_in_use_for_a_day(
    mode: Any, saved: int, clock: Any, sandbox: Litestar, household: Any, lin: httpx.AsyncClient
) -> None:
    before = len(household.mochi.weights)
    faults_of(sandbox).set(Fault(mode=mode, times=1))

    died = await lin.post(PATH, json=WEIGHT, headers=KEY)
    clock.pass_by(hours=23, minutes=59)
    later = await lin.post(PATH, json=WEIGHT, headers=KEY)
    other = await lin.post(PATH, json={**WEIGHT, "weight_kg": 4.4}, headers=KEY)

    assert (died.status_code, died.headers["content-type"]) == (502, "text/html")
    assert (later.status_code, other.status_code) == (425, 409)
    assert len(household.mochi.weights) == before + saved

    clock.pass_by(minutes=1)
    assert (await lin.post(PATH, json=WEIGHT, headers=KEY)).status_code == (422 if saved else 201)


async def test_another_key_is_the_way_out(sandbox: Litestar, lin: httpx.AsyncClient) -> None:
    faults_of(sandbox).set(Fault(mode="dead_worker", times=1))
    await lin.post(PATH, json=WEIGHT, headers=KEY)

    assert (await lin.post(PATH, json=WEIGHT, headers={"Idempotency-Key": "k2"})).status_code == 201


async def test_what_is_refused_or_known_does_not_reach_a_worker_that_dies(
    sandbox: Litestar, lin: httpx.AsyncClient
) -> None:
    first = await lin.post(PATH, json=WEIGHT, headers=KEY)
    faults_of(sandbox).set(Fault(mode="dead_worker"))

    again = await lin.post(PATH, json=WEIGHT, headers=KEY)
    unknown = await lin.get("/api/nothing")
    read = await lin.get(PATH)

    assert (again.status_code, again.content) == (201, first.content)
    assert (unknown.status_code, read.status_code) == (404, 502)


@pytest.mark.parametrize(("workers", "third_waits"), [(2, True), (3, False), (None, False)])
async def test_a_request_waits_for_a_free_worker(*, workers: int | None, third_waits: bool) -> None:
    config = SandboxConfig(workers=workers)
    world: World = world_of(create_sandbox(config))
    api, gate, arrived = Api(world, config, make_services(config, world.clock)), asyncio.Event(), asyncio.Semaphore(0)

    async def hold() -> None:
        arrived.release()
        await gate.wait()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await api(scope, receive, send, pause=hold if scope["query_string"] == b"hold" else None)

    transport: Any = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meo.example") as client:
        held = [asyncio.create_task(client.get("/api/version?hold")) for _ in range(2)]
        for _ in held:
            await arrived.acquire()
        third = asyncio.create_task(client.get("/api/version"))
        for _ in range(50):
            await asyncio.sleep(0)
        waited = not third.done()
        gate.set()
        answers = await asyncio.gather(*held, third)

    assert waited is third_waits
    assert [answer.status_code for answer in answers] == [200, 200, 200]
