"""The transport: what `/mcp` answers to each kind of request, whatever the protocol's era."""

import json
from typing import Any

import pytest

from tests.mcp.conftest import Host, request

PING = request("ping")


async def test_a_request_is_answered_by_one_json_object(host: Host) -> None:
    answer = await host.post(PING)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("request_id", ["a", "", "1", 0, -5, 2**53, "ж" * 100])
async def test_the_answer_repeats_the_id_as_it_was_sent(host: Host, request_id: str | int) -> None:
    answer = await host.post({**PING, "id": request_id})

    assert answer.json()["id"] == request_id


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
        {"jsonrpc": "2.0", "method": "notifications/of/nobody"},
        {"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "add_weight", "arguments": {}}},
    ],
)
async def test_a_notification_is_taken_and_nothing_is_done(host: Host, message: dict[str, Any]) -> None:
    for headers in ({}, {"MCP_Protocol_Version": "2026-07-28"}):
        answer = await host.post(message, **headers)

        assert answer.status_code == 202
        assert answer.content == b""


REFUSED: list[tuple[Any, int]] = [
    ({**PING, "id": None}, -32600),
    ({**PING, "id": 1.5}, -32600),
    ({**PING, "id": True}, -32600),
    ({**PING, "id": [1]}, -32600),
    ({**PING, "id": 10**30}, -32600),
    ({**PING, "id": "x" * 2_000}, -32600),
    ([PING, PING], -32600),
    ([], -32600),
    ({"jsonrpc": "2.0", "id": 1, "result": {}}, -32600),
    ({"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}, -32600),
    ({**PING, "jsonrpc": "1.0"}, -32600),
    ({"id": 1, "method": "ping"}, -32600),
    ({**PING, "method": 7}, -32600),
    ({**PING, "params": []}, -32600),
    ({**PING, "params": None}, -32600),
    ("ping", -32700),
    (b"", -32700),
    (b"  ", -32700),
    (b"{", -32700),
    (b"\xff\xfe", -32700),
    (b"[" * 100_000, -32700),
    (b"null", -32600),
    (b"7", -32600),
    (b'"ping"', -32600),
]


@pytest.mark.parametrize(("message", "code"), REFUSED, ids=[f"{n}-{str(row[0])[:40]}" for n, row in enumerate(REFUSED)])
async def test_what_is_no_message_is_refused_without_an_id(host: Host, message: Any, code: int) -> None:
    answer = await host.post(message)

    assert answer.status_code == 400, answer.text
    body = answer.json()
    assert body["error"]["code"] == code
    assert body["id"] is None
    assert set(body) == {"jsonrpc", "id", "error"}


async def test_a_message_is_read_around_a_byte_order_mark_and_halves_of_characters(host: Host) -> None:
    body = b'\xef\xbb\xbf{"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"x": "\\ud83d"}}'

    assert (await host.post(body)).json()["result"] == {}


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD", "PUT", "PATCH"])
async def test_other_methods_are_challenged_and_with_a_token_refused(host: Host, method: str) -> None:
    without = await host.client.request(method, "/mcp")
    with_token = await host.client.request(method, "/mcp", headers={"Authorization": f"Bearer {host.token}"})

    assert without.status_code == 401
    assert "resource_metadata=" in without.headers["WWW-Authenticate"]
    assert with_token.status_code == 405
    assert with_token.headers["Allow"] == "POST"


async def test_the_address_with_a_slash_is_the_same_and_redirects_nobody(host: Host) -> None:
    answer = await host.client.post("/mcp/", json=PING, headers={"Authorization": f"Bearer {host.token}"})
    without = await host.client.post("/mcp/", json=PING)

    assert answer.json()["result"] == {}
    assert without.status_code == 401
    assert "resource_metadata=" in without.headers["WWW-Authenticate"]


@pytest.mark.parametrize("accept", ["application/json, text/event-stream", "*/*", "application/json", "text/html", ""])
async def test_whatever_is_accepted_json_is_sent(host: Host, accept: str) -> None:
    assert (await host.post(PING, Accept=accept)).headers["Content-Type"] == "application/json"


async def test_a_session_is_ignored_and_none_is_begun(host: Host) -> None:
    answer = await host.post(PING, Mcp_Session_Id="made-up", Last_Event_ID="7")

    assert answer.status_code == 200
    assert "Mcp-Session-Id" not in answer.headers


@pytest.mark.parametrize("content_length", ["right", "none"])
async def test_a_message_that_is_too_large_is_refused(host: Host, content_length: str) -> None:
    body = json.dumps({**PING, "params": {"x": "x" * 400_000}}).encode()

    async def parts() -> Any:
        yield body[:200_000]
        yield body[200_000:]

    content: Any = body if content_length == "right" else parts()
    answer = await host.client.post("/mcp", content=content, headers={"Authorization": f"Bearer {host.token}"})

    assert answer.status_code == 413
    assert answer.json()["error"] == "PAYLOAD_TOO_LARGE"


async def test_a_message_just_under_the_limit_is_read(host: Host) -> None:
    body = json.dumps({**PING, "params": {"x": "x" * 399_000}})

    assert (await host.post(body)).status_code == 200


OWN, ADMITTED = "https://connector.test", "https://inspector.example"
FOREIGN = ["https://evil.example", "null", "", "http://connector.test", "https://connector.test.evil.example", "*"]


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    return environment | {"MCP_ALLOWED_ORIGINS": f"{ADMITTED},https://other.example"}


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "GET", "OPTIONS"])
async def test_a_page_of_somebody_else_is_refused(host: Host, method: str, origin: str) -> None:
    headers = {"Authorization": f"Bearer {host.token}", "Origin": origin}
    answer = await host.client.request(method, "/mcp", headers=headers, json=PING)

    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("origin", [OWN, ADMITTED])
async def test_an_admitted_page_may_call_and_read_the_challenge(host: Host, origin: str) -> None:
    answers = [await host.post(PING, Origin=origin), await host.post(PING, Origin=origin, Authorization="")]

    assert [answer.status_code for answer in answers] == [200, 401]
    for answer in answers:
        assert answer.headers["Access-Control-Allow-Origin"] == origin
        assert answer.headers["Access-Control-Expose-Headers"] == "WWW-Authenticate"
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_a_preflight_needs_no_token_and_names_what_may_be_sent(host: Host) -> None:
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    admitted = await host.client.options("/mcp", headers={"Origin": ADMITTED, **asks})
    without = await host.client.options("/mcp")

    assert admitted.status_code == without.status_code == 204
    allowed = {name.strip() for name in admitted.headers["Access-Control-Allow-Headers"].split(",")}
    assert allowed == {"Authorization", "Content-Type", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"}
    assert not [name for name in without.headers if name.startswith("access-control")]


async def test_without_an_origin_no_cors_header_is_sent(host: Host) -> None:
    assert not [name for name in (await host.post(PING)).headers if name.startswith("access-control")]
