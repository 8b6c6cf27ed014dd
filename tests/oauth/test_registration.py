"""Dynamic client registration: what is taken, what is refused, and that nothing is kept."""

import base64
import json
from typing import Any

import pytest

from app.oauth.registration import MAX_BODY
from tests.oauth.mcp_client import ask, page_of, register, registered
from tests.oauth.settings import ISSUER

NAMES = 'Meo <script>alert(1)</script> "quoted" {client} ${x} %s'


async def test_a_public_client_gets_an_id_and_no_secret(stage: Any) -> None:
    answer = await register(stage, scope="anything", software_id="x", contacts=["a@b.example"])
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert found.pop("client_id").startswith("dcr_")
    assert found.pop("client_id_issued_at") == int(stage.calendar.now.timestamp())
    assert found == {
        "client_name": "Some Host",
        "redirect_uris": ["https://host.example/callback"],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": "pets:read pets:write",
    }


@pytest.mark.parametrize(
    ("asked", "method"),
    [
        (None, "client_secret_basic"),
        ("client_secret_basic", "client_secret_basic"),
        ("client_secret_post", "client_secret_post"),
    ],
)
async def test_a_confidential_client_gets_a_secret_that_never_expires(
    stage: Any, asked: str | None, method: str
) -> None:
    first, second = [(await register(stage, token_endpoint_auth_method=asked)).json() for _ in range(2)]
    assert first["token_endpoint_auth_method"] == method
    assert len(first["client_secret"]) == 43
    assert first["client_secret_expires_at"] == 0
    assert first["client_secret"] != second["client_secret"]
    assert first["client_id"] != second["client_id"]
    assert first["client_secret"] not in first["client_id"]


async def test_a_registration_is_known_by_another_process_and_after_a_change_of_the_key(open_stage: Any) -> None:
    async with open_stage() as one:
        client_id = await registered(one)
    changed = {"ENCRYPTION_KEY": "ab" * 32}
    previous = {"ENCRYPTION_KEY_PREVIOUS": "0123456789abcdef" * 4}
    async with open_stage(**changed, **previous) as two:
        assert (await ask(two, client_id=client_id, redirect_uri="https://host.example/callback")).status_code == 200
    async with open_stage(**changed) as three:
        answer = await ask(three, client_id=client_id, redirect_uri="https://host.example/callback")
        assert answer.status_code == 400
        assert "location" not in answer.headers


GOOD_REDIRECTS = [
    "https://host.example/callback",
    "https://host.example:8443/a/b?x=1&y=%20",
    "https://host.example",
    "http://127.0.0.1:6276/oauth/callback",
    "http://localhost/oauth/callback",
    "http://[::1]:1/cb",
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "com.example.app:/oauth",
    "vscode://publisher.extension/callback",
]


@pytest.mark.parametrize("uri", GOOD_REDIRECTS)
async def test_an_address_of_a_kind_that_hosts_use_is_taken_and_asked_about(stage: Any, uri: str) -> None:
    client_id = await registered(stage, redirect_uris=[uri])
    assert (await ask(stage, client_id=client_id, redirect_uri=uri)).status_code == 200


BAD_REDIRECTS = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "javascript://host.example/%0aalert(1)",
    "data:text/html,x",
    "data:/x",
    "file:///etc/passwd",
    "vbscript:/x",
    "blob:https://host.example/x",
    "about:/blank",
    "view-source:/x",
    "filesystem:/x",
    "intent://x#Intent;end",
    "intent://x/y",
    "ms-msdt:/x",
    "search-ms:/x",
    "mailto:/x@y.example",
    "tel:/1",
    "ftp://host.example/x",
    "ws://host.example/x",
    "chrome-extension://abc/x",
    "urn:/ietf",
    "http://host.example/callback",
    "http://127.0.0.1.evil.example/cb",
    "http://localhost.evil.example/cb",
    "http://127.0.0.2/cb",
    "http://0.0.0.0/cb",
    "http://user@127.0.0.1/cb",
    "http://127.0.0.1:0/cb",
    "https://user:pass@host.example/cb",
    "https://user@host.example/cb",
    "https://host.example/cb#fragment",
    "https://host.example/cb#",
    "https://host.example\\@evil.example/cb",
    "https://host.example/a b",
    "https://host.example/{cb}",
    "https://host.example/\n",
    "https://hóst.example/cb",
    "https://[::1]/cb",
    "https:///cb",
    "https:host.example/cb",
    "//host.example/cb",
    "/cb",
    "host.example/cb",
    "cursor:",
    "cursor://user@host/x",
    "cursor://x/y#z",
    "cursor:/x;y",
    "cursor:/x\r\nSet-Cookie: a=b",
    "*",
    "",
    f"https://host.example/{'x' * 1_000}",
]


@pytest.mark.parametrize("uri", BAD_REDIRECTS, ids=lambda uri: repr(uri)[:60])
@pytest.mark.parametrize("beside_a_good_one", [False, True])
async def test_any_other_address_is_refused(stage: Any, uri: str, *, beside_a_good_one: bool) -> None:
    uris = ["https://host.example/callback", uri] if beside_a_good_one else [uri]
    answer = await register(stage, redirect_uris=uris)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_redirect_uri"
    assert "client_id" not in answer.json()


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"redirect_uris": None}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://host.example/cb"}, "invalid_redirect_uri"),
        ({"redirect_uris": [7]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"https://host.example/{n}" for n in range(11)]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"https://host.example/{n}/{'x' * 400}" for n in range(10)]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://h.example/" for _ in range(500)]}, "invalid_redirect_uri"),
        ({"client_name": 7}, "invalid_client_metadata"),
        ({"client_name": ["x"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": 7}, "invalid_client_metadata"),
        ({"grant_types": ["client_credentials"]}, "invalid_client_metadata"),
        ({"grant_types": "authorization_code"}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
    ],
    ids=lambda value: repr(value)[:60],
)
async def test_what_cannot_be_taken_is_named(stage: Any, metadata: dict[str, Any], error: str) -> None:
    answer = await register(stage, **metadata)
    assert answer.status_code == 400
    assert answer.json()["error"] == error
    assert answer.json()["error_description"]
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"redirect_uris=x", b"\xff", b'"x"', b"{" * 1_000, b" " * (MAX_BODY + 1) + b"{}"],
    ids=lambda body: repr(body)[:30],
)
async def test_no_object_is_refused(stage: Any, body: bytes) -> None:
    answer = await stage.client.post("/oauth/register", content=body)
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_client_metadata", "invalid_redirect_uri"}


async def test_a_megabyte_is_too_large(stage: Any) -> None:
    body = json.dumps({"redirect_uris": ["https://host.example/cb"], "client_name": "x" * 1_000_000})
    assert (await stage.client.post("/oauth/register", content=body)).status_code == 413


@pytest.mark.parametrize(
    ("grant_types", "response_types"),
    [
        (["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"], ["code"]),
        (["urn:ietf:params:oauth:grant-type:jwt-bearer", "authorization_code"], None),
        (None, ["code", "none"]),
    ],
)
async def test_what_we_do_not_know_is_ignored(stage: Any, grant_types: Any, response_types: Any) -> None:
    answer = await register(stage, grant_types=grant_types, response_types=response_types, jwks={"keys": []}, x=[1])
    assert answer.status_code == 201


async def test_ten_redirect_addresses_are_taken(stage: Any) -> None:
    uris = [f"https://host.example/{number}" for number in range(10)]
    client_id = await registered(stage, redirect_uris=uris)
    for uri in uris:
        assert (await ask(stage, client_id=client_id, redirect_uri=uri)).status_code == 200
    assert (await ask(stage, client_id=client_id, redirect_uri="https://host.example/10")).status_code == 400


async def test_a_name_is_text_and_one_short_line(stage: Any) -> None:
    client_id = await registered(stage, client_name=NAMES)
    page = await page_of(stage, client_id=client_id, redirect_uri="https://host.example/callback")
    assert "<script" not in page.text
    assert "Meo &lt;script&gt;alert(1)&lt;/script&gt; &#34;quoted&#34; {client} ${x} %s" in page.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\u202eb\u200bc\x00d\ufeffe", "abcde"),
        ("  two\n\nlines\there  ", "two lines here"),
        ("x" * 10_000, "x" * 60),
        ("", "host.example"),
        (None, "host.example"),
        (" \u200b\u2060 ", "host.example"),
        ("Mèo Mun 🐱", "Mèo Mun 🐱"),
    ],
    ids=lambda value: repr(value)[:30],
)
async def test_a_name_is_cleaned(stage: Any, name: str | None, shown: str) -> None:
    assert (await register(stage, client_name=name)).json()["client_name"] == shown


def _changed(client_id: str, place: int) -> str:
    sealed = bytearray(base64.urlsafe_b64decode(client_id[4:] + "=" * (-len(client_id[4:]) % 4)))
    sealed[place] ^= 1
    return "dcr_" + base64.urlsafe_b64encode(bytes(sealed)).rstrip(b"=").decode()


async def test_a_changed_id_is_nobody(stage: Any) -> None:
    client_id = await registered(stage)
    wrong = [_changed(client_id, place) for place in (0, 11, 12, 40, -1)]
    wrong += [client_id[:-2], client_id + "AA", client_id[4:], "dcr_", "dcr_!", "dcr_é", "dcr_" + "A" * 20_000]
    for one in wrong:
        answer = await ask(stage, client_id=one, redirect_uri="https://host.example/callback")
        assert answer.status_code == 400
        assert not {"location", "set-cookie"} & set(answer.headers)


async def test_a_sealed_record_of_another_kind_is_no_client(stage: Any) -> None:
    client = stage.client
    page = await page_of(stage)
    assert page.status_code == 200
    token = (await stage.exchange(await stage.code())).json()["access_token"]
    sealed = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))["tok"]
    answer = await ask(stage, client_id=f"dcr_{sealed.rstrip('=')}", redirect_uri="https://host.example/callback")
    assert answer.status_code == 400
    assert client is stage.client


async def test_registrations_are_limited_per_address_and_leave_sign_ins_alone(open_stage: Any) -> None:
    async with open_stage(OAUTH_RATE_LIMIT_PER_MINUTE="3") as stage:
        answers = [await register(stage) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert answers[-1].headers["access-control-allow-origin"] == "*"
        assert (await ask(stage)).status_code == 200


async def test_a_thousand_registrations_store_nothing(open_stage: Any, redis_server: str) -> None:
    from redis.asyncio import Redis  # noqa: PLC0415 - only this test looks behind the store

    redis = Redis.from_url(redis_server)
    async with open_stage(REDIS_URL=redis_server, OAUTH_RATE_LIMIT_PER_MINUTE="10000") as stage:
        before = await redis.dbsize()
        for _ in range(1_000):
            assert (await register(stage)).status_code == 201
        assert await redis.dbsize() == before
    await redis.aclose()


@pytest.mark.parametrize("changes", [{"MCP": "off"}, {"MCP_CLIENTS": "known"}], ids=repr)
async def test_where_registration_is_not_wanted_there_is_none(open_stage: Any, changes: dict[str, str]) -> None:
    async with open_stage(**changes) as stage:
        assert (await register(stage)).status_code == 404
        metadata = (await stage.client.get("/.well-known/oauth-authorization-server")).json()
        assert "registration_endpoint" not in metadata


async def test_ids_stay_short_enough_for_an_address(stage: Any) -> None:
    assert len(await registered(stage)) < 300
    long = [f"https://host.example/{number}/{'x' * 60}" for number in range(6)]
    assert len(await registered(stage, redirect_uris=long, client_name="x" * 60)) < 1_000


async def test_no_log_line_holds_an_id_or_a_secret(open_stage: Any, capsys: pytest.CaptureFixture[str]) -> None:
    async with open_stage(LOG_LEVEL="debug") as stage:
        found = (await register(stage, token_endpoint_auth_method=None, client_name="Name-of-the-client")).json()
        await ask(stage, client_id=found["client_id"], redirect_uri="https://host.example/callback")
        await ask(stage, client_id=_changed(found["client_id"], 3), redirect_uri="https://host.example/callback")
    output = "".join(capsys.readouterr())
    assert "POST /oauth/register" in output
    for secret in (found["client_id"], found["client_secret"], "Name-of-the-client", "host.example"):
        assert secret not in output
    assert ISSUER not in output
