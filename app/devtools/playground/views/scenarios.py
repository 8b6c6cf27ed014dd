"""The home page with the conversations, and one conversation at a time."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.devtools.playground.answers import Unreadable, WeightList, read_answer
from app.devtools.playground.components import AnyRequest, Parts, first, read_form, session_of, texts_for
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import UnknownTool, WrongDocument
from app.devtools.playground.drawings.weight_chart import WeightChart, draw_weights
from app.devtools.playground.language import Said, Texts
from app.devtools.playground.main_app import SwitchRefused
from app.devtools.playground.pages import go_to
from app.devtools.playground.photos import draw_photo
from app.devtools.playground.scenarios import TALKS, talk_by_slug
from app.devtools.playground.scenarios.keeping import kept_pictures
from app.devtools.playground.scenarios.progress import TakenStep, TalkProgress
from app.devtools.playground.scenarios.records import NOTED_WEIGHTS
from app.devtools.playground.scenarios.runner import next_step, take_step
from app.devtools.playground.scenarios.script import Moment, Step, Talk
from app.devtools.playground.sessions import Session


class Talks(Controller):
    """Conversations to step through."""

    @get("/")
    async def home(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show the conversations."""
        frame = await parts.frame("talk", request)
        talks = sorted(TALKS, key=lambda talk: frame.texts.language == "en" or talk.language != frame.texts.language)
        return parts.pages.page("home.html", frame, talks=talks)

    @get("/talk/{slug:str}")
    async def talk(self, slug: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show a conversation as far as it went."""
        session, talk = session_of(request), _find(slug)
        moment = _moment(parts, request, talk)
        progress, step = moment.progress, next_step(talk, moment)
        return parts.pages.page(
            "talk.html",
            await parts.frame("talk", request),
            talk=talk,
            progress=progress,
            step=step,
            language=moment.texts.language,
            thought=step.thought(moment) if step else "",
            coming_words=step.says(moment) if step and step.says else "",
            charts={taken.key: chart for taken in progress.taken if (chart := _chart(taken, texts_for(request)))},
            kept={taken.key: kept_pictures(taken.run) for taken in progress.taken},
            others=_others(session, slug),
        )

    @post("/talk/{slug:str}/next")
    async def go_on(self, slug: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Play the next step; a form that was sent twice plays it once."""
        session, talk, form = session_of(request), _find(slug), await read_form(request)
        async with session.lock:
            moment = _moment(parts, request, talk)
            step = next_step(talk, moment)
            if step and first(form, "position") == str(moment.progress.position) and session.connection:
                await _take(parts, session, step, moment)
        return go_to(f"/talk/{slug}")

    @post("/talk/{slug:str}/retry")
    async def retry(self, slug: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Play the step again whose call failed."""
        session, talk = session_of(request), _find(slug)
        async with session.lock:
            moment = _moment(parts, request, talk)
            if moment.progress.failed and session.connection:
                moment.progress.take_back()
                step = next_step(talk, moment)
                if step:
                    await _take(parts, session, step, moment)
        return go_to(f"/talk/{slug}")

    @post("/talk/{slug:str}/restart")
    async def restart(self, slug: FromPath[str], request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Begin anew, as a new conversation in ChatGPT's eyes."""
        session = session_of(request)
        async with session.lock:
            session.talks[_find(slug).slug] = TalkProgress()
            session.conversation = parts.new_secret()
        return go_to(f"/talk/{slug}")

    @get("/photos/certificate")
    async def certificate(self, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Draw the vaccination certificate."""
        return Response(draw_photo("certificate", parts.today()), media_type="image/png")

    @get("/photos/scales")
    async def scales(self, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Draw a cat on the scales."""
        return Response(draw_photo("scales", parts.today()), media_type="image/png")

    @get("/photos/weights")
    async def weights(self, parts: NamedDependency[Parts]) -> Response[str]:
        """Draw the note with the weights."""
        return parts.pages.picture("photos/weights.svg", lines=NOTED_WEIGHTS)


def _moment(parts: Parts, request: AnyRequest, talk: Talk) -> Moment:
    progress = session_of(request).talks.setdefault(talk.slug, TalkProgress())
    return Moment(progress=progress, today=parts.today(), texts=talk.texts(texts_for(request)))


def _find(slug: str) -> Talk:
    talk = talk_by_slug(slug)
    if talk is None:
        raise NotFoundException("There is no such conversation.")
    return talk


def _others(session: Session, slug: str) -> list[Talk]:
    """Propose what was not tried yet."""
    others = [other for other in TALKS if other.slug != slug]
    return sorted(others, key=lambda other: bool(session.talks.get(other.slug, TalkProgress()).taken))[:3]


def _chart(taken: TakenStep, texts: Texts) -> WeightChart | None:
    if taken.run is None or taken.run.call.operation_id != "list_weights" or not taken.run.ok:
        return None
    try:
        return draw_weights(read_answer(taken.run, WeightList), texts)
    except Unreadable:
        return None


async def _take(parts: Parts, session: Session, step: Step, moment: Moment) -> None:
    async def revoke() -> Said:
        await parts.desk.revoke_tokens(user_id_of(session))
        return Said("talk.revoked")

    async def reconnect() -> Said:
        return Said("talk.reconnected")

    try:
        await take_step(
            step,
            moment,
            run_tool=lambda call: parts.run_tool(session, call),
            deeds={"revoke": revoke, "reconnect": reconnect},
        )
    except (CannotReach, WrongDocument, UnknownTool, SwitchRefused) as error:
        session.notice = error.said


def user_id_of(session: Session) -> int:
    """Return whose connection it is, as the access token says.

    Raises:
        SwitchRefused: it does not say.
    """
    if not session.account.isdecimal():
        raise SwitchRefused("talk.whose")
    return int(session.account)
