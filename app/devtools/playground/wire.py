"""What travels between the playground and the connector, kept so that a page can show it; secrets are masked here."""

import base64
import binascii
import shlex
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec
from msgspec import Struct

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_SHOWN_HEADERS = ("content-type", "retry-after", "www-authenticate", "x-request-id")
_MAX_SHOWN = 40_000


class ToolCall(Struct, frozen=True, kw_only=True):
    """A tool call as a GPT makes it: the operation and its arguments in one flat object."""

    operation_id: str
    arguments: dict[str, Json]

    @property
    def shown_arguments(self) -> tuple[tuple[str, str], ...]:
        """The arguments by name, each as short text."""
        return tuple((name, _argument_text(value)) for name, value in self.arguments.items())


class PlacedCall(Struct, frozen=True, kw_only=True):
    """The HTTP request that the published document makes of a tool call."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Json] | None
    sign_in: bool
    consequential: bool


class Route(Struct, frozen=True):
    """A route of the main app, and how often it was asked."""

    name: str
    count: int


class Run(Struct, frozen=True, kw_only=True):
    """One tool call with what came back; `status` 0 means that nothing came back."""

    call: ToolCall
    method: str
    address: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: str
    status: int
    reason: str
    answer_headers: tuple[tuple[str, str], ...]
    body: bytes
    milliseconds: int
    consequential: bool
    """Whether ChatGPT asks the person before it makes such a call."""
    upstream: tuple[Route, ...] | None = None
    """The main app's requests for this call; None when it could not be asked."""

    @property
    def ok(self) -> bool:
        """Whether the tool did what it was asked to."""
        return 200 <= self.status < 300

    def curl(self, base_url: str) -> str:
        """Return the request as a command for a shell; the token is left to the variable TOKEN."""
        lines = [f"curl -X {self.method} {shlex.quote(base_url + self.address)}"]
        if any(name.lower() == "authorization" for name, _ in self.request_headers):
            lines.append('  -H "Authorization: Bearer $TOKEN"')
        if self.request_body:
            body = msgspec.json.format(self.request_body, indent=0)
            lines += ["  -H 'Content-Type: application/json'", f"  -d {shlex.quote(body)}"]
        return " \\\n".join(lines)

    @property
    def upstream_total(self) -> int:
        """How many requests the main app got."""
        return sum(route.count for route in self.upstream or ())

    @property
    def answer_text(self) -> str:
        """The answer indented, or as it is when it is no JSON."""
        return pretty(self.body)


def shown_headers(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Keep the headers that tell something about a call."""
    return tuple((name, value) for name, value in headers if name.lower() in _SHOWN_HEADERS)


def pretty(body: bytes) -> str:
    """Indent JSON; anything else is shown as text."""
    try:
        text = msgspec.json.format(body, indent=2).decode()
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = body.decode("utf-8", "replace")
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}\n…"


def mask(secret: str) -> str:
    """Show enough of a secret to tell two apart, and too little to use one."""
    return f"{secret[:4]}…" if len(secret) > 12 else "…"


def _argument_text(value: Json) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(_argument_text(each) for each in value)
        case dict():
            return ", ".join(_argument_text(each) for each in value.values())
        case _:
            return str(value)


class Claim(Struct, frozen=True):
    """One entry of an access token's payload, as text."""

    name: str
    value: str
    key: str = ""
    """The sentence that the value goes into; without one it is shown as it is."""


def claims_of(access_token: str) -> tuple[Claim, ...]:
    """List what anybody who holds the token can read in it; the sealed part is masked. Empty when it is no JWT."""
    try:
        part = access_token.split(".")[1]
        decoded = msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), type=dict[str, object])
    except (IndexError, binascii.Error, ValueError, msgspec.DecodeError):
        return ()
    return tuple(_claim(name, value) for name, value in decoded.items())


def _claim(name: str, value: object) -> Claim:
    if name in ("iat", "exp") and isinstance(value, int):
        return Claim(name, f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M} UTC")
    if name == "tok":
        return Claim(name, str(len(str(value))), "flow.sealed")
    return Claim(name, mask(value) if name == "jti" and isinstance(value, str) else str(value))
