"""Conversations that write records: weights from a photo, a booster; and one in which the connection ends."""

from datetime import date, timedelta

from app.devtools.playground.answers import PetList, Vaccination, VaccinationList, WeightBatch, read_answer
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.keeping import keep, kept
from app.devtools.playground.scenarios.phrases import join, kilograms, on_day
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk, words
from app.devtools.playground.wire import Json, Run, ToolCall

NOTED_WEIGHTS: tuple[tuple[str, str], ...] = (("Mèo Mun", "3.9"), ("Барсик", "5,3"), ("Oliver", "6.2"))
"""What stands on the drawn notes, as it was written."""
_PHOTOGRAPHED = "Mèo Mun"


def _rows(_moment: Moment) -> ToolCall:
    rows: list[Json] = [{"pet": name, "weight_kg": float(weight.replace(",", "."))} for name, weight in NOTED_WEIGHTS]
    return ToolCall(operation_id="add_weights", arguments={"rows": rows})


def _batch(run: Run, _moment: Moment) -> str:
    batch = read_answer(run, WeightBatch)
    stored = [f"{row.pet_name} {kilograms(row.weight_kg)}" for row in batch.results if row.failure is None]
    failed = [f"Row {row.row} was not saved: {row.failure.message}" for row in batch.results if row.failure]
    first = f"Noted for today: {join(stored)}." if stored else "Nothing was saved."
    again = f" {batch.already_saved} of them stood there already." if batch.already_saved else ""
    return " ".join([first + again, *failed])


def _is_this_right(_moment: Moment) -> str:
    said = [f"{name} {kilograms(float(weight.replace(',', '.')))}" for name, weight in NOTED_WEIGHTS]
    return f"On your notes I read {join(said)}, all of today. Is this right?"


def _on_the_scales(_moment: Moment) -> ToolCall:
    return keep("add_pet_photo", "scales", {"pet_id": _PHOTOGRAPHED})


def _was_not_weighed(moment: Moment) -> bool:
    rows = moment.progress.read("batch", WeightBatch).results if moment.progress.has("batch") else []
    return not any(row.pet_name == _PHOTOGRAPHED and row.failure is None for row in rows)


WEIGHTS_PHOTO = Talk(
    slug="weights-photo",
    drawing="notes",
    steps=(
        Step(
            key="check",
            says=words("I weighed all 3 of my cats today. Here's the photo of my notes."),
            photo="weights",
            thought="What is read from a photo is said before it is saved.",
            tells=_is_this_right,
        ),
        Step(
            key="batch",
            says=words("Yes."),
            thought="All rows in one call; “5,3” is 5.3 kg.",
            call=_rows,
            reply=_batch,
        ),
        Step(
            key="keep",
            says=words("And this is Mèo Mun on the scales. Keep it as her photo, please."),
            photo="scales",
            thought="The file goes along as a link of the chat, and the connector fetches it.",
            call=_on_the_scales,
            reply=kept("Mèo Mun, as her first picture"),
            expected=("VALIDATION_ERROR",),
            skip=_was_not_weighed,
        ),
    ),
)


def _overdue(run: Run, _moment: Moment) -> str:
    open_ones = read_answer(run, VaccinationList).vaccinations
    if not open_ones:
        raise End("Nothing of Mèo Mun's is overdue, so there is no record that a booster would renew.")
    old = open_ones[0]
    return f"Her {old.vaccine_name} was due on {on_day(old.due_at)}. I will note the new dose and close the old record."


def in_a_year(given: date) -> date:
    """The same day next year; 28 February for the 29th."""
    day = 28 if (given.month, given.day) == (2, 29) else given.day
    return given.replace(year=given.year + 1, day=day)


def _renewal(moment: Moment) -> ToolCall:
    old = moment.progress.read("overdue", VaccinationList).vaccinations[0]
    given = moment.today - timedelta(days=1)
    return ToolCall(
        operation_id="renew_vaccination",
        arguments={
            "pet_id": "Mèo Mun",
            "vaccination_id": old.id,
            "administered_at": given.isoformat(),
            "due_at": in_a_year(given).isoformat(),
        },
    )


def _renewed(run: Run, _moment: Moment) -> str:
    new = read_answer(run, Vaccination)
    given, due = on_day(new.administered_at), on_day(new.due_at)
    return f"Done. {new.vaccine_name} of {given} is noted; the next one is due on {due}."


BOOSTER = Talk(
    slug="booster",
    drawing="syringe",
    steps=(
        Step(
            key="overdue",
            says=words("Mèo Mun got her booster yesterday. The next one is in a year."),
            thought="Which vaccination was that? The overdue ones first.",
            call=lambda _: ToolCall(
                operation_id="list_vaccinations", arguments={"pet_id": "Mèo Mun", "status": "overdue"}
            ),
            reply=_overdue,
        ),
        Step(
            key="renew",
            says=words("Right."),
            thought="Renewing closes the old record, so ChatGPT asks the person before it calls.",
            call=_renewal,
            reply=_renewed,
        ),
    ),
)


def _names(run: Run, _moment: Moment) -> str:
    if problem := problem_of(run):
        return problem.message
    pets = [pet for pet in read_answer(run, PetList).pets if pet.status != "deceased"]
    return f"You have {join([f'{pet.name} the {pet.species}' for pet in pets])}." if pets else "None so far."


def _ask(_moment: Moment) -> ToolCall:
    return ToolCall(operation_id="list_pets", arguments={})


RECONNECT = Talk(
    slug="reconnect",
    drawing="plug",
    steps=(
        Step(key="before", says=words("Which pets do I have?"), thought="All of them.", call=_ask, reply=_names),
        Step(key="revoke", thought="In Meo Mai Moi's settings the connection to ChatGPT is ended.", deed="revoke"),
        Step(
            key="refused",
            says=words("And now?"),
            thought="The token is still there, but it opens nothing any more.",
            call=_ask,
            reply=_names,
            expected=("UNAUTHORIZED",),
        ),
        Step(key="again", thought="ChatGPT shows its Connect button again.", deed="reconnect"),
        Step(key="after", says=words("Which pets do I have?"), thought="The same question.", call=_ask, reply=_names),
    ),
)
