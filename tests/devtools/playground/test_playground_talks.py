"""The playground's conversations on the seeded household: every reply comes from a real answer."""

import io
import random
import re

import pytest
from PIL import Image

from app.devtools.playground.scenarios import TALKS
from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.seed import DEMO, FRIEND, DemoAccount
from app.public_get import FILES, PublicGet
from tests.devtools.playground.conftest import CONNECTOR, ByAddress, NewPerson, Person, walk


def find_pet_by_name(world: World, name: str, kind: str = "cat") -> Pet:
    return next(pet for pet in world.pets.values() if pet.name == name and pet.pet_type.slug == kind)


async def test_a_photo_and_a_sentence_become_a_pet_with_its_records(connected: Person, household: World) -> None:
    text = await walk(connected, "new-cat")

    clauddy = find_pet_by_name(household, "Clauddy")
    assert [shot.vaccine_name for shot in clauddy.vaccinations.values()] == ["Rabies", "FVRCP"]
    assert [record.record_type for record in clauddy.medical_records.values()] == ["deworming"]
    assert clauddy.birthday_precision == "month"
    assert "Clauddy is in your diary: female, about 6 months." in text
    assert re.search(r"I read Rabies, given on .* and FVRCP, given on .* Is this right\?", text)
    assert "That was this conversation." in text


async def test_a_second_clauddy_is_only_made_on_the_persons_word(connected: Person, household: World) -> None:
    await walk(connected, "new-cat")
    await connected.submit("/talk/new-cat/restart")
    await connected.submit("/talk/new-cat/next", {"position": "0"})

    assert "Did you mean her?" in connected.text
    assert "No, this is another one." in connected.text
    assert sum(pet.name == "Clauddy" for pet in household.pets.values()) == 1

    await walk(connected, "new-cat")
    assert sum(pet.name == "Clauddy" for pet in household.pets.values()) == 2


async def test_weights_from_a_photo_are_stored_in_one_call(connected: Person, network: ByAddress) -> None:
    text = await walk(connected, "weights-photo")

    assert "Noted for today: Mèo Mun 3.9 kg, Барсик 5.3 kg and Oliver 6.2 kg." in text
    assert text.index("5.3 kg and Oliver 6.2 kg, all of today. Is this right?") < text.index("Noted for today")
    assert network.asked.count(f"{CONNECTOR}/weights/batch") == 1


async def test_the_picture_of_the_certificate_is_kept_with_the_record(connected: Person, household: World) -> None:
    text = await walk(connected, "new-cat")

    rabies, fvrcp = find_pet_by_name(household, "Clauddy").vaccinations.values()
    assert rabies.photo
    assert fvrcp.photo is None
    assert "Shall I keep the picture of the certificate too?" in text
    assert "The picture is kept with the record of her vaccination." in text
    address = re.search(r'<a href="([^"]+)"[^>]*>Look at the picture', text)
    assert address
    shown = await connected.client.get(address[1])
    assert Image.open(io.BytesIO(shown.content)).width >= 300


async def test_a_photo_of_the_cat_is_kept_with_the_cat(connected: Person, household: World) -> None:
    before = len(find_pet_by_name(household, "Mèo Mun").photos)

    text = await walk(connected, "weights-photo")

    assert len(find_pet_by_name(household, "Mèo Mun").photos) == before + 1
    assert "The picture is kept with Mèo Mun, as her first picture." in text


async def test_nothing_is_kept_of_a_cat_that_is_not_there(person: Person, household: World) -> None:
    user = household.add_user("Nobody Yet", "empty@meo.example", password="Sandbox-2026")
    await person.connect(DemoAccount(user.name, user.email, "Sandbox-2026", ""))

    text = await walk(person, "weights-photo")

    assert "Nothing was saved." in text
    assert "this is Mèo Mun on the scales" not in text


class TestAConnectorThatCannotReachTheFiles:
    """As every connector but the demo's: there is nothing behind these links."""

    @pytest.fixture
    def file_get(self) -> PublicGet:
        async def nobody(_host: str) -> list[str]:
            raise OSError("no such host")

        return PublicGet(FILES, resolve=nobody)

    async def test_the_conversation_says_so_and_the_records_stand(self, connected: Person, household: World) -> None:
        text = await walk(connected, "new-cat")

        assert "so it is not kept. What was saved before stands." in text
        assert "That was this conversation." in text
        assert len(find_pet_by_name(household, "Clauddy").vaccinations) == 2


@pytest.mark.parametrize("name", ["certificate", "scales"])
async def test_attached_photos_are_pictures(person: Person, name: str) -> None:
    await person.open(f"/photos/{name}")

    assert person.page.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(person.page.content)).format == "PNG"


async def test_the_closest_birthday_takes_one_call(connected: Person) -> None:
    text = await walk(connected, "birthday")

    assert "Mèo Mun turns 4 on" in text
    assert "in 12 days" in text


async def test_what_is_due_says_what_is_not_kept(connected: Person) -> None:
    text = await walk(connected, "three-months")

    assert "keeps no vaccinations for dogs" in text
    assert "Mèo Mun: Rabies, overdue since" in text
    assert "Барсик: FVRCP, on" in text


async def test_the_holiday_summary_names_the_routines(connected: Person) -> None:
    text = await walk(connected, "holiday")

    assert "Brush teeth" in text
    assert "Walk" in text
    assert "overdue since" in text


async def test_lost_weight_ends_in_a_curve(connected: Person) -> None:
    text = await walk(connected, "lost-weight")

    assert "Mèo Mun (0.17 kg less, now 3.95 kg)" in text
    assert "a vet should have a look" in text
    assert '<polyline class="line"' in text


async def test_a_booster_closes_the_overdue_record(connected: Person, household: World) -> None:
    text = await walk(connected, "booster")

    mun = find_pet_by_name(household, "Mèo Mun")
    assert not [shot for shot in mun.vaccinations.values() if shot.is_overdue(household.today())]
    assert "Done. Rabies of" in text
    assert "ChatGPT asks you first" in text


async def test_a_second_booster_finds_nothing_overdue(connected: Person) -> None:
    await walk(connected, "booster")
    await connected.submit("/talk/booster/restart")

    assert "so there is no record that a booster would renew" in await walk(connected, "booster")


async def test_of_two_mimis_the_person_chooses(connected: Person, household: World) -> None:
    text = await walk(connected, "two-mimis")

    assert "AMBIGUOUS" in text
    assert "Which one do you mean: the cat Mimi (female" in text
    linh = household.accounts.user_by_email("demo@meo.example")
    assert linh
    mimis = [pet for pet in household.pets_created_by(linh.id) if pet.name == "Mimi"]
    assert {pet.pet_type.slug: len(pet.weights) for pet in mimis} == {"cat": 1, "dog": 0}


async def test_mimis_that_are_there_are_not_made_again(person: Person, household: World) -> None:
    await person.connect(FRIEND)
    before = len(household.pets)

    text = await walk(person, "two-mimis")

    assert "I see the cat Mimi" in text or "I see the dog Mimi" in text
    assert len(household.pets) == before
    assert "Noted for Mimi: 4.2 kg" in text


async def test_a_pet_that_exists_is_weighed_instead_of_made_twice(connected: Person, household: World) -> None:
    text = await walk(connected, "there-already")

    assert "DUPLICATE_WARNING" in text
    assert "Did you mean him?" in text
    assert sum(pet.name == "Oliver" for pet in household.pets.values()) == 1


async def test_an_ended_connection_leads_to_a_new_sign_in(connected: Person, household: World) -> None:
    await walk(connected, "reconnect")
    assert household.accounts.count_tokens() == 0
    assert "Your connection has been revoked." in connected.text
    assert "Connect again" in connected.text

    await connected.connect(back_to="/talk/reconnect")
    text = await walk(connected, "reconnect")

    assert "The person pressed Connect and signed in again." in text
    assert text.count("You have Mèo Mun the cat") == 2


@pytest.mark.parametrize("slug", [talk.slug for talk in TALKS if talk.slug != "reconnect"])
async def test_an_empty_household_is_no_stumbling_block(person: Person, household: World, slug: str) -> None:
    user = household.add_user("Nobody Yet", "empty@meo.example", password="Sandbox-2026")
    await person.connect(DemoAccount(user.name, user.email, "Sandbox-2026", ""))

    text = await walk(person, slug)

    assert f"/talk/{slug}/next" not in text
    assert "was written for" not in text
    assert "INTERNAL_ERROR" not in text


@pytest.mark.parametrize("mode", ["down", "maintenance", "quota", "throttled", "server_error"])
async def test_a_failure_stops_a_conversation_with_a_reason(connected: Person, mode: str) -> None:
    await connected.submit("/trouble/on", {"mode": mode})

    text = await walk(connected, "birthday")

    assert "That did not work." in text
    assert "UPSTREAM_ERROR" in text
    assert "The conversation stops here, because a call failed." in text


async def test_a_conversation_waits_for_a_connection(person: Person, network: ByAddress) -> None:
    await person.submit("/talk/birthday/next", {"position": "0"})

    assert "Connect to go on" in person.text
    assert not [url for url in network.asked if "/pets/overview" in url]


async def test_restarting_is_a_new_conversation_to_the_connector(connected: Person) -> None:
    await connected.submit("/talk/birthday/next", {"position": "0"})
    first = connected.text.split("openai-conversation-id: ")[1].split("\n")[0]
    await connected.submit("/talk/birthday/restart")
    await connected.submit("/talk/birthday/next", {"position": "0"})

    assert connected.text.split("openai-conversation-id: ")[1].split("\n")[0] != first


async def test_two_browsers_do_not_share_a_conversation(connected: Person, new_person: NewPerson) -> None:
    await connected.submit("/talk/birthday/next", {"position": "0"})
    other = new_person()

    assert "Mèo Mun turns" in connected.text
    assert "Mèo Mun turns" not in await other.open("/talk/birthday")


async def test_the_note_is_a_small_drawing(person: Person) -> None:
    await person.open("/photos/weights")

    assert person.page.headers["content-type"].startswith("image/svg+xml")
    assert len(person.page.content) < 5_000
    assert "<script" not in person.text


async def test_a_fresh_household_lets_every_conversation_begin_again(connected: Person) -> None:
    first = await walk(connected, "booster")
    await connected.submit("/fresh", {"back_to": "/household"})

    assert connected.page.url.path == "/household"
    assert "A fresh household" in connected.text
    assert "Connected as Linh Trần" in connected.text
    assert "Done. Rabies of" in await walk(connected, "booster")
    assert "Done. Rabies of" in first


@pytest.mark.parametrize("seed", range(3))
async def test_conversations_can_be_held_in_any_order_and_again(connected: Person, seed: int) -> None:
    talks = [talk.slug for talk in TALKS if talk.slug != "reconnect"] * 2
    random.Random(seed).shuffle(talks)

    for slug in talks:
        await connected.submit(f"/talk/{slug}/restart")
        text = await walk(connected, slug)
        assert "because a call failed" not in text, (slug, talks)
        assert "was written for" not in text, (slug, talks)


async def test_a_fresh_household_touches_nobody_elses_pets(connected: Person, household: World) -> None:
    await walk(connected, "new-cat")
    await connected.submit("/fresh", {"back_to": "/"})

    linh, nam = (household.accounts.user_by_email(account.email) for account in (DEMO, FRIEND))
    assert linh
    assert nam
    names = sorted(pet.name for pet in household.pets_created_by(linh.id))
    assert names == ["Kiwi", "Mèo Mun", "Oliver", "Rex", "Барсик"]
    assert sorted(pet.name for pet in household.pets_created_by(nam.id)) == ["Bún", "Mimi", "Mimi", "Tofu", "Waffle"]
    assert {pet.name for pet in household.pets_of(linh.id)} >= {"Bún", "Tofu"}
    assert sorted(habit.name for habit in household.habits.values()) == [
        *("Antibiotics", "Appetite", "Brush teeth", "Walk"),
    ]


async def test_a_new_account_gets_the_household_of_the_demo(person: Person, household: World) -> None:
    user = household.add_user("Nobody Yet", "empty@meo.example", password="Sandbox-2026")
    await person.connect(DemoAccount(user.name, user.email, "Sandbox-2026", ""))
    await person.submit("/fresh", {"back_to": "/"})

    assert {pet.name for pet in household.pets_created_by(user.id)} >= {"Mèo Mun", "Rex"}
    assert "Mèo Mun turns 4 on" in await walk(person, "birthday")


async def test_without_a_connection_nothing_is_replaced(person: Person, household: World) -> None:
    before = household.count_records()

    await person.submit("/fresh", {"back_to": "https://elsewhere.example/"})

    assert household.count_records() == before
    assert person.page.url.path == "/"


async def test_weights_said_in_vietnamese_are_read_and_stored_after_a_yes(connected: Person, household: World) -> None:
    oliver = find_pet_by_name(household, "Oliver")
    before = len(oliver.weights)

    text = await walk(connected, "can-nang")

    assert "Đúng không?" in text
    assert "Đã lưu: Mèo Mun 3,9 kg và Oliver 6,2 kg." in text
    assert len(oliver.weights) == before + 1


@pytest.mark.parametrize(
    ("slug", "language", "said"),
    [
        ("tiem-phong", "vi", "Mèo Mun: Rabies, quá hạn từ"),
        ("kto-pohudel", "ru", "Mèo Mun -0,17 кг"),
        ("kto-pohudel", "ru", "Барсик"),
        ("nianka", "uk", "Brush teeth"),
        ("nianka", "uk", "Mèo Mun: FVRCP"),
    ],
)
async def test_a_conversation_is_answered_in_the_language_it_was_born_in(
    connected: Person, slug: str, language: str, said: str
) -> None:
    home = await connected.open("/")
    assert f'href="/talk/{slug}" lang="{language}"' in home

    text = await walk(connected, slug)

    assert said in text
    assert f'<p lang="{language}">' in text
    assert "That was this conversation." in text


@pytest.mark.parametrize("slug", ["holiday", "three-months", "lost-weight", "birthday", "tiem-phong", "nianka"])
async def test_an_account_without_pets_is_not_told_that_all_is_well(
    person: Person, household: World, slug: str
) -> None:
    user = household.add_user("Nobody Yet", "empty@meo.example", password="Sandbox-2026")
    await person.connect(DemoAccount(user.name, user.email, "Sandbox-2026", ""))

    text = await walk(person, slug)

    assert "Nothing is due" not in text
    assert "None of them" not in text
    told = ("no pets", "There is no", "No routines", "chưa có", "ще немає", "không có bé nào", "Chưa có")
    assert any(sentence in text for sentence in told), text
