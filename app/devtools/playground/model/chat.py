"""One request to a chat completions endpoint, and what is read of its answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
from msgspec import Struct

from app.devtools.playground.model.functions import Function

Message = dict[str, Any]


class WrongEndpoint(Exception):
    """MODEL_URL cannot be used; the text says why."""


class Endpoint(Struct, frozen=True):
    """Where the model is asked: an address like https://host/v1, its key (may be empty), and the model's name."""

    url: str
    key: str
    model: str

    def __repr__(self) -> str:
        """Leave the key out, because logs print what they get."""
        return f"Endpoint({self.url!r}, model={self.model!r})"


class FunctionCall(Struct):
    """The function that the model calls; `arguments` is JSON text."""

    name: str
    arguments: str = ""


class CalledTool(Struct):
    """A call of the model, with the id that its answer names."""

    id: str
    function: FunctionCall

    def as_message(self) -> Message:
        """Return it as it goes back to the model."""
        return {"id": self.id, "type": "function", "function": msgspec.to_builtins(self.function)}


class Reply(Struct):
    """What the model said, and what it wants to call."""

    content: str | None = None
    tool_calls: list[CalledTool] | None = None


class _Choice(Struct):
    message: Reply


class _Completion(Struct):
    choices: list[_Choice]


def endpoint_of(environment: Mapping[str, str]) -> Endpoint | None:
    """Read MODEL_URL, MODEL_KEY and MODEL_NAME; None when address or name is missing.

    Raises:
        WrongEndpoint: the address is none of http or https, or holds a password.
    """
    url, name = environment.get("MODEL_URL", "").strip().rstrip("/"), environment.get("MODEL_NAME", "").strip()
    if not url or not name:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise WrongEndpoint("MODEL_URL must be an address like https://host/v1, without password or query.")
    return Endpoint(url, environment.get("MODEL_KEY", ""), name)


def completion_request(
    endpoint: Endpoint, messages: Sequence[Message], functions: Iterable[Function], **options: Any
) -> httpx.Request:
    """Return the request that asks the model to go on, with `options` of the endpoint such as `temperature`."""
    body = {
        "model": endpoint.model,
        "messages": messages,
        "tools": [{"type": "function", "function": msgspec.to_builtins(function)} for function in functions],
        **options,
    }
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    return httpx.Request("POST", f"{endpoint.url}/chat/completions", headers=headers, json=body)


def read_reply(body: bytes) -> Reply:
    """Return the first choice of an answer.

    Raises:
        msgspec.DecodeError: it is something else.
    """
    choices = msgspec.json.decode(body, type=_Completion).choices
    if not choices:
        raise msgspec.DecodeError("no choices")
    return choices[0].message
