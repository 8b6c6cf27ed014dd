"""What counts as the same name, wherever a pet is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from app.domain.duplicates import same_pets
from app.domain.pet_names import PetNames, name_key
from app.lenient.normalize import normalize_keep_accents


class Pet(Struct, frozen=True):
    id: int
    name: str


def named(said: str, *names: str) -> list[str]:
    return [pet.name for pet in PetNames([Pet(number, name) for number, name in enumerate(names, 1)]).named(said)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mèo Mun", "Mèo Mun"),
        ("  MÈO   MUN ", "mèo mun"),
        ("me\u0300o mun", "Mèo Mun"),
        ("Meo Mun", "Mèo Mun"),
        ("Mèo Mun", "Meo Mun"),
        ("dom dom", "Đốm Đốm"),
        ("Đốm", "Dom"),
        ("Bong", "Bống"),
        ("Перышко", "Пёрышко"),
        ("Пёрышко", "Перышко"),
        ("Zoe", "Zoë"),
        ("Zoë", "ZOE"),
        ("Citroën", "Citroen"),
        ("Lukasz", "Łukasz"),
        ("O’Malley", "O'Malley"),
        ("M\u200bimi", "Mimi"),
        ("❤️", "❤"),
        ("🐱", "🐱"),
        ("\u0301", "\u0301"),
        ("007", "007"),
        ("Salt/Pepper", "salt/pepper"),
    ],
)
def test_a_name_is_found_as_written_or_with_all_accents_left_out_on_one_side(said: str, name: str) -> None:
    assert named(said, "Other", name, "Another") == [name]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Bông", "Bống"),
        ("Bòng", "Bống"),
        ("Mèo Mún", "Mèo Mun"),
        ("Méo Mun", "Mèo Mun"),
        ("Đom", "Dốm"),
        ("Zoé", "Zoë"),
        ("Барсік", "Барсик"),
        ("Murka", "Мурка"),
        ("Зайка", "Заика"),
        ("Їжак", "Іжак"),
        ("Claudy", "Clauddy"),
        ("Barsik", "Barsika"),
        ("7", "007"),
        ("Анна Мария", "Анна-Мария"),
        ("", "🐱"),
        (" ", ""),
        ("\u200b", "\u200b"),
        ("🐶", "🐱"),
    ],
)
def test_names_with_other_accents_or_letters_are_other_names(said: str, name: str) -> None:
    assert named(said, name) == []
    assert named(name, said) == []


def test_the_name_as_written_comes_alone_and_without_accents_all_of_them_are_meant() -> None:
    assert named("Bống", "Bông", "Bống") == ["Bống"]
    assert named("bông", "Bông", "Bống") == ["Bông"]
    assert named("Bong", "Bông", "Bống") == ["Bông", "Bống"]
    assert named("Bong", "Bông", "Bong", "BONG") == ["Bong", "BONG"]


def test_a_pet_of_the_same_name_is_a_duplicate_whatever_its_species() -> None:
    known = [Pet(5, "Mimi"), Pet(2, "MÌMI "), Pet(6, "Mimi the Second"), Pet(7, "Mími")]

    assert [pet.id for pet in same_pets(" mimi", known)] == [2, 5, 7]
    assert [pet.id for pet in same_pets("Mími", known)] == [5, 7]
    assert same_pets("Bo", known) == []
    assert [pet.id for pet in same_pets("🐱", [Pet(1, "🐱"), Pet(2, "🐶")])] == [1]


@given(one=st.text(max_size=12), other=st.text(max_size=12))
def test_being_the_same_name_works_both_ways(one: str, other: str) -> None:
    assert name_key(one).fits(name_key(other)) == name_key(other).fits(name_key(one))


@given(name=st.text(min_size=1, max_size=300), others=st.lists(st.text(max_size=20), max_size=5))
def test_every_name_that_can_be_seen_finds_itself(name: str, others: list[str]) -> None:
    found = named(name, *others, name)

    assert (name in found) == bool(normalize_keep_accents(name))
