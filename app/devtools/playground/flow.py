"""How a connection comes about, step by step: what is drawn before, while and after it happens."""

from typing import Literal

from msgspec import Struct, field, structs

from app.devtools.playground.language import Said
from app.devtools.playground.wire import Claim

Party = Literal["you", "chatgpt", "connector", "main_app"]
StepState = Literal["to_come", "done", "failed"]
Evidence = Literal["seen", "counted", "unseen"]

PARTIES: tuple[Party, ...] = ("you", "chatgpt", "connector", "main_app")


class FlowStep(Struct, kw_only=True):
    """One message from one party to another; its title and what is checked stand in the catalogs under its key."""

    key: str
    source: Party
    target: Party
    request: str
    evidence: Evidence = "unseen"
    """seen: this server sent or received it; counted: the main app's counter moved; unseen: ChatGPT never sees it."""
    state: StepState = "to_come"
    facts: tuple[Claim, ...] = ()


_PLAN = (
    FlowStep(
        key="press",
        source="you",
        target="chatgpt",
        request="POST /connect",
    ),
    FlowStep(
        key="authorize",
        source="chatgpt",
        target="connector",
        request="GET /oauth/authorize",
    ),
    FlowStep(
        key="consent",
        source="connector",
        target="main_app",
        request="GET /gpt-connect",
    ),
    FlowStep(
        key="callback",
        source="main_app",
        target="connector",
        request="GET /oauth/callback, then POST /api/gpt-auth/exchange",
    ),
    FlowStep(
        key="returned",
        source="connector",
        target="chatgpt",
        request="GET /oauth/callback",
    ),
    FlowStep(
        key="token",
        source="chatgpt",
        target="connector",
        request="POST /oauth/token",
    ),
)


def _planned() -> list[FlowStep]:
    return [structs.replace(step) for step in _PLAN]


class Flow(Struct):
    """The steps of the latest sign-in, and what ended it."""

    steps: list[FlowStep] = field(default_factory=_planned)
    trouble: Said | None = None

    def done(self, key: str, evidence: Evidence, facts: tuple[Claim, ...] = ()) -> None:
        """Mark a step as having happened."""
        self._mark(key, "done", evidence, facts)

    def failed(self, key: str, trouble: Said, facts: tuple[Claim, ...] = ()) -> None:
        """Mark the step that ended the sign-in."""
        self.trouble = trouble
        self._mark(key, "failed", "seen", facts)

    @property
    def begun(self) -> bool:
        """Whether anything has happened yet."""
        return any(step.state != "to_come" for step in self.steps)

    def _mark(self, key: str, state: StepState, evidence: Evidence, facts: tuple[Claim, ...]) -> None:
        for step in self.steps:
            if step.key == key:
                step.state, step.evidence, step.facts = state, evidence, facts
