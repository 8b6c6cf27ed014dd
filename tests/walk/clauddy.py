"""Walk through the sign-in and a first conversation against running servers, as ChatGPT and a browser would.

    uv run python tests/walk/clauddy.py --secret CLIENT_SECRET [--authorize URL] [--token URL] [--public URL]

Connector addresses default to the demo's; `--authorize` and `--token` may be two processes that share one Redis.
Prints each step; exit code 1 when one of them is not as it should be.
"""

import argparse
import html
import re
import secrets
import sys
import time
from urllib.parse import parse_qs, urlsplit

import httpx
from msgspec import Struct

_FIELD = re.compile(r'name="(_token|session_id|session_sig)" value="([^"]*)"')


class Walk(Struct, frozen=True, kw_only=True):
    """Where to walk and as whom."""

    authorize: str
    token: str
    public: str
    redirect_uri: str
    client_id: str
    client_secret: str
    email: str
    password: str


class WrongTurn(Exception):
    """A step did not end as it should."""


def walk(way: Walk) -> None:
    """Sign in and manage a pet; raises `WrongTurn` at the first step that is not as it should be."""
    with httpx.Client(timeout=30, follow_redirects=False) as browser:
        code = _sign_in(browser, way)
    access_token = _spend(code, way)
    again = httpx.post(f"{way.token}/oauth/token", data=_token_form(code, way), timeout=30)
    _expect("the code a second time", again, 400, "invalid_grant")
    # Replay revokes what the first use issued, so the walk signs in anew.
    _expect("the token after the replay", _call(way, access_token, "GET", "/pets"), 401, "UNAUTHORIZED")
    with httpx.Client(timeout=30, follow_redirects=False) as browser:
        access_token = _spend(_sign_in(browser, way), way)
    _manage(way, access_token, f"Clauddy{time.strftime('%H%M%S')}")


def _sign_in(browser: httpx.Client, way: Walk) -> str:
    state = secrets.token_urlsafe(24)
    started = browser.get(
        f"{way.authorize}/oauth/authorize",
        params={
            "response_type": "code",
            "client_id": way.client_id,
            "redirect_uri": way.redirect_uri,
            "scope": "",
            "state": state,
        },
    )
    _expect("authorize", started, 302)
    page = browser.get(started.headers["Location"])
    _expect("the main app's page", page, 200)
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(started.headers["Location"]))
    form = {**_fields(page), "email": way.email, "password": way.password}
    logged_in = browser.post(f"{origin}/gpt-connect/log-in", data=form, headers={"Origin": origin})
    _expect("log in", logged_in, 303)
    consent = browser.get(httpx.URL(origin).join(logged_in.headers["Location"]))
    connected = browser.post(f"{origin}/gpt-connect/connect", data=_fields(consent), headers={"Origin": origin})
    _expect("consent", connected, 303)
    # The callback may reach another process than the one that began, and its public address is not this machine's.
    callback = connected.headers["Location"].replace(way.public, way.token, 1)
    # Carried by hand: httpx keeps a Secure cookie to itself over http.
    returned = browser.get(callback, headers={"Cookie": started.headers["Set-Cookie"].partition(";")[0]})
    _expect("callback", returned, 302)
    answer = parse_qs(urlsplit(returned.headers["Location"]).query)
    if answer["state"] != [state]:
        raise WrongTurn("the state came back changed")
    return answer["code"][0]


def _spend(code: str, way: Walk) -> str:
    answer = httpx.post(f"{way.token}/oauth/token", data=_token_form(code, way), timeout=30)
    _expect("token", answer, 200)
    token: str = answer.json()["access_token"]
    return token


def _manage(way: Walk, token: str, name: str) -> None:
    clauddy = {"name": name, "species": "cat", "sex": "female", "age_months": 6, "country": "VN"}
    created = _call(way, token, "POST", "/pets", clauddy)
    _expect(f"create {name}", created, 201)
    pet_id = created.json()["id"]
    for spoken in (name.replace("Clauddy", "claudy"), name.replace("Clauddy", "Клодди")):
        found = _call(way, token, "POST", "/pets/find", {"name": spoken})
        _expect(f"find {spoken}", found, 200)
        if pet_id not in [pet["id"] for pet in found.json()["candidates"]]:
            raise WrongTurn(f"{spoken} was not found")
    _expect("create her again", _call(way, token, "POST", "/pets", clauddy), 409, "DUPLICATE_WARNING")
    _expect("change her", _call(way, token, "PATCH", f"/pets/{pet_id}", {"birth_date": "2026-02-14"}), 200)
    _expect("disconnect", httpx.post(f"{way.token}/oauth/revoke", headers=_bearer(token), timeout=30), 200)
    _expect("after that", _call(way, token, "GET", "/pets"), 401, "UNAUTHORIZED")


def _call(way: Walk, token: str, method: str, path: str, body: object = None) -> httpx.Response:
    return httpx.request(method, f"{way.token}{path}", json=body, headers=_bearer(token), timeout=30)


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _token_form(code: str, way: Walk) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "client_id": way.client_id,
        "client_secret": way.client_secret,
        "code": code,
        "redirect_uri": way.redirect_uri,
    }


def _fields(page: httpx.Response) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in _FIELD.findall(page.text)}


def _expect(step: str, answer: httpx.Response, status: int, error: str | None = None) -> None:
    is_json = answer.headers.get("Content-Type", "").startswith("application/json")
    told = answer.json().get("error", "") if answer.status_code >= 400 and is_json else ""
    print(f"{step:32} {answer.status_code} {told}")
    if answer.status_code != status or (error and told != error):
        raise WrongTurn(f"{step}: expected {status} {error or ''}, got {answer.status_code} {answer.text[:500]}")


def main(arguments: list[str] | None = None) -> int:
    """Walk once; returns 1 when a step was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--authorize", default="http://127.0.0.1:8001")
    parser.add_argument("--token", default=None, help="default: the same as --authorize")
    parser.add_argument("--public", default=None, help="CONNECTOR_PUBLIC_URL; default: the same as --authorize")
    parser.add_argument("--redirect-uri", default="http://127.0.0.1:8000/oauth/callback")
    parser.add_argument("--client-id", default="meo-gpt")
    parser.add_argument("--secret", required=True, help="the OAuth client secret that `demo --show-secrets` prints")
    parser.add_argument("--email", default="demo@meo.example")
    parser.add_argument("--password", default="Meo-demo-2026")
    given = parser.parse_args(arguments)
    try:
        walk(
            Walk(
                authorize=given.authorize,
                token=given.token or given.authorize,
                public=given.public or given.authorize,
                redirect_uri=given.redirect_uri,
                client_id=given.client_id,
                client_secret=given.secret,
                email=given.email,
                password=given.password,
            )
        )
    except WrongTurn as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print("All as it should be.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
