"""What a recorded request lacks to be sent again: bodies that were not kept, ids that differ, things done before."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.devtools.sandbox import recorded_steps as steps
from tests.devtools.sandbox.recorded_answers import entry_of
from tests.devtools.sandbox.recorded_steps import BROWSER, NEWCOMER, SIGNED, VERSION, Step, photo

UNSIGNED = {**SIGNED, "session_sig": "00"}
WEIGHT = {"weight_kg": 4, "record_date": "2026-11-20"}
GUARDS = {"base_version": VERSION, "expected_vaccine_name": "Linked", "expected_administered_at": "2026-10-24"}
RENEWAL = {"vaccine_name": "Linked", "administered_at": "2026-11-20", **GUARDS}
EXPENSE = {"ledger_id": 1, "account_id": 1, "amount": "5.00"}
WRONG_CITY = {"name": "P", "country": "JP", "city_id": 12}


class Scene(NamedTuple):
    """How to send a request again; what is left out here is taken from the index."""

    body: Any = None
    files: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    before: Step | None = None


def _with(file: str, **changes: Any) -> Any:
    return {**entry_of(file)["request"], **changes}


SCENES: dict[str, Scene] = {
    "pet-create-201.json": Scene(_with("pet-create-201.json", city_id=12), before=steps.rename_sesame),
    "vaccinations-list-200.completed.json": Scene(before=steps.rabies_completed),
    "vaccination-create-201.json": Scene(before=steps.without_felv),
    "vaccination-create-201.minimal.json": Scene(before=steps.without_rabies),
    "vaccination-renew-201.json": Scene(before=steps.version_rabies),
    "delete-200.record.json": Scene(before=steps.version_felv),
    "weight-create-201.json": Scene(before=steps.without_todays_weight),
    "pet-photo-upload-200.json": Scene(files=photo()),
    "extra.pet-photo-200.truncated-image.json": Scene(files=photo(size=2000), before=steps.photo_of_mun),
    "vaccination-photo-200.json": Scene(
        {"base_version": VERSION, "expected_photo_id": ""}, photo("v.png"), before=steps.version_hanas_records
    ),
    "extra.vaccination-photo-409.replace.json": Scene(
        {"base_version": VERSION, "expected_photo_id": "301"}, photo("v.png"), before=steps.photo_of_vaccination
    ),
    "medical-record-photo-200.json": Scene(
        {"base_version": VERSION}, photo("v.png"), before=steps.version_hanas_records
    ),
    "extra.pet-show-200.with-photo.json": Scene(before=steps.photo_of_mun),
    "extra.my-pets-200.with-photo.json": Scene(before=steps.photo_of_mun),
    "extra.medical-records-list-200.with-photo.json": Scene(before=steps.photo_of_checkup),
    "error-413.storage-limit.json": Scene(files=photo(size=1_100_000)),
    "gpt-confirm-200.json": Scene(SIGNED, before=steps.log_in),
    "gpt-exchange-200.json": Scene(before=steps.issue_code),
    "gpt-telegram-link-200.json": Scene(SIGNED),
    "gpt-register-201.json": Scene(_with("gpt-register-201.json", **SIGNED)),
    "gpt-400.bad-signature.json": Scene(UNSIGNED, before=steps.log_in),
    "gpt-400.session-used.json": Scene(SIGNED, before=steps.connect_before),
    "gpt-400.registration-used.json": Scene(
        {**SIGNED, **NEWCOMER, "email": "second@example.test"}, before=steps.register_before
    ),
    "gpt-500.url-not-configured.json": Scene(SIGNED, before=steps.log_in),
    "gpt-503.key-not-configured.json": Scene({"code": steps.SESSION}),
    "error-403.health-bare.json": Scene(before=steps.hugo_is("viewer")),
    "extra.pet-show-200.viewer.json": Scene(before=steps.hugo_is("viewer")),
    "extra.my-pets-sections-200.viewer.json": Scene(before=steps.hugo_is("viewer")),
    "extra.my-pets-sections-200.editor.json": Scene(before=steps.hugo_is("editor")),
    "error-403.token-ability.json": Scene({}),
    "error-403.pat-rejected.json": Scene(SIGNED),
    "error-409.version-conflict.json": Scene(before=steps.another_weight),
    "extra.pet-409.version-conflict.json": Scene(before=steps.rex_described),
    "error-409.expected-mismatch.json": Scene(before=steps.version_felv),
    "error-409.idempotency-conflict.json": Scene(before=steps.use_key_elsewhere),
    "error-419.csrf-bare.json": Scene({**SIGNED, **NEWCOMER}),
    "error-422.renew-completed.json": Scene(before=steps.version_completed_rabies),
    "error-422.no-errors-map.json": Scene(WRONG_CITY),
    "error-422.linked-transaction.json": Scene(GUARDS, before=steps.version_hanas_records),
    "error-425.in-progress.json": Scene(WEIGHT, headers={"Idempotency-Key": "k"}, before=steps.same_weight_is_running),
    "error-429.throttle.json": Scene({"name": "P", "country": "VN"}, before=steps.ten_pets),
    "error-429.daily-quota.json": Scene(before=steps.use_up_the_day),
    "error-503.maintenance-bare.json": Scene(before=steps.fault("maintenance")),
    "extra.gpt-register-422.weak-password.json": Scene(
        {**SIGNED, **NEWCOMER, "password": "short", "password_confirmation": "short"}
    ),
    "extra.gpt-register-422.confirmation.json": Scene({**SIGNED, **NEWCOMER, "password_confirmation": "Other-Pass-77"}),
    "extra.login-422.capitals.json": Scene(
        {"email": "Big.Caps@example.test", "password": NEWCOMER["password"]},
        headers=BROWSER,
        before=steps.register_with_capitals,
    ),
    "extra.pets-419.token-with-referer.json": Scene(
        {"name": "P", "country": "VN"}, headers={"Referer": f"{steps.ORIGIN}/"}
    ),
    "extra.pet-create-422.vi.json": Scene({}, headers={"Accept-Language": "vi"}),
    "extra.my-pets-500.database-down.json": Scene(before=steps.fault("server_error")),
    "extra.renew-500.same-name-and-date.json": Scene(before=steps.version_rabies),
    "extra.vaccination-delete-403.linked.json": Scene(GUARDS, before=steps.version_hanas_records),
    "extra.renew-403.finance.json": Scene({**RENEWAL, "finance_expense": EXPENSE}, before=steps.version_hanas_records),
    "extra.weight-create-500.too-big.json": Scene({"weight_kg": 1_000_000, "record_date": "2026-11-20"}),
}
