"""The sandbox's answers have the keys and JSON types of the recorded examples, and the very text of the errors."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import httpx
import pytest
from litestar import Litestar

from app.sandbox import Fault, SandboxConfig, create_sandbox, faults_of
from app.sandbox.api.bridge_desk import IssuedCode, sign_session
from app.sandbox.api.request import ApiRequest

EXAMPLES = Path(__file__).parent.parent / "main_app_examples"
INDEX: list[dict[str, Any]] = json.loads((EXAMPLES / "_index.json").read_text())["files"]
SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"
SIGNED = {"session_id": SESSION, "session_sig": sign_session("example-hmac-secret", SESSION)}
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "https://meo.example"}
KEY = {"Authorization": "Bearer sandbox-connector-api-key"}
UNSIGNED = {"session_id": SESSION, "session_sig": "00"}
NEWCOMER = {
    "name": "New Person",
    "email": "new@example.com",
    "password": "Long-enough-1",
    "password_confirmation": "Long-enough-1",
}

# Routes the sandbox does not have: photos (contract 10).
NOT_BUILT = {
    "pet-photo-upload-200.json",
    "vaccination-photo-200.json",
    "medical-record-photo-200.json",
    "error-404.photo.json",
    "error-413.storage-limit.json",
}
# Nullable by the contract, so an example may hold null where the sandbox has a value, or the other way round.
NULLABLE = {
    "birthday", "birthday_year", "birthday_month", "birthday_day", "state", "city", "address", "city_id",
    "description", "description_locale", "photo_url", "pet_photo_url", "webp_url", "srcset", "latest_weight_kg",
    "latest_weight_record_date", "previous_weight_kg", "previous_weight_record_date", "end_at", "due_at", "notes",
    "completed_at", "vet_name", "from", "to", "prev", "next", "email_verified_at", "locale", "phone_prefix",
    "last_yes_date", "days_since_last_yes", "issuer", "implanted_at",
}  # fmt: skip
# Free-form insides of the media table, which nobody may rely on.
OPAQUE = {"responsive_images", "generated_conversions"}


class Scene(NamedTuple):
    """What leads to an example: things done before, the body and headers of the request itself."""

    body: Any = None
    headers: Mapping[str, str] = MappingProxyType({})
    before: Callable[["Stage"], Any] | None = None
    anonymous: bool = False


class Stage(NamedTuple):
    """What a scene may work with."""

    app: Litestar
    household: Any
    client: httpx.AsyncClient


def body_of(name: str) -> Any:
    return json.loads((EXAMPLES / f"request.{name}.json").read_text())


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
        faults_of(stage.app).set(Fault(mode=mode))

    return set_fault


WEIGHT = {"weight_kg": 4.3, "record_date": "2026-08-24"}
CREATE_SHOT = body_of("vaccination-create")
SCENES: dict[str, Scene] = {
    "my-pets-200.empty.json": Scene(),
    "pet-create-201.json": Scene(body_of("pet-create")),
    "pet-create-201.birthday-only-dropped.json": Scene(body_of("pet-create.birthday-only")),
    "pet-update-200.json": Scene({"name": "Rex II"}),
    "pet-update-200.day-to-year-stale-parts.json": Scene(
        {"birthday_precision": "year", "birthday_year": 2021}, before=drop_the_labels
    ),
    "pet-status-200.json": Scene({"status": "lost"}),
    "vaccinations-list-200.empty.json": Scene(before=drop_the_overdue),
    "vaccinations-list-200.page1of2.json": Scene(before=more_vaccinations),
    "vaccination-create-201.json": Scene(CREATE_SHOT),
    "vaccination-create-201.minimal.json": Scene({"vaccine_name": "Bordetella", "administered_at": "2026-08-20"}),
    "vaccination-update-200.json": Scene({"notes": "right hind leg"}),
    "vaccination-renew-201.json": Scene(body_of("vaccination-renew")),
    "delete-200.record.json": Scene(body_of("vaccination-delete")),
    "medical-record-create-201.json": Scene(body_of("medical-record-create")),
    "medical-record-update-200.json": Scene({"description": "Teeth cleaned, one removed."}),
    "weight-create-201.json": Scene(WEIGHT),
    "weight-update-200.weight-sent.json": Scene({"weight_kg": 4.35}, before=weigh_96),
    "weight-update-200.date-only.json": Scene({"record_date": "2026-08-23"}, before=weigh_96),
    "users-me-200.unverified.json": Scene(before=unverify),
    "locale-200.json": Scene(headers={"Accept-Language": "vi"}),
    "pet-types-200.vi.json": Scene(headers={"Accept-Language": "vi"}),
    "gpt-confirm-200.json": Scene(SIGNED, BROWSER, log_in, anonymous=True),
    "gpt-exchange-200.json": Scene({"code": "c2a9b0d8-9c1f-4c2c-8b41-6a4f0a1f2e33"}, KEY, issue_code, anonymous=True),
    "gpt-revoke-200.json": Scene({"token": "unknown"}, KEY, anonymous=True),
    "gpt-telegram-link-200.json": Scene(SIGNED, BROWSER, anonymous=True),
    "gpt-register-201.json": Scene({**SIGNED, **NEWCOMER}, BROWSER, anonymous=True),
    "gpt-400.bad-signature.json": Scene(UNSIGNED, BROWSER, log_in, anonymous=True),
    "gpt-400.session-used.json": Scene(SIGNED, BROWSER, connect_before, anonymous=True),
    "gpt-400.registration-used.json": Scene(
        {**SIGNED, **NEWCOMER, "email": "second@example.com"}, BROWSER, register_before, anonymous=True
    ),
    "gpt-400.bad-code.json": Scene({"code": SESSION}, KEY, anonymous=True),
    "gpt-401.bad-api-key.json": Scene({"code": SESSION}, {"Authorization": "Bearer wrong"}, anonymous=True),
    "gpt-500.url-not-configured.json": Scene(SIGNED, BROWSER, log_in, anonymous=True),
    "gpt-503.key-not-configured.json": Scene({"code": SESSION}, KEY, anonymous=True),
    "error-401.unauthenticated.json": Scene(before=revoke_all),
    "error-401.idempotency-key-without-user.json": Scene({}, {"Idempotency-Key": "k"}, revoke_all),
    "error-401.bare.json": Scene(before=revoke_all),
    "error-403.policy-bare.json": Scene(before=leave_mochi),
    "error-403.health-bare.json": Scene(before=only_view_mochi),
    "error-403.unverified-bare.json": Scene(before=unverify),
    "error-403.banned.json": Scene({}, before=ban),
    "error-403.token-ability.json": Scene({}, before=reading_token_only),
    "error-403.pat-rejected.json": Scene(SIGNED, BROWSER),
    "error-403.pet-update.json": Scene({"name": "X"}, before=leave_mochi),
    "error-409.version-conflict.json": Scene(
        {"weight_kg": 4, "base_version": "2026-08-24T10:10:00.000000Z"}, before=weigh_96_and_change
    ),
    "error-409.expected-mismatch.json": Scene({**body_of("vaccination-delete"), "expected_vaccine_name": "Other"}),
    "error-409.duplicate-pet.json": Scene({"name": " mochi ", "country": "VN"}),
    "error-409.idempotency-conflict.json": Scene(WEIGHT, {"Idempotency-Key": "k"}, use_key_elsewhere),
    "error-419.csrf-bare.json": Scene(NEWCOMER, anonymous=True),
    "error-422.pet-create-empty.json": Scene({}),
    "error-422.vaccination-create-empty.json": Scene({}),
    "error-422.future-date.json": Scene({**CREATE_SHOT, "administered_at": "2026-08-25"}),
    "error-422.due-before-administered.json": Scene({**CREATE_SHOT, "due_at": "2026-08-19"}),
    "error-422.duplicate-vaccination.json": Scene(CREATE_SHOT, before=same_shot),
    "error-422.duplicate-weight-date.json": Scene(WEIGHT, before=same_day_weight),
    "error-422.renew-completed.json": Scene(
        {
            "vaccine_name": "Rabies",
            "administered_at": "2026-08-20",
            "base_version": "2025-07-20T10:11:12.000000Z",
            "expected_vaccine_name": "Rabies",
            "expected_administered_at": "2024-07-18",
        }
    ),
    "error-422.delete-without-guards.json": Scene({}),
    "error-422.birthday-precision.json": Scene({"name": "P", "country": "VN", "birthday_year": 2020}),
    "error-422.capability.json": Scene(CREATE_SHOT),
    "error-422.no-errors-map.json": Scene({"name": "P", "country": "JP", "city_id": 12}),
    "error-422.idempotency-key-format.json": Scene(WEIGHT, before=break_the_key_format),
    "error-422.linked-transaction.json": Scene(body_of("vaccination-delete"), before=link_an_expense),
    "error-425.in-progress.json": Scene(WEIGHT, {"Idempotency-Key": "k"}, still_running),
    "error-429.throttle.json": Scene({}, before=ten_pets),
    "error-429.daily-quota.json": Scene(before=use_up_the_day),
    "error-500.bare.json": Scene({"vaccine_name": None}),
    "error-503.maintenance-bare.json": Scene(before=fault("maintenance")),
}


def answered_examples() -> list[Any]:
    """List every example of a route that the sandbox has."""
    found = []
    for entry in INDEX:
        if "status" in entry and entry["file"] not in NOT_BUILT:
            found.append(pytest.param(entry, id=entry["file"]))
    return found


def differences(example: Any, actual: Any, place: str = "$") -> list[str]:
    """Say where keys or JSON types differ; numbers are one type."""
    key = place.rpartition(".")[2].partition("[")[0]
    if key in OPAQUE or (key in NULLABLE and (example is None or actual is None)):
        return []
    if isinstance(example, dict) and isinstance(actual, dict):
        return _differences_of_objects(example, actual, place)
    if isinstance(example, list) and isinstance(actual, list):
        return _differences_of_lists(example, actual, place)
    return [] if _kind(example) == _kind(actual) else [f"{place}: {example!r} against {actual!r}"]


def _differences_of_objects(example: dict[str, Any], actual: dict[str, Any], place: str) -> list[str]:
    if example.keys() != actual.keys():
        missing, extra = example.keys() - actual.keys(), actual.keys() - example.keys()
        return [f"{place}: missing {sorted(missing)}, extra {sorted(extra)}"]
    return [found for name in example for found in differences(example[name], actual[name], f"{place}.{name}")]


def _differences_of_lists(example: list[Any], actual: list[Any], place: str) -> list[str]:
    if bool(example) != bool(actual):
        return [f"{place}: one of the lists is empty"]
    pairs = [(example[min(position, len(example) - 1)], item) for position, item in enumerate(actual)]
    return [found for at, (one, item) in enumerate(pairs) for found in differences(one, item, f"{place}[{at}]")]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


@pytest.fixture
def config(request: pytest.FixtureRequest) -> SandboxConfig:
    """Unset what an example needs to be unset."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    entry = parameters.get("entry", {"file": ""})
    return SandboxConfig(
        seed=False,
        connector_url="" if entry["file"] == "gpt-500.url-not-configured.json" else "https://gpt.example/",
        connector_api_key="" if entry["file"] == "gpt-503.key-not-configured.json" else "sandbox-connector-api-key",
        hmac_secret="example-hmac-secret",
    )


async def ask(entry: dict[str, Any], stage: Stage) -> httpx.Response:
    scene = SCENES.get(entry["file"], Scene())
    if scene.before is not None:
        await scene.before(stage)
    path = (
        "/api/pets/7/vaccinations/60" if entry["file"] == "error-500.bare.json" else entry.get("path", "/api/my-pets")
    )
    method = "PUT" if entry["file"] == "error-500.bare.json" else entry.get("method", "GET")
    content = None if scene.body is None else json.dumps(scene.body)
    headers = {"Content-Type": "application/json", **scene.headers}
    return await stage.client.request(method, path, content=content, headers=headers)


@pytest.mark.parametrize("entry", answered_examples())
async def test_an_answer_has_the_keys_and_types_of_its_example(
    entry: dict[str, Any], sandbox: Litestar, household: Any, lin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    scene = SCENES.get(entry["file"], Scene())
    stage = Stage(sandbox, household, anonymous if scene.anonymous else lin)

    answer = await ask(entry, stage)

    assert answer.status_code == entry["status"], answer.text
    example = json.loads((EXAMPLES / entry["file"]).read_text())
    assert differences(example, answer.json()) == []
    if entry["status"] >= 400:
        assert answer.json() == example


@pytest.mark.parametrize(
    "name",
    [
        "vaccinations-list-200.active.json",
        "vaccinations-list-200.completed.json",
        "vaccination-show-200.json",
        "medical-records-list-200.json",
        "weights-list-200.json",
        "microchips-list-200.json",
        "habits-list-200.json",
        "habit-show-200.json",
        "habit-pet-summary-200.yes-no.json",
        "habit-pet-summary-200.scale.json",
        "habit-day-entries-200.json",
        "users-me-200.json",
        "cities-200.json",
        "version-200.json",
        "settings-public-200.json",
        "pet-types-200.en.json",
    ],
)
async def test_the_example_household_reads_exactly_as_recorded(name: str, lin: httpx.AsyncClient) -> None:
    entry = next(entry for entry in INDEX if entry["file"] == name)

    answer = await lin.get(entry["path"])

    assert answer.json() == json.loads((EXAMPLES / name).read_text())


def test_each_example_is_answered_or_named_as_not_built() -> None:
    answered = {parameter.values[0]["file"] for parameter in answered_examples()}
    others = {entry["file"] for entry in INDEX if entry["file"].startswith(("request.", "reference-"))}

    assert {entry["file"] for entry in INDEX} == answered | others | NOT_BUILT


def test_the_comparison_finds_what_it_looks_for() -> None:
    assert differences({"a": 1}, {"b": 1}) != []
    assert differences({"a": "4.20"}, {"a": 4.2}) != []
    assert differences({"name": "x"}, {"name": None}) != []
    assert differences([{"a": True}], [{"a": 1}]) != []
    assert differences([1], []) != []


def test_the_sandbox_refuses_production() -> None:
    with pytest.raises(Exception, match="ENVIRONMENT=production"):
        create_sandbox(SandboxConfig(environment="Production"))
