"""Whole flows, good and bad, and then a search of every log line and every answer for what must not be there."""

import base64
import json
import logging
import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

Query = Callable[[httpx.Response], dict[str, str]]
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
VERIFIER = "verifier-verifier-verifier-verifier-verifier"


class Notebook:
    """Everything secret that came by, and every answer that was given."""

    def __init__(self, stage: Any) -> None:
        self.secrets: dict[str, str] = {}
        self.answers: list[httpx.Response] = []
        stage.client.event_hooks["response"].append(self._write_down)

    def secret(self, name: str, value: str) -> str:
        assert len(value) >= 8
        self.secrets[name] = value
        return value

    async def _write_down(self, answer: httpx.Response) -> None:
        await answer.aread()
        self.answers.append(answer)


async def good_flows(stage: Any, notes: Notebook, query: Query, challenge: Callable[[str], str]) -> None:
    state = notes.secret("state", "state-of-chatgpt/+ &é")
    back = await stage.consented(
        state=state, code_challenge=challenge(notes.secret("verifier", VERIFIER)), code_challenge_method="S256"
    )
    notes.secret("session id", back["session_id"])
    notes.secret("main app code", back["code"])
    code = notes.secret("our code", query(await stage.callback(back))["code"])
    token = (await stage.exchange(code, code_verifier=VERIFIER)).json()["access_token"]
    for part in token.split(".")[1:]:
        notes.secret(f"token part {len(notes.secrets)}", part)
    await stage.client.get("/pets", headers={"Authorization": f"Bearer {token}"})
    await stage.client.get("/pets", params={"access_token": token})
    await stage.exchange(code, code_verifier=VERIFIER)
    await stage.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    await stage.client.post("/oauth/revoke", data={"token": token, **stage.credentials})


async def other_browser(stage: Any, notes: Notebook, choice: str) -> None:
    back = await stage.consented(state=notes.secrets["state"])
    notes.secret(f"cookie {choice}", next(iter(stage.client.cookies.values())))
    notes.secret(f"main app code {choice}", back["code"])
    stage.forget_cookies()
    page = await stage.callback(back)
    found = re.search(r'value="([A-Za-z0-9_-]{43})"', page.text)
    assert found
    form = {"confirmation": notes.secret(f"confirmation {choice}", found[1]), "choice": choice}
    await stage.client.post("/oauth/confirm", data=form)
    await stage.client.post("/oauth/confirm", data=form, headers=SAME_ORIGIN)
    await stage.client.post("/oauth/confirm", data=form, headers=SAME_ORIGIN)


async def bad_flows(stage: Any, notes: Notebook, query: Query) -> None:
    state = notes.secrets["state"]
    for changes in ({"response_type": "token"}, {"client_id": "x"}, {"redirect_uri": "https://evil.example/"}):
        await stage.authorize(**{"state": state, **changes})
    await stage.client.get("/oauth/callback", params={"session_id": "x", "code": notes.secrets["our code"]})
    await stage.callback(await stage.consented(state=state) | {"code": notes.secrets["main app code"]})
    wrong = notes.secret("wrong secret", "guess-guess-guess-guess-guess")
    await stage.exchange(notes.secrets["our code"], client_secret=wrong)
    basic = base64.b64encode(f"meo-gpt:{wrong}".encode()).decode()
    await stage.client.post("/oauth/token", headers={"Authorization": f"Basic {basic}"}, data={"code": "x"})
    await stage.client.post("/oauth/token", json={"code": notes.secrets["our code"], **stage.credentials})
    for _ in range(2):
        await stage.exchange(await stage.code(), redirect_uri="https://evil.example/", code_verifier=VERIFIER)
    stage.main_app.trouble = lambda request: httpx.Response(500, json={"token": request.headers["authorization"]})
    await stage.callback(await stage.consented(state=state))
    stage.main_app.trouble = lambda _: (_ for _ in ()).throw(RuntimeError("a fault of ours"))
    await stage.callback(await stage.consented(state=state))
    assert query(await stage.authorize(response_type="x", state=state))["error"] == "unsupported_response_type"


def assert_secrets_only_where_they_belong(notes: Notebook, tokens: list[str]) -> None:
    for answer in notes.answers:
        text = answer.text + json.dumps(answer.headers.multi_items())
        for token in tokens:
            assert token not in text
            assert token.partition("|")[2] not in text
        path = answer.request.url.path
        for name, value in notes.secrets.items():
            if value not in text:
                continue
            assert name.startswith(("our code", "session id", "token part", "cookie", "confirmation")), (name, path)
            if name == "our code":
                assert answer.status_code == 302
                assert path == "/oauth/callback"
            if name.startswith("token part"):
                assert (path, answer.status_code) == ("/oauth/token", 200)


@pytest.mark.parametrize("store", ["memory", "redis"])
async def test_no_secret_of_a_sign_in_is_logged_or_answered_where_it_does_not_belong(
    open_stage: Any,
    request: pytest.FixtureRequest,
    query: Query,
    challenge: Callable[[str], str],
    settings_secrets: dict[str, str],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    store: str,
) -> None:
    caplog.set_level(logging.WARNING)
    settings = {} if store == "memory" else {"REDIS_URL": request.getfixturevalue("redis_server")}
    async with open_stage(LOG_LEVEL="debug", **settings) as stage:
        notes = Notebook(stage)
        await good_flows(stage, notes, query, challenge)
        tokens = [f"{number}|{'t' * 30}{number:018d}" for number in range(1, 20)]
        for choice in ("continue", "stop"):
            await other_browser(stage, notes, choice)
        await bad_flows(stage, notes, query)
    output = "".join(capsys.readouterr()) + caplog.text

    assert len(re.findall(r'"event": ?"request"', output)) >= 30, "the log was not looked at"
    assert "authorization_code_replayed" in output
    for name, value in {**notes.secrets, **settings_secrets}.items():
        assert value not in output, name
    for token in tokens:
        assert token not in output
        assert token.partition("|")[2] not in output
    assert "evil.example" not in output
    assert_secrets_only_where_they_belong(notes, tokens)
    for answer in notes.answers:
        for name, value in settings_secrets.items():
            assert value not in answer.text + str(answer.headers), name
