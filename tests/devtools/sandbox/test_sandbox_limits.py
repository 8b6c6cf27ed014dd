"""Requests per minute, per route and per day, and the language of answers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.devtools.sandbox import SandboxConfig, World, create_sandbox, transport_of, world_of
from app.devtools.sandbox.api.locale import choose_locale
from app.devtools.sandbox.data.people import User

Header = Callable[[User], dict[str, str]]


@asynccontextmanager
async def a_user_of(config: SandboxConfig, clock: Any) -> AsyncIterator[tuple[httpx.AsyncClient, User, World]]:
    """Open a sandbox of its own with one user's client."""
    app = create_sandbox(config, clock=clock)
    world = world_of(app)
    user = world.add_user("U", "u@example.com")
    headers = {"Authorization": f"Bearer {world.add_token(user)}"}
    async with httpx.AsyncClient(
        transport=transport_of(app), base_url="https://meo.example", headers=headers
    ) as client:
        yield client, user, world


async def test_a_user_has_300_requests_a_minute_over_all_login_routes(clock: Any) -> None:
    config = SandboxConfig(seed=False, daily_quota=None)
    async with a_user_of(config, clock) as (client, _, world):
        first = await client.get("/api/my-pets")
        for _ in range(299):
            await client.get("/api/users/me")
        clock.pass_by(seconds=23)
        refused = await client.get("/api/habits")
        pet = world.add_pet(world.accounts.users[41], "P")
        unlimited = await client.get(f"/api/pets/{pet.id}")
        clock.pass_by(seconds=37)
        again = await client.get("/api/habits")

    assert (first.headers["x-ratelimit-limit"], first.headers["x-ratelimit-remaining"]) == ("300", "299")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "37")
    assert refused.headers["x-ratelimit-remaining"] == "0"
    assert int(refused.headers["x-ratelimit-reset"]) == int(clock.now.timestamp())
    assert "x-app-version" not in refused.headers
    assert (unlimited.status_code, again.status_code) == (200, 200)
    assert "x-ratelimit-limit" not in unlimited.headers


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/api/pets", 10),
        ("/api/pets/7/weights", 15),
        ("/api/pets/7/vaccinations", 15),
        ("/api/pets/7/medical-records", 15),
    ],
)
async def test_creates_have_a_limit_of_their_own_per_route(path: str, limit: int, lin: httpx.AsyncClient) -> None:
    answers = [await lin.post(path, json={}) for _ in range(limit + 1)]
    others = [await lin.put("/api/pets/7", json={}), await lin.get("/api/my-pets")]

    assert [answer.status_code for answer in answers] == [422] * limit + [429]
    assert answers[0].headers["x-ratelimit-limit"] == str(limit)
    assert answers[0].headers["x-ratelimit-remaining"] == str(limit - 1)
    assert {answer.status_code for answer in others} == {200}


async def test_all_pets_share_a_routes_limit_but_not_all_users(
    household: Any, lin: httpx.AsyncClient, bearer: Header
) -> None:
    for number in range(15):
        await lin.post(f"/api/pets/{(7, 9)[number % 2]}/weights", json={})

    other_pet = await lin.post("/api/pets/21/weights", json={})
    other_user = await lin.post("/api/pets/21/weights", json={}, headers=bearer(household.other))

    assert (other_pet.status_code, other_user.status_code) == (429, 422)


async def test_an_unknown_pet_is_counted_by_the_throttle_and_not_by_the_quota(clock: Any) -> None:
    config = SandboxConfig(seed=False, daily_quota=2, write_per_minute=5)
    async with a_user_of(config, clock) as (client, _, _world):
        unbound = [await client.post("/api/pets/999/weights", json={}) for _ in range(6)]
        counted = [await client.post("/api/pets", json={}) for _ in range(3)]

    assert [answer.status_code for answer in unbound] == [404] * 5 + [429]
    assert [answer.status_code for answer in counted] == [422, 422, 429]


async def test_public_lists_are_limited_by_address_whoever_asks(clock: Any) -> None:
    config = SandboxConfig(seed=False, address_per_minute=3)
    async with a_user_of(config, clock) as (client, _, _world):
        answers = [
            await client.get("/api/pet-types"),
            await client.get("/api/pet-types", headers={"Accept-Language": "vi"}),
            await client.get("/api/pet-types", headers={"Authorization": ""}),
            await client.get("/api/pet-types"),
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


async def test_the_daily_quota_counts_every_request_with_a_living_token(clock: Any) -> None:
    config = SandboxConfig(seed=False, daily_quota=3)
    async with a_user_of(config, clock) as (client, user, _world):
        for path in ("/api/pet-types", "/api/pets/1", "/api/users/me", "/api/version"):
            await client.get(path)
        refused = await client.get("/api/my-pets")
        without_token = await client.get("/api/pet-types", headers={"Authorization": ""})
        user.is_premium = True
        premium = await client.get("/api/my-pets")
        user.is_premium = False
        clock.pass_by(hours=15)
        tomorrow = await client.get("/api/my-pets")

    assert refused.status_code == 429
    assert refused.json()["data"]["error_code"] == "API_DAILY_QUOTA_EXCEEDED"
    assert refused.json()["data"]["quota"]["reset_at_utc"] == "2026-08-25T00:00:00+00:00"
    assert "retry-after" not in refused.headers
    assert (without_token.status_code, premium.status_code, tomorrow.status_code) == (200, 200, 200)


async def test_limits_can_be_lifted(clock: Any) -> None:
    config = SandboxConfig(seed=False, limits=False, daily_quota=None)
    async with a_user_of(config, clock) as (client, _, _world):
        statuses = {(await client.post("/api/pets", json={})).status_code for _ in range(400)}

    assert statuses == {422}


@pytest.mark.parametrize(
    ("header", "saved", "locale"),
    [
        ("", None, "en"),
        ("", "vi", "vi"),
        ("ru", "vi", "ru"),
        ("vi-VN,vi;q=0.9,en;q=0.8", None, "vi"),
        ("en;q=0.5, uk;q=0.9", None, "uk"),
        ("de-DE, fr", "ru", "ru"),
        ("*", "uk", "uk"),
        ("VI", None, "vi"),
        ("vi;q=0, en;q=0.1", None, "en"),
        ("ru;q=abc", "vi", "vi"),
        ("", "de", "en"),
    ],
)
def test_the_locale_comes_from_header_then_user_then_english(header: str, saved: str | None, locale: str) -> None:
    assert choose_locale(header, saved) == locale


async def test_the_saved_locale_counts_only_behind_login(household: Any, lin: httpx.AsyncClient) -> None:
    household.lin.locale = "vi"

    behind_login = (await lin.get("/api/my-pets?pet_type=cat")).json()["data"][0]["pet_type"]["name"]
    optional = (await lin.get("/api/pets/7")).json()["data"]["pet_type"]["name"]
    with_header = (await lin.get("/api/pets/7", headers={"Accept-Language": "uk"})).json()["data"]["pet_type"]["name"]

    assert (behind_login, optional, with_header) == ("Mèo", "Cat", "Кіт")


async def test_some_sentences_follow_the_locale_and_others_do_not(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets", json={}, headers={"Accept-Language": "ru"})
    early = await lin.put("/api/pets/999", json={}, headers={"Accept-Language": "ru"})

    assert answer.json()["errors"] == {"name": ["Укажите имя."], "country": ["The country field is required."]}
    assert answer.json()["message"] == "Укажите имя. (and 1 more error)"
    assert early.json()["message"] == "Resource not found."


@pytest.mark.parametrize(
    ("locale", "cat"),
    [("en", "Cat"), ("vi", "Mèo"), ("ru", "Кошка"), ("uk", "Кіт")],
)
async def test_species_are_named_in_four_languages(locale: str, cat: str, anonymous: httpx.AsyncClient) -> None:
    headers = {"Accept-Language": locale}

    types = (await anonymous.get("/api/pet-types", headers=headers)).json()["data"]

    assert (len(types), types[0]["name"], [one["id"] for one in types[:3]]) == (31, cat, [1, 2, 3])
    assert [one["display_order"] for one in types] == list(range(31))


async def test_two_sandboxes_share_nothing(sandbox: Litestar, clock: Any) -> None:
    async with a_user_of(SandboxConfig(seed=False), clock) as (_, _user, other):
        assert other.count_records().pets == 0
        assert world_of(sandbox).count_records().pets == 5
