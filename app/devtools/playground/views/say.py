"""The box for sentences of one's own, read by rules."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from app.devtools.playground.answers import Unreadable
from app.devtools.playground.components import AnyRequest, Parts, first, read_form, session_of, texts_for
from app.devtools.playground.connector import CannotReach
from app.devtools.playground.document import UnknownTool, WrongDocument
from app.devtools.playground.language import Language, texts_of
from app.devtools.playground.model.talk import Model, ModelStep
from app.devtools.playground.pages import go_to
from app.devtools.playground.say.exchange import Exchange
from app.devtools.playground.say.tagging import MAX_SENTENCE
from app.devtools.playground.say.turns import Pending
from app.devtools.playground.sessions import Session


class SayIt(Controller):
    """Say it yourself."""

    path = "/say"

    @get()
    async def show(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[str]:
        """Show what was said so far."""
        session = session_of(request)
        return parts.pages.page(
            "say.html",
            await parts.frame("talk", request),
            exchange=session.say,
            texts=texts_for(request),
            texts_of=texts_of,
            max_sentence=MAX_SENTENCE,
            model=parts.model.endpoint.model if parts.model else "",
        )

    @post()
    async def say(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Take a sentence."""
        session, form = session_of(request), await read_form(request)
        sentence = first(form, "sentence").strip()[:MAX_SENTENCE]
        async with session.lock:
            if sentence and session.connection:
                await _hear(
                    parts, session, sentence, texts_for(request).language, by_rules=first(form, "by") == "rules"
                )
        return go_to("/say")

    @post("/answer")
    async def answer(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Take a pressed button; one that belongs to an earlier question does nothing."""
        session, form = session_of(request), await read_form(request)
        choice = first(form, "choice")
        async with session.lock:
            pending, current = session.say.pending, first(form, "turn") == str(session.say.count)
            if current and session.say.model.asks and session.connection:
                await _decide(parts, session, yes=choice == "yes")
            elif pending and current and session.connection:
                await _choose(parts, session, choice, _label(session.say, pending, choice))
        return go_to("/say")

    @post("/clear")
    async def clear(self, request: AnyRequest, parts: NamedDependency[Parts]) -> Response[bytes]:
        """Begin anew, as a new conversation in the connector's eyes."""
        session = session_of(request)
        async with session.lock:
            session.say = Exchange()
            session.conversation = parts.new_secret()
        return go_to("/say")


def _label(exchange: Exchange, pending: Pending, choice: str) -> str:
    """Return what the pressed button says."""
    pet = next((pet.name for pet in pending.pets if str(pet.id) == choice), "")
    yes = "page.yes_other" if pending.question == "duplicate" else "page.yes"
    return pet or texts_of(exchange.turns[-1].language).say(yes if choice == "yes" else "page.no")


async def _hear(parts: Parts, session: Session, sentence: str, language: Language, *, by_rules: bool) -> None:
    try:
        if parts.model and not by_rules:
            step = await _model_step(parts, parts.model, session)
            await session.say.hear_by_model(sentence, preferred=language, step=step)
            return
        await session.say.hear(
            sentence, preferred=language, today=parts.today(), run_tool=lambda call: parts.run_tool(session, call)
        )
    except (CannotReach, WrongDocument, UnknownTool, Unreadable) as error:
        session.notice = error.said


async def _decide(parts: Parts, session: Session, *, yes: bool) -> None:
    label = texts_of(session.say.turns[-1].language).say("page.yes" if yes else "page.no")
    if parts.model is None:
        return
    try:
        step = await _model_step(parts, parts.model, session)
        await session.say.decide_by_model(label, yes=yes, step=step)
    except (CannotReach, WrongDocument, UnknownTool) as error:
        session.notice = error.said


async def _model_step(parts: Parts, model: Model, session: Session) -> ModelStep:
    return ModelStep(
        model=model,
        document=await parts.connector.written_document(),
        names=frozenset(tool.operation_id for tool in (await parts.connector.document()).tools),
        today=parts.today(),
        run_tool=lambda call: parts.run_tool(session, call),
    )


async def _choose(parts: Parts, session: Session, choice: str, label: str) -> None:
    try:
        await session.say.choose(
            choice, label, today=parts.today(), run_tool=lambda call: parts.run_tool(session, call)
        )
    except (CannotReach, WrongDocument, UnknownTool, Unreadable) as error:
        session.notice = error.said
