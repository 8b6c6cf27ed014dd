import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from app.domain.pet_names import PetNames
from app.domain.pet_search import RANK, Match, nearest_names, rank_by_name


class Pet(Struct, frozen=True):
    id: int
    name: str
    pet_type_id: int | None = 1


def pets(*names: str) -> list[Pet]:
    return [Pet(number, name) for number, name in enumerate(names, 1)]


def shown(matches: list[Match[Pet]]) -> list[tuple[str, str]]:
    return [(match.pet.name, match.why) for match in matches]


HOUSEHOLD = pets(
    "Clauddy", "Mèo Mun", "Мурка", "Mimi", "Mimi the Second", "Bo", "🐱", "Клава", "Mi", "Снежок", "Đốm", "Анна-Мария"
)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Clauddy", [("Clauddy", "exact")]),
        ("  CLAUDDY ", [("Clauddy", "exact")]),
        ("claudy", [("Clauddy", "typo")]),
        ("Klaudy", [("Clauddy", "typo")]),
        ("Клодди", [("Clauddy", "typo")]),
        ("Клодді", [("Clauddy", "typo")]),
        ("claud", [("Clauddy", "prefix")]),
        ("meo mun", [("Mèo Mun", "exact")]),
        ("me\u0300o mun", [("Mèo Mun", "exact")]),
        ("mun", [("Mèo Mun", "word_prefix")]),
        ("dom", [("Đốm", "exact")]),
        ("Murka", [("Мурка", "form")]),
        ("мурк", [("Мурка", "prefix")]),
        ("snezhok", [("Снежок", "form")]),
        ("Snezok", [("Снежок", "form")]),
        ("мария", [("Анна-Мария", "word_prefix")]),
        ("нежо", [("Снежок", "substring")]),
        ("mi", [("Mi", "exact"), ("Mimi", "prefix"), ("Mimi the Second", "prefix")]),
        ("mimmi", [("Mimi", "typo"), ("Mimi the Second", "typo")]),
        ("my cat Mimi", [("Mimi", "form")]),
        ("M\u200bimi", [("Mimi", "exact"), ("Mimi the Second", "prefix")]),
        ("\u202eMimi\u202c", [("Mimi", "exact"), ("Mimi the Second", "prefix")]),
        ("🐱", [("🐱", "exact")]),
        ("Bo", [("Bo", "exact")]),
        ("Bx", []),
        ("Bob", []),
        ("cat", []),
        ("🐶", []),
        ("zzzzzz", []),
        ("", []),
        ("   ", []),
        ("\u200b\u200d", []),
    ],
)
def test_a_spoken_name_finds_its_pets_best_first(said: str, found: list[tuple[str, str]]) -> None:
    assert shown(rank_by_name(said, HOUSEHOLD)) == found


def test_the_kinds_rank_exact_prefix_word_prefix_substring_typo() -> None:
    found = rank_by_name("luna", pets("Lnua", "Baluna", "Big Luna", "Lunatic", "Luna"))

    assert shown(found) == [
        ("Luna", "exact"),
        ("Lunatic", "prefix"),
        ("Big Luna", "word_prefix"),
        ("Baluna", "substring"),
        ("Lnua", "typo"),
    ]


def test_the_same_letters_come_before_a_transliteration() -> None:
    assert shown(rank_by_name("Murka", pets("Мурка", "Murka"))) == [("Murka", "exact"), ("Мурка", "form")]


def test_names_of_one_or_two_letters_are_never_a_slip_of_another() -> None:
    assert rank_by_name("Ti", pets("Mi", "Bo", "A", "B")) == []
    assert rank_by_name("a", pets("b", "Bo")) == []


def test_two_pets_of_one_name_are_ordered_by_id() -> None:
    twins = [Pet(9, "Mimi"), Pet(3, "Mimi")]

    assert [match.pet.id for match in rank_by_name("mimi", twins)] == [3, 9]


@pytest.mark.parametrize("name", ["\u0301", "🐱", "王", "สี", "مِيمِي", "123", "-", "'", "\u0301\u0300"])
def test_any_visible_name_can_be_found_by_itself(name: str) -> None:
    found = rank_by_name(name, pets("Mimi", name))

    assert shown(found)[0] == (name, "exact")


@given(name=st.text(min_size=1, max_size=30), others=st.lists(st.text(max_size=30), max_size=8))
def test_an_exact_name_always_ranks_first(name: str, others: list[str]) -> None:
    known = pets(*others, name)

    found = rank_by_name(name, known)

    exact = [match.pet.id for match in found if match.why == "exact"]
    assert sorted(exact) == [pet.id for pet in PetNames(known).named(name)]
    assert [match.pet.id for match in found[: len(exact)]] == exact


@given(
    said=st.text(max_size=12),
    names=st.lists(st.text(alphabet="мимiMimiè -", max_size=8), max_size=8),
    seed=st.randoms(),
)
def test_the_order_does_not_depend_on_the_order_given(said: str, names: list[str], seed: random.Random) -> None:
    known = pets(*names)
    mixed = list(known)
    seed.shuffle(mixed)

    assert rank_by_name(said, known) == rank_by_name(said, mixed)
    assert nearest_names(said, known) == nearest_names(said, mixed)


@given(said=st.text(max_size=20), names=st.lists(st.text(max_size=20), max_size=6))
def test_a_pet_is_listed_once_and_kinds_never_go_back(said: str, names: list[str]) -> None:
    order = list(RANK)

    found = rank_by_name(said, pets(*names))

    ids = [match.pet.id for match in found]
    assert len(ids) == len(set(ids))
    assert [order.index(match.why) for match in found] == sorted(order.index(match.why) for match in found)


def test_the_nearest_names_are_offered_when_none_fits() -> None:
    near = nearest_names("Bob", HOUSEHOLD, limit=3)

    assert len(near) == 3
    assert near[0].name == "Bo"
    assert nearest_names("Claudy", HOUSEHOLD, limit=1)[0].name == "Clauddy"
    assert nearest_names("Mimi", []) == []


@pytest.mark.parametrize(
    "said", ["è" * 10_000, "🐱" * 10_000, "Клодди " * 2000, "\u0301" * 10_000, "a " * 5000, "ﷺ" * 200]
)
def test_a_query_of_ten_thousand_characters_is_answered_fast(said: str) -> None:
    known = pets(*(["Clauddy", "Мурка", "Mèo Mun", "абв" * 85] * 25))
    started = time.process_time()

    rank_by_name(said, known)
    nearest_names(said, known)

    assert time.process_time() - started < 2


@pytest.mark.parametrize("said", ["Мурка", "claudy", "Meof Mun", "Мурзик Đốm " * 18, "м" * 200])
def test_a_thousand_pets_with_long_names_are_looked_through_fast(said: str) -> None:
    known = pets(*(f"{number} {'Мурзик Đốm Clauddy ' * 10}" for number in range(1000)))
    started = time.process_time()

    rank_by_name(said, known)

    assert time.process_time() - started < 1  # a tenth of it on a machine of its own
