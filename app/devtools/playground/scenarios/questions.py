"""Conversations that only ask: birthdays, what is due, routines, weights."""

from app.devtools.playground.answers import CareRoutines, Pet, PetList, UpcomingCare, WeightList, read_answer
from app.devtools.playground.language import Texts
from app.devtools.playground.scenarios.phrases import care_line, routine
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk, told
from app.devtools.playground.wire import Run, ToolCall


def _closest(run: Run, moment: Moment) -> str:
    texts = moment.texts
    pets = read_answer(run, PetList).pets
    if not pets:
        raise End(moment.texts.say("phrase.no_pets"))
    known = [(pet.next_birthday.days_until, pet) for pet in pets if pet.next_birthday]
    dated = sorted(((days, pet) for days, pet in known if days is not None), key=lambda each: each[0])
    if not dated:
        raise End(texts.say("birthday.none"))
    days, pet = dated[0]
    birthday = pet.next_birthday
    day, age = (texts.day(birthday.date or ""), birthday.turns) if birthday else ("", None)
    closest = texts.say("birthday.closest", name=pet.name, age=age, day=day, when=texts.in_days(days))
    unsure = [other.name for _days, other in known if other.next_birthday and other.next_birthday.days_until is None]
    return " ".join([closest, *([texts.say("birthday.unsure", pets=texts.join(unsure))] if unsure else [])])


BIRTHDAY = Talk(
    slug="birthday",
    drawing="cake",
    steps=(
        Step(
            key="overview",
            says=told("birthday.overview"),
            thought=told("birthday.overview_thought"),
            call=lambda _: ToolCall(operation_id="pets_overview", arguments={}),
            reply=_closest,
        ),
    ),
)


def _due(species: str, run: Run, texts: Texts) -> str:
    care = read_answer(run, UpcomingCare)
    shots = [f"• {care_line(item, texts)}" for item in care.items if item.kind == "vaccination"]
    if species in care.vaccinations_not_kept_for:
        return texts.say(f"three-months.{species}_not_kept")
    unknown = [pet.pet_name for pet in care.no_due_dates]
    rest = texts.say("due.no_dates", pets=texts.join(unknown)) if unknown else ""
    if not care.pets_checked:
        return texts.say(f"three-months.{species}_none")
    if not shots:
        return " ".join(part for part in (texts.say(f"three-months.{species}_nothing"), rest) if part)
    return "\n".join(part for part in (texts.say(f"three-months.{species}_yours"), *shots, rest) if part)


def _care(species: str) -> ToolCall:
    return ToolCall(operation_id="upcoming_care", arguments={"days": 90, "species": species})


THREE_MONTHS = Talk(
    slug="three-months",
    drawing="calendar",
    steps=(
        Step(
            key="dog",
            says=told("three-months.dog"),
            thought=told("three-months.dog_thought"),
            call=lambda _: _care("dog"),
            reply=lambda run, moment: _due("dog", run, moment.texts),
        ),
        Step(
            key="cat",
            says=told("three-months.cat"),
            thought=told("three-months.cat_thought"),
            call=lambda _: _care("cat"),
            reply=lambda run, moment: _due("cat", run, moment.texts),
        ),
    ),
)


def _routines(run: Run, moment: Moment) -> str:
    texts = moment.texts
    pets = [pet for pet in read_answer(run, CareRoutines).pets if pet.routines]
    if not pets:
        return texts.say("routines.none")
    lines = [f"• {pet.pet_name}: {texts.join([routine(each, texts) for each in pet.routines])}" for pet in pets]
    return "\n".join((texts.say("holiday.for_whoever"), *lines))


def _this_week(run: Run, moment: Moment) -> str:
    care, texts = read_answer(run, UpcomingCare), moment.texts
    if not care.pets_checked:
        raise End(texts.say("phrase.no_pets"))
    if not care.items:
        return texts.say("holiday.nothing_due")
    return "\n".join((texts.say("holiday.due"), *(f"• {care_line(item, texts)}" for item in care.items)))


HOLIDAY = Talk(
    slug="holiday",
    drawing="suitcase",
    steps=(
        Step(
            key="routines",
            says=told("holiday.routines"),
            thought=told("holiday.routines_thought"),
            call=lambda _: ToolCall(operation_id="care_routines", arguments={}),
            reply=_routines,
        ),
        Step(
            key="care",
            thought=told("holiday.care_thought"),
            call=lambda _: ToolCall(operation_id="upcoming_care", arguments={"days": 7}),
            reply=_this_week,
        ),
    ),
)


def _losing(pets: list[Pet]) -> list[Pet]:
    lost = [pet for pet in pets if (pet.weight_change_kg or 0) < 0]
    return sorted(lost, key=lambda pet: pet.weight_change_kg or 0)


def _lost_weight(run: Run, moment: Moment) -> str:
    texts = moment.texts
    pets = read_answer(run, PetList).pets
    lost = _losing(pets)
    if not pets:
        raise End(texts.say("three-months.cat_none"))
    if not lost:
        raise End(texts.say("lost.none"))
    changes = [
        texts.say(
            "lost-weight.change",
            name=pet.name,
            less=texts.weight(-(pet.weight_change_kg or 0)),
            now=texts.weight(pet.latest_weight_kg),
        )
        for pet in lost
    ]
    return f"{texts.join(changes)}."


def _worst(moment: Moment) -> Pet:
    return _losing(moment.progress.read("overview", PetList).pets)[0]


def _history(run: Run, moment: Moment) -> str:
    texts, listed = moment.texts, read_answer(run, WeightList)
    trend = listed.trend
    if trend.change_kg is None or not listed.weights:
        return texts.say("lost-weight.too_few", name=listed.pet_name)
    change, since = texts.weight(abs(trend.change_kg)), texts.day(trend.since)
    way = "lost-weight.lost" if trend.change_kg < 0 else "lost-weight.gained"
    advice = "lost-weight.vet" if trend.direction == "down" else "lost-weight.steady"
    return f"{texts.say(way, name=listed.pet_name, since=since, change=change)} {texts.say(advice)}"


LOST_WEIGHT = Talk(
    slug="lost-weight",
    drawing="scale",
    steps=(
        Step(
            key="overview",
            says=told("lost-weight.overview"),
            thought=told("lost-weight.overview_thought"),
            call=lambda _: ToolCall(operation_id="pets_overview", arguments={"species": "cat"}),
            reply=_lost_weight,
        ),
        Step(
            key="weights",
            says=lambda moment: moment.texts.say("lost-weight.weights", name=_worst(moment).name),
            thought=told("lost-weight.weights_thought"),
            call=lambda moment: ToolCall(operation_id="list_weights", arguments={"pet_id": str(_worst(moment).id)}),
            reply=_history,
        ),
    ),
)
