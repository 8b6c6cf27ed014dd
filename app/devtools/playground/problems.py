"""The connector's error body, as pages and replies read it."""

import msgspec
from msgspec import Struct

from app.devtools.playground.wire import Run


class KnownPet(Struct, frozen=True):
    """A pet named in an error."""

    id: int
    name: str
    species: str = "pet"
    sex: str = ""
    age: str = ""


class FieldProblem(Struct, frozen=True):
    """An input that is wrong."""

    name: str
    reason: str


class Problem(Struct, frozen=True):
    """The connector's error body."""

    error: str
    message: str
    fields: list[FieldProblem] = []
    hint: str = ""
    allowed_values: list[str] = []
    candidates: list[KnownPet] = []
    existing: list[KnownPet] = []
    retryable: bool = False
    retry_after: int | None = None

    @property
    def names(self) -> list[str]:
        """The inputs that are wrong."""
        return [each.name for each in self.fields]


def problem_of(run: Run) -> Problem | None:
    """Return the error body; None for a success, and for an answer that is not of that shape."""
    if run.ok:
        return None
    try:
        return msgspec.json.decode(run.body, type=Problem)
    except msgspec.DecodeError:
        return None
