"""The page that asks another browser than the one that began, and the click on it."""

import re
from typing import Any

import httpx

EXPIRED = "Your session has expired. Please return to ChatGPT and start the connection again."
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


def confirmation_of(page: httpx.Response) -> str:
    found = re.search(r'name="confirmation" value="([A-Za-z0-9_-]{43})"', page.text)
    assert found, page.text
    return found[1]


async def page_in_another_browser(stage: Any) -> httpx.Response:
    back = await stage.consented(state="victim or not")
    stage.forget_cookies()
    page: httpx.Response = await stage.callback(back)
    assert page.status_code == 200
    return page


async def confirm(stage: Any, confirmation: str, choice: str, **headers: str) -> httpx.Response:
    answer: httpx.Response = await stage.client.post(
        "/oauth/confirm", data={"confirmation": confirmation, "choice": choice}, headers=headers or SAME_ORIGIN
    )
    return answer
