"""A vaccination is renewed once, upon the record that was read."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pytest_httpx import HTTPXMock

from app.errors import InvalidInput
from app.main_app.account import Account
from app.main_app.records import VaccinationRecord
from app.main_app.writes import VaccinationWrite

pytestmark = pytest.mark.httpx_mock(can_send_already_matched_responses=True)


OLD = VaccinationRecord(
    id=61,
    pet_id=7,
    vaccine_name="Rabies",
    administered_at=date(2025, 8, 20),
    updated_at="2025-08-20T09:00:00.000000Z",
)
BOOSTER = VaccinationWrite(vaccine_name="Rabies", administered_at=date(2026, 8, 20), due_at=date(2027, 8, 20))


async def test_a_renewal_is_guarded_by_the_old_records_version_name_and_day(
    account: Account, httpx_mock: HTTPXMock, clock: Callable[[], datetime]
) -> None:
    row = {"id": 62, "vaccine_name": "Rabies", "administered_at": "2026-08-20", "created_at": clock().isoformat()}
    httpx_mock.add_response(
        method="POST",
        url="http://main.test/api/pets/7/vaccinations/61/renew",
        match_json={
            "vaccine_name": "Rabies",
            "administered_at": "2026-08-20",
            "due_at": "2027-08-20",
            "base_version": "2025-08-20T09:00:00.000000Z",
            "expected_vaccine_name": "Rabies",
            "expected_administered_at": "2025-08-20",
        },
        status_code=201,
        json={"success": True, "data": row},
    )

    saved = await account.renew_vaccination(7, OLD, BOOSTER)

    assert (saved.record.id, saved.already_saved) == (62, False)


async def test_a_renewal_onto_itself_is_refused_before_the_main_app_breaks_on_it(account: Account) -> None:
    same = VaccinationWrite(vaccine_name="Rabies", administered_at=date(2025, 8, 20))

    with pytest.raises(InvalidInput):
        await account.renew_vaccination(7, OLD, same)


@pytest.mark.parametrize(
    ("made", "found"),
    [
        ("2026-08-24T10:04:00.000000Z", True),
        ("2026-08-24T10:04:01.000000Z", True),
        ("2026-08-24T09:00:00.000000Z", False),
        ("soon", False),
        (None, False),
    ],
    ids=["together", "a second apart", "on its own", "at no time", "unknown"],
)
async def test_a_repeated_renewal_is_recognised_by_what_the_first_left(
    made: str | None,
    found: bool,  # noqa: FBT001 - a column of the table
    account: Account,
    httpx_mock: HTTPXMock,
    example: Callable[[str], Any],
) -> None:
    renewed = VaccinationRecord(
        id=61,
        vaccine_name="Rabies",
        administered_at=date(2025, 8, 20),
        completed_at=datetime(2026, 8, 24, 10, 4, tzinfo=UTC),
    )
    row = {"id": 62, "vaccine_name": "Rabies", "administered_at": "2026-08-20T00:00:00Z", "created_at": made}
    httpx_mock.add_response(
        url="http://main.test/api/pets/7/vaccinations?status=all", json={"data": {"data": [row], "meta": {}}}
    )
    httpx_mock.add_response(
        method="POST", status_code=422, json=example("error-422.renew-completed"), is_optional=found
    )

    if found:
        assert (await account.renew_vaccination(7, renewed, BOOSTER)).already_saved
    else:
        with pytest.raises(InvalidInput) as caught:
            await account.renew_vaccination(7, renewed, BOOSTER)
        assert [field.name for field in caught.value.fields] == ["vaccination_id"]
