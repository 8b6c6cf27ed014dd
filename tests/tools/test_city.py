"""The city of a pet, in create_pet and update_pet (docs/main-app-api.md, "Species, cities, countries")."""

from collections.abc import Callable
from typing import Any

import pytest

from app.devtools.sandbox.data.catalog import cities
from app.devtools.sandbox.data.pets import Pet
from tests.tools.conftest import GetJson, Upstream

FindPet = Callable[[str], Pet]
NEW = {"name": "Clauddy", "species": "cat"}


@pytest.mark.parametrize("city", ["Hanoi", "hà nội", "HA NOI", "hanoi"])
async def test_a_new_pet_gets_its_city(ok: GetJson, pet: FindPet, upstream: Upstream, city: str) -> None:
    upstream.start()
    answer = await ok("POST", "/pets", {**NEW, "country": "VN", "city": city})

    assert (answer["country"], answer["city"]) == ("VN", "Hanoi")
    assert pet("Clauddy").city is cities()[12]
    assert upstream.calls == 3


async def test_the_city_lies_in_the_country_that_all_pets_share(ok: GetJson) -> None:
    assert (await ok("POST", "/pets", {**NEW, "city": "Da Nang"}))["city"] == "Da Nang"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"city": "Kharkiv"}, "city"),
        ({"city": "Kyiv"}, "city"),
        ({"country": "FR", "city": "Hanoi"}, "city"),
        ({"city": "x" * 256}, "city"),
        ({"country": "UA", "city": "Kyi"}, "city"),
    ],
)
@pytest.mark.parametrize("call", [("POST", "/pets", NEW), ("PATCH", "/pets/Oliver", {})])
async def test_a_city_that_is_not_there_saves_nothing(
    refused: GetJson, upstream: Upstream, call: tuple[str, str, dict[str, Any]], body: dict[str, Any], field: str
) -> None:
    method, path, given = call
    upstream.start()

    error = await refused(422, method, path, {**given, **body})

    assert [one["name"] for one in error["fields"]] == [field]
    assert upstream.writes == 0


async def test_a_pet_moves_within_its_country(ok: GetJson, upstream: Upstream) -> None:
    upstream.start()
    answer = await ok("PATCH", "/pets/Mèo Mun", {"city": "Đà Nẵng"})

    assert (answer["country"], answer["city"]) == ("VN", "Da Nang")
    assert answer["replaced"] == [{"field": "city", "before": "Hanoi"}]
    assert upstream.calls == 4


async def test_a_pet_moves_to_another_country(ok: GetJson) -> None:
    answer = await ok("PATCH", "/pets/Mèo Mun", {"country": "Ukraine", "city": "Kyiv"})

    assert (answer["country"], answer["city"]) == ("UA", "Kyiv")
    assert {each["field"]: each["before"] for each in answer["replaced"]} == {"country": "VN", "city": "Hanoi"}


async def test_a_city_of_the_old_country_is_not_shown(ok: GetJson, pet: FindPet) -> None:
    changed = await ok("PATCH", "/pets/Mèo Mun", {"country": "FR"})
    shown = await ok("GET", "/pets/101")

    assert pet("Mèo Mun").city is cities()[12]
    for answer in (changed, shown):
        assert answer["country"] == "FR"
        assert "city" not in answer
