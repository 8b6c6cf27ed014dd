"""The city that is meant, by the rules for names of pets."""

import pytest

from app.domain.city_names import find_city
from app.errors import InvalidInput
from app.main_app.records import CityRecord

CITIES = [
    CityRecord(id=1, name="Hanoi", slug="hanoi"),
    CityRecord(id=2, name="Da Nang", slug="da-nang"),
    CityRecord(id=3, name="Bến Tre", slug="ben-tre"),
    CityRecord(id=4, name="Bên Tre", slug="ben-tre-2"),
    CityRecord(id=5, name="Springfield", slug="springfield"),
    CityRecord(id=6, name="springfield", slug="springfield-2"),
    CityRecord(id=7, name="Київ", slug="kyiv"),
    CityRecord(id=8, name="Springfield Gardens", slug="springfield-gardens"),
]


@pytest.mark.parametrize(
    ("said", "city_id"),
    [
        ("Hanoi", 1),
        (" HANOI ", 1),
        ("Hà Nội", 1),
        ("ha noi", 1),
        ("Danang", 2),
        ("Đà Nẵng", 2),
        ("da-nang", 2),
        ("Bến Tre", 3),
        ("bên tre", 4),
        ("ben-tre-2", 4),
        ("springfield #6", 6),
        ("Springfield #5 ", 5),
        ("київ", 7),
        ("kyiv", 7),
    ],
)
def test_a_city_is_found_as_said(said: str, city_id: int) -> None:
    assert find_city(said, CITIES, country="VN").id == city_id


@pytest.mark.parametrize(
    ("said", "values"), [("Ben Tre", ("Bến Tre", "Bên Tre")), ("SPRINGFIELD", ("Springfield #5", "springfield #6"))]
)
def test_several_cities_are_told_apart(said: str, values: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        find_city(said, CITIES, country="VN")

    assert refused.value.allowed_values == values


@pytest.mark.parametrize("said", ["Bén Tre", "Paris", "???", "Spring", "x" * 255, "han", "Hanoi #99", "#"])
def test_no_city_is_guessed(said: str) -> None:
    with pytest.raises(InvalidInput, match="no city of this name in VN") as refused:
        find_city(said, CITIES, country="VN")

    assert [field.name for field in refused.value.fields] == ["city"]


def test_a_country_without_cities_has_none() -> None:
    with pytest.raises(InvalidInput, match="no city of this name in FR"):
        find_city("Paris", [], country="FR")
