"""Conversations that add a pet: Clauddy with her certificate, a cat that exists already, two pets of one name."""

from datetime import date, timedelta

from app.playground.answers import Candidates, MedicalRecord, Pet, Vaccination, Weight, problem_of, read_answer
from app.playground.talk.phrases import join, kilograms, on_day, pronoun, told_apart
from app.playground.talk.script import End, Moment, Step, Talk, words
from app.playground.wire import Json, Run, ToolCall

FIRST_VACCINE, SECOND_VACCINE = "Rabies", "FVRCP"


def certificate_days(today: date) -> tuple[date, date, date]:
    """Return when the vaccines of the drawn certificate were given, and when the two are due."""
    given = today - timedelta(days=30)
    return given, given + timedelta(days=365), today + timedelta(days=12)


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


def _clauddys_id(moment: Moment) -> int:
    key = "create" if moment.progress.has("create") else "create_there"
    return moment.progress.read(key, Pet).id


def _vaccination(moment: Moment, *, second: bool) -> ToolCall:
    given, due, second_due = certificate_days(moment.today)
    return ToolCall(
        operation_id="add_vaccination",
        arguments={
            "pet_id": str(_clauddys_id(moment)),
            "vaccine_name": SECOND_VACCINE if second else FIRST_VACCINE,
            "administered_at": given.isoformat(),
            "due_at": (second_due if second else due).isoformat(),
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
        f"That is everything; {second.vaccine_name} comes next, on {on_day(second.due_at)}."
    )


CLAUDDY = Talk(
    slug="new-cat",
    title="A new cat and her certificate",
    about="One sentence and a photo become a pet, two vaccinations and a deworming.",
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
            key="first",
            thought="The first line of the certificate, read from the photo.",
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
    ),
)


def _exists(run: Run, _moment: Moment) -> str:
    problem = problem_of(run)
    if problem is None or not problem.existing:
        raise End("There was no Oliver in this account until now, so nothing had to be warned about. Start again.")
    pet = problem.existing[0]
    return f"There is {told_apart(pet)} already. Did you mean {pronoun(pet.sex)}?"


def _weigh_existing(moment: Moment) -> ToolCall:
    problem = problem_of(moment.progress.runs["create"])
    if problem is None:
        raise End("There is no pet to weigh.")
    return ToolCall(operation_id="add_weight", arguments={"pet_id": str(problem.existing[0].id), "weight_kg": 6.2})


def weighed(run: Run, _moment: Moment) -> str:
    """Say what was stored, and whether it was there already."""
    stored = read_answer(run, Weight)
    seen = " It was there already, so nothing was added." if stored.already_saved else ""
    return f"Noted for {stored.pet_name}: {kilograms(stored.weight_kg)} on {on_day(stored.measured_at)}.{seen}"


DUPLICATE = Talk(
    slug="there-already",
    title="A cat that is there already",
    about="The connector warns before it makes a second Oliver.",
    drawing="cats",
    steps=(
        Step(
            key="create",
            says=words("Add my cat Oliver."),
            thought="A new pet, as far as the GPT can tell.",
            call=lambda _: ToolCall(
                operation_id="create_pet", arguments={"name": "Oliver", "species": "cat", "country": "Vietnam"}
            ),
            reply=_exists,
            expected=("DUPLICATE_WARNING",),
        ),
        Step(
            key="weigh",
            says=words("Yes, him. I only wanted to say that he weighs 6.2 kg today."),
            thought="No second pet; the weight goes to the one that was named in the warning.",
            call=_weigh_existing,
            reply=weighed,
        ),
    ),
)


def _mimis(moment: Moment) -> set[str]:
    return {pet.species for pet in moment.progress.read("look", Candidates).candidates if pet.match == "exact"}


def _mimis_so_far(run: Run, _moment: Moment) -> str:
    known = [told_apart(pet) for pet in read_answer(run, Candidates).candidates if pet.match == "exact"]
    return f"I see {join(known)}." if known else "There is no Mimi in your diary yet, so I will add both."


def _adopted(run: Run, _moment: Moment) -> str:
    pet = read_answer(run, Pet)
    return f"{pet.name} the {pet.species} is in your diary."


def _new_mimi(species: str) -> ToolCall:
    arguments: dict[str, Json] = {"name": "Mimi", "species": species, "sex": "female", "country": "Vietnam"}
    return ToolCall(operation_id="create_pet", arguments=arguments)


def _which(run: Run, _moment: Moment) -> str:
    problem = problem_of(run)
    if problem is None:
        raise End(weighed(run, _moment))
    return f"Which one do you mean: {join([told_apart(pet) for pet in problem.candidates], 'or')}?"


def _weigh_the_cat(moment: Moment) -> ToolCall:
    problem = problem_of(moment.progress.runs["log"])
    cats = [pet for pet in problem.candidates if pet.species == "cat"] if problem else []
    if not cats:
        raise End("None of them is a cat.")
    return ToolCall(operation_id="add_weight", arguments={"pet_id": str(cats[0].id), "weight_kg": 4.2})


TWO_MIMIS = Talk(
    slug="two-mimis",
    title="Two pets called Mimi",
    about="A write never guesses: the connector names both, the person chooses.",
    drawing="mimis",
    steps=(
        Step(
            key="look",
            says=words("We adopted two animals from one family. Both are called Mimi: a cat and a dog."),
            thought="Which Mimis are there already?",
            call=lambda _: ToolCall(operation_id="find_pet", arguments={"name": "Mimi"}),
            reply=_mimis_so_far,
        ),
        Step(
            key="cat",
            thought="The cat.",
            call=lambda _: _new_mimi("cat"),
            reply=_adopted,
            skip=lambda moment: "cat" in _mimis(moment),
        ),
        Step(
            key="dog",
            thought="And the dog: the same name, but another species, so there is no warning.",
            call=lambda _: _new_mimi("dog"),
            reply=_adopted,
            skip=lambda moment: "dog" in _mimis(moment),
        ),
        Step(
            key="log",
            says=words("Log 4.2 for Mimi."),
            thought="A name is enough where only one pet has it.",
            call=lambda _: ToolCall(operation_id="add_weight", arguments={"pet_id": "Mimi", "weight_kg": 4.2}),
            reply=_which,
            expected=("AMBIGUOUS",),
        ),
        Step(
            key="choose",
            says=words("The cat, of course."),
            thought="Now with the id that stood beside the cat.",
            call=_weigh_the_cat,
            reply=weighed,
        ),
    ),
)
