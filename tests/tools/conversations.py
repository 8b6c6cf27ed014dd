"""Typical conversations, how each is answered, and what that costs.

`test_conversations.py` plays each; `tool_document.py` writes the counts into docs/tools.md.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.devtools.sandbox.data.seed import DEMO, FRIEND
from tests.tools.talks import Talk


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A question people ask, how it is answered, and what that costs."""

    name: str
    question: str
    play: Callable[[Talk], Awaitable[None]]
    tools: tuple[str, ...]
    upstream: int
    email: str = DEMO.email


async def _clauddy(talk: Talk) -> None:
    pet = await talk.use("create_pet", {"name": "Clauddy", "species": "cat", "age_months": 6})
    given = {"vaccine_name": "Rabies", "administered_at": "2026-07-01", "due_at": "2027-07-01"}
    shot = await talk.use("add_vaccination", given, pet_id=pet["id"])
    visit = {"record_type": "deworming", "record_date": "2026-06-24", "description": "Dewormed 2 months ago"}
    record = await talk.use("add_medical_record", visit, pet_id=pet["id"])
    assert (pet["birth"], pet["country"]) == ("2026-02", "VN")
    assert shot["pet_name"] == record["pet_name"] == "Clauddy"
    assert talk.world.vaccinations[shot["id"]].due_at


async def _closest_birthday(talk: Talk) -> None:
    pets = (await talk.use("pets_overview", {}))["pets"]
    known = [pet for pet in pets if "days_until" in pet.get("next_birthday", {})]
    assert min(known, key=lambda pet: pet["next_birthday"]["days_until"])["name"] == "Mèo Mun"


async def _dog_needs(talk: Talk) -> None:
    answer = await talk.use("upcoming_care", query={"species": "dog", "days": 90})
    assert answer["vaccinations_not_kept_for"] == ["dog"]
    assert [item["kind"] for item in answer["items"]] == ["birthday"]


async def _cat_needs(talk: Talk) -> None:
    answer = await talk.use("upcoming_care", query={"pet_id": "Mèo Mun", "days": 90})
    assert [item.get("vaccine_name") for item in answer["items"]] == ["Rabies", "FVRCP", None]


async def _holiday(talk: Talk) -> None:
    routines = await talk.use("care_routines")
    due = await talk.use("upcoming_care", query={"days": 7, "include_shared": True})
    assert [pet["pet_name"] for pet in routines["pets"]] == ["Bún", "Mèo Mun", "Oliver", "Rex", "Tofu", "Барсик"]
    assert [item["vaccine_name"] for item in due["items"]] == ["Rabies"]


async def _photo_of_weights(talk: Talk) -> None:
    read = {"Mèo Mun": 3.9, "Oliver": 6.2, "Барсик": 5.2}
    answer = await talk.use("add_weights", {"rows": [{"pet": pet, "weight_kg": read[pet]} for pet in read]})
    assert (answer["saved"], answer["failed"]) == (3, 0)


async def _misread_photo(talk: Talk) -> None:
    answer = await talk.use(
        "add_weights", {"rows": [{"pet": "Olivr", "weight_kg": 6.2}, {"pet": "Барсик", "weight_kg": "5,2"}]}
    )
    meant = answer["results"][0]["failure"]["candidates"][0]
    assert (answer["saved"], meant["name"]) == (1, "Oliver")
    assert (await talk.use("add_weight", {"weight_kg": 6.2}, pet_id=meant["id"]))["weight_kg"] == 6.2


async def _booster(talk: Talk) -> None:
    shots = (await talk.use("list_vaccinations", pet_id="Mèo Mun"))["vaccinations"]
    old = next(one for one in shots if one["vaccine_name"] == "Rabies")
    new = await talk.use("renew_vaccination", {"due_at": "2027-08-24"}, pet_id=101, vaccination_id=old["id"])
    assert (new["administered_at"], new["renewed_id"]) == ("2026-08-24", old["id"])
    assert talk.world.vaccinations[old["id"]].completed_at


async def _lost_weight(talk: Talk) -> None:
    cats = (await talk.use("pets_overview", {"species": "cat"}))["pets"]
    assert [cat["name"] for cat in cats if cat.get("weight_direction") == "down"] == ["Mèo Mun"]


async def _two_mimis(talk: Talk) -> None:
    before = talk.world.count_records()
    error = await talk.use("add_weight", {"weight_kg": 4.2}, status=409, pet_id="Mimi")
    assert (error["error"], talk.world.count_records()) == ("AMBIGUOUS", before)
    cat = next(pet for pet in error["candidates"] if pet["species"] == "cat")
    assert (await talk.use("add_weight", {"weight_kg": 4.2}, pet_id=cat["id"]))["weight_kg"] == 4.2


async def _last_dewormed(talk: Talk) -> None:
    answer = await talk.use("list_medical_records", query={"record_type": "deworming"}, pet_id="Mèo Mun")
    assert answer["medical_records"][0]["record_date"] == "2026-05-21"


CONVERSATIONS = (
    Conversation(
        name="Clauddy's certificate",
        question="Create a new cat named Clauddy. Here is her vaccination certificate [photo]. We don't know her exact "
        "birthday, but she's about 6 months old. She was dewormed 2 months ago.",
        play=_clauddy,
        tools=("create_pet", "add_vaccination", "add_medical_record"),
        upstream=7,
    ),
    Conversation(
        name="Closest birthday",
        question="Which of my pets has the closest birthday?",
        play=_closest_birthday,
        tools=("pets_overview",),
        upstream=3,
    ),
    Conversation(
        name="What the dog needs",
        question="What vaccinations does my dog need in the next 3 months?",
        play=_dog_needs,
        tools=("upcoming_care",),
        upstream=1,
    ),
    Conversation(
        name="What the cat needs",
        question="And what does Mèo Mun need in the next 3 months?",
        play=_cat_needs,
        tools=("upcoming_care",),
        upstream=2,
    ),
    Conversation(
        name="Holiday",
        question="I'm going on holiday for a week: summarize my pets' care routines.",
        play=_holiday,
        tools=("care_routines", "upcoming_care"),
        upstream=12,
    ),
    Conversation(
        name="Three cats weighed",
        question="I weighed all 3 of my cats today. Here's the photo of my notes.",
        play=_photo_of_weights,
        tools=("add_weights",),
        upstream=4,
    ),
    Conversation(
        name="A name misread",
        question="Here are two weights [photo; one name is misread].",
        play=_misread_photo,
        tools=("add_weights", "add_weight"),
        upstream=4,
    ),
    Conversation(
        name="Booster",
        question="Mèo Mun got her rabies booster today; the next one is due in a year.",
        play=_booster,
        tools=("list_vaccinations", "renew_vaccination"),
        upstream=6,
    ),
    Conversation(
        name="Lost weight",
        question="Which of my cats lost weight?",
        play=_lost_weight,
        tools=("pets_overview",),
        upstream=3,
    ),
    Conversation(
        name="Two Mimis",
        question="Log 4.2 for Mimi. (There are two; the cat is meant.)",
        play=_two_mimis,
        tools=("add_weight", "add_weight"),
        upstream=3,
        email=FRIEND.email,
    ),
    Conversation(
        name="Last deworming",
        question="When was Mèo Mun last dewormed?",
        play=_last_dewormed,
        tools=("list_medical_records",),
        upstream=2,
    ),
)
