"""Whose pet it is is said wherever somebody else's pet is shown: its texts were written by another person."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.seed import FRIEND
from tests.conftest import SandboxUser
from tests.tools.conftest import GetJson

pytestmark = pytest.mark.usefixtures("shared")


@pytest.fixture
def shared(linh: SandboxUser, world: World) -> Pet:
    """Give a cat of the friend's that the signed-in person may edit."""
    friend = world.accounts.user_by_email(FRIEND.email)
    assert friend
    cat = world.add_pet(friend, "Zorro")
    world.relate(cat, linh.user, "editor")
    world.add_vaccination(cat, "Rabies", world.today() - timedelta(days=120), due_at=world.today())
    return cat


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/pets/Zorro", None),
        ("PATCH", "/pets/Zorro", {"description": "Calm."}),
        ("GET", "/pets/Zorro/vaccinations", None),
        ("GET", "/pets/Zorro/medical-records", None),
        ("GET", "/pets/Zorro/weights", None),
        ("POST", "/pets/Zorro/weights", {"weight_kg": 4}),
        ("POST", "/pets/Zorro/medical-records", {"record_type": "checkup"}),
        ("POST", "/pets/Zorro/vaccinations", {"vaccine_name": "FeLV", "administered_at": "today"}),
    ],
)
async def test_answers_about_another_persons_pet_say_so(ok: GetJson, method: str, path: str, body: Any) -> None:
    assert (await ok(method, path, body))["relation"] == "shared"
    assert "relation" not in await ok(method, path.replace("Zorro", "Oliver"), body)


@pytest.mark.usefixtures("shared")
async def test_rows_say_whose_pet_it_is(ok: GetJson) -> None:
    rows = [{"pet": "Zorro", "weight_kg": 4}, {"pet": "Oliver", "weight_kg": 6}]

    saved = await ok("POST", "/weights/batch", {"rows": rows})
    due = await ok("GET", "/care/upcoming?pet_id=Zorro")

    assert [row.get("relation") for row in saved["results"]] == ["shared", None]
    assert {item["relation"] for item in due["items"]} == {"shared"}


@pytest.mark.usefixtures("shared")
async def test_candidates_say_whose_pet_it_is(linh: SandboxUser, world: World, refused: GetJson) -> None:
    world.add_pet(linh.user, "Zorro")

    error = await refused(409, "GET", "/pets/Zorro")

    assert [one.get("relation") for one in error["candidates"]] == ["shared", None]


@pytest.mark.usefixtures("shared")
async def test_the_nearest_names_are_those_of_own_pets(refused: GetJson, me: httpx.AsyncClient) -> None:
    error = await refused(404, "GET", "/pets/Zoro")
    batch = (await me.post("/weights/batch", json={"rows": [{"pet": "Zoro", "weight_kg": 4}]})).json()

    assert "Zorro" not in str(error["candidates"])
    assert "Zorro" not in str(batch["results"][0]["failure"]["candidates"])
