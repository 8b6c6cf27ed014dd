"""What is done at the sandbox before a request, so that its answer is that of an example."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import httpx
from litestar import Litestar

from app.devtools.sandbox import Fault, find_argument_errors
from app.devtools.sandbox.api.bridge_state import IssuedCode, sign_session
from app.devtools.sandbox.api.request import ApiRequest
from tests.devtools.sandbox.recorded_examples import body_of

SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
SIGNED = {"session_id": SESSION, "session_sig": sign_session("example-hmac-secret", SESSION)}
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "https://meo.example"}
NEWCOMER = {
    "name": "New Person",
    "email": "new@example.com",
    "password": "Long-enough-1",
    "password_confirmation": "Long-enough-1",
}


class Stage(NamedTuple):
    """What a scene may work with."""

    app: Litestar
    household: Any
    client: httpx.AsyncClient


async def revoke_all(stage: Stage) -> None:
    stage.household.world.revoke_tokens(stage.household.lin)


async def unverify(stage: Stage) -> None:
    stage.household.lin.email_verified_at = None


async def ban(stage: Stage) -> None:
    stage.household.world.ban(stage.household.lin)


async def leave_mochi(stage: Stage) -> None:
    stage.household.mochi.relationships[0].end_at = stage.household.world.now()


async def only_view_mochi(stage: Stage) -> None:
    stage.household.mochi.relationships[0].role = "viewer"


async def reading_token_only(stage: Stage) -> None:
    plain = stage.household.world.add_token(stage.household.lin, frozenset({"read"}))
    stage.client.headers["Authorization"] = f"Bearer {plain}"


async def weigh_96(stage: Stage) -> None:
    weight = stage.household.world.add_weight(stage.household.mochi, "4.30", date(2026, 8, 24), with_id=96)
    weight.created_at = weight.updated_at = "2026-08-24T10:10:00.000000Z"


async def weigh_96_and_change(stage: Stage) -> None:
    await weigh_96(stage)
    weight = stage.household.world.weights[96]
    weight.weight_kg, weight.record_date = weight.weight_kg + 5 / type(weight.weight_kg)(100), date(2026, 8, 23)
    weight.updated_at = "2026-08-24T10:13:00.000000Z"


async def more_vaccinations(stage: Stage) -> None:
    for number in range(24):
        stage.household.world.add_vaccination(stage.household.mochi, f"V{number}", date(2020, 1, 1 + number))


async def log_in(stage: Stage) -> None:
    answer = await stage.client.post(
        "/login", json={"email": "lin@example.com", "password": "Sandbox-2026"}, headers=BROWSER
    )
    assert answer.status_code == 200


async def connect_before(stage: Stage) -> None:
    await log_in(stage)
    await stage.client.post("/api/gpt-auth/confirm", json=SIGNED, headers=BROWSER)


async def register_before(stage: Stage) -> None:
    await stage.client.post("/api/gpt-auth/register", json={**SIGNED, **NEWCOMER}, headers=BROWSER)
    await stage.client.post("/log-out")


async def issue_code(stage: Stage) -> None:
    desk = stage.app.state.services.bridge
    plain = stage.household.world.add_token(stage.household.lin)
    desk.codes.put("c2a9b0d8-9c1f-4c2c-8b41-6a4f0a1f2e33", IssuedCode(plain_token=plain, user_id=42), seconds=300)


async def use_key_elsewhere(stage: Stage) -> None:
    body, headers = body_of("medical-record-create"), {"Idempotency-Key": "k"}
    await stage.client.post("/api/pets/7/medical-records", json=body, headers=headers)


async def ten_pets(stage: Stage) -> None:
    for number in range(10):
        answer = await stage.client.post("/api/pets", json={"name": f"P{number}", "country": "VN"})
        assert answer.status_code == 201


async def use_up_the_day(stage: Stage) -> None:
    for _ in range(1000):
        stage.app.state.services.quota.count(stage.household.lin)


async def break_the_key_format(stage: Stage) -> None:
    stage.client.headers["Idempotency-Key"] = "not a key!"


async def link_an_expense(stage: Stage) -> None:
    stage.household.world.vaccinations[60].linked_transaction = True


async def drop_the_overdue(stage: Stage) -> None:
    stage.household.world.vaccinations[61].due_at = None


async def drop_the_labels(stage: Stage) -> None:
    stage.household.mochi.categories = []


async def same_day_weight(stage: Stage) -> None:
    stage.household.world.add_weight(stage.household.mochi, "4.30", date(2026, 8, 24))


async def same_shot(stage: Stage) -> None:
    stage.household.world.add_vaccination(stage.household.mochi, "FeLV", date(2026, 8, 20))


async def still_running(stage: Stage) -> None:
    body = {"weight_kg": 4.3, "record_date": "2026-08-24"}
    request = ApiRequest(
        method="POST", path="/api/pets/7/weights", raw_headers=[], headers={}, query={}, body=body, inputs=body,
        has_body=True, address="", base_url="",
    )  # fmt: skip
    stage.app.state.services.idempotency.begin(stage.household.lin, "k", request)


def fault(mode: Any) -> Callable[[Stage], Any]:
    async def set_fault(stage: Stage) -> None:
        find_argument_errors(stage.app).set(Fault(mode=mode))

    return set_fault
