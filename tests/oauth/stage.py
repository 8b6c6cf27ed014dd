"""The real app over HTTP with what ChatGPT and a browser do with it, under a clock that a test may move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from app.storage.one_time import OneTimeStore
from tests.in_process import in_process
from tests.oauth.main_app import MainApp
from tests.oauth.settings import ISSUER, REDIRECT_URI, SECRETS


class Calendar:
    """The present, which a test may move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Stage:
    """The app with everything a test wants to ask it."""

    def __init__(self, client: httpx.AsyncClient, main_app: MainApp, calendar: Calendar) -> None:
        self.client = client
        self.main_app = main_app
        self.calendar = calendar
        self.store: OneTimeStore | None = None
        self.credentials = {"client_id": "meo-gpt", "client_secret": SECRETS["OAUTH_CLIENT_SECRET"]}

    def request_parameters(self, **changes: str | None) -> dict[str, str]:
        """Return a good authorization request with some parameters changed, or left out by None."""
        good: dict[str, str | None] = {
            "response_type": "code",
            "client_id": "meo-gpt",
            "redirect_uri": REDIRECT_URI,
            "scope": "",
            "state": "opaque-state",
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not None}

    async def authorize(self, **changes: str | None) -> httpx.Response:
        return await self.client.get("/oauth/authorize", params=self.request_parameters(**changes))

    async def consented(self, **changes: str | None) -> dict[str, str]:
        """Go as far as the consent; return the parameters of the callback."""
        answer = await self.authorize(**changes)
        assert answer.status_code == 302
        return self.main_app.consent(answer.headers["location"])

    async def callback(self, parameters: dict[str, str], **options: Any) -> httpx.Response:
        return await self.client.get("/oauth/callback", params=parameters, **options)

    async def code(self, **changes: str | None) -> str:
        """Go as far as ChatGPT's callback; return our code."""
        answer = await self.callback(await self.consented(**changes))
        return query_of(answer)["code"]

    async def exchange(self, code: str, **changes: str | None) -> httpx.Response:
        good: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            **self.credentials,
        }
        good.update(changes)
        form = {name: value for name, value in good.items() if value is not None}
        return await self.client.post("/oauth/token", data=form)

    async def access_token(self) -> str:
        answer = await self.exchange(await self.code())
        return str(answer.json()["access_token"])

    def forget_cookies(self) -> None:
        """Become another browser."""
        self.client.cookies.clear()


def client_of(app: Any) -> httpx.AsyncClient:
    """Speak to an app in this event loop, unlike Litestar's test client: Redis connections belong to one."""
    return httpx.AsyncClient(transport=in_process(app, caller=("192.0.2.1", 50_000)), base_url=ISSUER)


Query = Callable[[httpx.Response], dict[str, str]]


def query_of(answer: httpx.Response) -> dict[str, str]:
    """Return the parameters of a redirect."""
    found = parse_qs(urlsplit(answer.headers["location"]).query, keep_blank_values=True, strict_parsing=True)
    assert all(len(values) == 1 for values in found.values())
    return {name: values[0] for name, values in found.items()}
