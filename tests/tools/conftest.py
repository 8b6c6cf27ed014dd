"""What the tool tests share: people of the seeded household, and a count of what the main app was asked."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.seed import DEMO, FRIEND
from tests.conftest import FixedClock, SandboxUser, SignIn


class Upstream:
    """Counts the calls made with a user's token; the species are read without one, four times a day for everybody."""

    def __init__(self, world: World) -> None:
        self._world = world

    def start(self) -> None:
        """Count from here."""
        self._world.journal.clear()

    @property
    def calls(self) -> int:
        return sum(self.routes.values())

    @property
    def routes(self) -> Counter[str]:
        seen = [one for one in self._world.journal.recent if one.user_id is not None]
        return Counter(f"{one.method} {one.route.removeprefix('/api')}" for one in seen)

    @property
    def writes(self) -> int:
        return sum(count for route, count in self.routes.items() if not route.startswith("GET"))


@pytest.fixture
def upstream(world: World) -> Upstream:
    return Upstream(world)


@pytest.fixture
async def linh(sign_in: SignIn, world: World, clock: FixedClock) -> SandboxUser:
    """Sign in the owner of the seeded household, outside the first minutes of an idempotency window."""
    clock.advance(minutes=5)
    user = world.accounts.user_by_email(DEMO.email)
    assert user
    return await sign_in(user)


@pytest.fixture
async def nam(sign_in: SignIn, world: World, clock: FixedClock) -> SandboxUser:
    """Sign in the friend, who has two pets called Mimi."""
    clock.advance(minutes=5)
    user = world.accounts.user_by_email(FRIEND.email)
    assert user
    return await sign_in(user)


@pytest.fixture
def me(linh: SandboxUser) -> httpx.AsyncClient:
    """The client of the seeded household's owner."""
    return linh.client


@pytest.fixture
def pet(world: World) -> Callable[[str], Pet]:
    """Find a seeded pet by its name."""

    def find(name: str) -> Pet:
        return next(one for one in world.pets.values() if one.name == name)

    return find


@pytest.fixture
def cat_id(linh: SandboxUser, world: World) -> int:
    """A cat of the signed-in person's own without any record."""
    return world.add_pet(linh.user, "Blank").id


GetJson = Callable[..., Awaitable[Any]]


@pytest.fixture
def ok(me: httpx.AsyncClient) -> GetJson:
    """Call a tool that must succeed; returns its answer."""

    async def call(method: str, path: str, body: object = None) -> Any:
        answer = await me.request(method, path, json=body) if body is not None else await me.request(method, path)
        assert answer.is_success, answer.text
        return answer.json()

    return call


@pytest.fixture
def refused(me: httpx.AsyncClient) -> GetJson:
    """Call a tool that must be refused with a status; returns the error, whose shape is checked."""

    async def call(status: int, method: str, path: str, body: object = None) -> Any:
        answer = await me.request(method, path, json=body) if body is not None else await me.request(method, path)
        assert answer.status_code == status, answer.text
        assert len(answer.text) <= 1500
        error = answer.json()
        assert {"error", "message", "fields", "request_id", "retryable"} <= error.keys()
        return error

    return call


async def created(client: httpx.AsyncClient, **body: Any) -> Any:
    """Create a pet, a Vietnamese cat unless said otherwise; returns it as the tool shows it."""
    answer = await client.post("/pets", json={"species": "cat", "country": "VN", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def large_household(linh: SandboxUser, world: World) -> list[Pet]:
    """Give the signed-in person 60 cats with 200 records of each kind, all overdue, with the longest names."""
    cats = []
    for number in range(60):
        cat = world.add_pet(linh.user, f"{number:02} {'Мурка ' * 9}")
        cats.append(cat)
        for age in range(200):
            day = date(2026, 8, 20) - timedelta(days=age)
            world.add_vaccination(
                cat, f"Vaccine {age} {'ж' * 200}", day, due_at=day + timedelta(days=1), notes="n" * 500
            )
            world.add_weight(cat, "4.20", day)
            world.add_medical_record(cat, "checkup", day)
    return cats
