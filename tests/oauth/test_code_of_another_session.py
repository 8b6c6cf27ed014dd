"""A main app's code that another session has brought: as good as used, and worth nothing to who brings it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Query = Callable[[httpx.Response], dict[str, str]]
EXPIRED = "Your session has expired. Please return to ChatGPT and start the connection again."


async def brought_by_another(stage: Any, **changes: str) -> dict[str, str]:
    """Let one sign-in use another's code up; return the way back of the one that comes too late."""
    first, late = await stage.consented(state="first"), await stage.consented(**changes)
    await stage.callback({**first, "code": late["code"]})
    return dict(late)


async def test_chatgpt_hears_that_the_sign_in_was_refused(stage: Any, query: Query) -> None:
    late = await brought_by_another(stage, state="keep me")

    answer = await stage.callback(late)

    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://chatgpt.com/")
    found = query(answer)
    assert (found["error"], found["state"], found["iss"]) == ("access_denied", "keep me", "https://gpt.example")
    assert "code" not in found


async def test_the_main_app_is_not_asked_again(stage: Any) -> None:
    late = await brought_by_another(stage)
    asked, alive = stage.main_app.calls("exchange"), set(stage.main_app.alive)

    await stage.callback(late)

    assert stage.main_app.calls("exchange") == asked
    assert stage.main_app.alive == alive, "what the first session won is not touched"


async def test_the_session_is_over_then(stage: Any) -> None:
    late = await brought_by_another(stage)
    await stage.callback(late)

    again = await stage.callback({**late, "code": (await stage.consented())["code"]})

    assert again.status_code == 400
    assert EXPIRED in again.text


@pytest.mark.parametrize("browser_check", ["confirm", "strict"])
async def test_another_browser_is_neither_sent_on_nor_asked(open_stage: Any, browser_check: str) -> None:
    async with open_stage(OAUTH_BROWSER_CHECK=browser_check) as stage:
        late = await brought_by_another(stage)
        stage.forget_cookies()

        page = await stage.callback(late)

        assert page.status_code == 400
        assert "location" not in page.headers
        assert EXPIRED in page.text
        assert "<form" not in page.text


async def test_it_is_counted_as_denied(heard: Any, events: Counter[tuple[str, str]]) -> None:
    late = await brought_by_another(heard)
    events.clear()

    await heard.callback(late)

    assert events == {("browser_check", "same"): 1, ("returned", "denied"): 1}
