"""The pages that ask a person (before the main app, and in another browser than the one that began), and the clicks."""

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


async def consent_page(stage: Any, **changes: str | None) -> httpx.Response:
    page: httpx.Response = await stage.authorize(**changes)
    assert page.status_code == 200, page.text
    return page


async def decide(stage: Any, confirmation: str, choice: str, **headers: str) -> httpx.Response:
    answer: httpx.Response = await stage.client.post(
        "/oauth/consent", data={"confirmation": confirmation, "choice": choice}, headers=headers or SAME_ORIGIN
    )
    return answer


async def confirm(stage: Any, confirmation: str, choice: str, **headers: str) -> httpx.Response:
    answer: httpx.Response = await stage.client.post(
        "/oauth/confirm", data={"confirmation": confirmation, "choice": choice}, headers=headers or SAME_ORIGIN
    )
    return answer


FROM_ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "https://gpt.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://gpt.example", "Sec-Fetch-Site": "same-site"},
    {"Origin": "https://gpt.example", "Sec-Fetch-Site": "none"},
    {"Origin": "https://gpt.example", "Sec-Fetch-Site": ""},
    {"Origin": "https://gpt.example", "Sec-Fetch-Site": "same-origin, cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    {"Origin": "null", "Sec-Fetch-Site": "none"},
    {"Origin": "null", "Sec-Fetch-Site": "unheard-of"},
    {"Origin": "null, https://evil.example"},
    {"Origin": "NULL"},
    {"Origin": "https://gpt.example.evil.example"},
    {"Origin": "http://gpt.example"},
    {"Origin": "https://gpt.example:8443"},
    {"Origin": "https://gpt.example https://evil.example"},
    {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"},
    {"Referer": "https://gpt.example/oauth/callback"},
]
OWN_PAGE = [
    {"Origin": "https://gpt.example"},
    {"Origin": "https://gpt.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
]
MALFORMED_CLICKS: list[dict[str, str | list[str]]] = [
    {},
    {"choice": "{yes}"},
    {"confirmation": "x" * 43},
    {"confirmation": "x" * 43, "choice": "delete"},
    {"confirmation": "x" * 43, "choice": ["{yes}", "{yes}"]},
    {"confirmation": "short", "choice": "{yes}"},
    {"confirmation": "x" * 43 + "\n", "choice": "{yes}"},
    {"confirmation": ["x" * 43, "y" * 43], "choice": "{yes}"},
]


def filled(form: dict[str, str | list[str]], yes: str) -> dict[str, str | list[str]]:
    """Write the word of a page's first button into a form."""

    def put(value: str | list[str]) -> str | list[str]:
        return value.replace("{yes}", yes) if isinstance(value, str) else [one.replace("{yes}", yes) for one in value]

    return {name: put(value) for name, value in form.items()}
