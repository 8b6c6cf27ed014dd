"""The box for sentences of one's own, on the seeded household, in four languages."""

import html
import re

import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.seed import FRIEND
from tests.devtools.playground.conftest import NewPerson, Person


async def say(person: Person, sentence: str) -> str:
    """Type a sentence; return what is answered."""
    await person.submit("/say", {"sentence": sentence})
    return answer(person)


async def press(person: Person, choice: str) -> str:
    await person.submit("/say/answer", {"turn": person.hidden("turn"), "choice": choice})
    return answer(person)


def answer(person: Person) -> str:
    return html.unescape(re.findall(r'class="bubble gpt"[^>]*><p>(.*?)</p>', person.text, re.DOTALL)[-1])


def called(person: Person) -> list[str]:
    """Return the tools that the last sentence called."""
    last = person.text.rpartition('<li class="turn"')[2]
    return re.findall(r"/span> <code class=\"name\">(\w+)</code>", last)


def aside(person: Person) -> list[str]:
    last = person.text.rpartition('<li class="turn"')[2].partition('class="behind')[0]
    return [html.unescape(words) for words in re.findall(r'<span class="chip">(.*?)</span>', last)]


def pets_called(world: World, name: str) -> list[Pet]:
    return [pet for pet in world.pets.values() if pet.name == name]


READS = [
    ("Which of my pets has the closest birthday?", "pets_overview", "Mèo Mun has the next birthday"),
    ("Whose birthday is next?", "pets_overview", "in 12 days"),
    ("What vaccinations does my dog need in the next 3 months?", "upcoming_care", "keeps no vaccinations for: dog"),
    ("What vaccines do the cats need in the next two months?", "upcoming_care", "Mèo Mun: Rabies, overdue since"),
    ("Which pets do I have?", "list_pets", "Mèo Mun (cat, female)"),
    ("Do I have any dogs?", "list_pets", "You have Rex (dog, male)."),
    ("I'm going on holiday for a week, summarise my pets' care routines.", "care_routines", "Brush teeth"),
    ("Which of my cats lost weight?", "pets_overview", "Mèo Mun -0."),
    ("What kinds of animals can I add?", "list_pet_types", "Guinea pig"),
    ("find oliverr", "find_pet", "Oliver (cat, male)"),
    ("Bé nào nhà mình sắp đến sinh nhật nhất?", "pets_overview", "Mèo Mun có sinh nhật gần nhất"),
    ("ba thang toi meo cua toi can tiem gi", "upcoming_care", "Mèo Mun: Rabies, quá hạn từ"),
    ("Tôi có mấy con chó?", "list_pets", "Bạn có Rex (chó, đực)."),
    ("Tôi đi nghỉ một tuần, tóm tắt lịch chăm sóc các bé giúp tôi.", "care_routines", "Những việc cần làm"),
    ("У кого из моих питомцев ближайший день рождения?", "pets_overview", "Ближайший день рождения у питомца Mèo Mun"),
    ("Какие прививки нужны моим котам в ближайшие два месяца?", "upcoming_care", "просрочено с"),
    ("Сколько у меня собак?", "list_pets", "Rex (собака, самец)"),
    ("Уезжаю на неделю. Составь список ухода за питомцами.", "care_routines", "Что нужно делать"),
    ("У кого з моїх тварин найближчий день народження?", "pets_overview", "Найближчий день народження має Mèo Mun"),
    ("Які щеплення потрібні моїм котам наступні 3 місяці?", "upcoming_care", "прострочено з"),
    ("Чи є в мене собаки?", "list_pets", "Rex (собака, самець)"),
]


@pytest.mark.parametrize(("sentence", "tool", "said"), READS)
async def test_a_question_becomes_a_call_and_is_answered_in_its_language(
    connected: Person, sentence: str, tool: str, said: str
) -> None:
    reply = await say(connected, sentence)

    assert called(connected) == [tool]
    assert said in reply


ABOUT_ONE = [
    ("Show me everything about Oliver.", "get_pet", "Oliver (cat, male)"),
    ("meo mum dạo này thế nào?", "get_pet", "Mèo Mun (mèo, cái)"),
    ("Расскажи про Барсика.", "get_pet", "Барсик (кошка, самец)"),
    ("Покажи, будь ласка, інформацію про Барсика", "get_pet", "Барсик (кішка, самець)"),
    ("Is Mèo Mun losing weight?", "list_weights", "The weight goes down"),
    ("How much does Oliver weigh?", "list_weights", "Oliver weighed 6.3 kg on"),
    ("Барсик худеет или толстеет?", "list_weights", "Барсик: 5,"),
    ("Який зараз тренд ваги в Барсика?", "list_weights", "Барсик: 5,"),
    ("Which of Mèo Mun's vaccinations are overdue?", "list_vaccinations", "Mèo Mun: Rabies, overdue since"),
    ("Anything due for Oliver this month?", "upcoming_care", "Nothing is due"),
]


@pytest.mark.parametrize(("sentence", "tool", "said"), ABOUT_ONE)
async def test_a_pet_is_looked_up_before_it_is_asked_about(
    connected: Person, sentence: str, tool: str, said: str
) -> None:
    reply = await say(connected, sentence)

    assert called(connected) == ["find_pet", tool]
    assert said in reply


WEIGHTS = [
    ("Oliver weighed 6.1 kg yesterday.", "Oliver", "6.10"),
    ("log 4.2 for mèo mun", "Mèo Mun", "4.20"),
    ("Hôm qua Mèo Mun nặng 4 cân.", "Mèo Mun", "4.00"),
    ("meo mun nang 4,1 kg", "Mèo Mun", "4.10"),
    ("Барсик вчера весил 5,4 кг.", "Барсик", "5.40"),
    ("Запиши Барсику 5400 г", "Барсик", "5.40"),
    ("Барсик учора важив 5,6 кг.", "Барсик", "5.60"),
]


@pytest.mark.parametrize(("sentence", "name", "stored"), WEIGHTS)
async def test_a_weight_is_saved_after_a_yes(
    connected: Person, household: World, sentence: str, name: str, stored: str
) -> None:
    pet = pets_called(household, name)[0]
    before = len(pet.weights)

    await say(connected, sentence)
    assert called(connected) == ["find_pet"]
    assert len(pet.weights) == before
    await press(connected, "yes")

    assert called(connected) == ["add_weight"]
    assert stored in {f"{weight.weight_kg:.2f}" for weight in pet.weights.values()}


@pytest.mark.parametrize("no", ["No", "không", "нет", "ні"])
async def test_nothing_is_saved_after_a_typed_no(connected: Person, household: World, no: str) -> None:
    before = household.count_records()

    await say(connected, "Oliver weighed 6.1 kg yesterday.")
    await say(connected, no)

    assert called(connected) == []
    assert household.count_records() == before


@pytest.mark.parametrize("yes", ["Yes", "đúng rồi", "да", "так"])
async def test_a_yes_can_be_typed(connected: Person, yes: str) -> None:
    await say(connected, "Oliver weighed 6.1 kg yesterday.")
    await say(connected, yes)

    assert called(connected) == ["add_weight"]


async def test_a_button_of_an_earlier_question_does_nothing(connected: Person, household: World) -> None:
    await say(connected, "Oliver weighed 6.1 kg yesterday.")
    turn = connected.hidden("turn")
    await say(connected, "Oliver weighed 9.9 kg yesterday.")
    before = household.count_records()

    await connected.submit("/say/answer", {"turn": turn, "choice": "yes"})

    assert household.count_records() == before


async def test_several_weights_become_one_call(connected: Person) -> None:
    reply = await say(connected, "I weighed my cats today: Oliver 6.2, Барсик 5.3 and Mèo Mun 3.9 kg.")
    assert "Oliver 6.2" in reply
    reply = await press(connected, "yes")

    assert called(connected) == ["add_weights"]
    assert reply == "Saved: Oliver 6.2 kg, Барсик 5.3 kg and Mèo Mun 3.9 kg."


async def test_a_new_pet_is_added_with_its_age(connected: Person, household: World) -> None:
    reply = await say(
        connected,
        "Create a new cat named Clauddy. Here is her vaccination certificate. We don't know her exact birthday, but "
        "she's about 6 months old. She was dewormed 2 months ago.",
    )
    assert "Clauddy" in reply
    assert "dewormed" in aside(connected)
    await press(connected, "yes")

    assert pets_called(household, "Clauddy")[0].birthday_precision == "month"


NEW_PETS = [
    ("Thêm mèo mới tên Bông, mèo cái, khoảng 3 tháng tuổi, ở Việt Nam.", "Bông", "female"),
    ("Заведи карточку: кошка Муся, девочка, родилась в марте 2026, живём в России.", "Муся", "female"),
    ("Додай кота Марс, хлопчик, народився 5 травня 2025, країна Україна.", "Марс", "male"),
]


@pytest.mark.parametrize(("sentence", "name", "sex"), NEW_PETS)
async def test_a_pet_is_added_in_other_languages(
    connected: Person, household: World, sentence: str, name: str, sex: str
) -> None:
    await say(connected, sentence)
    await press(connected, "yes")

    assert pets_called(household, name)[0].sex == sex
    assert aside(connected) == []


async def test_a_missing_country_is_asked_for(new_person: NewPerson, household: World) -> None:
    person = new_person()
    await person.connect(FRIEND)
    for pet in list(household.pets.values()):
        pet.country = "VN" if pet.name == "Bún" else "UA"

    await say(person, "Add my cat Clauddy")
    assert await press(person, "yes") == "In which country does it live?"
    await say(person, "In Vietnam.")

    assert pets_called(household, "Clauddy")[0].country == "VN"


async def test_a_name_that_is_there_already_is_asked_about(connected: Person, household: World) -> None:
    await say(connected, "Add my cat Oliver.")
    reply = await press(connected, "yes")
    assert reply == "There is Oliver (cat, male) already. Is yours another one?"

    await say(connected, "Yes, him. I only wanted to say that he weighs 6.2 kg today.")
    assert called(connected) == ["find_pet"]
    assert len(pets_called(household, "Oliver")) == 1

    await say(connected, "Add my cat Oliver.")
    await press(connected, "yes")
    await press(connected, "yes")
    assert len(pets_called(household, "Oliver")) == 2


async def test_two_pets_of_one_name_are_told_apart(new_person: NewPerson, household: World) -> None:
    person = new_person()
    await person.connect(FRIEND)

    reply = await say(person, "Log 4.2 for Mimi.")
    assert "Mimi (cat, female) and Mimi (dog, female)" in reply
    reply = await say(person, "The cat, of course.")
    assert reply == "I would save for Mimi: 4.2. Is this right?"
    await press(person, "yes")

    cat, dog = pets_called(household, "Mimi")
    assert len(cat.weights) == 1
    assert not dog.weights


BOOSTERS = [
    "Mèo Mun got her booster yesterday. The next one is in a year.",
    "Mèo Mun đã tiêm nhắc lại hôm qua, mũi sau một năm nữa.",
    "Мун вчера сделали повторную прививку, следующая через год.",
    "Мун учора зробили повторне щеплення, наступне через рік.",
]


@pytest.mark.parametrize("sentence", BOOSTERS)
async def test_a_booster_renews_the_overdue_record(connected: Person, household: World, sentence: str) -> None:
    await say(connected, sentence)
    assert called(connected) == ["find_pet", "list_vaccinations"]
    await press(connected, "yes")

    assert called(connected) == ["renew_vaccination"]
    rabies = [shot for shot in pets_called(household, "Mèo Mun")[0].vaccinations.values() if shot.completed_at]
    assert len(rabies) == 2


async def test_and_my_cats_goes_on_with_the_question_before(connected: Person) -> None:
    await say(connected, "What vaccinations does my dog need in the next 3 months?")
    reply = await say(connected, "And my cats?")

    assert called(connected) == ["upcoming_care"]
    assert "Mèo Mun: Rabies, overdue since" in reply


HONEST = [
    ("I weighed all 3 of my cats today. Here's the photo of my notes.", "I cannot see photos"),
    ("My cat vomits since this morning. Which medicine and how much should I give?", "ask a vet"),
    ("Delete Kiwi from my account.", "cannot remove"),
    ("Rename Oliver to Ollie.", "cannot change"),
    ("Rex has a microchip, 985 112 345 678 903.", "add_microchip"),
    ("Add a vaccination for Oliver.", "Which vaccine, and on which day?"),
    ("asdf qwer", "I find no pet “asdf qwer”"),
    ("???", "I did not understand that"),
    ("Mèo của tôi bị ho, uống thuốc gì?", "không phải bác sĩ thú y"),
    ("Какую дозу антибиотика дать Барсику?", "не ветеринар"),
    ("Видали Ківі зовсім.", "нічого не видаляю"),
]


@pytest.mark.parametrize(("sentence", "said"), HONEST)
async def test_what_it_cannot_do_is_said(connected: Person, household: World, sentence: str, said: str) -> None:
    before = household.count_records()

    assert said in await say(connected, sentence)
    assert household.count_records() == before


HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP TABLE pets; --",
    "a" * 5000,
    "9" * 300,
    "log " * 200,
    "{pets} {0} %s {{7*7}}",
    "\u202e\u200b\x00",
    "🐱" * 100,
    "1/1 2/2 3/3 4.4 5.5",
    "kg kg kg",
    "tháng 99 năm 9999",
    "Oliver weighs 0 kg",
    "Oliver weighs 99999999999999999999 kg on 31/02/2026",
]


@pytest.mark.parametrize("sentence", HOSTILE)
async def test_odd_sentences_are_answered_and_save_nothing(connected: Person, household: World, sentence: str) -> None:
    before = household.count_records()

    await say(connected, sentence)
    await connected.open("/say")

    assert connected.page.status_code == 200
    assert "<script>alert" not in connected.text
    assert household.count_records() == before


async def test_an_error_is_said_in_words_for_people(connected: Person) -> None:
    await say(connected, "Oliver weighs 5000 kg")
    reply = await press(connected, "yes")

    assert reply == "The connector does not take this (weight_kg). The card says why."


async def test_the_page_says_what_it_is_in_the_browsers_language(connected: Person) -> None:
    for language, honest in (
        ("en", "No language model reads this."),
        ("vi-VN,vi;q=0.9", "Không có mô hình ngôn ngữ nào ở đây"),
        ("ru", "Здесь нет языковой модели"),
        ("uk-UA", "Тут немає мовної моделі"),
    ):
        connected.client.headers["Accept-Language"] = language
        assert honest in await connected.open("/say")


async def test_without_a_connection_it_offers_to_connect(person: Person) -> None:
    assert 'name="sentence"' not in await person.open("/say")
    await person.submit("/say", {"sentence": "List my pets"})

    assert "list_pets" not in person.text
