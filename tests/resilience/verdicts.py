"""Which answers are as they must be while servers die: errors that an outage explains, and nobody else's data."""

from typing import NamedTuple

from tests.resilience import sign_in
from tests.resilience.crowd import mark_of, marks_in
from tests.resilience.outages import Outage
from tests.resilience.sample_calls import Sample

_SHOWS_NAMES = ("list_pets", "find_pet", "pets_overview", "get_pet", "care_routines")


class Verdict(NamedTuple):
    """What came of a call, and what was not as it must be, if anything."""

    outcome: str
    problem: str


class Judge:
    """Judges answers by the outages that they may have met."""

    def __init__(self, main_app: Outage, redis: Outage) -> None:
        self._main_app = main_app
        self._redis = redis

    def problem_of_tool(self, sample: Sample, number: int, status: int, code: str, text: str, began: float) -> str:
        """Tell what is wrong with the answer of a tool, if anything."""
        strangers = marks_in(text) - {mark_of(number)}
        if strangers:
            return f"{sample.tool} of {mark_of(number)} shows {strangers}"
        if status in (502, 503, 504) and code == "UPSTREAM_ERROR":
            return "" if self._main_app.explains(began) else f"{sample.tool}: {text}"
        # What was saved earlier and forgotten by a killed sandbox, or is there already.
        if code in ("VALIDATION_ERROR", "DUPLICATE_WARNING", "CONFLICT") and sample.writes:
            return ""
        if status not in (200, 201):
            return f"{sample.tool}: {status} {text}"
        if sample.tool in _SHOWS_NAMES and mark_of(number) not in text:
            return f"{sample.tool} of {mark_of(number)} does not show what is theirs: {text[:200]}"
        return ""

    def failed_sign_in(self, failure: sign_in.StepFailed, began: float, *, starved: bool) -> Verdict:
        """Judge a sign-in that one of its steps ended."""
        explained = self._redis.explains(began) or self._main_app.explains(began)
        if not explained and failure.status == 503 and starved:
            return Verdict(f"{failure.step} 503 while the machine was too busy", "")
        # A redirect with an error is how a browser step says it; 401 is the token that a killed sandbox forgot.
        allowed = failure.status in (302, 400, 401, 404, 503) or (failure.step == "pets" and failure.status < 600)
        return Verdict(f"{failure.step} {failure.status}", "" if explained and allowed else str(failure))

    def unanswered_sign_in(self, error: Exception, began: float) -> Verdict:
        """Judge a sign-in without an answer: the sandbox itself is asked for the consent, and may be down."""
        return Verdict("no answer", "" if self._main_app.explains(began) else repr(error))
