"""What a conversation consists of: the person's words, the call a GPT would make, the reply its answer allows."""

from collections.abc import Callable
from datetime import date
from typing import Literal

from msgspec import Struct

from app.devtools.playground.language import Language, Texts
from app.devtools.playground.scenarios.progress import TalkProgress
from app.devtools.playground.wire import Run, ToolCall

Deed = Literal["revoke", "reconnect"]


class Moment(Struct, frozen=True, kw_only=True):
    """What a step is made from: what was answered so far, and today."""

    progress: TalkProgress
    today: date


class End(Exception):
    """The conversation ends here; the text is the last thing said, or the reason."""


Words = Callable[[Moment], str]
MakeCall = Callable[[Moment], ToolCall]
Reply = Callable[[Run, Moment], str]


def words(text: str) -> Words:
    """Say the same whatever happened before."""
    return lambda _moment: text


class Step(Struct, frozen=True, kw_only=True):
    """One turn. Without `says` the GPT goes on by itself; with `deed` something happens instead of a call."""

    key: str
    says: Words | None = None
    photo: str = ""
    thought: str
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
    language: Language = "en"
    """In which it is held."""

    def title_in(self, texts: Texts) -> str:
        """Return the title for a page."""
        return self.title or texts.say(f"title.{self.slug}")

    def about_in(self, texts: Texts) -> str:
        """Return what it is about for a page."""
        return self.about or texts.say(f"about.{self.slug}")
