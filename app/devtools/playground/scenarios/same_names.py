"""Conversations about names that are there already: a warning before a second Oliver, and two pets called Mimi."""

from app.devtools.playground.answers import Candidates, Pet, Weight, read_answer
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.phrases import of_kind, there_already, told_apart
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk, told
from app.devtools.playground.wire import Json, Run, ToolCall


def _exists(run: Run, moment: Moment) -> str:
    problem = problem_of(run)
    if problem is None or not problem.existing:
        raise End(moment.texts.say("there-already.no_warning"))
    return there_already(problem.existing[0], moment.texts)


def _weigh_existing(moment: Moment) -> ToolCall:
    problem = problem_of(moment.progress.runs["create"])
    if problem is None:
        raise End(moment.texts.say("there-already.nobody"))
    return ToolCall(operation_id="add_weight", arguments={"pet_id": str(problem.existing[0].id), "weight_kg": 6.2})


def weighed(run: Run, moment: Moment) -> str:
    """Say what was stored, and whether it was there already."""
    stored, texts = read_answer(run, Weight), moment.texts
    weight, day = texts.weight(stored.weight_kg), texts.day(stored.measured_at)
    noted = texts.say("there-already.noted", name=stored.pet_name, weight=weight, day=day)
    return f"{noted} {texts.say('already_saved')}" if stored.already_saved else noted


DUPLICATE = Talk(
    slug="there-already",
    drawing="cats",
    steps=(
        Step(
            key="create",
            says=told("there-already.create"),
            thought=told("there-already.create_thought"),
            call=lambda _: ToolCall(
                operation_id="create_pet", arguments={"name": "Oliver", "species": "cat", "country": "Vietnam"}
            ),
            reply=_exists,
            expected=("DUPLICATE_WARNING",),
        ),
        Step(
            key="weigh",
            says=told("there-already.weigh"),
            thought=told("there-already.weigh_thought"),
            call=_weigh_existing,
            reply=weighed,
        ),
    ),
)


def _mimis(moment: Moment) -> set[str]:
    return {pet.species for pet in moment.progress.read("look", Candidates).candidates if pet.match == "exact"}


def _mimis_so_far(run: Run, moment: Moment) -> str:
    texts = moment.texts
    known = [told_apart(pet, texts) for pet in read_answer(run, Candidates).candidates if pet.match == "exact"]
    return texts.say("two-mimis.known", pets=texts.join(known)) if known else texts.say("two-mimis.none_yet")


def _adopted(run: Run, moment: Moment) -> str:
    return moment.texts.say("two-mimis.adopted", pet=of_kind(read_answer(run, Pet), moment.texts))


def _new_mimi(species: str, **more: Json) -> ToolCall:
    arguments: dict[str, Json] = {"name": "Mimi", "species": species, "sex": "female", "country": "Vietnam", **more}
    return ToolCall(operation_id="create_pet", arguments=arguments)


def _which(run: Run, moment: Moment) -> str:
    problem = problem_of(run)
    if problem is None:
        raise End(weighed(run, moment))
    pets = [told_apart(pet, moment.texts) for pet in problem.candidates]
    return moment.texts.say("two-mimis.which", pets=moment.texts.join(pets, "or"))


def _weigh_the_cat(moment: Moment) -> ToolCall:
    problem = problem_of(moment.progress.runs["log"])
    cats = [pet for pet in problem.candidates if pet.species == "cat"] if problem else []
    if not cats:
        raise End(moment.texts.say("two-mimis.no_cat"))
    return ToolCall(operation_id="add_weight", arguments={"pet_id": str(cats[0].id), "weight_kg": 4.2})


TWO_MIMIS = Talk(
    slug="two-mimis",
    drawing="mimis",
    steps=(
        Step(
            key="look",
            says=told("two-mimis.look"),
            thought=told("two-mimis.look_thought"),
            call=lambda _: ToolCall(operation_id="find_pet", arguments={"name": "Mimi"}),
            reply=_mimis_so_far,
        ),
        Step(
            key="cat",
            thought=told("two-mimis.cat_thought"),
            call=lambda _: _new_mimi("cat"),
            reply=_adopted,
            skip=lambda moment: "cat" in _mimis(moment),
        ),
        Step(
            key="dog",
            thought=told("two-mimis.dog_thought"),
            call=lambda _: _new_mimi("dog", confirm_duplicate=True),
            reply=_adopted,
            skip=lambda moment: "dog" in _mimis(moment),
        ),
        Step(
            key="log",
            says=told("two-mimis.log"),
            thought=told("two-mimis.log_thought"),
            call=lambda _: ToolCall(operation_id="add_weight", arguments={"pet_id": "Mimi", "weight_kg": 4.2}),
            reply=_which,
            expected=("AMBIGUOUS",),
        ),
        Step(
            key="choose",
            says=told("two-mimis.choose"),
            thought=told("two-mimis.choose_thought"),
            call=_weigh_the_cat,
            reply=weighed,
        ),
    ),
)
