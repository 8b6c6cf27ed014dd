"""A conversation by rules: sentences become calls, choices between pets, or a question before something is saved."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import Final

from msgspec.structs import replace

from app.devtools.playground.answers import Candidates, Unreadable, VaccinationList, read_answer
from app.devtools.playground.language import Language, Texts, texts_of
from app.devtools.playground.model.talk import ModelFailed, ModelStep, ModelTalk, TooManyCalls
from app.devtools.playground.problems import KnownPet, Problem, problem_of
from app.devtools.playground.say.plans import Plan, left_aside, plan_for, saves
from app.devtools.playground.say.reading import Reading, read_sentence
from app.devtools.playground.say.replies import confirmation, reply_to, told_apart
from app.devtools.playground.say.turns import Pending, Turn, chosen_pet, known_pet
from app.devtools.playground.wire import Run, ToolCall

RunTool = Callable[[ToolCall], Awaitable[Run]]
_WITH_SPECIES: Final = ("list_pets", "find_pet", "pets_overview", "upcoming_care", "create_pet")
_SURE: Final = ("exact", "form", "species")
_MAX_TURNS: Final = 50
_FOLLOW_UPS: Final = ("list", "due", "birthday", "lost", "overdue")
_ABOUT_ONE_PET: Final = ("show", "weights", "weigh", "shot", "booster", "medical")


class Exchange:
    """What was said so far in one browser."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.count = 0
        """Turns so far, those that are no longer shown included; a button belongs to one."""
        self.pending: Pending | None = None
        self.last: Reading | None = None
        self.focus: KnownPet | None = None
        """The pet that was spoken of last: whom "she" means."""
        self.model = ModelTalk()

    async def hear(self, sentence: str, *, preferred: Language, today: date, run_tool: RunTool) -> None:
        """Take a sentence: an answer to the question that waits, or something new."""
        preferred = self.turns[-1].language if self.turns else preferred
        self._forget_what_the_model_asked()
        reading = read_sentence(sentence, preferred=preferred, today=today)
        language = reading.language if reading.tags else preferred
        turn = self._begin(sentence, language)
        waiting, self.pending = self.pending, None
        step = _Step(self, turn, today, run_tool)
        if waiting and not reading.intent.startswith("no.") and await step.answer(waiting, reading):
            return
        if waiting and waiting.pets:
            self.focus = waiting.pets[0]
        reading = self._continued(reading)
        turn.aside = left_aside(reading)
        await step.follow(self._with_focus(plan_for(reading, today), reading))
        self.last = reading if reading.intent else self.last

    async def choose(self, choice: str, label: str, *, today: date, run_tool: RunTool) -> None:
        """Take a pressed button: `yes`, `no`, or the number of a pet."""
        waiting, self.pending = self.pending, None
        if waiting is None:
            return
        step = _Step(self, self._begin(label, self.turns[-1].language), today, run_tool)
        if choice.isdecimal():
            chosen = next((pet for pet in waiting.pets if pet.id == int(choice)), None)
            if chosen and waiting.question == "choose":
                await step.about(waiting.plan, chosen)
                return
        await step.decided(waiting, yes=choice == "yes")

    async def hear_by_model(self, sentence: str, *, preferred: Language, step: ModelStep) -> None:
        """Take a sentence that a model answers."""
        self.pending = None
        turn = self._begin(sentence, preferred)
        await self._led(turn, self.model.hear(sentence, turn, step))

    async def decide_by_model(self, label: str, *, yes: bool, step: ModelStep) -> None:
        """Take a pressed button that answers the call that a model wants to make."""
        turn = self._begin(label, self.turns[-1].language)
        await self._led(turn, self.model.decide(turn, step, yes=yes))

    async def _led(self, turn: Turn, talking: Coroutine[None, None, None]) -> None:
        texts, turn.by_model = texts_of(turn.language), True
        try:
            await talking
        except ModelFailed as failure:
            turn.reply, self.model = texts.say("page.model_failed", reason=failure), ModelTalk()
        except (TooManyCalls, TimeoutError):
            turn.reply, self.model = texts.say("page.model_round"), ModelTalk()
        if turn.draft:
            turn.reply = texts.say("page.confirm_model")

    def _forget_what_the_model_asked(self) -> None:
        if self.model.asks:
            self.model = ModelTalk()

    def _begin(self, says: str, language: Language) -> Turn:
        turn = Turn(says=says, language=language)
        self.turns = [*self.turns[-_MAX_TURNS + 1 :], turn]
        self.count += 1
        return turn

    def _continued(self, reading: Reading) -> Reading:
        """Read "and my cats?" as the question before, about cats."""
        goes_on = not reading.intent or (reading.intent == "list" and reading.has("and") and not reading.has("ask."))
        if goes_on and self.last and self.last.intent in _FOLLOW_UPS and reading.species:
            periods = self.last.all_of("period")
            return replace(reading, intent=self.last.intent, items=(*reading.items, *periods))
        return reading

    def _with_focus(self, plan: Plan, reading: Reading) -> Plan:
        if plan.call and not plan.name and not plan.species and reading.intent in _ABOUT_ONE_PET and not plan.missing:
            if plan.operation == "add_weights":
                return plan
            return replace(plan, name=self.focus.name) if self.focus else Plan(missing="which_pet")
        return plan


class _Step:
    """One turn: makes the calls, asks or answers."""

    def __init__(self, exchange: Exchange, turn: Turn, today: date, run_tool: RunTool) -> None:
        self._exchange = exchange
        self._turn = turn
        self._today = today
        self._run_tool = run_tool
        self._texts: Texts = texts_of(turn.language)

    async def follow(self, plan: Plan) -> None:
        """Do what was planned, as far as it goes without asking."""
        if plan.call is None or plan.missing:
            self._turn.reply = self._texts.say(plan.missing)
        elif plan.name or (plan.species and plan.operation not in _WITH_SPECIES):
            await self._look_up(plan)
        else:
            await self._ready(plan)

    async def answer(self, waiting: Pending, reading: Reading) -> bool:
        """Take a sentence as the answer to a question; False when it is something else."""
        if waiting.question == "choose":
            chosen = chosen_pet(waiting.pets, reading)
            if chosen:
                await self.about(waiting.plan, chosen)
            return chosen is not None
        if waiting.question == "country" and not reading.intent.replace("find", ""):
            country = reading.first("country:")
            place = country.tag.partition(":")[2] if country else reading.name
            if place:
                await self._call(waiting.plan.with_arguments(country=place))
            return bool(place)
        agreed = reading.has("yes", "other") if waiting.question == "duplicate" else reading.has("yes")
        if reading.intent.replace("find", "") or not (agreed or reading.has("no")):
            return False
        await self.decided(waiting, yes=agreed)
        return True

    async def decided(self, waiting: Pending, *, yes: bool) -> None:
        """Go on after a yes or a no."""
        if not yes:
            self._turn.reply = self._texts.say("cancelled")
        elif waiting.question == "duplicate":
            await self._call(waiting.plan.with_arguments(confirm_duplicate=True))
        else:
            await self._call(waiting.plan)

    async def about(self, plan: Plan, pet: KnownPet) -> None:
        """Go on with the pet that is meant."""
        self._exchange.focus = pet
        plan = replace(plan, name="", species="")
        if plan.operation == "renew_vaccination":
            await self._renew(plan, pet)
            return
        await self._ready(plan.with_arguments(pet_id=str(pet.id)))

    async def _look_up(self, plan: Plan) -> None:
        """Find the pet: a write needs one that is certain."""
        asked = {key: value for key, value in (("name", plan.name), ("species", plan.species)) if value}
        run = await self._run(ToolCall(operation_id="find_pet", arguments=dict(asked)))
        if not run.ok:
            self._turn.reply = reply_to(run, self._texts)
            return
        found = read_answer(run, Candidates).candidates
        sure = [pet for pet in found if pet.match in _SURE] or (found if len(found) == 1 else [])
        pets = tuple(known_pet(pet) for pet in sure or found[:5])
        if len(sure) == 1:
            await self.about(plan, pets[0])
        else:
            self._ask_which(plan, pets, certain=bool(sure))

    def _ask_which(self, plan: Plan, pets: tuple[KnownPet, ...], *, certain: bool) -> None:
        name = plan.name or plan.species
        if not pets:
            self._turn.reply = self._texts.say("none_found", name=name)
            return
        key = "which_one" if certain else "which_near"
        said = self._texts.join([told_apart(pet, self._texts) for pet in pets])
        self._turn.reply = self._texts.say(key, name=name, pets=said)
        self._exchange.pending = Pending(question="choose", plan=plan, pets=pets)

    async def _renew(self, plan: Plan, pet: KnownPet) -> None:
        """Find the record that the booster renews: the overdue one, or else the one that is due first."""
        arguments = {"pet_id": str(pet.id), "status": "active"}
        run = await self._run(ToolCall(operation_id="list_vaccinations", arguments=dict(arguments)))
        if not run.ok:
            self._turn.reply = reply_to(run, self._texts)
            return
        old = min(
            (shot for shot in read_answer(run, VaccinationList).vaccinations if shot.due_at),
            key=lambda shot: shot.due_at,
            default=None,
        )
        if old is None:
            self._turn.reply = self._texts.say("nothing_to_renew", pet=pet.name)
            return
        await self._ready(plan.with_arguments(pet_id=str(pet.id), vaccination_id=old.id), old.vaccine_name)

    async def _ready(self, plan: Plan, vaccine: str = "") -> None:
        """Ask before anything is saved; read at once."""
        if plan.call is None or not saves(plan.call):
            await self._call(plan)
            return
        focus = self._exchange.focus
        self._turn.draft = plan.call
        self._turn.reply = confirmation(plan.call, focus.name if focus else "", vaccine, self._texts)
        self._exchange.pending = Pending(question="save", plan=plan)

    async def _call(self, plan: Plan) -> None:
        if plan.call is None:
            return
        run = await self._run(plan.call)
        problem = problem_of(run)
        if problem and self._asks_back(plan, problem):
            return
        try:
            self._turn.reply = reply_to(run, self._texts, plan.intent)
        except Unreadable:
            self._turn.reply = self._texts.say("unreadable")

    def _asks_back(self, plan: Plan, problem: Problem) -> bool:
        if problem.error == "DUPLICATE_WARNING" and problem.existing:
            pet = told_apart(problem.existing[0], self._texts)
            self._turn.reply = self._texts.say("duplicate", pet=pet)
            self._exchange.pending = Pending(question="duplicate", plan=plan, pets=tuple(problem.existing))
            return True
        if plan.operation == "create_pet" and any(each.name == "country" for each in problem.fields):
            self._turn.reply = self._texts.say("which_country")
            self._exchange.pending = Pending(question="country", plan=plan)
            return True
        return False

    async def _run(self, call: ToolCall) -> Run:
        run = await self._run_tool(call)
        self._turn.runs.append(run)
        return run
