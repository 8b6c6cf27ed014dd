"""Attacks on the browser binding: a browser must not be made to look like the one that started a sign-in.

Who can set cookies for the domain (another host of it, or anybody on the network over plain http) must not be able to
put the attacker's value beside or in place of the victim's: that would skip the confirm page.
"""

from urllib.parse import urlencode
from uuid import uuid4

import httpx
import pytest

NAME = b"__Host-meo_browser"
OTHER = b"A" * 43


async def arriving(anonymous: httpx.AsyncClient, cookies: list[bytes]) -> httpx.Response:
    """Come back from a consent with Cookie headers in which VALUE stands for the right value."""
    started = await anonymous.get(
        "/oauth/authorize",
        params={
            "response_type": "code",
            "client_id": "meo-gpt",
            "redirect_uri": "https://chatgpt.com/aip/g-123/oauth/callback",
            "state": "s",
        },
    )
    value = started.cookies[NAME.decode()].encode()
    anonymous.cookies.clear()
    session = httpx.URL(started.headers["location"]).params["session_id"]
    query = urlencode({"session_id": session, "code": str(uuid4())})
    headers = [(b"Cookie", cookie.replace(b"VALUE", value)) for cookie in cookies]
    return await anonymous.get(f"/oauth/callback?{query}", headers=headers)


@pytest.mark.parametrize(
    "cookies",
    [
        [NAME + b"=VALUE"],
        [b"a=b; " + NAME + b"=VALUE; c=d"],
        [b"a=b", NAME + b"=VALUE"],
        [b"a;" + NAME + b"=VALUE;;"],
        [NAME + b"=VALUE; " + NAME + b"=VALUE"],
    ],
    ids=repr,
)
async def test_the_browser_that_started_is_known(anonymous: httpx.AsyncClient, cookies: list[bytes]) -> None:
    answer = await arriving(anonymous, cookies)
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "cookies",
    [
        [],
        [b"\xa0" + NAME + b"=VALUE"],
        [b"\x85" + NAME + b"=VALUE"],
        [b"\xe2\x80\x80" + NAME + b"=VALUE"],
        [b"\x0b" + NAME + b"=VALUE"],
        [NAME + b"\xa0=VALUE"],
        [NAME + b"=\xa0VALUE"],
        [NAME + b"=VALUE\x85"],
        [b"=" + NAME + b"=VALUE"],
        [NAME.lower() + b"=VALUE"],
        [NAME.upper() + b"=VALUE"],
        [b"meo_browser=VALUE"],
        [b"__Secure-meo_browser=VALUE"],
        [b"%5f_Host-meo_browser=VALUE"],
        [NAME + b'="VALUE"'],
        [NAME + b"=" + OTHER + b"; " + NAME + b"=VALUE"],
        [NAME + b"=VALUE; " + NAME + b"=" + OTHER],
        [NAME + b"=VALUE", NAME + b"=" + OTHER],
        [NAME + b"=VALUE; " + NAME + b"="],
        [NAME + b"=VALUEx"],
        [b'$Version=1; a="; ' + NAME + b'=VALUE"'],
        [b"a=b," + NAME + b"=VALUE"],
    ],
    ids=repr,
)
async def test_no_other_cookie_passes_for_its_own(anonymous: httpx.AsyncClient, cookies: list[bytes]) -> None:
    answer = await arriving(anonymous, cookies)
    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert 'name="confirmation"' in answer.text
