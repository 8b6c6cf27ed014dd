"""What is said after a tool answered. Errors get sentences for people; their own words stand in the card beside."""

from collections.abc import Callable
from typing import Final

from app.devtools.playground.answers import (
    Candidates,
    CareItem,
    CareRoutines,
    MedicalRecord,
    Pet,
    PetList,
    PetTypes,
    UpcomingCare,
    Vaccination,
    VaccinationList,
    Weight,
    WeightBatch,
    WeightList,
    read_answer,
)
from app.devtools.playground.language import Texts
from app.devtools.playground.problems import KnownPet, problem_of
from app.devtools.playground.say.answers import Details, WhosePet
from app.devtools.playground.wire import Json, Run, ToolCall


def reply_to(run: Run, texts: Texts, intent: str = "") -> str:
    """Say what a tool answered; an overview serves two questions, so the intent tells which.

    Raises:
        Unreadable: the answer has not the expected parts.
    """
    if not run.ok:
        return _sorry(run, texts)
    write = _REPLIES.get(intent) or _REPLIES.get(run.call.operation_id)
    return write(run, texts) if write else texts.say("done")


def confirmation(call: ToolCall, pet: str, vaccine: str, texts: Texts) -> str:
    """Ask before something is saved: what was understood, in the words that were said."""
    values = ", ".join(_values(call.arguments))
    if call.operation_id in ("create_pet", "add_weights"):
        return texts.say(f"confirm.{call.operation_id}", values=values)
    if call.operation_id == "renew_vaccination":
        return texts.say("confirm.renew_vaccination", vaccine=vaccine, pet=pet, values=values)
    return texts.say("confirm", pet=pet, values=values)


def told_apart(pet: KnownPet | Pet, texts: Texts) -> str:
    """Name a pet with what tells it apart: Mimi (cat, female)."""
    sex = texts.word("sex", pet.sex) if pet.sex in ("female", "male") else ""
    facts = ", ".join(fact for fact in (texts.word("species", pet.species), sex) if fact)
    return f"{pet.name} ({facts})"


def _values(arguments: dict[str, Json]) -> list[str]:
    hidden = ("pet_id", "vaccination_id", "record_type")
    values = list[str]()
    for name, value in arguments.items():
        if isinstance(value, list):
            values += [" ".join(_values(row)) for row in value if isinstance(row, dict)]
        elif name not in hidden:
            values.append(f"{name} {value}" if isinstance(value, int) else str(value))
    return values


def _sorry(run: Run, texts: Texts) -> str:
    problem = problem_of(run)
    if problem is None:
        return texts.say("no_answer")
    key = f"error.{problem.error}"
    fields = ", ".join(each.name for each in problem.fields) or "?"
    return texts.say(key if key in texts.sentences else "error.other", fields=fields)


def _found(run: Run, texts: Texts) -> str:
    pets = read_answer(run, Candidates).candidates
    if not pets:
        return texts.say("none_found", name=run.call.arguments.get("name") or run.call.arguments.get("species") or "")
    return texts.say("found", pets=texts.join([told_apart(pet, texts) for pet in pets]))


def _pets(run: Run, texts: Texts) -> str:
    pets = [pet for pet in read_answer(run, PetList).pets if pet.status != "deceased"]
    said = texts.join([told_apart(pet, texts) for pet in pets])
    return texts.say("list", pets=said) if pets else texts.say("no_pets")


def _types(run: Run, texts: Texts) -> str:
    place = {"vi": 0, "ru": 1, "uk": 2}.get(texts.language, 9)
    names = [dict(enumerate(each.names)).get(place, each.name) for each in read_answer(run, PetTypes).pet_types]
    return texts.say("types", number=len(names), names=", ".join(names))


def _birthday(run: Run, texts: Texts) -> str:
    """Tell the next birthday, from the overview; from what is coming up, all of them."""
    if run.call.operation_id == "upcoming_care":
        return _care(run, texts)
    pets = read_answer(run, PetList).pets
    dated = [(birthday.days_until, pet, birthday) for pet in pets if (birthday := pet.next_birthday)]
    known = [(days, pet, birthday) for days, pet, birthday in dated if days is not None]
    if not known:
        return texts.say("birthday.none" if pets else "no_pets")
    days, pet, birthday = min(known, key=lambda each: each[0])
    day, when = texts.day(birthday.date or ""), texts.in_days(days)
    return texts.say("birthday", name=pet.name, date=day, days=when, age=birthday.turns)


def _lost(run: Run, texts: Texts) -> str:
    """Tell who lost weight, from the overview; of one pet, its trend."""
    if run.call.operation_id == "list_weights":
        return _weights(run, texts)
    pets = read_answer(run, PetList).pets
    lost = sorted((pet for pet in pets if (pet.weight_change_kg or 0) < 0), key=lambda pet: pet.weight_change_kg or 0)
    if not lost:
        return texts.say("lost.none" if pets else "no_pets")
    return texts.say("lost.some", pets=texts.join([f"{pet.name} {texts.weight(pet.weight_change_kg)}" for pet in lost]))


def _care(run: Run, texts: Texts) -> str:
    care = read_answer(run, UpcomingCare)
    lines = [_care_line(item, texts) for item in care.items]
    if care.vaccinations_not_kept_for:
        kinds = texts.join([texts.word("species", slug) for slug in care.vaccinations_not_kept_for])
        lines.append(texts.say("due.not_kept", species=kinds))
    if care.no_due_dates:
        lines.append(texts.say("due.no_dates", pets=texts.join([pet.pet_name for pet in care.no_due_dates])))
    if not care.items and not care.vaccinations_not_kept_for:
        lines.insert(0, texts.say("due.none" if care.pets_checked else "no_pets"))
    return "\n".join(lines)


def _care_line(item: CareItem, texts: Texts) -> str:
    if item.kind == "birthday":
        return texts.say("care.birthday", name=item.pet_name, date=texts.day(item.date), age=item.turns or "?")
    key = "care.overdue" if item.overdue else "care.due"
    return texts.say(key, name=item.pet_name, vaccine=item.vaccine_name, date=texts.day(item.date))


def _routines(run: Run, texts: Texts) -> str:
    pets = [pet for pet in read_answer(run, CareRoutines).pets if pet.routines]
    lines = [f"{pet.pet_name}: {texts.join([each.name for each in pet.routines])}" for pet in pets]
    return "\n".join([texts.say("routines"), *lines]) if pets else texts.say("routines.none")


def _vaccinations(run: Run, texts: Texts) -> str:
    listed = read_answer(run, VaccinationList).vaccinations
    pet = read_answer(run, WhosePet).pet_name
    lines = [
        texts.say("care.overdue", name=pet, vaccine=each.vaccine_name, date=texts.day(each.due_at)) for each in listed
    ]
    return "\n".join(lines) or texts.say("overdue.none")


def _weights(run: Run, texts: Texts) -> str:
    listed = read_answer(run, WeightList)
    if not listed.weights:
        return texts.say("weights.none", pet=listed.pet_name)
    latest = max(listed.weights, key=lambda each: each.measured_at)
    trend = texts.say(f"trend.{listed.trend.direction}")
    weight, day = texts.weight(latest.weight_kg), texts.day(latest.measured_at)
    return texts.say("weights", pet=listed.pet_name, weight=weight, day=day, trend=trend)


def _pet(run: Run, texts: Texts) -> str:
    pet = read_answer(run, Details)
    latest = max(pet.health.weights, key=lambda each: each.measured_at, default=None)
    weight = texts.say("pet.weight", weight=texts.weight(latest.weight_kg)) if latest else ""
    birthday = pet.next_birthday
    born = texts.say("pet.birthday", date=texts.day(birthday.date)) if birthday and birthday.date else ""
    return " ".join(part for part in (f"{told_apart(pet, texts)}.", weight, born) if part)


def _created(run: Run, texts: Texts) -> str:
    return texts.say("saved.pet", pet=told_apart(read_answer(run, Pet), texts))


def _weighed(run: Run, texts: Texts) -> str:
    stored = read_answer(run, Weight)
    weight, day = texts.weight(stored.weight_kg), texts.day(stored.measured_at)
    seen = [texts.say("already_saved")] if stored.already_saved else []
    return " ".join([texts.say("saved.weight", pet=stored.pet_name, weight=weight, day=day), *seen])


def _batch(run: Run, texts: Texts) -> str:
    batch = read_answer(run, WeightBatch)
    done = [f"{row.pet_name} {texts.weight(row.weight_kg)}" for row in batch.results if row.failure is None]
    lines = [texts.say("saved.weights", rows=texts.join(done)) if done else texts.say("cancelled")]
    failed = [str(row.row) for row in batch.results if row.failure]
    return " ".join([*lines, texts.say("rows_failed", rows=texts.join(failed))] if failed else lines)


def _shot(run: Run, texts: Texts) -> str:
    stored = read_answer(run, Vaccination)
    said = texts.say("saved.shot", vaccine=stored.vaccine_name, day=texts.day(stored.administered_at))
    return f"{said} {texts.say('saved.next', day=texts.day(stored.due_at))}" if stored.due_at else said


def _record(run: Run, texts: Texts) -> str:
    stored = read_answer(run, MedicalRecord)
    said = run.call.arguments.get("description") or stored.record_type
    return texts.say("saved.record", what=said, day=texts.day(stored.record_date))


Reply = Callable[[Run, Texts], str]
_REPLIES: Final[dict[str, Reply]] = {
    "find_pet": _found,
    "list_pets": _pets,
    "list_pet_types": _types,
    "birthday": _birthday,
    "lost": _lost,
    "upcoming_care": _care,
    "care_routines": _routines,
    "list_vaccinations": _vaccinations,
    "list_weights": _weights,
    "get_pet": _pet,
    "create_pet": _created,
    "add_weight": _weighed,
    "add_weights": _batch,
    "add_vaccination": _shot,
    "renew_vaccination": _shot,
    "add_medical_record": _record,
}
