"""The guarded GET: which addresses it reaches, and how little of an answer it takes."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
from msgspec.structs import replace

from app.public_get import DOCUMENTS, FILES, NotFetched, PublicGet, is_public
from tests.oauth.main_app import streamed

URL = "https://app.example/oauth/client.json"
PUBLIC = "93.184.216.34"


class Network(httpx.AsyncBaseTransport):
    """Stand in for the network: count what was asked, and answer as a test says."""

    def __init__(self, answer: httpx.Response | None = None) -> None:
        self.requests: list[httpx.Request] = []
        self.answer = answer or httpx.Response(200, json={})
        self.addresses: list[Sequence[str]] = [[PUBLIC]]
        self.resolved: list[str] = []

    async def resolve(self, host: str) -> Sequence[str]:
        self.resolved.append(host)
        return self.addresses[min(len(self.resolved), len(self.addresses)) - 1]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.answer if self.answer.is_closed is False else streamed(self.answer)


def get_of(network: Network, seconds: float = 5.0) -> PublicGet:
    limits = replace(DOCUMENTS, seconds=seconds)
    return PublicGet(limits, resolve=network.resolve, make_transport=lambda: network)


async def test_it_asks_the_address_that_was_looked_at_and_holds_tls_to_the_name() -> None:
    network = Network(httpx.Response(200, json={"a": 1}))
    assert await get_of(network).fetch("https://App.Example/x?y=1") == b'{"a":1}'
    request = network.requests[0]
    assert str(request.url) == f"https://{PUBLIC}/x?y=1"
    assert request.headers["host"] == "app.example"
    assert request.extensions["sni_hostname"] == "app.example"
    assert not {"authorization", "cookie", "origin", "referer"} & set(request.headers)


async def test_an_address_of_ipv6_is_reached_too() -> None:
    network = Network()
    network.addresses = [["2606:4700::1111"]]
    await get_of(network).fetch(URL)
    assert network.requests[0].url.host == "2606:4700::1111"


NOT_PUBLIC = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.100.100.200",
    "169.254.169.254",
    "169.254.170.2",
    "168.63.129.16",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "",
    "8.8.8.8:80",
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
async def test_a_host_that_is_not_public_is_never_asked(address: str) -> None:
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        network = Network()
        network.addresses = [addresses]
        with pytest.raises(NotFetched, match="not a public host"):
            await get_of(network).fetch(URL)
        assert network.requests == []


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", PUBLIC, "2606:4700::1111", "2a00:1450:4001::1"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


async def test_a_second_answer_of_the_resolver_changes_nothing() -> None:
    network = Network()
    network.addresses = [[PUBLIC], ["127.0.0.1"]]
    await get_of(network).fetch(URL)
    assert network.resolved == ["app.example"]
    assert network.requests[0].url.host == PUBLIC


async def test_no_address_is_no_host() -> None:
    network = Network()
    network.addresses = [[]]
    with pytest.raises(NotFetched):
        await get_of(network).fetch(URL)


@pytest.mark.parametrize(
    "url",
    [
        "http://app.example/x",
        "ftp://app.example/x",
        "https://app.example:443/x",
        "https://app.example:8443/x",
        "https://user@app.example/x",
        "https://app.example@127.0.0.1/x",
        "https://127.0.0.1/x",
        "https://2130706433/x",
        "https://0x7f000001/x",
        "https://127.1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://app/x",
        "https://app.example./x",
        "https://app..example/x",
        "https://-app.example/x",
        "https://app_.example/x",
        "https://аpp.example/x",
        "https://app.example\\@evil.example/x",
        "https://app.example:port/x",
        "https:///x",
        "https:app.example/x",
        "//app.example/x",
        "file:///etc/passwd",
        "https://app.example\n.evil.example/x",
        "",
    ],
)
async def test_another_kind_of_address_is_not_even_resolved(url: str) -> None:
    network = Network()
    with pytest.raises(NotFetched):
        await get_of(network).fetch(url)
    assert network.resolved == []
    assert network.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(301, headers={"Location": "https://127.0.0.1/"}),
        httpx.Response(302, headers={"Location": "https://other.example/client.json"}),
        httpx.Response(307, headers={"Location": URL}),
        httpx.Response(201, json={}),
        httpx.Response(204),
        httpx.Response(206, json={}),
        httpx.Response(304),
        httpx.Response(403, json={}),
        httpx.Response(404, json={}),
        httpx.Response(500, json={}),
        httpx.Response(200, html="<p>{}</p>"),
        httpx.Response(200, text="{}"),
        httpx.Response(200, content=b"{}"),
        httpx.Response(200, content=b"{}", headers={"Content-Type": "application/jsonp"}),
        httpx.Response(200, content=b"{}", headers={"Content-Type": "application/json", "Content-Encoding": "br"}),
        httpx.Response(200, content=b"x" * 5_121, headers={"Content-Type": "application/json"}),
    ],
    ids=lambda answer: f"{answer.status_code} {sorted(answer.headers.values())} {answer.content[:2]!r}",
)
async def test_another_answer_is_not_taken_and_no_redirect_followed(answer: httpx.Response) -> None:
    network = Network(answer)
    with pytest.raises(NotFetched):
        await get_of(network).fetch(URL)
    assert len(network.requests) == 1


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "application/x+json"])
async def test_json_is_taken_under_each_of_its_names(kind: str) -> None:
    network = Network(httpx.Response(200, content=b"{}", headers={"Content-Type": kind}))
    assert await get_of(network).fetch(URL) == b"{}"


async def test_an_answer_without_end_is_read_no_further_than_the_bound() -> None:
    chunks = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal chunks
        while True:
            chunks += 1
            yield b"x" * 1_024

    network = Network(httpx.Response(200, content=endless(), headers={"Content-Type": "application/json"}))
    with pytest.raises(NotFetched, match="too large"):
        await get_of(network).fetch(URL)
    assert chunks == 6


async def test_an_answer_that_does_not_come_is_given_up() -> None:
    never = asyncio.Event()

    async def silent() -> AsyncIterator[bytes]:
        await never.wait()
        yield b""

    network = Network(httpx.Response(200, content=silent(), headers={"Content-Type": "application/json"}))
    with pytest.raises(NotFetched, match="too slow"):
        await get_of(network, seconds=0.01).fetch(URL)


async def test_a_resolver_that_does_not_answer_is_given_up() -> None:
    async def silent(_: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(NotFetched, match="too slow"):
        await PublicGet(replace(DOCUMENTS, seconds=0.01), resolve=silent, make_transport=Network).fetch(URL)


async def test_only_a_few_are_under_way_at_once() -> None:
    gate, entered = asyncio.Event(), asyncio.Semaphore(0)

    async def waiting(_: str) -> Sequence[str]:
        entered.release()
        await gate.wait()
        return [PUBLIC]

    public_get = PublicGet(replace(DOCUMENTS, seconds=600), resolve=waiting, make_transport=Network)
    tasks = [asyncio.create_task(public_get.fetch(URL)) for _ in range(10)]
    for _ in tasks:
        await entered.acquire()
    with pytest.raises(NotFetched, match="too many"):
        await public_get.fetch(URL)
    gate.set()
    assert await asyncio.gather(*tasks) == [b"{}"] * 10


async def test_a_large_file_is_given_up_while_it_is_read() -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b"x" * 1_000_000

    network = Network(httpx.Response(200, content=endless(), headers={"Content-Type": "image/jpeg"}))
    with pytest.raises(NotFetched, match="too large"):
        await PublicGet(FILES, resolve=network.resolve, make_transport=lambda: network).fetch(URL)
    assert read == 21


async def test_a_file_may_be_of_any_media_type() -> None:
    network = Network(httpx.Response(200, content=b"\xff\xd8\xff", headers={"Content-Type": "image/jpeg"}))

    content = await PublicGet(FILES, resolve=network.resolve, make_transport=lambda: network).fetch(URL)

    assert content == b"\xff\xd8\xff"
