"""Rubbish at every door: never a fault of ours, never the framework's own words."""

import random
import string
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.languages import LANGUAGES, choose_language
from app.oauth.client_ip import ClientIpReader
from app.oauth.errors import InvalidRequest
from app.oauth.parameters import Parameters
from app.oauth.redirect_uris import RedirectUriAllowlist, with_query

NAMES = ["client_id", "redirect_uri", "response_type", "state", "scope", "code", "session_id", "code_challenge"]
NAMES += ["grant_type", "client_secret", "token", "code_verifier", "confirmation", "choice", "code_challenge_method"]
VALUES = ["", "meo-gpt", "code", "S256", "authorization_code", "continue", "https://chatgpt.com/aip/g/oauth/callback"]
VALUES += ["x" * 43, "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11", "%00", "%FF", "%0d%0a", "%", "a%20b", "%F0%9F%90%88"]
HEADERS = ["Basic bWVvLWdwdDp4", "Basic ::", "Bearer x", "Bearer", "Digest x", "", "Basic \xff"]


def some_pairs(chance: random.Random) -> str:
    def value() -> str:
        noise = "".join(chance.choices(string.printable, k=chance.randrange(20)))
        return chance.choice([*VALUES, quote(noise), noise.replace("#", "")])

    return "&".join(f"{chance.choice(NAMES)}={value()}" for _ in range(chance.randrange(12)))


def some_headers(chance: random.Random) -> dict[bytes, bytes]:
    types = [
        "application/x-www-form-urlencoded",
        "application/json",
        "text/plain",
        "",
        "multipart/form-data; boundary=x",
    ]
    languages = ["", "vi", "en;q=x", "*", ",,;", "ru;q=0.5,uk"]
    return {
        b"Content-Type": chance.choice(types).encode(),
        b"Authorization": chance.choice(HEADERS).encode("latin-1"),
        b"Accept-Language": chance.choice(languages).encode(),
        b"Cookie": chance.choice(["", "__Host-meo_browser=x", "=", ";;;", "\xff=\xff"]).encode("latin-1"),
        b"Sec-Fetch-Site": b"same-origin",
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/oauth/authorize"),
        ("GET", "/oauth/callback"),
        ("POST", "/oauth/confirm"),
        ("POST", "/oauth/token"),
        ("POST", "/oauth/revoke"),
    ],
)
async def test_no_rubbish_is_a_fault_of_ours(stage: Any, method: str, path: str, seed: int) -> None:
    chance = random.Random(f"{seed} {path}")
    for _ in range(40):
        query = quote(some_pairs(chance), safe="%&=")
        body = some_pairs(chance).encode() if method == "POST" else b""
        answer = await stage.client.request(method, f"{path}?{query}", content=body, headers=some_headers(chance))
        assert answer.status_code in (200, 302, 303, 400, 401, 403), (query, body, answer.text)
        assert answer.headers["cache-control"] == "no-store"
        assert (
            answer.status_code == 200 or "location" in answer.headers or "error" in answer.text or "<h1>" in answer.text
        )
        assert "detail" not in answer.text
        assert "\n" not in answer.headers.get("location", "")


@given(st.binary(max_size=300))
def test_any_query_can_be_read_or_is_refused(raw: bytes) -> None:
    for read in (Parameters.of_query, Parameters.of_form):
        try:
            read(raw).one("state")
        except InvalidRequest:
            continue


@given(st.binary(min_size=1, max_size=100))
def test_any_state_comes_back_as_it_was(state: bytes) -> None:
    address = with_query("https://app.example/cb?keep=1", {"state": state})
    read: Callable[[bytes], Parameters] = Parameters.of_query
    given_back = read(address.partition("?")[2].encode()).one("state")
    assert given_back is not None
    assert given_back.encode("utf-8", "surrogateescape") == state
    assert address.isascii()


@given(st.text(max_size=200))
def test_nothing_but_chatgpt_is_admitted_by_default(address: str) -> None:
    assert not RedirectUriAllowlist(()).admits(address)


@given(st.text(max_size=200))
def test_any_language_header_gives_a_language(header: str) -> None:
    assert choose_language(header) in LANGUAGES


@given(st.none() | st.text(max_size=50), st.lists(st.text(max_size=50), max_size=3))
def test_any_address_has_a_name(peer: str | None, forwarded_for: list[str]) -> None:
    assert ClientIpReader(("10.0.0.0/8", "::/0")).client(peer, forwarded_for)
