"""Pages are compiled once: doing it for each of a stranger's requests costs more than everything else about them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from jinja2 import Environment

from app.languages import LANGUAGES

ELSEWHERE = "https://evil.example/callback"
NEVER_WAS = {"session_id": "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"}


@contextmanager
def compilations() -> Iterator[list[str]]:
    """Collect the templates that are compiled in this thread."""
    seen: list[str] = []

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is Environment.compile.__code__:
            seen.append(str(frame.f_locals.get("name")))

    sys.setprofile(watch)
    try:
        yield seen
    finally:
        sys.setprofile(None)


async def ask_for_every_page(stage: Any, language: str) -> None:
    """Have each template of the handshake shown, and the pages beside it."""
    headers = {"Accept-Language": language}
    refused = stage.request_parameters(redirect_uri=ELSEWHERE)
    assert (await stage.client.get("/oauth/authorize", params=refused, headers=headers)).status_code == 400
    assert (await stage.client.get("/oauth/callback", params=NEVER_WAS, headers=headers)).status_code == 400
    back = await stage.consented()
    stage.forget_cookies()
    assert "<form" in (await stage.client.get("/oauth/callback", params=back, headers=headers)).text
    for path in ("/", "/privacy"):
        assert (await stage.client.get(path, headers=headers)).status_code == 200


async def test_the_consent_page_is_compiled_once_too(open_stage: Any) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK="always") as stage:
        with compilations() as at_first:
            await stage.authorize()
        with compilations() as afterwards:
            await stage.authorize()

    assert at_first
    assert not afterwards


async def test_only_the_first_request_for_a_page_compiles_it(open_stage: Any) -> None:
    async with open_stage() as stage:
        with compilations() as at_first:
            for language in LANGUAGES:
                await ask_for_every_page(stage, language)
        with compilations() as afterwards:
            for language in LANGUAGES:
                await ask_for_every_page(stage, language)

    assert at_first, "the compiler was not seen at work: this test looks at the wrong place"
    assert not afterwards
