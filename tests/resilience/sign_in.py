"""The sign-in as ChatGPT, a browser and the main app perform it, each step at a server of the caller's choice."""

from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from tests.resilience.processes import SETTINGS

STATE = "opaque-state"


class StepFailed(Exception):
    """A step was answered otherwise than a sign-in needs it."""

    def __init__(self, step: str, status: int, text: str) -> None:
        super().__init__(f"{step}: {status} {text[:200]}")
        self.step = step
        self.status = status


class Started(NamedTuple):
    """What the browser has after the first step."""

    signed: dict[str, str]
    cookie: str


async def authorize(http: aiohttp.ClientSession, connector: str) -> Started:
    """Begin: the browser is sent to the main app."""
    asked = {
        "response_type": "code",
        "client_id": SETTINGS["OAUTH_CLIENT_ID"],
        "redirect_uri": SETTINGS["OAUTH_REDIRECT_URIS"],
        "state": STATE,
        "scope": "",
    }
    async with http.get(f"{connector}/oauth/authorize", params=asked, allow_redirects=False) as answer:
        if answer.status != 302:
            raise StepFailed("authorize", answer.status, await answer.text())
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return Started(dict(parse_qsl(urlsplit(answer.headers["Location"]).query)), cookie)


async def consent(http: aiohttp.ClientSession, main_app: str, email: str, started: Started) -> dict[str, str]:
    """Press Connect at the main app; return what the browser carries back."""
    sent = {"email": email, **started.signed}
    async with http.post(f"{main_app}/sandbox/control/consent", json=sent) as answer:
        if answer.status != 200:
            raise StepFailed("consent", answer.status, await answer.text())
        return dict(parse_qsl(urlsplit((await answer.json())["redirect_url"]).query))


async def come_back(http: aiohttp.ClientSession, connector: str, back: dict[str, str], cookie: str) -> str:
    """Return to the connector; return the code that ChatGPT is given."""
    address = f"{connector}/oauth/callback"
    async with http.get(address, params=back, headers={"Cookie": cookie}, allow_redirects=False) as answer:
        if answer.status != 302:
            raise StepFailed("callback", answer.status, await answer.text())
        given = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
        if "code" not in given or given.get("state") != STATE:
            raise StepFailed("callback", answer.status, given.get("error", "no code"))
        return given["code"]


async def trade_in(http: aiohttp.ClientSession, connector: str, code: str) -> str:
    """Trade the code in; return the access token."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": SETTINGS["OAUTH_CLIENT_ID"],
        "client_secret": SETTINGS["OAUTH_CLIENT_SECRET"],
        "redirect_uri": SETTINGS["OAUTH_REDIRECT_URIS"],
    }
    async with http.post(f"{connector}/oauth/token", data=form) as answer:
        if answer.status != 200:
            raise StepFailed("token", answer.status, await answer.text())
        token: str = (await answer.json())["access_token"]
        return token


def new_session() -> aiohttp.ClientSession:
    """Open a client that keeps no cookies and gives everything half a minute."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=60),
        connector=aiohttp.TCPConnector(limit=0),
    )
