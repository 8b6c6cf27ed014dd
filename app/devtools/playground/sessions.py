"""What the playground keeps of each browser, in memory only: the connection, the talks, the last answers."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable

from msgspec import Struct

from app.devtools.playground.document import Tool
from app.devtools.playground.flow import Flow
from app.devtools.playground.language import Language, Said
from app.devtools.playground.say.exchange import Exchange
from app.devtools.playground.scenarios.progress import TalkProgress
from app.devtools.playground.wire import Claim, Run

MAX_SESSIONS = 200
COOKIE = "meo_playground"
"""A name of its own: all ports of 127.0.0.1 share their cookies."""


class Connection(Struct, frozen=True, kw_only=True):
    """A connected account. The token stays in this process; pages get the masked form."""

    access_token: str
    masked_token: str
    claims: tuple[Claim, ...]
    name: str = ""
    """Whose account it is; empty when the main app does not tell."""

    def __repr__(self) -> str:
        return f"Connection({self.masked_token})"


class PendingSignIn(Struct, frozen=True, kw_only=True):
    """A sign-in that a browser is away for."""

    state: str
    counted_before: dict[str, int] | None
    back_to: str


class PendingHostSignIn(Struct, frozen=True, kw_only=True):
    """A sign-in of the MCP host that a browser is away for; the verifier proves that the code comes back here."""

    state: str
    verifier: str

    def __repr__(self) -> str:
        return "PendingHostSignIn(…)"


class HostSession:
    """What the page that plays an MCP host keeps: a connection of its own, the list, the last answers."""

    def __init__(self) -> None:
        self.pending: PendingHostSignIn | None = None
        self.access_token = ""
        self.scope = ""
        self.listed: Run | None = None
        self.tools: tuple[Tool, ...] = ()
        self.cards: dict[str, str] = {}
        self.runs: dict[str, Run] = {}
        self.typed: dict[str, dict[str, list[str]]] = {}

    def find(self, name: str) -> Tool | None:
        """Return a tool of the list."""
        return next((tool for tool in self.tools if tool.operation_id == name), None)


class Session:
    """One browser."""

    def __init__(self, key: str, conversation: str) -> None:
        self.key = key
        self.conversation = conversation
        """Stands in for ChatGPT's conversation id; the connector salts repeated creates with it."""
        self.connection: Connection | None = None
        self.last_account = ""
        self.pending: PendingSignIn | None = None
        self.flow = Flow()
        self.notice: Said | None = None
        self.language: Language | None = None
        """What was picked; without it the browser's own is taken."""
        self.talks: dict[str, TalkProgress] = {}
        self.tool_runs: dict[str, Run] = {}
        self.typed: dict[str, dict[str, list[str]]] = {}
        self.trouble_run: Run | None = None
        self.say = Exchange()
        self.host = HostSession()
        self.lock = asyncio.Lock()
        """Held by whatever calls the connector, so that a double click does not call twice."""

    @property
    def account(self) -> str:
        """Whose connection it is, as the access token says; empty when nobody's."""
        claims = self.connection.claims if self.connection else ()
        return next((claim.value for claim in claims if claim.name == "sub"), "")

    def connect(self, connection: Connection) -> None:
        """Take a connection; what another account said and read is not shown to this one."""
        before, self.connection = self.last_account, connection
        self.last_account = self.account
        if self.last_account != before:
            self.forget()

    def begin_anew(self, conversation: str) -> None:
        """Forget what was said and read, and open a new conversation in ChatGPT's eyes."""
        self.forget()
        self.host.runs = {}
        self.conversation = conversation

    def forget(self) -> None:
        """Drop everything that was said and read."""
        self.talks, self.tool_runs, self.typed, self.trouble_run = {}, {}, {}, None
        self.say = Exchange()

    def take_notice(self) -> Said | None:
        """Return what the last action has to say, once."""
        notice, self.notice = self.notice, None
        return notice


class Sessions:
    """All browsers; the one not seen for longest makes room."""

    def __init__(self, new_key: Callable[[], str]) -> None:
        self._new_key = new_key
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    def find(self, key: str) -> Session | None:
        """Return the session of a cookie's value."""
        if key in self._sessions:
            self._sessions.move_to_end(key)
        return self._sessions.get(key)

    def open(self) -> Session:
        """Begin a session for a browser without one."""
        while len(self._sessions) >= MAX_SESSIONS:
            self._sessions.popitem(last=False)
        session = Session(self._new_key(), self._new_key())
        self._sessions[session.key] = session
        return session
