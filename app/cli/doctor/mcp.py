"""The MCP side as hosts meet it: the well-known addresses, the challenge, and which clients may come."""

from typing import Any, Final

import httpx
import msgspec

from app.cli.doctor.findings import Finding
from app.config.settings import Settings
from app.oauth.known_clients import KNOWN_CLIENTS

_SECONDS: Final = 5.0
_ONE_NAME = "Set CONNECTOR_PUBLIC_URL to the one name that people and hosts use, and let the proxy pass every path."
_PROTECTED, _SERVER = "/.well-known/oauth-protected-resource", "/.well-known/oauth-authorization-server"


async def examine_mcp(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> list[Finding]:
    """Look from outside; what cannot be reached from here is a note, for the connector need not be up yet."""
    if settings.mcp == "off":
        return [Finding.ok("MCP", "off: only the GPT connects")]
    url = settings.connector_public_url
    async with httpx.AsyncClient(transport=transport, timeout=_SECONDS, base_url=url) as http:
        try:
            return [await _addresses(http, url), await _challenge(http, url), _clients(settings)]
        except httpx.HTTPError as error:
            says = f"{url} could not be reached from here ({type(error).__name__})"
            to_do = "Run this again once the connector is up under its public name."
            return [Finding.note("MCP addresses", says, to_do), _clients(settings)]


async def _addresses(http: httpx.AsyncClient, url: str) -> Finding:
    subject = "MCP addresses"
    wanted: tuple[tuple[str, str, str], ...] = (
        (_PROTECTED, "resource", f"{url}/mcp"),
        (f"{_PROTECTED}/mcp", "resource", f"{url}/mcp"),
        (_SERVER, "issuer", url),
        (f"{_SERVER}/mcp", "issuer", url),
    )
    for path, member, value in wanted:
        answer = await http.get(path)
        found = _member(answer, member)
        if found is None:
            return Finding.wrong(subject, f"{path} answers {answer.status_code}, not the document", _ONE_NAME)
        if found != value:
            return Finding.wrong(subject, f"{path} says {member} {found}, not {value}", _ONE_NAME)
    return Finding.ok(subject, f"all {len(wanted)} answer under the public name; hosts are given {url}/mcp")


async def _challenge(http: httpx.AsyncClient, url: str) -> Finding:
    subject = "MCP challenge"
    answer = await http.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"})
    told = answer.headers.get("www-authenticate", "")
    if answer.status_code == 401 and f'resource_metadata="{url}{_PROTECTED}/mcp"' in told:
        return Finding.ok(subject, "/mcp asks for a token and says where to get one")
    says = f"/mcp answers {answer.status_code}" + ("" if told else " without WWW-Authenticate")
    return Finding.wrong(subject, says, "Hosts start their sign-in from this answer: let the proxy pass it unchanged.")


def _clients(settings: Settings) -> Finding:
    subject = "MCP clients"
    names = ", ".join(dict.fromkeys(row.name for row in KNOWN_CLIENTS))
    if settings.mcp_clients == "known":
        return Finding.ok(subject, f"only {names}")
    if settings.fetches_clients:
        return Finding.ok(subject, f"{names}, and any other that introduces itself")
    return Finding.note(
        subject,
        f"{names}, and any other that registers; one that shows a document of its own is refused",
        "Set MCP_FETCH_CLIENTS to on if such a host is wanted: its document is then read, from public hosts only.",
    )


def _member(answer: httpx.Response, name: str) -> str | None:
    if answer.status_code != 200:
        return None
    try:
        found: dict[str, Any] = msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    value = found.get(name)
    return value if isinstance(value, str) else None
