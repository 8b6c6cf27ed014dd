"""Clients with a document of their own: what it must say, how often it is read, and what a person sees if it fails."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from app.oauth.client_document import client_of_document
from app.oauth.errors import UnknownClient
from app.public_get import DOCUMENTS, PublicGet
from tests.oauth.main_app import streamed
from tests.oauth.mcp_client import ask, page_of

URL = "https://app.example/oauth/client.json"
REDIRECT = "https://app.example/callback"
DOCUMENT = {"client_id": URL, "client_name": "Pet Host", "redirect_uris": [REDIRECT]}


class Site(httpx.AsyncBaseTransport):
    """The site of a client, which counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: httpx.Response | None = None
        self.document: dict[str, Any] | None = DOCUMENT
        self.address = "93.184.216.34"
        self.public_get = PublicGet(resolve=self.resolve, make_transport=lambda: self)

    async def resolve(self, _host: str) -> Sequence[str]:
        return [self.address]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"https://{request.headers['host']}{request.url.raw_path.decode()}")
        return streamed(self.answer or httpx.Response(200, json=self.document))


@pytest.fixture
def site() -> Site:
    return Site()


async def test_a_client_is_asked_about_by_its_documents_name_and_read_once(open_stage: Any, site: Site) -> None:
    async with open_stage(public_get=site.public_get) as stage:
        for _ in range(3):
            page = await page_of(stage, client_id=URL, redirect_uri=REDIRECT)
        assert "Pet Host" in page.text
        assert "Known app" not in page.text
        assert "<dd>app.example</dd>" in page.text
        assert site.asked == [URL]


async def test_a_document_is_read_again_after_a_day(open_stage: Any, site: Site) -> None:
    async with open_stage(public_get=site.public_get) as stage:
        await page_of(stage, client_id=URL, redirect_uri=REDIRECT)
        site.document = {**DOCUMENT, "redirect_uris": ["https://app.example/other"]}
        stage.calendar.advance(24 * 3600 - 1)
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 200
        stage.calendar.advance(2)
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 400
        assert len(site.asked) == 2


async def test_a_failure_is_remembered_for_a_minute(open_stage: Any, site: Site) -> None:
    site.answer = httpx.Response(500)
    async with open_stage(public_get=site.public_get) as stage:
        for _ in range(3):
            answer = await ask(stage, client_id=URL, redirect_uri=REDIRECT)
            assert answer.status_code == 400
            assert URL in answer.text
            assert not {"location", "set-cookie"} & set(answer.headers)
        assert len(site.asked) == 1
        site.answer = None
        stage.calendar.advance(61)
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 200


async def test_a_document_is_not_blamed_for_a_moment_without_room(open_stage: Any, site: Site) -> None:
    gate, entered, others = asyncio.Event(), asyncio.Semaphore(0), "https://other.example/client.json"

    async def slow_elsewhere(host: str) -> Sequence[str]:
        if host == "other.example":
            entered.release()
            await gate.wait()
        return [site.address]

    public_get = PublicGet(replace(DOCUMENTS, seconds=600), resolve=slow_elsewhere, make_transport=lambda: site)
    async with open_stage(public_get=public_get) as stage:
        slow = [asyncio.create_task(ask(stage, client_id=f"{others}?{number}")) for number in range(10)]
        for _ in slow:
            await entered.acquire()
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 400
        gate.set()
        await asyncio.gather(*slow)
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 200


async def test_in_production_nothing_is_fetched_until_the_operator_says_so(
    open_stage: Any, site: Site, redis_server: str
) -> None:
    production = {"ENVIRONMENT": "production", "REDIS_URL": redis_server}
    async with open_stage(public_get=site.public_get, **production) as stage:
        answer = await ask(stage, client_id=URL, redirect_uri=REDIRECT)
        assert answer.status_code == 400
        assert "MCP_FETCH_CLIENTS" in answer.text
    async with open_stage(public_get=site.public_get, MCP_FETCH_CLIENTS="on", **production) as stage:
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 200
    assert len(site.asked) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1"])
async def test_a_site_in_our_own_network_is_never_asked(open_stage: Any, site: Site, address: str) -> None:
    site.address = address
    async with open_stage(public_get=site.public_get) as stage:
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 400
    assert site.asked == []


async def test_a_flood_of_addresses_is_held_by_the_limit_of_the_browsers_address(open_stage: Any, site: Site) -> None:
    site.answer = httpx.Response(404)
    async with open_stage(public_get=site.public_get, OAUTH_RATE_LIMIT_PER_MINUTE="5") as stage:
        found = [
            (await ask(stage, client_id=f"https://app.example/{number}", redirect_uri=REDIRECT)).status_code
            for number in range(20)
        ]
    assert found == [400] * 5 + [429] * 15
    assert len(site.asked) == 5


async def test_a_flood_of_failures_drives_out_no_client(open_stage: Any, site: Site) -> None:
    async with open_stage(public_get=site.public_get) as stage:
        await page_of(stage, client_id=URL, redirect_uri=REDIRECT)
        site.answer = httpx.Response(404)
        for number in range(600):
            await ask(stage, client_id=f"https://app.example/{number}", redirect_uri=REDIRECT)
        assert (await ask(stage, client_id=URL, redirect_uri=REDIRECT)).status_code == 200
        assert site.asked.count(URL) == 1


@pytest.mark.parametrize(
    "client_id",
    [
        "https://app.example",
        "https://app.example/",
        "https://app.example:443/client.json",
        "https://app.example:8443/client.json",
        "https://user@app.example/client.json",
        "https://app.example/client.json#x",
        "https://app.example/client.json#",
        "https://app.example/../client.json",
        "https://app.example/./client.json",
        "https://app.example/a/..",
        "https://app.example/a/%2e%2e/client.json",
        "https://app.example/a/%2E./client.json",
        "https://app.example/a%2f..%2fclient.json",
        "https://app.example/a b",
        "https://app.example/é",
        "https://app.example\\@evil.example/x",
        "https://127.0.0.1/client.json",
        "https://localhost/client.json",
        "https://[::1]/client.json",
        "https://app.example/<script>alert(1)</script>",
        f"https://app.example/{'x' * 500}",
    ],
)
async def test_an_id_that_is_no_plain_https_address_is_never_fetched(
    open_stage: Any, site: Site, client_id: str
) -> None:
    async with open_stage(public_get=site.public_get) as stage:
        answer = await ask(stage, client_id=client_id, redirect_uri=REDIRECT)
        assert answer.status_code == 400
        assert "location" not in answer.headers
        assert "<script" not in answer.text
    assert site.asked == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"client_id": "https://app.example/oauth/other.json"}, "of another client"),
        ({"client_id": "https://claude.ai/oauth/mcp-oauth-client-metadata"}, "of another client"),
        ({"client_id": f"{URL}/"}, "of another client"),
        ({"client_id": None}, "not a client's document"),
        ({"client_id": 7}, "not a client's document"),
        ({"client_secret": "s"}, "holds a secret"),
        ({"client_secret": ""}, "holds a secret"),
        ({"client_secret": None}, "holds a secret"),
        ({"client_secret_expires_at": 0}, "holds a secret"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "not none"),
        ({"token_endpoint_auth_method": "client_secret_post"}, "not none"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "not none"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "not none"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": None}, "redirect_uris"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "redirect_uris"),
        ({"redirect_uris": ["http://app.example/callback"]}, "redirect_uris"),
        ({"redirect_uris": [f"https://app.example/{number}" for number in range(11)]}, "redirect_uris"),
        ({"redirect_uris": REDIRECT}, "not a client's document"),
        ({"grant_types": ["client_credentials"]}, "grant_types"),
        ({"response_types": ["token"]}, "response_types"),
    ],
    ids=repr,
)
def test_a_document_that_breaks_a_rule_is_no_client(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnknownClient, match=reason):
        client_of_document(json.dumps({**DOCUMENT, **change}).encode(), URL)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"[]", b"null", b"{}", b"<html>", b"\xff", b'{"client_id":', b'{"client_name":"\xff"}'),
        b'{"x":' + b"[" * 2_500 + b"]" * 2_500 + b"}",
        b'{"client_name":"\xed\xa0\x80"}',
    ],
    ids=lambda body: repr(body[-25:]),
)
def test_what_is_no_document_is_no_client(body: bytes) -> None:
    with pytest.raises(UnknownClient):
        client_of_document(body, URL)


def test_a_document_may_say_more_than_we_read() -> None:
    body = json.dumps(
        {
            **DOCUMENT,
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"],
            "logo_uri": "https://app.example/logo.png",
            "jwks_uri": "https://app.example/jwks",
            "scope": "everything",
        }
    ).encode()
    client = client_of_document(body, URL)
    assert (client.id, client.name, client.kind, client.is_known) == (URL, "Pet Host", "document", False)
    assert client.redirect_uris == (REDIRECT,)
