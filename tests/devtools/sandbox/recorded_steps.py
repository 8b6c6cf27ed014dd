"""What is done at the sandbox before a recorded request is sent again."""

import struct
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, NamedTuple

import httpx
from litestar import Litestar

from app.devtools.sandbox import Fault, SandboxConfig, World, faults_of
from app.devtools.sandbox.api.bridge_state import IssuedCode, sign_session
from app.devtools.sandbox.api.request import ApiRequest
from app.devtools.sandbox.data.people import User
from tests.devtools.sandbox.recorded_household import RecordedHousehold

ORIGIN = "https://main-app.example"
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
SESSION = "8e908fc4-11bb-407a-8ba6-d58dd49f3869"
SECRET = "example-hmac-secret"
SIGNED = {"session_id": SESSION, "session_sig": sign_session(SECRET, SESSION)}
PASSWORD = "Sandbox-2026"
NEWCOMER = {
    "name": "New Bie",
    "email": "new@example.test",
    "password": "Str0ng-Pass-77",
    "password_confirmation": "Str0ng-Pass-77",
}
VERSION = "2026-11-25T23:00:00.000000Z"


class Stage(NamedTuple):
    """What a step may work with."""

    app: Litestar
    config: SandboxConfig
    household: RecordedHousehold
    client: httpx.AsyncClient

    @property
    def world(self) -> World:
        """The data of the sandbox."""
        return self.household.world


Step = Callable[[Stage], Awaitable[None]]


def jpeg(width: int = 784, height: int = 1168, *, size: int = 265_041) -> bytes:
    """Make what passes for a JPEG: the first segments and nothing behind them."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return (b"\xff\xd8" + frame).ljust(size, b"\0")


def photo(name: str = "cat.png", *, size: int = 265_041) -> dict[str, Any]:
    """Make the file of an upload."""
    return {"photo": (name, jpeg(size=size), "image/png")}


def of(world: World, user: User) -> dict[str, str]:
    """Make the header of a user's connector token."""
    return {"Authorization": f"Bearer {world.add_token(user)}"}


async def log_in(stage: Stage) -> None:
    body = {"email": stage.household.anna.email, "password": PASSWORD}
    answer = await stage.client.post("/login", json=body, headers=BROWSER)
    assert answer.status_code == 200


async def connect_before(stage: Stage) -> None:
    await log_in(stage)
    await stage.client.post("/api/gpt-auth/confirm", json=SIGNED, headers=BROWSER)


async def register_before(stage: Stage) -> None:
    await stage.client.post("/api/gpt-auth/register", json={**SIGNED, **NEWCOMER}, headers=BROWSER)
    await stage.client.post("/log-out")


async def register_with_capitals(stage: Stage) -> None:
    body = {**SIGNED, **NEWCOMER, "email": "Big.Caps@example.test"}
    assert (await stage.client.post("/api/gpt-auth/register", json=body, headers=BROWSER)).status_code == 201


async def issue_code(stage: Stage) -> None:
    code = IssuedCode(plain_token=stage.world.add_token(stage.household.anna), user_id=16)
    stage.app.state.services.bridge.codes.put("cfdde226-74ef-44fd-85b2-939c6579fab7", code, seconds=300)


async def rename_sesame(stage: Stage) -> None:
    stage.household.pet(15).name = "Other"


async def without_felv(stage: Stage) -> None:
    del stage.household.pet(15).vaccinations[13]


async def without_rabies(stage: Stage) -> None:
    del stage.household.pet(15).vaccinations[14]


async def without_todays_weight(stage: Stage) -> None:
    del stage.household.pet(15).weights[110]


async def rabies_completed(stage: Stage) -> None:
    record = stage.world.vaccinations[14]
    record.completed_at = record.updated_at


async def version_rabies(stage: Stage) -> None:
    stage.world.vaccinations[14].updated_at = "2026-11-25T22:48:47.000000Z"


async def version_completed_rabies(stage: Stage) -> None:
    stage.world.vaccinations[14].updated_at = "2026-11-25T22:49:06.000000Z"
    await rabies_completed(stage)


async def version_felv(stage: Stage) -> None:
    stage.world.vaccinations[13].updated_at = "2026-11-25T22:49:01.000000Z"


async def version_hanas_records(stage: Stage) -> None:
    for record in (stage.world.vaccinations[169], stage.world.vaccinations[170], stage.world.medical_records[20]):
        record.updated_at = VERSION


async def rex_described(stage: Stage) -> None:
    rex = stage.household.pet(16)
    rex.description, rex.description_locale = "Good boy", "en"


async def photo_of_mun(stage: Stage) -> None:
    stage.world.add_weight(stage.household.pet(71), "4.40", date(2026, 11, 22))
    headers = of(stage.world, stage.household.hana)
    assert (await stage.client.post("/api/pets/71/photos", files=photo(), headers=headers)).status_code == 200


async def photo_of_vaccination(stage: Stage) -> None:
    await version_hanas_records(stage)
    headers, body = of(stage.world, stage.household.hana), {"base_version": VERSION, "expected_photo_id": ""}
    path = "/api/pets/71/vaccinations/169/photo"
    assert (await stage.client.post(path, data=body, files=photo("v.png"), headers=headers)).status_code == 200
    stage.world.vaccinations[169].updated_at = VERSION


async def photo_of_checkup(stage: Stage) -> None:
    await version_hanas_records(stage)
    headers, path = of(stage.world, stage.household.hana), "/api/pets/71/medical-records/20/photos"
    answer = await stage.client.post(path, data={"base_version": VERSION}, files=photo("v.png"), headers=headers)
    assert answer.status_code == 200


def hugo_is(role: Any) -> Step:
    async def relate(stage: Stage) -> None:
        stage.world.relate(stage.household.pet(71), stage.household.hugo, role)

    return relate


async def use_key_elsewhere(stage: Stage) -> None:
    headers = {**of(stage.world, stage.household.anna), "Idempotency-Key": "diff-a1f45f94"}
    body = {"record_type": "x", "record_date": "2026-11-20"}
    assert (await stage.client.post("/api/pets/15/medical-records", json=body, headers=headers)).status_code == 201


async def same_weight_is_running(stage: Stage) -> None:
    body: dict[str, object] = {"weight_kg": 4, "record_date": "2026-11-20"}
    request = ApiRequest(
        method="POST", path="/api/pets/74/weights", raw_headers=[], headers={}, query={}, body=body, inputs=body,
        has_body=True, address="", base_url="",
    )  # fmt: skip
    stage.app.state.services.idempotency.begin(stage.household.pat, "k", request)


async def ten_pets(stage: Stage) -> None:
    headers = of(stage.world, stage.household.anna)
    for number in range(10):
        answer = await stage.client.post("/api/pets", json={"name": f"P{number}", "country": "VN"}, headers=headers)
        assert answer.status_code == 201


async def use_up_the_day(stage: Stage) -> None:
    for _ in range(1000):
        stage.app.state.services.quota.count(stage.household.anna)


async def another_weight(stage: Stage) -> None:
    weight = stage.world.weights[110]
    weight.record_date, weight.updated_at = date(2026, 11, 5), "2026-11-25T22:48:44.000000Z"


def fault(mode: Any) -> Step:
    async def set_fault(stage: Stage) -> None:
        faults_of(stage.app).set(Fault(mode=mode))

    return set_fault
