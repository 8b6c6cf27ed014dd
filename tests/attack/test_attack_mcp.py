"""The MCP endpoint on a real socket: answers that come before the body was read leave nothing behind."""

from typing import Any

import pytest

from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.attack.test_attack_upgrade import CHUNKED, HIDDEN, UPGRADES, WITH_LENGTH, parts, statuses

LAST = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
UNREAD = {
    "no token": (b"POST /mcp", b"", 401),
    "foreign page": (b"POST /mcp", b"Origin: https://evil.example\r\n", 403),
    "preflight": (b"OPTIONS /mcp", b"", 204),
    "wrong method": (b"DELETE /mcp", b"TOKEN", 405),
    "stream": (b"GET /mcp", b"TOKEN", 405),
    "two tokens": (b"POST /mcp", b"TOKENTOKEN", 400),
    "token of the other face": (b"POST /mcp", b"OTHER", 401),
    "no message": (b"POST /mcp", b"TOKEN", 400),
}


@pytest.fixture
def mcp_bearer(connector: Any, world: Any) -> bytes:
    user = world.add_user("Host Person", "host@example.test")
    grant = TokenGrant(
        user.id,
        Secret(world.add_token(user)),
        audience="mcp",
        scopes=frozenset({"pets:read"}),
        client_id="https://h.example/c",
    )
    return f"Authorization: Bearer {connector.state.access_tokens.issue(grant)}\r\n".encode()


@pytest.mark.parametrize("framing", [WITH_LENGTH, CHUNKED])
async def test_no_byte_of_an_unread_body_is_taken_for_a_request(
    wire: Any, bearer: bytes, mcp_bearer: bytes, framing: str
) -> None:
    for name, (line, fields, status) in UNREAD.items():
        sent = fields.replace(b"TOKEN", mcp_bearer).replace(b"OTHER", bearer)
        head, body = parts(sent, b"\r\n" * 2_000 + HIDDEN * 2, framing, line)
        for pieces in ([head + body], [head, body], [head, body[:3_000], body[3_000:]]):
            answers = await wire.send(*pieces, LAST)
            assert (name, statuses(answers)) == (name, [status, 200])
            assert b"</html>" not in answers

        head, body = parts(sent + UPGRADES["h2c"], b"\r\n" * 2_000 + HIDDEN * 2, framing, line)
        assert (name, statuses(await wire.send(head + body))) == (name, [status])
