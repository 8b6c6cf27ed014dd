"""One sandbox per test on a clock that stands still, with the invented household of the recorded examples."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import SandboxConfig, World, create_sandbox, transport_of, world_of
from app.devtools.sandbox.data.catalog import cities
from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.photos import Photo

ORIGIN = "https://meo.example"


class StandingClock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 24, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **duration: float) -> None:
        self.now += timedelta(**duration)


def _photo(number: int, name: str, width: int, height: int) -> Photo:
    day = "2026-05-03" if number == 301 else "2026-03-11"
    return Photo(
        id=number,
        name=name,
        width=width,
        height=height,
        size=412_330 if number == 301 else 733_102,
        created_at=f"{day}T09:12:41.000000Z",
        updated_at=f"{day}T09:12:44.000000Z",
    )


class Household:
    """User 42 with pets 7 (cat), 9 (dog), 15 (bird), as in the examples, and what else the examples name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lin = world.add_user("Lin Tran", "lin@example.com", with_id=42)
        self.lin.created_at, self.lin.updated_at = "2025-10-30T06:55:10.000000Z", "2026-08-20T18:00:00.000000Z"
        self.lin.email_verified_at, self.lin.locale = "2025-10-30T07:00:00.000000Z", "en"
        self.lin.registered_via_gpt = True
        self.other = world.add_user("Other Owner", "other@example.com", with_id=77)
        self.mochi, self.rex, self.kiwi = self._own_pets()
        self._health_of_mochi()
        self._shared_pets()
        self._habits()
        self.token = world.add_token(self.lin)

    def _pet(self, number: int, name: str, species: str, created: str, updated: str) -> Pet:
        pet = self.world.add_pet(self.lin, name, species, with_id=number)
        pet.created_at, pet.updated_at = created, updated
        tie = pet.relationships[0]
        tie.id, tie.start_at = {7: 501, 9: 502, 15: 503}[number], created
        return pet

    def _own_pets(self) -> tuple[Pet, Pet, Pet]:
        mochi = self._pet(7, "Mochi", "cat", "2025-11-02T08:20:31.000000Z", "2026-08-10T14:05:09.000000Z")
        mochi.birthday, mochi.birthday_precision = date(2021, 3, 14), "day"
        mochi.birthday_year, mochi.birthday_month, mochi.birthday_day = 2021, 3, 14
        mochi.description, mochi.description_locale = "Shy at first, then follows everyone around.", "en"
        mochi.sex, mochi.city = "female", cities()[12]
        mochi.photos = [_photo(301, "mochi", 1280, 960), _photo(288, "mochi-old", 900, 900)]
        rex = self._pet(9, "Rex", "dog", "2026-01-15T03:44:00.000000Z", "2026-01-15T03:44:00.000000Z")
        rex.sex, rex.birthday_precision, rex.birthday_year = "male", "year", 2019
        self.world.add_weight(rex, "23.40", date(2026, 6, 15), with_id=70)
        kiwi = self._pet(15, "Kiwi", "bird", "2024-02-01T10:00:00.000000Z", "2026-07-01T06:30:00.000000Z")
        kiwi.birthday, kiwi.status = date(2022, 6, 5), "deceased"
        kiwi.birthday_year, kiwi.birthday_month, kiwi.birthday_day = 2022, 6, 5
        return mochi, rex, kiwi

    def _health_of_mochi(self) -> None:
        world, mochi = self.world, self.mochi
        rabies = world.add_vaccination(mochi, "Rabies", date(2025, 7, 20), due_at=date(2026, 7, 20), with_id=61)
        rabies.created_at = rabies.updated_at = "2025-07-20T10:11:12.000000Z"
        shot = world.add_vaccination(mochi, "FVRCP", date(2025, 6, 2), due_at=date(2026, 12, 2), with_id=60)
        shot.notes, shot.created_at, shot.updated_at = (
            "left hind leg",
            "2025-06-02T08:00:00.000000Z",
            "2026-02-02T08:00:00.000000Z",
        )
        old = world.add_vaccination(mochi, "Rabies", date(2024, 7, 18), due_at=date(2025, 7, 18), with_id=44)
        old.created_at, old.updated_at = "2024-07-18T09:00:00.000000Z", "2025-07-20T10:11:12.000000Z"
        old.completed_at = "2025-07-20T10:11:12.000000Z"
        checkup = world.add_medical_record(mochi, "checkup", date(2026, 6, 30), with_id=18)
        checkup.description, checkup.vet_name = "Teeth cleaned, all fine.", "Dr. Hoa"
        checkup.created_at = checkup.updated_at = "2026-06-30T07:00:00.000000Z"
        worms = world.add_medical_record(mochi, "Deworming", date(2026, 2, 14), with_id=11)
        worms.created_at = worms.updated_at = "2026-02-14T12:00:00.000000Z"
        for number, kilograms, day in ((95, "4.20", date(2026, 8, 1)), (90, "4.05", date(2026, 7, 1))):
            weight = world.add_weight(mochi, kilograms, day, with_id=number)
            weight.created_at = weight.updated_at = f"{day.isoformat()}T20:00:00.000000Z"
        chip = world.add_microchip(mochi, "704000000123456", date(2022, 5, 5), with_id=4)
        chip.created_at = chip.updated_at = "2025-11-03T00:00:00.000000Z"

    def _shared_pets(self) -> None:
        bun = self.world.add_pet(self.other, "Bun", with_id=21)
        self.world.relate(bun, self.lin, "editor")
        tofu = self.world.add_pet(self.other, "Tofu", with_id=30)
        self.world.relate(tofu, self.lin, "foster", past=True)
        self.bun, self.tofu = bun, tofu

    def _habits(self) -> None:
        world, mochi, rex = self.world, self.mochi, self.rex
        teeth = world.add_habit(self.lin, "Brush teeth", [mochi, rex], with_id=5)
        teeth.reminder_time, teeth.reminder_weekdays = "20:00:00", [1, 3, 5]
        appetite = world.add_habit(self.other, "Appetite", [mochi], with_id=8)
        appetite.value_type, appetite.scale_min, appetite.scale_max = "integer_scale", 1, 10
        appetite.day_summary_mode, appetite.share_with_coowners = "average_all_pets", True
        archived = world.add_habit(self.lin, "Antibiotics", [mochi, rex], with_id=3)
        archived.archived_at = "2026-05-20T00:00:00.000000Z"
        for habit in (teeth, appetite, archived):
            habit.created_at, habit.updated_at = "2026-04-10T13:00:00.000000Z", "2026-06-01T13:00:00.000000Z"
        self._note(teeth, mochi, {20: 1, 21: 1, 22: 1, 23: 0})
        self._note(teeth, rex, {20: 0})
        world.add_entry(teeth, mochi, date(2026, 8, 22), 1)
        self._note(appetite, mochi, {20: 7, 23: 4})
        self.teeth, self.appetite = teeth, appetite

    def _note(self, habit: Habit, pet: Pet, values: dict[int, int]) -> None:
        for day, value in values.items():
            self.world.add_entry(habit, pet, date(2026, 8, day), value)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def config() -> SandboxConfig:
    return SandboxConfig(seed=False, connector_url="https://gpt.example/", hmac_secret="example-hmac-secret")


@pytest.fixture
def sandbox(config: SandboxConfig, clock: StandingClock) -> Litestar:
    return create_sandbox(config, clock=clock, rng=Random(7))


@pytest.fixture
def world(sandbox: Litestar) -> World:
    return world_of(sandbox)


@pytest.fixture(autouse=True)
def household(world: World) -> Household:
    return Household(world)


@pytest.fixture
async def anonymous(sandbox: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Accept": "application/json"}
    async with httpx.AsyncClient(transport=transport_of(sandbox), base_url=ORIGIN, headers=headers) as client:
        yield client


@pytest.fixture
async def lin(sandbox: Litestar, household: Household) -> AsyncIterator[httpx.AsyncClient]:
    """The connector as the main app sees it: user 42 by token."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {household.token}"}
    async with httpx.AsyncClient(transport=transport_of(sandbox), base_url=ORIGIN, headers=headers) as client:
        yield client


@pytest.fixture
def bearer(world: World) -> Callable[[User], dict[str, str]]:
    """Make the Authorization header of any user."""

    def header(user: User) -> dict[str, str]:
        return {"Authorization": f"Bearer {world.add_token(user)}"}

    return header
