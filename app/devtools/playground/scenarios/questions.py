"""Conversations that only ask: birthdays, what is due, routines, weights."""

from app.devtools.playground.answers import CareItem, CareRoutines, Pet, PetList, UpcomingCare, WeightList, read_answer
from app.devtools.playground.scenarios.phrases import in_days, join, kilograms, on_day, routine
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk, words
from app.devtools.playground.wire import Run, ToolCall

NO_PETS = "There are no pets in this account yet. Shall I add the first one?"


def _closest(run: Run, _moment: Moment) -> str:
    pets = read_answer(run, PetList).pets
    if not pets:
        raise End(NO_PETS)
    known = [(pet.next_birthday.days_until, pet) for pet in pets if pet.next_birthday]
    dated = sorted(((days, pet) for days, pet in known if days is not None), key=lambda each: each[0])
    if not dated:
        raise End("I know of no pet on which day it was born.")
    pet = dated[0][1]
    birthday = pet.next_birthday
    turns = (
        f"turns {birthday.turns} on {on_day(birthday.date or '')}, {in_days(birthday.days_until)}" if birthday else ""
    )
    unsure = [other.name for _days, other in known if other.next_birthday and other.next_birthday.days_until is None]
    rest = f" Of {join(unsure)} I only know the month or the year." if unsure else ""
    return f"{pet.name} {turns}.{rest}"


BIRTHDAY = Talk(
    slug="birthday",
    drawing="cake",
    steps=(
        Step(
            key="overview",
            says=words("Which of my pets has the closest birthday?"),
            thought="The overview has every pet with its next birthday.",
            call=lambda _: ToolCall(operation_id="pets_overview", arguments={}),
            reply=_closest,
        ),
    ),
)


def _what(item: CareItem) -> str:
    if item.kind == "birthday":
        return f"{item.pet_name} turns {item.turns}" if item.turns else f"{item.pet_name}'s birthday"
    return f"{item.pet_name}: {item.vaccine_name or item.kind}"


def _care_line(item: CareItem) -> str:
    when = "overdue since" if item.overdue else "on"
    return f"{_what(item)}, {when} {on_day(item.date)}"


def _due(species: str, run: Run) -> str:
    care = read_answer(run, UpcomingCare)
    shots = [f"• {_care_line(item)}" for item in care.items if item.kind == "vaccination"]
    if species in care.vaccinations_not_kept_for:
        return f"Meo Mai Moi keeps no vaccinations for {species}s, so I cannot tell. Your vet will know."
    unknown = [pet.pet_name for pet in care.no_due_dates]
    rest = f"Of {join(unknown)} no due date is noted." if unknown else ""
    if not care.pets_checked:
        return f"There is no {species} in this account yet."
    if not shots:
        return f"Nothing is due for your {species} in the next 3 months, as far as it is noted. {rest}".strip()
    return "\n".join(part for part in (f"Your {species}s:", *shots, rest) if part)


def _care(species: str) -> ToolCall:
    return ToolCall(operation_id="upcoming_care", arguments={"days": 90, "species": species})


THREE_MONTHS = Talk(
    slug="three-months",
    drawing="calendar",
    steps=(
        Step(
            key="dog",
            says=words("What vaccinations does my dog need in the next 3 months?"),
            thought="Three months are about 90 days.",
            call=lambda _: _care("dog"),
            reply=lambda run, _: _due("dog", run),
        ),
        Step(
            key="cat",
            says=words("And my cats?"),
            thought="The same for cats.",
            call=lambda _: _care("cat"),
            reply=lambda run, _: _due("cat", run),
        ),
    ),
)


def _routines(run: Run, _moment: Moment) -> str:
    pets = [pet for pet in read_answer(run, CareRoutines).pets if pet.routines]
    if not pets:
        return "No routines are noted for your pets."
    lines = [f"• {pet.pet_name}: {join([routine(each) for each in pet.routines])}" for pet in pets]
    return "\n".join(("For whoever looks after them:", *lines))


def _this_week(run: Run, _moment: Moment) -> str:
    care = read_answer(run, UpcomingCare)
    items = care.items
    if not care.pets_checked:
        raise End(NO_PETS)
    if not items:
        return "Nothing is due while you are away. Have a good time!"
    return "\n".join(("And this is due by then:", *(f"• {_care_line(item)}" for item in items)))


HOLIDAY = Talk(
    slug="holiday",
    drawing="suitcase",
    steps=(
        Step(
            key="routines",
            says=words("I'm going on holiday for a week, summarize my pets' care routines."),
            thought="The routines of each pet, with how it went lately.",
            call=lambda _: ToolCall(operation_id="care_routines", arguments={}),
            reply=_routines,
        ),
        Step(
            key="care",
            thought="Is anything due in these 7 days?",
            call=lambda _: ToolCall(operation_id="upcoming_care", arguments={"days": 7}),
            reply=_this_week,
        ),
    ),
)


def _losing(pets: list[Pet]) -> list[Pet]:
    lost = [pet for pet in pets if (pet.weight_change_kg or 0) < 0]
    return sorted(lost, key=lambda pet: pet.weight_change_kg or 0)


def _lost_weight(run: Run, _moment: Moment) -> str:
    pets = read_answer(run, PetList).pets
    lost = _losing(pets)
    if not pets:
        raise End("There is no cat in this account yet.")
    if not lost:
        raise End("None of them, as far as the weights tell.")
    changes = [
        f"{pet.name} ({kilograms(-(pet.weight_change_kg or 0))} less, now {kilograms(pet.latest_weight_kg)})"
        for pet in lost
    ]
    return f"{join(changes)}."


def _worst(moment: Moment) -> Pet:
    return _losing(moment.progress.read("overview", PetList).pets)[0]


def _history(run: Run, _moment: Moment) -> str:
    listed = read_answer(run, WeightList)
    trend = listed.trend
    if trend.change_kg is None or not listed.weights:
        return f"There are too few weights of {listed.pet_name} to see a trend."
    way = "lost" if trend.change_kg < 0 else "gained"
    advice = (
        "If that was not meant, a vet should have a look." if trend.direction == "down" else "That is about steady."
    )
    return f"Since {on_day(trend.since)} {listed.pet_name} has {way} {kilograms(abs(trend.change_kg))}. {advice}"


LOST_WEIGHT = Talk(
    slug="lost-weight",
    drawing="scale",
    steps=(
        Step(
            key="overview",
            says=words("Which of my cats lost weight?"),
            thought="The overview has the latest change of each.",
            call=lambda _: ToolCall(operation_id="pets_overview", arguments={"species": "cat"}),
            reply=_lost_weight,
        ),
        Step(
            key="weights",
            says=lambda moment: f"How did it go with {_worst(moment).name}?",
            thought="All weights of this one.",
            call=lambda moment: ToolCall(operation_id="list_weights", arguments={"pet_id": str(_worst(moment).id)}),
            reply=_history,
        ),
    ),
)
