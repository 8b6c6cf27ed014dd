"""How far a browser is in a conversation: the steps taken with what came back."""

from typing import Final

from msgspec import Struct, field

from app.devtools.playground.answers import Answer, read_answer
from app.devtools.playground.language import Language, Said
from app.devtools.playground.wire import Run

FAILED: Final = Said("talk.failed")


class TakenStep(Struct, frozen=True, kw_only=True):
    """A step with its outcome, ready to be shown."""

    key: str
    language: Language
    says: str
    photo: str
    thought: str
    run: Run | None
    deed: Said | None
    reply: str


class TalkProgress(Struct):
    """The steps taken; `position` is the next one in the script."""

    position: int = 0
    taken: list[TakenStep] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)
    ended: Said | None = None
    """Why the conversation cannot go on; None while it can, or when it came to its end."""

    def read(self, key: str, kind: type[Answer]) -> Answer:
        """Return the answer of an earlier step.

        Raises:
            Unreadable: it is something else.
        """
        return read_answer(self.runs[key], kind)

    def take_back(self) -> None:
        """Undo the latest step, so that it can be tried again."""
        if self.taken:
            self.runs.pop(self.taken.pop().key, None)
            self.position -= 1
        self.ended = None

    @property
    def failed(self) -> bool:
        """Whether it ended with a call that may do better another time."""
        return self.ended == FAILED

    def has(self, key: str) -> bool:
        """Whether a step was taken and its tool succeeded."""
        return key in self.runs and self.runs[key].ok
