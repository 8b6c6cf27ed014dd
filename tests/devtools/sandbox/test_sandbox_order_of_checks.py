"""Which error wins when several would fit; dead tokens, unverified and banned people."""

from typing import Any

import httpx
import pytest

from app.devtools.sandbox import SandboxConfig, World

SHOT = {"vaccine_name": "FeLV", "administered_at": "2026-08-20"}
DEAD = {"Authorization": "Bearer 1|dead"}
UNAUTHENTICATED = "Unauthenticated."
BY_POLICY = "This action is unauthorized."


@pytest.mark.parametrize(
    ("method", "path", "status", "shape", "message"),
    [
        ("GET", "/api/my-pets", 401, "B", UNAUTHENTICATED),
        ("GET", "/api/users/me", 401, "B", UNAUTHENTICATED),
        ("GET", "/api/habits", 401, "B", UNAUTHENTICATED),
        ("POST", "/api/pets", 401, "B", UNAUTHENTICATED),
        ("PUT", "/api/pets/999999", 401, "B", UNAUTHENTICATED),
        ("DELETE", "/api/pets/7/weights/95", 401, "B", UNAUTHENTICATED),
        ("GET", "/api/pets/7", 403, "C", BY_POLICY),
        ("GET", "/api/pets/7/vaccinations", 403, "C", BY_POLICY),
        ("GET", "/api/pets/7/microchips", 403, "C", BY_POLICY),
        ("GET", "/api/pets/7/weights", 401, "C", UNAUTHENTICATED),
        ("GET", "/api/pets/7/weights/95", 401, "C", UNAUTHENTICATED),
        ("GET", "/api/pets/7/medical-records", 401, "C", UNAUTHENTICATED),
        ("GET", "/api/pets/999999/weights", 404, "B", "Resource not found."),
        ("GET", "/api/pet-types", 200, "A", None),
    ],
)
async def test_a_dead_token_is_refused_or_counts_as_a_guest(
    method: str, path: str, status: int, shape: str, message: str | None, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.request(method, path, headers=DEAD)

    assert answer.status_code == status
    assert ("success" in answer.json()) is (shape != "C")
    assert answer.json().get("message") == message


async def test_a_dead_token_reading_vaccinations_of_a_lost_pet_is_401_bare(
    household: Any, anonymous: httpx.AsyncClient
) -> None:
    household.mochi.status = "lost"

    shown = await anonymous.get("/api/pets/7", headers=DEAD)
    vaccinations = await anonymous.get("/api/pets/7/vaccinations", headers=DEAD)

    assert shown.status_code == 200
    assert "viewer_permissions" not in shown.json()["data"]
    assert (vaccinations.status_code, vaccinations.json()) == (401, {"message": UNAUTHENTICATED})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/my-pets", 403),
        ("GET", "/api/my-pets/sections", 403),
        ("GET", "/api/habits", 403),
        ("GET", "/api/cities?country=VN", 403),
        ("POST", "/api/pets", 403),
        ("PUT", "/api/pets/7", 403),
        ("POST", "/api/pets/7/weights", 403),
        ("PUT", "/api/pets/999999", 404),
        ("GET", "/api/users/me", 200),
        ("GET", "/api/pets/7", 200),
        ("GET", "/api/pets/7/vaccinations", 200),
        ("GET", "/api/pets/7/weights", 200),
        ("GET", "/api/pets/7/microchips", 200),
        ("GET", "/api/pet-types", 200),
    ],
)
async def test_an_unverified_user_may_use_only_the_unguarded_routes(
    method: str, path: str, status: int, household: Any, lin: httpx.AsyncClient
) -> None:
    household.lin.email_verified_at = None

    answer = await lin.request(method, path, json={} if method != "GET" else None)

    assert answer.status_code == status
    if status == 403:
        assert answer.json() == {"message": "Your email address is not verified."}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/my-pets", 200),
        ("GET", "/api/users/me", 200),
        ("GET", "/api/pets/7/weights", 200),
        ("POST", "/api/pets", 403),
        ("PUT", "/api/pets/7", 403),
        ("DELETE", "/api/pets/7/weights/95", 403),
        ("PUT", "/api/pets/999999", 404),
    ],
)
async def test_a_banned_user_may_only_read(
    method: str, path: str, status: int, household: Any, world: World, lin: httpx.AsyncClient
) -> None:
    world.ban(household.lin)

    answer = await lin.request(method, path, json={} if method != "GET" else None)

    assert answer.status_code == status
    if status == 403:
        assert answer.json()["error"] == "Your account is banned. Read-only access only."


async def test_the_profile_names_the_ban(household: Any, world: World, lin: httpx.AsyncClient) -> None:
    world.ban(household.lin, "spam")

    profile = (await lin.get("/api/users/me")).json()["data"]

    assert (profile["is_banned"], profile["ban_reason"]) == (True, "spam")
    assert profile["banned_at"] == "2026-08-24T09:30:00.000000Z"


async def test_checks_inside_a_health_write_come_in_order(household: Any, world: World, lin: httpx.AsyncClient) -> None:
    household.mochi.relationships[0].role = "viewer"
    no_right = await lin.put("/api/pets/7/vaccinations/60", json={"base_version": "x", "notes": 1})
    household.mochi.relationships[0].role = "owner"
    dog_record = world.add_vaccination(household.rex, "Odd", world.today())
    no_feature = await lin.put(f"/api/pets/9/vaccinations/{dog_record.id}", json={"base_version": "x"})
    no_feature_of_another = await lin.put("/api/pets/9/vaccinations/60", json={"base_version": "x"})
    other_pets = await lin.put(f"/api/pets/7/vaccinations/{dog_record.id}", json={"base_version": "x"})
    version = await lin.put("/api/pets/7/vaccinations/60", json={"base_version": "x", "notes": 1})
    fields = await lin.put("/api/pets/7/vaccinations/60", json={"notes": 1, **SHOT})
    unknown = await lin.put("/api/pets/9/vaccinations/999999", json={})

    assert [answer.status_code for answer in (no_right, no_feature, no_feature_of_another)] == [403, 422, 422]
    assert no_right.json() == {"message": "Forbidden."}
    assert no_feature.json()["error_code"] == "FEATURE_NOT_AVAILABLE_FOR_PET_TYPE"
    assert (other_pets.status_code, version.status_code, fields.status_code) == (404, 409, 422)
    assert list(fields.json()["errors"]) == ["notes"]
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/pets/abc", 405),
        ("PUT", "/api/pets/abc", 500),
        ("GET", "/api/pets/99999999999999999999", 500),
        ("GET", "/api/pets/7/weights/abc", 404),
        ("PATCH", "/api/pets/7/weights/95", 405),
        ("POST", "/api/users/me", 405),
        ("GET", "/api/pets/7/unknown", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/pets/7/", 404),
    ],
)
async def test_odd_paths_end_as_in_the_main_app(method: str, path: str, status: int, lin: httpx.AsyncClient) -> None:
    answer = await lin.request(method, path, json={} if method != "GET" else None)

    assert answer.status_code == status


async def test_a_request_with_the_main_apps_own_origin_needs_csrf(lin: httpx.AsyncClient) -> None:
    own = {"Origin": "https://meo.example"}

    refused = await lin.put("/api/pets/7", json={"name": "Mochi"}, headers=own)
    read = await lin.get("/api/my-pets", headers=own)
    foreign = await lin.put("/api/pets/7", json={"name": "Mochi"}, headers={"Origin": "https://chatgpt.com"})

    assert (refused.status_code, read.status_code, foreign.status_code) == (419, 200, 200)


async def test_the_version_header_is_on_answers_that_got_far_enough(lin: httpx.AsyncClient) -> None:
    with_it = [await lin.get("/api/my-pets"), await lin.get("/api/pet-types"), await lin.post("/api/pets", json={})]
    without = [await lin.get("/api/pets/999999"), await lin.get("/api/nowhere"), await lin.patch("/api/pets/7")]

    assert [answer.headers.get("x-app-version") for answer in with_it] == ["v1.18.5"] * 3
    assert [answer.headers.get("x-app-version") for answer in without] == [None] * 3


@pytest.mark.parametrize("body", [b"{not json", b"[1, 2]", b"null", b"\xff\xfe", b"[" * 100_000])
async def test_a_body_that_is_no_object_counts_as_empty(body: bytes, lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["name", "country"]


async def test_a_body_over_the_proxys_limit_is_an_html_413(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets", content=b"x" * (10 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert answer.headers["content-type"].startswith("text/html")


async def test_the_journal_keeps_what_was_sent(world: World, lin: httpx.AsyncClient) -> None:
    await lin.get("/api/pets/7", headers={"X-Test": "1"})

    seen = world.journal.recent[-1]

    assert (seen.route, seen.status, seen.user_id) == ("/api/pets/{pet}", 200, 42)
    assert (seen.header("x-test"), seen.header("origin")) == ("1", None)
    assert world.journal.by_route == {"GET /api/pets/{pet}": 1}


def test_the_default_configuration_has_the_production_limits() -> None:
    config = SandboxConfig()

    assert (config.user_per_minute, config.address_per_minute, config.daily_quota) == (300, 150, 1000)
