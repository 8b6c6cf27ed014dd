"""The conversation that adds Clauddy: a sentence, a certificate, and what was said about deworming."""

from datetime import timedelta

from app.devtools.playground.answers import Candidates, MedicalRecord, Pet, Vaccination, read_answer
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.certificate import certificate_lines
from app.devtools.playground.scenarios.keeping import keep, kept
from app.devtools.playground.scenarios.phrases import join, on_day, pronoun, told_apart
from app.devtools.playground.scenarios.script import Moment, Step, Talk, words
from app.devtools.playground.wire import Json, Run, ToolCall


def _same_name(moment: Moment) -> list[Pet]:
    found = moment.progress.read("find", Candidates).candidates
    return [pet for pet in found if pet.match == "exact"]


def _found(run: Run, _moment: Moment) -> str:
    same = [pet for pet in read_answer(run, Candidates).candidates if pet.match == "exact"]
    if not same:
        return "There is no Clauddy in your diary yet, so I will add her."
    return f"There is {told_apart(same[0])} already. Did you mean {pronoun(same[0].sex)}?"


def _clauddy(moment: Moment) -> dict[str, Json]:
    arguments: dict[str, Json] = {"name": "Clauddy", "species": "cat", "sex": "female", "age_months": 6}
    return {**arguments, "confirm_duplicate": True} if _same_name(moment) else arguments


def _created(run: Run, _moment: Moment) -> str:
    if problem := problem_of(run):
        return f"One thing is missing. {problem.message}"
    pet = read_answer(run, Pet)
    facts = [fact for fact in (pet.sex, pet.age) if fact]
    return f"{pet.name} is in your diary: {', '.join(facts)}. Now her certificate."


def _is_this_right(moment: Moment) -> str:
    lines = [
        f"{vaccine}, given on {on_day(given.isoformat())}, next dose on {on_day(due.isoformat())}"
        for vaccine, given, due in certificate_lines(moment.today)
    ]
    return f"On the certificate I read {join(lines)}. Is this right?"


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
            "notes": "Read from the certificate by ChatGPT",
        },
    )


def _vaccinated(run: Run, _moment: Moment) -> str:
    shot = read_answer(run, Vaccination)
    return f"{shot.vaccine_name}, given on {on_day(shot.administered_at)}, is noted. Next dose: {on_day(shot.due_at)}."


def _dewormed(moment: Moment) -> ToolCall:
    return ToolCall(
        operation_id="add_medical_record",
        arguments={
            "pet_id": str(_clauddys_id(moment)),
            "record_type": "deworming",
            "record_date": (moment.today - timedelta(days=61)).isoformat(),
            "description": "Dewormed about 2 months ago, as the owner says.",
        },
    )


def _all_noted(run: Run, moment: Moment) -> str:
    record = read_answer(run, MedicalRecord)
    second = moment.progress.read("second", Vaccination)
    return (
        f"Her deworming around {on_day(record.record_date)} is noted too. "
        f"{second.vaccine_name} comes next, on {on_day(second.due_at)}. "
        "Shall I keep the picture of the certificate too?"
    )


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
            says=words(
                "Create a new cat named Clauddy. Here is her vaccination certificate. We don't know her exact "
                "birthday, but she's about 6 months old. She was dewormed 2 months ago."
            ),
            photo="certificate",
            thought="Is there a Clauddy already?",
            call=lambda _: ToolCall(operation_id="find_pet", arguments={"name": "Clauddy", "species": "cat"}),
            reply=_found,
        ),
        Step(
            key="confirm",
            says=words("No, this is another one. Same name!"),
            thought="The person says that she is another cat, so the warning may be passed over.",
            skip=lambda moment: not _same_name(moment),
        ),
        Step(
            key="create",
            thought="About 6 months: that is an age, so no birthday is made up.",
            call=lambda moment: ToolCall(operation_id="create_pet", arguments=_clauddy(moment)),
            reply=_created,
            expected=("VALIDATION_ERROR",),
        ),
        Step(
            key="create_there",
            says=words("In Vietnam."),
            thought="The same call again, with the country.",
            call=lambda moment: ToolCall(
                operation_id="create_pet", arguments={**_clauddy(moment), "country": "Vietnam"}
            ),
            reply=_created,
            skip=lambda moment: moment.progress.has("create"),
        ),
        Step(
            key="check",
            thought="What is read from a photo is said before it is saved.",
            tells=_is_this_right,
        ),
        Step(
            key="first",
            says=words("Yes, that is right."),
            thought="The first line of the certificate.",
            call=lambda moment: _vaccination(moment, second=False),
            reply=_vaccinated,
        ),
        Step(
            key="second",
            thought="The second line.",
            call=lambda moment: _vaccination(moment, second=True),
            reply=_vaccinated,
        ),
        Step(key="deworming", thought="And what the person said themselves.", call=_dewormed, reply=_all_noted),
        Step(
            key="keep",
            says=words("Yes, please."),
            thought="The file goes along as a link of the chat, and the connector fetches it.",
            call=_certificate_kept,
            reply=kept("the record of her vaccination"),
            expected=("VALIDATION_ERROR",),
        ),
    ),
)
