"""How a connection comes about, step by step: what is drawn before, while and after it happens."""

from typing import Literal

from msgspec import Struct, field, structs

from app.devtools.playground.wire import Claim

Party = Literal["you", "chatgpt", "connector", "main_app"]
StepState = Literal["to_come", "done", "failed"]
Evidence = Literal["seen", "counted", "unseen"]

PARTIES: tuple[tuple[Party, str], ...] = (
    ("you", "You"),
    ("chatgpt", "ChatGPT (this page)"),
    ("connector", "Connector"),
    ("main_app", "Meo Mai Moi"),
)


class FlowStep(Struct, kw_only=True):
    """One message from one party to another."""

    key: str
    source: Party
    target: Party
    title: str
    request: str
    checks: tuple[str, ...] = ()
    evidence: Evidence = "unseen"
    """seen: this server sent or received it; counted: the main app's counter moved; unseen: ChatGPT never sees it."""
    state: StepState = "to_come"
    facts: tuple[Claim, ...] = ()


_PLAN = (
    FlowStep(
        key="press",
        source="you",
        target="chatgpt",
        title="You press Connect",
        request="POST /connect",
        checks=("A fresh random state is made and kept here, so that only this sign-in can be finished.",),
    ),
    FlowStep(
        key="authorize",
        source="chatgpt",
        target="connector",
        title="ChatGPT sends your browser to the connector",
        request="GET /oauth/authorize",
        checks=(
            "client_id is the one it knows.",
            "redirect_uri equals a listed address, letter by letter.",
            "Your browser gets a cookie, so that it can be recognised when it comes back.",
        ),
    ),
    FlowStep(
        key="consent",
        source="connector",
        target="main_app",
        title="The connector sends you on; you log in or sign up, and agree",
        request="GET /gpt-connect",
        checks=(
            "The signature proves that the connector sent you.",
            "Each session can be agreed to once.",
        ),
    ),
    FlowStep(
        key="callback",
        source="main_app",
        target="connector",
        title="Meo Mai Moi sends you back with a one-time code",
        request="GET /oauth/callback, then POST /api/gpt-auth/exchange",
        checks=(
            "The session is taken once and is at most 10 minutes old.",
            "It is the browser that started: otherwise the connector asks you first.",
            "The code is traded for the account's token, server to server.",
        ),
    ),
    FlowStep(
        key="returned",
        source="connector",
        target="chatgpt",
        title="The connector sends you back to ChatGPT with a code of its own",
        request="GET /oauth/callback",
        checks=("state is the one made in step 1.", "iss names the connector."),
    ),
    FlowStep(
        key="token",
        source="chatgpt",
        target="connector",
        title="ChatGPT trades that code for an access token",
        request="POST /oauth/token",
        checks=(
            "The client secret is right.",
            "The code is at most 5 minutes old and was never used.",
            "redirect_uri is the same as in step 2.",
        ),
    ),
)


def _planned() -> list[FlowStep]:
    return [structs.replace(step) for step in _PLAN]


class Flow(Struct):
    """The steps of the latest sign-in, and what ended it."""

    steps: list[FlowStep] = field(default_factory=_planned)
    trouble: str = ""

    def done(self, key: str, evidence: Evidence, facts: tuple[Claim, ...] = ()) -> None:
        """Mark a step as having happened."""
        self._mark(key, "done", evidence, facts)

    def failed(self, key: str, trouble: str, facts: tuple[Claim, ...] = ()) -> None:
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
