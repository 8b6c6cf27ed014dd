"""How far a browser is in a conversation: the steps taken with what came back."""

from msgspec import Struct, field

from app.devtools.playground.answers import Answer, read_answer
from app.devtools.playground.wire import Run


class TakenStep(Struct, frozen=True, kw_only=True):
    """A step with its outcome, ready to be shown."""

    key: str
    says: str
    photo: str
    thought: str
    run: Run | None
    deed: str
    reply: str


class TalkProgress(Struct):
    """The steps taken; `position` is the next one in the script."""

    position: int = 0
    taken: list[TakenStep] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)
    ended: str = ""
    """Why the conversation cannot go on; empty while it can, or when it came to its end."""

    def read(self, key: str, kind: type[Answer]) -> Answer:
        """Return the answer of an earlier step.

        Raises:
            Unreadable: it is something else.
        """
        return read_answer(self.runs[key], kind)

    def has(self, key: str) -> bool:
        """Whether a step was taken and its tool succeeded."""
        return key in self.runs and self.runs[key].ok
