"""A person with a browser, who answers our page and the main app's, for clients that bring an address to open.

    uv run python -m tests.mcp.person ADDRESS --main-app URL [--choice allow|see|deny]

prints where the browser is sent at the end; `--follow` opens that, too, for programs that listen there.
"""

import argparse
import re
import sys
from typing import Final, Literal
from urllib.parse import parse_qsl, urlsplit

import httpx

from app.devtools.sandbox.data.seed import DEMO

Choice = Literal["allow", "see", "deny"]
CHOICES: Final[tuple[Choice, ...]] = ("allow", "see", "deny")
_CONFIRMATION = re.compile(r'name="confirmation" value="([A-Za-z0-9_-]{43})"')


class Unexpected(Exception):
    """A page was not the one that comes at that step."""


def answer_pages(address: str, main_app: str, choice: Choice = "allow") -> str:
    """Open an authorization address and answer each page; return where the browser is sent at the end."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    headers = {"Origin": origin, "Sec-Fetch-Site": "same-origin"}
    with httpx.Client(timeout=60, follow_redirects=False, trust_env=False) as browser:
        page = browser.get(address)
        form = {"confirmation": _confirmation(page), "choice": "deny" if choice == "deny" else "allow"}
        if choice == "see":
            form["access"] = "see"
        answered = _redirect(browser.post(f"{origin}/oauth/consent", data=form, headers=headers))
        if choice == "deny":
            return answered.headers["Location"]
        # Carried by hand: httpx keeps a Secure cookie to itself over http.
        cookie = answered.headers["Set-Cookie"].partition(";")[0]
        signed = dict(parse_qsl(urlsplit(answered.headers["Location"]).query))
        told = browser.post(f"{main_app}/sandbox/control/consent", json={"email": DEMO.email, **signed})
        if told.status_code != 200:
            raise Unexpected(f"main app: {told.status_code} {told.text[:300]}")
        back = browser.get(told.json()["redirect_url"], headers={"Cookie": cookie})
        return _redirect(back).headers["Location"]


def _confirmation(page: httpx.Response) -> str:
    found = _CONFIRMATION.search(page.text)
    if page.status_code != 200 or found is None:
        raise Unexpected(f"consent page: {page.status_code} {page.text[:2000]}")
    return found[1]


def _redirect(answer: httpx.Response) -> httpx.Response:
    if answer.status_code not in (302, 303):
        raise Unexpected(f"{answer.request.url.path}: {answer.status_code} {answer.text[:2000]}")
    return answer


def main(arguments: list[str] | None = None) -> int:
    """Answer once and print where it led."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("--main-app", required=True)
    parser.add_argument("--choice", choices=CHOICES, default="allow")
    parser.add_argument("--follow", action="store_true")
    given = parser.parse_args(arguments)
    location = answer_pages(given.address, given.main_app, given.choice)
    if given.follow:
        httpx.get(location, timeout=60, trust_env=False)
    print(location)
    return 0


if __name__ == "__main__":
    sys.exit(main())
