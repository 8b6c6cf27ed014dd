"""What the box makes of sentences: which tool they become, in four languages, and that nothing is saved by mistake."""

from datetime import date

import pytest

from app.devtools.playground.language import LANGUAGES, Language, choose_language, texts_of
from app.devtools.playground.say.plans import Plan, left_aside, plan_for, saves
from app.devtools.playground.say.reading import read_sentence
from app.devtools.playground.say.vocabulary import vocabulary_of
from tests.model.prompts import Prompt, read_prompts

TODAY = date(2026, 8, 24)
PROMPTS = read_prompts()
NOT_UNDERSTOOD = ("update_", "remove_", "list_medical_records", "add_microchip", "_photo")
BEYOND_IT = frozenset({"uk-11"})
"""An operation told in a way that the word lists do not know."""


def planned(sentence: str, preferred: Language = "en") -> Plan:
    plan = plan_for(read_sentence(sentence, preferred=preferred, today=TODAY), TODAY)
    return Plan() if plan.missing else plan


def is_within(prompt: Prompt) -> bool:
    operations = [step.operation for step in prompt.steps]
    return bool(operations) and not any(word in operation for operation in operations for word in NOT_UNDERSTOOD)


@pytest.mark.parametrize("prompt", [each for each in PROMPTS if is_within(each)], ids=lambda each: each.id)
def test_prompts_of_the_model_tests_become_the_tool_that_a_model_should_call(prompt: Prompt) -> None:
    operations = {step.operation for step in prompt.steps}

    assert (planned(prompt.says).operation in operations) is (prompt.id not in BEYOND_IT)


@pytest.mark.parametrize("prompt", [each for each in PROMPTS if not is_within(each)], ids=lambda each: each.id)
def test_prompts_beyond_the_box_save_nothing(prompt: Prompt) -> None:
    call = planned(prompt.says).call

    assert call is None or not saves(call)


VARIATIONS = """
pets_overview|Who has a birthday soon?
pets_overview|when is the next birthday among my animals
upcoming_care|Are any shots due for my cats in the coming month?
upcoming_care|What's due in the next 2 weeks?
upcoming_care|does Rex need anything in the next 60 days?
list_pets|What animals do I have?
list_pets|show me all my cats
list_pets|could you list the pets in my account
find_pet|where is mimi
get_pet|What do you know about Rex?
list_weights|how heavy is Oliver
list_weights|show the weights of Mèo Mun
list_weights|has Oliver gained weight?
add_weight|Rex is 23.5 kg today
add_weight|Mèo Mun: 3,9 kg
add_weight|Please note that Oliver weighs 6 kilos 200 grams
add_weight|Oliver weighed 13 lb on 3 November 2026
add_weights|Oliver 6.2kg, Rex 23kg
create_pet|I adopted a puppy named Max, he is 10 weeks old
create_pet|New cat: Luna, girl, born in May 2025
create_pet|please add a rabbit called Snow
care_routines|I will be away next week, what must the sitter do?
list_pets|Tôi có những con vật nào?
pets_overview|Sinh nhật gần nhất là của bé nào?
upcoming_care|Rex có cần tiêm gì trong tháng này không?
upcoming_care|những mũi tiêm nào sắp đến hạn?
get_pet|Oliver thế nào rồi?
find_pet|tìm bé Oliver
add_weight|Oliver cân được 6,2 ký hôm qua
add_weight|meo mun nang 4 can
list_weights|Oliver nặng bao nhiêu?
create_pet|Nhà mình mới nhận nuôi chó con tên Lu, 2 tháng tuổi
list_pets|Кто у меня есть?
list_pets|Перечисли моих кошек
upcoming_care|Что нужно сделать Барсику в этом месяце?
upcoming_care|Когда следующая прививка у Мун?
get_pet|Что известно про Рекса?
find_pet|Найди кота Оливера
add_weight|Вес Барсика 5,4
list_weights|Сколько весит Рекс?
create_pet|У нас появился щенок Бим, ему 3 месяца
care_routines|Мы уезжаем в отпуск, что передать няне?
list_pets|Які в мене є тварини?
upcoming_care|Що треба зробити котам цього місяця?
get_pet|Розкажи про Рекса
add_weight|Запиши вагу Рекса: 23 кг
list_weights|Скільки важить Барсик?
create_pet|Додай собаку Бім, хлопчик, 2 роки
pets_overview|Хто з котів схуд?
care_routines|Їду на тиждень, як доглядати за тваринами?
""".strip().splitlines()


@pytest.mark.parametrize("row", VARIATIONS)
def test_variations_become_the_same_tool(row: str) -> None:
    operation, _, sentence = row.partition("|")

    assert planned(sentence).operation == operation


VALUES = [
    ("Oliver weighed 6.1 kg yesterday.", {"weight_kg": "6.1 kg", "measured_at": "yesterday"}),
    ("Log 4.2 for Mimi.", {"weight_kg": "4.2"}),
    ("Please note that Oliver weighs 6 kilos 200 grams", {"weight_kg": "6 kilos 200 grams"}),
    ("Mèo Mun cân 4kg hôm nay", {"weight_kg": "4 kg", "measured_at": "hôm nay"}),
    ("Барсик 14 августа весил 5300 г", {"weight_kg": "5300 г", "measured_at": "14 августа 2026"}),
    ("Oliver weighed 6 kg on August 14", {"weight_kg": "6 kg", "measured_at": "August 14 2026"}),
    ("Oliver nặng 6 kg ngày 20 tháng 8", {"weight_kg": "6 kg", "measured_at": "20 tháng 8 năm 2026"}),
    ("Oliver nặng 6 kg ngày 20/8", {"weight_kg": "6 kg", "measured_at": "20/8/2026"}),
    ("Which vaccinations do my dogs need in two months?", {"days": 60, "species": "dog", "kind": "vaccination"}),
    ("Add my dog Bruno, born 14 February 2026, male.", {"birth_date": "14 February 2026", "sex": "male"}),
    ("Add my cat Tom, 2 years old", {"age_months": 24}),
    ("Add my cat Tom, born in 2019", {"birth_year": "2019"}),
    ("Thêm mèo Bông, sinh tháng 3 năm 2026", {"birth_month_year": "2026-03"}),
    ("Oliver got a FeLV shot on August 20, the next one is due August 20, 2027.", {"due_at": "August 20 2027"}),
]


@pytest.mark.parametrize(("sentence", "values"), VALUES)
def test_values_are_sent_as_they_were_said(sentence: str, values: dict[str, object]) -> None:
    call = planned(sentence).call

    assert call is not None
    assert values.items() <= call.arguments.items()


def test_what_plays_no_part_is_named() -> None:
    said = "Create a cat called Clauddy, she loves boxes. She was dewormed 2 months ago."

    assert left_aside(read_sentence(said, preferred="en", today=TODAY)) == ["loves boxes", "dewormed", "2 months ago"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_sentences_and_meanings(language: Language) -> None:
    english, other = texts_of("en"), texts_of(language)
    tags = {phrase.tag for found in vocabulary_of(language).phrases.values() for phrase in found}
    intents = {tag for tag in tags if tag.startswith(("ask.", "topic.", "did.", "do.", "no.", "medical:", "vaccine:"))}
    english_tags = {phrase.tag for found in vocabulary_of("en").phrases.values() for phrase in found}

    assert other.sentences.keys() == english.sentences.keys()
    assert intents <= english_tags
    assert {tag for tag in english_tags if tag.startswith(("ask.", "topic.", "did.", "do.", "no."))} <= intents


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_understood_in_its_language(language: Language) -> None:
    for example in texts_of(language).lists["examples"]:
        reading = read_sentence(example, preferred="en", today=TODAY)
        assert reading.language == language, example
        assert planned(example).call, example


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("de-DE", "en"), ("vi-VN,vi;q=0.9,en;q=0.8", "vi"), ("RU", "ru"), ("de,uk;q=0.5", "uk"), ("*", "en")],
)
def test_the_page_speaks_the_browsers_language(header: str, language: str) -> None:
    assert choose_language(header) == language


@pytest.mark.parametrize(
    "sentence",
    [
        "Ba tháng tới mèo của tôi cần tiêm gì?",
        "Mèo nhà mình sắp phải tiêm gì?",
        "Какие прививки нужны кошкам?",
        "Which shots are due?",
    ],
)
def test_a_question_about_shots_asks_for_no_birthdays(sentence: str) -> None:
    plan = plan_for(read_sentence(sentence, preferred="en", today=TODAY), TODAY)

    assert plan.call
    assert plan.call.arguments["kind"] == "vaccination"
