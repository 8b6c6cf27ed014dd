"""Conversations about names that are there already: a warning before a second Oliver, and two pets called Mimi."""

from app.devtools.playground.answers import Candidates, Pet, Weight, read_answer
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.phrases import join, kilograms, on_day, pronoun, told_apart
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk, words
from app.devtools.playground.wire import Json, Run, ToolCall


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


def _new_mimi(species: str, **more: Json) -> ToolCall:
    arguments: dict[str, Json] = {"name": "Mimi", "species": species, "sex": "female", "country": "Vietnam", **more}
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
            thought="And the dog. There is a Mimi by now, and the person has said that these are two.",
            call=lambda _: _new_mimi("dog", confirm_duplicate=True),
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
