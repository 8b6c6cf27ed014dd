"""The household to look at: pets, their weights as curves, the coming year as a time line. All from tool answers."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from app.devtools.playground.answers import Pet, PetList, Unreadable, UpcomingCare, WeightList, read_answer
from app.devtools.playground.components import AnyRequest, Parts, session_of, texts_for
from app.devtools.playground.drawings.care_timeline import CareTimeline, draw_care
from app.devtools.playground.drawings.weight_chart import WeightChart, draw_weights
from app.devtools.playground.language import Said, Texts
from app.devtools.playground.problems import Problem, problem_of
from app.devtools.playground.sessions import Session
from app.devtools.playground.wire import Json, Run, ToolCall

_MAX_CHARTS = 8
_YEAR = 366


class Household(Struct, frozen=True, kw_only=True):
    """What the page draws; `problem` says why nothing is there."""

    pets: tuple[Pet, ...] = ()
    charts: tuple[WeightChart, ...] = ()
    timeline: CareTimeline | None = None
    runs: tuple[Run, ...] = ()
    problem: Problem | None = None
    unreadable: Said | None = None


class HouseholdPage(Controller):
    """Where people would rather look than read."""

    @get("/household")
    async def household(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Ask the tools and draw their answers."""
        session = session_of(request)
        household = await _read(parts, session, texts_for(request)) if session.connection else None
        frame = await parts.frame("household", request)
        return parts.pages.page("household.html", frame, household=household)


async def _read(parts: Parts, session: Session, texts: Texts) -> Household:
    async def ask(operation_id: str, **arguments: Json) -> Run:
        return await parts.run_tool(session, ToolCall(operation_id=operation_id, arguments=arguments))

    async with session.lock:
        # One after the other, so that the main app's counters tell which call asked what.
        overview = await ask("pets_overview")
        if not overview.ok:
            return Household(runs=(overview,), problem=problem_of(overview))
        care = await ask("upcoming_care", days=_YEAR)
        try:
            pets = read_answer(overview, PetList).pets
            weighed = [pet for pet in pets if pet.latest_weight_kg is not None][:_MAX_CHARTS]
            weights = [await ask("list_weights", pet_id=str(pet.id)) for pet in weighed]
            charts = [draw_weights(read_answer(run, WeightList), texts) for run in weights if run.ok]
            timeline = draw_care(read_answer(care, UpcomingCare), parts.today(), texts) if care.ok else None
        except Unreadable as error:
            return Household(runs=(overview, care), unreadable=error.said)
    return Household(
        pets=tuple(sorted(pets, key=lambda pet: pet.status == "deceased")),
        charts=tuple(chart for chart in charts if chart),
        timeline=timeline,
        runs=(overview, care, *weights),
        problem=problem_of(care),
    )
