"""The conversation that adds Clauddy: a sentence, a certificate, and what was said about deworming."""

from datetime import timedelta

from app.devtools.playground.answers import Candidates, MedicalRecord, Pet, Vaccination, read_answer
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.certificate import certificate_lines
from app.devtools.playground.scenarios.keeping import keep, kept
from app.devtools.playground.scenarios.phrases import there_already
from app.devtools.playground.scenarios.script import Moment, Step, Talk, told
from app.devtools.playground.wire import Json, Run, ToolCall


def _same_name(moment: Moment) -> list[Pet]:
    found = moment.progress.read("find", Candidates).candidates
    return [pet for pet in found if pet.match == "exact"]


def _found(run: Run, moment: Moment) -> str:
    same = [pet for pet in read_answer(run, Candidates).candidates if pet.match == "exact"]
    if not same:
        return moment.texts.say("new-cat.none_yet")
    return there_already(same[0], moment.texts)


def _clauddy(moment: Moment) -> dict[str, Json]:
    arguments: dict[str, Json] = {"name": "Clauddy", "species": "cat", "sex": "female", "age_months": 6}
    return {**arguments, "confirm_duplicate": True} if _same_name(moment) else arguments


def _created(run: Run, moment: Moment) -> str:
    texts = moment.texts
    if problem := problem_of(run):
        return texts.say("new-cat.missing", message=problem.message)
    pet = read_answer(run, Pet)
    facts = [fact for fact in (texts.word("sex", pet.sex), texts.age(pet.age)) if fact]
    return texts.say("new-cat.created", name=pet.name, facts=", ".join(facts))


def _is_this_right(moment: Moment) -> str:
    texts = moment.texts
    lines = [
        texts.say("new-cat.line", vaccine=vaccine, given=texts.day(given.isoformat()), due=texts.day(due.isoformat()))
        for vaccine, given, due in certificate_lines(moment.today)
    ]
    return texts.say("new-cat.is_this_right", lines=texts.join(lines))


def _clauddys_id(moment: Moment) -> int:
    key = "create" if moment.progress.has("create") else "create_there"
    return moment.progress.read(key, Pet).id


def _vaccination(moment: Moment, *, second: bool) -> ToolCall:
    vaccine, given, due = certificate_lines(moment.today)[int(second)]
    return ToolCall(
        operation_id="add_vaccination",
        arguments={
            "pet_id": str(_clauddys_id(moment)),
            "vaccine_name": vaccine,
            "administered_at": given.isoformat(),
            "due_at": due.isoformat(),
            "notes": moment.texts.say("new-cat.notes"),
        },
    )


def _vaccinated(run: Run, moment: Moment) -> str:
    shot, texts = read_answer(run, Vaccination), moment.texts
    given, due = texts.day(shot.administered_at), texts.day(shot.due_at)
    return texts.say("new-cat.vaccinated", vaccine=shot.vaccine_name, given=given, due=due)


def _dewormed(moment: Moment) -> ToolCall:
    return ToolCall(
        operation_id="add_medical_record",
        arguments={
            "pet_id": str(_clauddys_id(moment)),
            "record_type": "deworming",
            "record_date": (moment.today - timedelta(days=61)).isoformat(),
            "description": moment.texts.say("new-cat.dewormed"),
        },
    )


def _all_noted(run: Run, moment: Moment) -> str:
    record = read_answer(run, MedicalRecord)
    second = moment.progress.read("second", Vaccination)
    day, due = moment.texts.day(record.record_date), moment.texts.day(second.due_at)
    return moment.texts.say("new-cat.all_noted", day=day, vaccine=second.vaccine_name, due=due)


def _certificate_kept(moment: Moment) -> ToolCall:
    shot = moment.progress.read("first", Vaccination)
    arguments: dict[str, Json] = {"pet_id": str(_clauddys_id(moment)), "vaccination_id": shot.id}
    return keep("add_vaccination_photo", "certificate", arguments)


CLAUDDY = Talk(
    slug="new-cat",
    drawing="certificate",
    steps=(
        Step(
            key="find",
            says=told("new-cat.find"),
            photo="certificate",
            thought=told("new-cat.find_thought"),
            call=lambda _: ToolCall(operation_id="find_pet", arguments={"name": "Clauddy", "species": "cat"}),
            reply=_found,
        ),
        Step(
            key="confirm",
            says=told("new-cat.confirm"),
            thought=told("new-cat.confirm_thought"),
            skip=lambda moment: not _same_name(moment),
        ),
        Step(
            key="create",
            thought=told("new-cat.create_thought"),
            call=lambda moment: ToolCall(operation_id="create_pet", arguments=_clauddy(moment)),
            reply=_created,
            expected=("VALIDATION_ERROR",),
        ),
        Step(
            key="create_there",
            says=told("new-cat.create_there"),
            thought=told("new-cat.create_there_thought"),
            call=lambda moment: ToolCall(
                operation_id="create_pet", arguments={**_clauddy(moment), "country": "Vietnam"}
            ),
            reply=_created,
            skip=lambda moment: moment.progress.has("create"),
        ),
        Step(
            key="check",
            thought=told("new-cat.check_thought"),
            tells=_is_this_right,
        ),
        Step(
            key="first",
            says=told("new-cat.first"),
            thought=told("new-cat.first_thought"),
            call=lambda moment: _vaccination(moment, second=False),
            reply=_vaccinated,
        ),
        Step(
            key="second",
            thought=told("new-cat.second_thought"),
            call=lambda moment: _vaccination(moment, second=True),
            reply=_vaccinated,
        ),
        Step(key="deworming", thought=told("new-cat.deworming_thought"), call=_dewormed, reply=_all_noted),
        Step(
            key="keep",
            says=told("new-cat.keep"),
            thought=told("new-cat.keep_thought"),
            call=_certificate_kept,
            reply=kept("kept.with_record"),
            expected=("VALIDATION_ERROR",),
        ),
    ),
)
