"""The main app as the connector meets it: is it there, does it know our API key, does it accept our signature?

The three questions are chosen so that they change nothing that matters: the version; a code that cannot
exist, whose refusal shows that the key was accepted; and a signed session nobody will use, for which the main app
hands out a Telegram log-in token that ends after half an hour.
"""

import uuid
from collections.abc import Mapping

import msgspec

from app.cli.doctor.findings import Finding
from app.config.settings import Settings
from app.main_app.decoding import Unreadable
from app.main_app.envelope import read_data
from app.main_app.http import Answer, NoResponse, make_request, send_once
from app.main_app.timeouts import Timeouts
from app.main_app.transport import MainAppClient, make_http_client
from app.oauth.authorize import sign_session

_BUDGET = Timeouts(connect=3.0, call=8.0, tool=8.0)
_API_KEY, _HMAC = "Connector API key", "HMAC secret"
_MADE_FOR = "v1.18.5"


async def examine_main_app(settings: Settings) -> list[Finding]:
    """Ask the three questions; the last two only if the first one is answered."""
    async with make_http_client(settings.main_app_url, timeouts=_BUDGET, connections=1) as http:
        version = await _version(http, settings.main_app_url)
        if version.level == "WRONG":
            return [version]
        return [version, await _api_key(http, settings), await _hmac_secret(http, settings)]


async def _version(http: MainAppClient, url: str) -> Finding:
    subject = "Main app"
    try:
        answer = await _ask(http, "GET", "/api/version")
    except NoResponse as error:
        return Finding.wrong(subject, f"{error.trouble.value}: {_reason(error)}", "Is MAIN_APP_URL right, is it up?")
    version = _field(answer, "version")
    if version is None:
        says = f"{url} answers {answer.status}, but not as Meo Mai Moi does"
        return Finding.wrong(subject, says, "Set MAIN_APP_URL to its public address, without /api.")
    known = "" if version == _MADE_FOR else f" (this connector was made for {_MADE_FOR})"
    return Finding.ok(subject, f"reachable, {version}{known}")


async def _api_key(http: MainAppClient, settings: Settings) -> Finding:
    headers = {"Authorization": f"Bearer {settings.connector_api_key.reveal()}"}
    try:
        answer = await _ask(http, "POST", "/api/gpt-auth/exchange", {"code": str(uuid.uuid4())}, headers)
    except NoResponse as error:
        return Finding.wrong(_API_KEY, f"{error.trouble.value}: {_reason(error)}", "Run this again in a minute.")
    match answer.status:
        case 400:
            return Finding.ok(_API_KEY, "accepted by the main app")
        case 401:
            return Finding.wrong(
                _API_KEY, "refused (401)", "Give CONNECTOR_API_KEY the value of the main app's GPT_CONNECTOR_API_KEY."
            )
        case 503:
            return Finding.wrong(
                _API_KEY,
                "the main app has none (503)",
                "Set GPT_CONNECTOR_API_KEY there to CONNECTOR_API_KEY.",
            )
        case _:
            return Finding.wrong(_API_KEY, f"unexpected answer ({answer.status})", "Look at the main app's log.")


async def _hmac_secret(http: MainAppClient, settings: Settings) -> Finding:
    session_id = str(uuid.uuid4())
    body = {"session_id": session_id, "session_sig": sign_session(session_id, settings.hmac_shared_secret)}
    unproven = "Not proven wrong; try a sign-in. A wrong one shows as an error on the consent page."
    try:
        # The main app takes this header for proof that no other site asks (docs/main-app-api.md, "Bridge routes").
        answer = await _ask(http, "POST", "/api/gpt-auth/telegram-link", body, {"Sec-Fetch-Site": "same-origin"})
    except NoResponse as error:
        return Finding.note(_HMAC, f"{error.trouble.value}: {_reason(error)}", unproven)
    if answer.ok:
        return Finding.ok(_HMAC, "the main app accepts our signature")
    if answer.status == 400:
        return Finding.wrong(
            _HMAC,
            "the main app refuses our signature",
            "Give HMAC_SHARED_SECRET the value of the main app's GPT_CONNECTOR_HMAC_SECRET (it must be set there).",
        )
    return Finding.note(_HMAC, f"set; whether it is accepted could not be asked ({answer.status})", unproven)


async def _ask(
    http: MainAppClient,
    method: str,
    path: str,
    body: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    content = None if body is None else msgspec.json.encode(body)
    typed = {} if body is None else {"Content-Type": "application/json"}
    request = make_request(http, method, path, headers={**typed, **(headers or {})}, body=content)
    return await send_once(http, request, seconds=_BUDGET.call)


def _field(answer: Answer, name: str) -> str | None:
    if not answer.ok:
        return None
    try:
        data = read_data(answer.body)
    except Unreadable:
        return None
    value = data.get(name) if isinstance(data, dict) else None
    return value if isinstance(value, str) else None


def _reason(error: NoResponse) -> str:
    return str(error.__cause__) if error.__cause__ else "no answer"
