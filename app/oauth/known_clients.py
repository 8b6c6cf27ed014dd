"""The hosts we know by name: one row each, copied from what they publish, so that nothing is fetched for them.

`{cb}` is one path segment of letters, digits, `-` and `_` that a host makes up per connection. The port of a loopback
address is free (RFC 8252, 7.3). Look at a row's source again when its host changes its sign-in, and move its date.
"""

import re
from typing import Final

from msgspec import Struct

from app.oauth.client import Client

CALLBACK_ID: Final = "{cb}"
_CALLBACK_ID_PATTERN: Final = r"[A-Za-z0-9_-]{1,200}"
_OPENAI = "https://developers.openai.com/plugins/build/auth"
_CLAUDE = "https://claude.com/docs/connectors/building/authentication"
_CLAUDE_CODE = "https://code.claude.com/docs/en/mcp"
_VS_CODE = "https://code.visualstudio.com/api/extension-guides/ai/mcp"


class KnownClient(Struct, frozen=True, kw_only=True):
    """A host whose document is pinned.

    Attributes:
        client_id: the address of its document; may hold `{cb}`.
        name: what people call it.
        redirect_uris: where its codes may go; may hold `{cb}`, which is the one of `client_id` if that has one.
        source: where the host says so.
        checked: the day the row was compared with it.
    """

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    source: str
    checked: str = "2026-11-25"


_CHATGPT_CALLBACKS: Final = (
    "https://chatgpt.com/connector_platform_oauth_redirect",
    "https://chatgpt.com/connector/oauth/{cb}",
)
_CODEX_CALLBACKS: Final = ("http://127.0.0.1/callback", "http://127.0.0.1/callback/{cb}")

KNOWN_CLIENTS: Final = (
    KnownClient(
        client_id="https://chatgpt.com/oauth/client.json",
        name="ChatGPT",
        redirect_uris=_CHATGPT_CALLBACKS,
        source=_OPENAI,
    ),
    KnownClient(
        client_id="https://chatgpt.com/oauth/{cb}/client.json",
        name="ChatGPT",
        redirect_uris=_CHATGPT_CALLBACKS,
        source=_OPENAI,
    ),
    KnownClient(
        client_id="https://chatgpt.com/oauth/codex/client.json",
        name="Codex",
        redirect_uris=_CODEX_CALLBACKS,
        source=_OPENAI,
    ),
    KnownClient(
        client_id="https://chatgpt.com/oauth/codex/{cb}/client.json",
        name="Codex",
        redirect_uris=_CODEX_CALLBACKS,
        source=_OPENAI,
    ),
    KnownClient(
        client_id="https://claude.ai/oauth/mcp-oauth-client-metadata",
        name="Claude",
        redirect_uris=("https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"),
        source=_CLAUDE,
    ),
    KnownClient(
        client_id="https://claude.ai/oauth/claude-code-client-metadata",
        name="Claude Code",
        redirect_uris=("http://localhost/callback", "http://127.0.0.1/callback"),
        source=_CLAUDE_CODE,
    ),
    KnownClient(
        client_id="https://vscode.dev/oauth/client-metadata.json",
        name="Visual Studio Code",
        redirect_uris=(
            "http://127.0.0.1:33418/",
            "https://vscode.dev/redirect",
            "https://insiders.vscode.dev/redirect",
        ),
        source=_VS_CODE,
    ),
    KnownClient(
        client_id="https://zed.dev/oauth/client-metadata.json",
        name="Zed",
        redirect_uris=("http://127.0.0.1/callback", "http://localhost/callback"),
        source="https://zed.dev/docs/ai/mcp",
    ),
)


def find_known_client(client_id: str) -> Client | None:
    """Return the pinned client of this id; a row without `{cb}` goes before one that has it."""
    for row in sorted(KNOWN_CLIENTS, key=lambda row: CALLBACK_ID in row.client_id):
        found = re.fullmatch(callback_id_pattern(row.client_id), client_id)
        if found:
            return Client(
                id=client_id,
                name=row.name,
                kind="pinned",
                redirect_uris=tuple(_with_callback_id(uri, found) for uri in row.redirect_uris),
                audience="mcp",
                is_known=True,
            )
    return None


def callback_id_pattern(template: str) -> str:
    """Return the expression that a template stands for."""
    return re.escape(template).replace(re.escape(CALLBACK_ID), f"({_CALLBACK_ID_PATTERN})")


def _with_callback_id(template: str, found: re.Match[str]) -> str:
    return template.replace(CALLBACK_ID, found[1]) if found.lastindex else template
