"""What leads to each recorded example: the request's body and headers, and what is done before it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.devtools.sandbox import example_steps as steps
from tests.devtools.sandbox.example_steps import BROWSER, NEWCOMER, SESSION, SIGNED, Stage
from tests.devtools.sandbox.recorded_examples import body_of

KEY = {"Authorization": "Bearer sandbox-connector-api-key"}
UNSIGNED = {"session_id": SESSION, "session_sig": "00"}


class Scene(NamedTuple):
    """What leads to an example: things done before, the body and headers of the request itself."""

    body: Any = None
    headers: Mapping[str, str] = MappingProxyType({})
    before: Callable[[Stage], Any] | None = None
    anonymous: bool = False


WEIGHT = {"weight_kg": 4.3, "record_date": "2026-08-24"}
CREATE_SHOT = body_of("vaccination-create")
SCENES: dict[str, Scene] = {
    "my-pets-200.empty.json": Scene(),
    "pet-create-201.json": Scene(body_of("pet-create")),
    "pet-create-201.birthday-only-dropped.json": Scene(body_of("pet-create.birthday-only")),
    "pet-update-200.json": Scene({"name": "Rex II"}),
    "pet-update-200.day-to-year-stale-parts.json": Scene(
        {"birthday_precision": "year", "birthday_year": 2021}, before=steps.drop_the_labels
    ),
    "pet-status-200.json": Scene({"status": "lost"}),
    "vaccinations-list-200.empty.json": Scene(before=steps.drop_the_overdue),
    "vaccinations-list-200.page1of2.json": Scene(before=steps.more_vaccinations),
    "vaccination-create-201.json": Scene(CREATE_SHOT),
    "vaccination-create-201.minimal.json": Scene({"vaccine_name": "Bordetella", "administered_at": "2026-08-20"}),
    "vaccination-update-200.json": Scene({"notes": "right hind leg"}),
    "vaccination-renew-201.json": Scene(body_of("vaccination-renew")),
    "delete-200.record.json": Scene(body_of("vaccination-delete")),
    "medical-record-create-201.json": Scene(body_of("medical-record-create")),
    "medical-record-update-200.json": Scene({"description": "Teeth cleaned, one removed."}),
    "weight-create-201.json": Scene(WEIGHT),
    "weight-update-200.weight-sent.json": Scene({"weight_kg": 4.35}, before=steps.weigh_96),
    "weight-update-200.date-only.json": Scene({"record_date": "2026-08-23"}, before=steps.weigh_96),
    "users-me-200.unverified.json": Scene(before=steps.unverify),
    "locale-200.json": Scene(headers={"Accept-Language": "vi"}),
    "pet-types-200.vi.json": Scene(headers={"Accept-Language": "vi"}),
    "gpt-confirm-200.json": Scene(SIGNED, BROWSER, steps.log_in, anonymous=True),
    "gpt-exchange-200.json": Scene(
        {"code": "c2a9b0d8-9c1f-4c2c-8b41-6a4f0a1f2e33"}, KEY, steps.issue_code, anonymous=True
    ),
    "gpt-revoke-200.json": Scene({"token": "unknown"}, KEY, anonymous=True),
    "gpt-telegram-link-200.json": Scene(SIGNED, BROWSER, anonymous=True),
    "gpt-register-201.json": Scene({**SIGNED, **NEWCOMER}, BROWSER, anonymous=True),
    "gpt-400.bad-signature.json": Scene(UNSIGNED, BROWSER, steps.log_in, anonymous=True),
    "gpt-400.session-used.json": Scene(SIGNED, BROWSER, steps.connect_before, anonymous=True),
    "gpt-400.registration-used.json": Scene(
        {**SIGNED, **NEWCOMER, "email": "second@example.com"}, BROWSER, steps.register_before, anonymous=True
    ),
    "gpt-400.bad-code.json": Scene({"code": SESSION}, KEY, anonymous=True),
    "gpt-401.bad-api-key.json": Scene({"code": SESSION}, {"Authorization": "Bearer wrong"}, anonymous=True),
    "gpt-500.url-not-configured.json": Scene(SIGNED, BROWSER, steps.log_in, anonymous=True),
    "gpt-503.key-not-configured.json": Scene({"code": SESSION}, KEY, anonymous=True),
    "error-401.unauthenticated.json": Scene(before=steps.revoke_all),
    "error-401.idempotency-key-without-user.json": Scene({}, {"Idempotency-Key": "k"}, steps.revoke_all),
    "error-401.bare.json": Scene(before=steps.revoke_all),
    "error-403.policy-bare.json": Scene(before=steps.leave_mochi),
    "error-403.health-bare.json": Scene(before=steps.only_view_mochi),
    "error-403.unverified-bare.json": Scene(before=steps.unverify),
    "error-403.banned.json": Scene({}, before=steps.ban),
    "error-403.token-ability.json": Scene({}, before=steps.reading_token_only),
    "error-403.pat-rejected.json": Scene(SIGNED, BROWSER),
    "error-403.pet-update.json": Scene({"name": "X"}, before=steps.leave_mochi),
    "error-409.version-conflict.json": Scene(
        {"weight_kg": 4, "base_version": "2026-08-24T10:10:00.000000Z"}, before=steps.weigh_96_and_change
    ),
    "error-409.expected-mismatch.json": Scene({**body_of("vaccination-delete"), "expected_vaccine_name": "Other"}),
    "error-409.duplicate-pet.json": Scene({"name": " mochi ", "country": "VN"}),
    "error-409.idempotency-conflict.json": Scene(WEIGHT, {"Idempotency-Key": "k"}, steps.use_key_elsewhere),
    "error-419.csrf-bare.json": Scene(NEWCOMER, anonymous=True),
    "error-422.pet-create-empty.json": Scene({}),
    "error-422.vaccination-create-empty.json": Scene({}),
    "error-422.future-date.json": Scene({**CREATE_SHOT, "administered_at": "2026-08-25"}),
    "error-422.due-before-administered.json": Scene({**CREATE_SHOT, "due_at": "2026-08-19"}),
    "error-422.duplicate-vaccination.json": Scene(CREATE_SHOT, before=steps.same_shot),
    "error-422.duplicate-weight-date.json": Scene(WEIGHT, before=steps.same_day_weight),
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
    "error-422.idempotency-key-format.json": Scene(WEIGHT, before=steps.break_the_key_format),
    "error-422.linked-transaction.json": Scene(body_of("vaccination-delete"), before=steps.link_an_expense),
    "error-425.in-progress.json": Scene(WEIGHT, {"Idempotency-Key": "k"}, steps.still_running),
    "error-429.throttle.json": Scene({}, before=steps.ten_pets),
    "error-429.daily-quota.json": Scene(before=steps.use_up_the_day),
    "error-500.bare.json": Scene({"vaccine_name": None}),
    "error-503.maintenance-bare.json": Scene(before=steps.fault("maintenance")),
}
