"""Names as people say and type them in four languages, and what must not be taken for them."""

import pytest
from msgspec import Struct

from app.domain.pet_search import rank_by_name
from app.domain.vietnamese_keys import vietnamese_typed


class Pet(Struct, frozen=True):
    id: int
    name: str


def found(said: str, *names: str) -> list[tuple[str, str]]:
    return [
        (match.pet.name, match.why) for match in rank_by_name(said, [Pet(at, name) for at, name in enumerate(names, 1)])
    ]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Барсика", "Барсик"),
        ("Барсику", "Барсик"),
        ("барсиком", "Барсик"),
        ("о Барсике", "Барсик"),
        ("Барсикові", "Барсик"),
        ("Мурке", "Мурка"),
        ("Мурку", "Мурка"),
        ("Мурці", "Мурка"),
        ("Муркою", "Мурка"),
        ("Мурко", "Мурка"),
        ("Снежку", "Снежок"),
        ("Уголька", "Уголёк"),
        ("Перца", "Перец"),
        ("Котові", "Кіт"),
        ("Цезаря", "Цезарь"),
        ("Андрею", "Андрей"),
        ("Дусей", "Дуся"),
        ("Марии", "Мария"),
        ("Софью", "Софья"),
        ("Рыжему", "Рыжий"),
        ("Пёрышку", "Пёрышко"),
        ("Мистеру Коту", "Мистер Кот"),
        ("Оливеру", "Oliver"),
        ("Barsiku", "Барсик"),
        ("Murku", "Мурка"),
        ("Oliver's", "Oliver"),
        ("Charles’", "Charles"),
        ("my cat Oliver", "Oliver"),
        ("Oliver, please", "Oliver"),
        ("кошке Мурке", "Мурка"),
        ("bé Bông", "Bông"),
        ("Bông Bông", "Bông"),
        ("con mèo Mun", "Mun"),
        ("pet 007", "007"),
        ("Ryzhik", "Рыжик"),
        ("Rijik", "Рыжик"),
        ("4erniw", "Черныш"),
        ("Juja", "Жужа"),
        ("Hvostik", "Хвостик"),
        ("my cat Murka", "Мурка"),
        ("Мимі", "Mimi"),
        ("Барсік", "Барсик"),
        ("Анна Мария", "Анна-Мария"),
        ("Meof Mun", "Mèo Mun"),
        ("Muwowsp", "Mướp"),
        ("Muwops", "Mướp"),
        ("Boong", "Bông"),
        ("Ddoosm", "Đốm"),
        ("Suwax", "Sữa"),
        ("Bo6ng", "Bông"),
        ("Me2o Mun", "Mèo Mun"),
        ("D9o61m", "Đốm"),
        ("Mu7o7p1", "Mướp"),
    ],
)
def test_the_name_itself_in_another_form_may_be_acted_upon(said: str, name: str) -> None:
    assert found(said, "Clauddy", name, "Кнопка") == [(name, "form")]


@pytest.mark.parametrize(
    ("said", "name", "why"),
    [
        ("Мурочка", "Мурка", "nickname"),
        ("Рыженький", "Рыжик", "nickname"),
        ("Рыжуля", "Рыжик", "nickname"),
        ("Мышонок", "Мышка", "nickname"),
        ("Снежочек", "Снежок", "nickname"),
        ("Мурчичок", "Мурчик", "nickname"),
        ("Цезарик", "Цезарь", "nickname"),
        ("Ollie", "Oliver", "nickname"),
        ("Georgie", "George", "nickname"),
        ("Whisky", "Whiskers", "nickname"),
        ("Oliver", "Ollie", "nickname"),
        ("Olivier", "Oliver", "typo"),
        ("Olivr", "Oliver", "typo"),
        ("Klaudy", "Clauddy", "typo"),
        ("Хлоя", "Chloe", "typo"),
        ("Джордж", "George", "typo"),
        ("Вискерс", "Whiskers", "typo"),
        ("Джек", "Jack", "typo"),
        ("Barsik", "Barsil", "typo"),
        ("Bống", "Bông", "typo"),
        ("con Bống", "Bông", "typo"),
        ("Luar", "Lửa", "typo"),
        ("my cat Olivr", "Oliver", "typo"),
    ],
)
def test_a_similar_name_is_offered_but_said_to_be_one(said: str, name: str, why: str) -> None:
    assert found(said, "Бублик", name, "Zelda") == [(name, why)]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mia", "Miu"),
        ("Lucky", "Lucy"),
        ("Bonnie", "Bông"),
        ("Muối", "Mướp"),
        ("Jake", "Jack"),
        ("Max", "Mã"),
        ("Мурзик", "Мурчик"),
        ("Мурка", "Мурчик"),
        ("Марсик", "Мурчик"),
        ("Тишка", "Мышка"),
        ("Чуча", "Жужа"),
        ("Боня", "Bin"),
        ("Cốm", "Đốm"),
        ("Dừa", "Sữa"),
        ("Bella", "Belo"),
        ("Hổ", "Снежок"),
    ],
)
def test_another_name_is_not_offered(said: str, name: str) -> None:
    assert found(said, name) == []


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Рыжика", ("Рыжик", "Рижик")),
        ("Рижика", ("Рижик", "Рыжик")),
        ("Рыжие", ("Рыжик", "Рижик")),
        ("Ryzhik", ("Рыжик", "Рижик")),
        ("Bống", ("Bống", "Bông")),
        ("bé Bống", ("Bống", "Bông")),
        ("Boongs", ("Bống", "Bông")),
        ("Bốmg", ("Bống", "Bông")),
        ("Oliver", ("Oliver", "Olivier")),
    ],
)
def test_the_nearest_spelling_comes_first(said: str, names: tuple[str, ...]) -> None:
    assert found(said, *names)[0][0] == names[0]
    assert found(said, *reversed(names))[0][0] == names[0]


def test_equal_names_are_ordered_as_the_caller_prefers() -> None:
    twins = [Pet(1, "Mimi"), Pet(2, "Mimi"), Pet(3, "Mimi")]

    found = rank_by_name("mimi", twins, prefer=lambda pet: pet.id != 2)

    assert [match.pet.id for match in found] == [2, 1, 3]


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("meof", "mèo"),
        ("dduwowngf", "đường"),
        ("hoaf", "hòa"),
        ("toans", "toán"),
        ("quys", "quý"),
        ("gias", "giá"),
        ("cuwar", "cửa"),
        ("nguyeenx", "nguyễn"),
        ("me2o", "mèo"),
        ("d9u7o7ng2", "đường"),
        ("mun", None),
        ("", None),
        ("bông", None),
        ("a" * 50, None),
    ],
)
def test_keys_of_vietnamese_input_methods_are_read(keys: str, text: str | None) -> None:
    assert vietnamese_typed(keys) == text
