"""Conversations that write records: weights from a photo, a booster; and one in which the connection ends."""

from datetime import date, timedelta

from app.devtools.playground.answers import PetList, Vaccination, VaccinationList, WeightBatch, read_answer
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.keeping import keep, kept
from app.devtools.playground.scenarios.phrases import message_of, of_kind
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk, told
from app.devtools.playground.wire import Json, Run, ToolCall

NOTED_WEIGHTS: tuple[tuple[str, str], ...] = (("Mèo Mun", "3.9"), ("Барсик", "5,3"), ("Oliver", "6.2"))
"""What stands on the drawn notes, as it was written."""
_PHOTOGRAPHED = "Mèo Mun"


def _rows(_moment: Moment) -> ToolCall:
    rows: list[Json] = [{"pet": name, "weight_kg": float(weight.replace(",", "."))} for name, weight in NOTED_WEIGHTS]
    return ToolCall(operation_id="add_weights", arguments={"rows": rows})


def _batch(run: Run, moment: Moment) -> str:
    texts, batch = moment.texts, read_answer(run, WeightBatch)
    stored = [f"{row.pet_name} {texts.weight(row.weight_kg)}" for row in batch.results if row.failure is None]
    failed = [
        texts.say("weights-photo.row_failed", row=row.row, message=row.failure.message)
        for row in batch.results
        if row.failure
    ]
    first = texts.say("weights-photo.noted", rows=texts.join(stored)) if stored else texts.say("cancelled")
    again = [texts.say("weights-photo.there_already", number=batch.already_saved)] if batch.already_saved else []
    return " ".join([first, *again, *failed])


def _is_this_right(moment: Moment) -> str:
    texts = moment.texts
    said = [f"{name} {texts.weight(float(weight.replace(',', '.')))}" for name, weight in NOTED_WEIGHTS]
    return texts.say("weights-photo.is_this_right", rows=texts.join(said))


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
            says=told("weights-photo.check"),
            photo="weights",
            thought=told("weights-photo.check_thought"),
            tells=_is_this_right,
        ),
        Step(
            key="batch",
            says=told("weights-photo.batch"),
            thought=told("weights-photo.batch_thought"),
            call=_rows,
            reply=_batch,
        ),
        Step(
            key="keep",
            says=told("weights-photo.keep"),
            photo="scales",
            thought=told("weights-photo.keep_thought"),
            call=_on_the_scales,
            reply=kept("kept.with_cat"),
            expected=("VALIDATION_ERROR",),
            skip=_was_not_weighed,
        ),
    ),
)


def _overdue(run: Run, moment: Moment) -> str:
    open_ones = read_answer(run, VaccinationList).vaccinations
    if not open_ones:
        raise End(moment.texts.say("booster.nothing_overdue"))
    old = open_ones[0]
    return moment.texts.say("booster.was_due", vaccine=old.vaccine_name, day=moment.texts.day(old.due_at))


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


def _renewed(run: Run, moment: Moment) -> str:
    new, texts = read_answer(run, Vaccination), moment.texts
    given, due = texts.day(new.administered_at), texts.day(new.due_at)
    return texts.say("booster.renewed", vaccine=new.vaccine_name, given=given, due=due)


BOOSTER = Talk(
    slug="booster",
    drawing="syringe",
    steps=(
        Step(
            key="overdue",
            says=told("booster.overdue"),
            thought=told("booster.overdue_thought"),
            call=lambda _: ToolCall(
                operation_id="list_vaccinations", arguments={"pet_id": "Mèo Mun", "status": "overdue"}
            ),
            reply=_overdue,
        ),
        Step(
            key="renew",
            says=told("booster.renew"),
            thought=told("booster.renew_thought"),
            call=_renewal,
            reply=_renewed,
        ),
    ),
)


def _names(run: Run, moment: Moment) -> str:
    texts = moment.texts
    if problem := problem_of(run):
        return message_of(problem, texts)
    pets = [pet for pet in read_answer(run, PetList).pets if pet.status != "deceased"]
    named = texts.join([of_kind(pet, texts) for pet in pets])
    return texts.say("list", pets=named) if pets else texts.say("reconnect.none_so_far")


def _ask(_moment: Moment) -> ToolCall:
    return ToolCall(operation_id="list_pets", arguments={})


RECONNECT = Talk(
    slug="reconnect",
    drawing="plug",
    steps=(
        Step(
            key="before",
            says=told("reconnect.before"),
            thought=told("reconnect.before_thought"),
            call=_ask,
            reply=_names,
        ),
        Step(key="revoke", thought=told("reconnect.revoke_thought"), deed="revoke"),
        Step(
            key="refused",
            says=told("reconnect.refused"),
            thought=told("reconnect.refused_thought"),
            call=_ask,
            reply=_names,
            expected=("UNAUTHORIZED",),
        ),
        Step(key="again", thought=told("reconnect.again_thought"), deed="reconnect"),
        Step(
            key="after", says=told("reconnect.after"), thought=told("reconnect.after_thought"), call=_ask, reply=_names
        ),
    ),
)
