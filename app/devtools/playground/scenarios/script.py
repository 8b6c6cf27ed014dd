"""What a conversation consists of: the person's words, the call a GPT would make, the reply its answer allows."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from msgspec import Struct

from app.devtools.playground.language import Language, Texts, texts_of
from app.devtools.playground.scenarios.progress import TalkProgress
from app.devtools.playground.wire import Run, ToolCall

Deed = Literal["revoke", "reconnect"]


class Moment(Struct, frozen=True, kw_only=True):
    """What a step is made from: what was answered so far, today, and the sentences of the conversation's language."""

    progress: TalkProgress
    today: date
    texts: Texts


class End(Exception):
    """The conversation ends here; the text is the last thing said, or the reason."""


Words = Callable[[Moment], str]
MakeCall = Callable[[Moment], ToolCall]
Reply = Callable[[Run, Moment], str]


def words(text: str) -> Words:
    """Say the same whatever happened before."""
    return lambda _moment: text


def told(key: str) -> Words:
    """Say a sentence of the catalogs."""
    return lambda moment: moment.texts.say(key)


class Step(Struct, frozen=True, kw_only=True):
    """One turn. Without `says` the GPT goes on by itself; with `deed` something happens instead of a call."""

    key: str
    says: Words | None = None
    photo: str = ""
    thought: Words
    call: MakeCall | None = None
    deed: Deed | None = None
    tells: Words | None = None
    """What the GPT says where there is nothing to call."""
    reply: Reply | None = None
    expected: tuple[str, ...] = ()
    """Error codes that belong to the story: the conversation goes on after them."""
    skip: Callable[[Moment], bool] | None = None


class Talk(Struct, frozen=True, kw_only=True):
    """A conversation that can be stepped through."""

    slug: str
    title: str = ""
    """In its own language; one without a title has it, and what it is about, in the catalogs, under its slug."""
    about: str = ""
    drawing: str
    steps: tuple[Step, ...]
    language: Language | None = None
    """In which it is held; None: in that of the page."""

    def texts(self, page: Texts) -> Texts:
        """Return the sentences that it is held in, on a page."""
        return texts_of(self.language) if self.language else page

    def title_in(self, texts: Texts) -> str:
        """Return the title for a page."""
        return self.title or texts.say(f"title.{self.slug}")

    def about_in(self, texts: Texts) -> str:
        """Return what it is about for a page."""
        return self.about or texts.say(f"about.{self.slug}")
