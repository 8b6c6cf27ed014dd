"""Steering a sandbox from outside, and what its faults look like to a client in process."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app.cli import main
from app.config.settings import read_environment
from app.devtools.sandbox import Fault, SandboxConfig, SandboxRefused, World, create_sandbox, faults_of
from app.devtools.sandbox.api.bridge_state import sign_session
from app.devtools.sandbox.server import read_config

SESSION = "0b6f1c9e-3d57-4a53-8a55-0f4f0d4f7a11"


async def strike(client: httpx.AsyncClient, **fault: Any) -> None:
    answer = await client.post("/sandbox/control/faults", json=fault)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("mode", "status", "media_type", "has_json"),
    [
        ("throttled", 429, "application/json", True),
        ("quota", 429, "application/json", True),
        ("maintenance", 503, "application/json", True),
        ("server_error", 500, "application/json", True),
        ("unauthenticated", 401, "application/json", True),
        ("html", 502, "text/html", False),
        ("garbage", 200, "application/json", False),
        ("odd_types", 200, "application/json", True),
        ("huge", 200, "application/json", True),
    ],
)
async def test_a_fault_replaces_the_answer_until_it_is_cleared(
    mode: str, status: int, media_type: str, has_json: object, lin: httpx.AsyncClient
) -> None:
    await strike(lin, mode=mode, seconds=7)
    struck = await lin.get("/api/my-pets")
    health = await lin.get("/sandbox/health")
    cleared = await lin.delete("/sandbox/control/faults")
    after = await lin.get("/api/my-pets")

    assert (struck.status_code, struck.headers["content-type"]) == (status, media_type)
    assert (struck.headers.get("retry-after") == "7") is (mode == "throttled")
    if has_json:
        assert struck.json()
    assert (health.status_code, cleared.status_code, after.status_code) == (200, 204, 200)


@pytest.mark.parametrize(
    ("mode", "error", "executed"),
    [
        ("down", httpx.ConnectError, 0),
        ("drop_after_execute", httpx.ReadError, 1),
        ("truncated", httpx.RemoteProtocolError, 1),
    ],
)
async def test_a_lost_answer_is_a_transport_error_in_process(
    mode: str, error: type[httpx.TransportError], executed: int, world: World, lin: httpx.AsyncClient
) -> None:
    await strike(lin, mode=mode)

    with pytest.raises(error):
        await lin.post("/api/pets/7/weights", json={"weight_kg": 4, "record_date": "2026-08-20"})

    assert world.count_records().weights == 3 + executed


async def test_slow_answers_late(lin: httpx.AsyncClient) -> None:
    await strike(lin, mode="slow", seconds=0.1)
    started = time.perf_counter()

    answer = await lin.get("/api/my-pets")

    assert answer.status_code == 200
    assert time.perf_counter() - started >= 0.1


async def test_a_fault_is_narrowed_by_method_path_times_and_rate(sandbox: Litestar, lin: httpx.AsyncClient) -> None:
    await strike(lin, mode="server_error", methods=["GET"], path="/api/pets/", times=1)

    statuses = [
        (await lin.get("/api/my-pets")).status_code,
        (await lin.put("/api/pets/7", json={})).status_code,
        (await lin.get("/api/pets/7")).status_code,
        (await lin.get("/api/pets/7")).status_code,
    ]
    faults_of(sandbox).set(Fault(mode="server_error", rate=0.2))
    struck = [(await lin.get("/api/pets/7")).status_code for _ in range(500)].count(500)

    assert statuses == [200, 200, 500, 200]
    assert 60 <= struck <= 140


@pytest.mark.parametrize("fault", [{}, {"mode": "nope"}, {"mode": "slow", "rate": 2}, {"mode": "slow", "extra": 1}])
async def test_a_fault_that_does_not_exist_is_refused(fault: dict[str, Any], anonymous: httpx.AsyncClient) -> None:
    assert (await anonymous.post("/sandbox/control/faults", json=fault)).status_code == 400


async def test_tokens_are_revoked_by_id_or_address(world: World, lin: httpx.AsyncClient) -> None:
    first = await lin.post("/sandbox/control/revoke-tokens", json={"email": "lin@example.com"})
    second = await lin.post("/sandbox/control/revoke-tokens", json={"user_id": 42})
    nobody = await lin.post("/sandbox/control/revoke-tokens", json={"user_id": 9999})

    assert (first.json(), second.json(), nobody.status_code) == ({"revoked": 1}, {"revoked": 0}, 404)
    assert (await lin.get("/api/my-pets")).status_code == 401
    assert world.accounts.count_tokens() == 0


async def test_the_state_counts_records_requests_and_tokens(lin: httpx.AsyncClient) -> None:
    await lin.get("/api/my-pets")
    await lin.get("/api/pets/7")
    await lin.get("/api/pets/9")
    await strike(lin, mode="html", times=1)
    await lin.get("/api/pets/9")

    state = (await lin.get("/sandbox/control/state")).json()

    assert state["requests_by_route"] == {"GET /api/my-pets": 1, "GET /api/pets/{pet}": 2}
    assert state["requests_by_status"] == {"200": 3}
    assert state["faults_struck"] == {"html": 1}
    assert state["records"] == {"pets": 5, "vaccinations": 3, "medical_records": 2, "weights": 3}
    assert state["live_tokens"] == 1
    user = next(user for user in state["users"] if user["user_id"] == 42)
    assert (user["live_tokens"], user["records"]["pets"]) == (1, 3)


async def test_accounts_are_added_verified_and_banned_from_outside(anonymous: httpx.AsyncClient) -> None:
    account = {"name": "Load", "email": "load@example.com", "verified": False, "premium": True}
    added = (await anonymous.post("/sandbox/control/users", json=account)).json()
    again = await anonymous.post("/sandbox/control/users", json=account)
    whom = {"email": "load@example.com"}
    token = (await anonymous.post("/sandbox/control/tokens", json=whom)).json()
    headers = {"Authorization": f"Bearer {token['token']}"}
    before = await anonymous.get("/api/my-pets", headers=headers)
    await anonymous.post("/sandbox/control/verify", json=whom)
    verified = await anonymous.get("/api/my-pets", headers=headers)
    await anonymous.post("/sandbox/control/ban", json=whom)
    profile = (await anonymous.get("/api/users/me", headers=headers)).json()["data"]

    assert again.status_code == 400
    assert added["user_id"] == token["user_id"]
    assert (before.status_code, verified.status_code) == (403, 200)
    assert (profile["is_banned"], profile["is_premium"]) == (True, True)


async def test_an_account_can_be_added_with_a_second_factor(anonymous: httpx.AsyncClient) -> None:
    account = {"name": "Two", "email": "two@example.com", "two_factor_code": "123456"}
    await anonymous.post("/sandbox/control/users", json=account)

    credentials = {"email": "two@example.com", "password": "Sandbox-2026"}
    answer = await anonymous.post("/login", json=credentials, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.json() == {"two_factor": True}


async def test_consent_is_given_in_one_call(anonymous: httpx.AsyncClient) -> None:
    signature = sign_session("example-hmac-secret", SESSION)
    body = {"email": "lin@example.com", "session_id": SESSION, "session_sig": signature}

    first = await anonymous.post("/sandbox/control/consent", json=body)
    second = await anonymous.post("/sandbox/control/consent", json=body)
    unsigned = await anonymous.post("/sandbox/control/consent", json={**body, "session_sig": "00"})

    assert first.json()["redirect_url"].startswith(f"https://gpt.example/oauth/callback?session_id={SESSION}&code=")
    assert (second.status_code, unsigned.status_code) == (400, 400)


def test_the_settings_come_from_the_connectors_variables() -> None:
    names = {"CONNECTOR_PUBLIC_URL": "https://c.example", "CONNECTOR_API_KEY": "key", "HMAC_SHARED_SECRET": "secret"}

    config = read_config({**names, "SANDBOX_LIMITS": "off"})
    default = read_config({"CONNECTOR_API_KEY": ""})

    assert (config.connector_url, config.connector_api_key, config.hmac_secret) == tuple(names.values())
    assert (config.limits, config.daily_quota) == (False, None)
    assert (default.limits, default.daily_quota, default.connector_api_key) == (True, 1000, "sandbox-connector-api-key")


LINE = "ENVIRONMENT=development uv run meo-connector sandbox"
REFUSED = [
    ("", ""),
    ("production", ""),
    ("Production", ""),
    ("staging", ""),
    ("", "production"),
    ("production", "development"),
]


@pytest.mark.parametrize(("in_process", "in_file"), REFUSED)
def test_the_command_asks_for_development_as_the_connector_reads_it(
    in_process: str, in_file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    if in_process:
        monkeypatch.setenv("ENVIRONMENT", in_process)
    if in_file:
        Path(".env").write_text(f"ENVIRONMENT={in_file}\n")

    assert main(["sandbox"]) == 2
    assert LINE in [line.strip() for line in capsys.readouterr().err.splitlines()]


def test_development_may_stand_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ENVIRONMENT", raising=False)
    Path(".env").write_text("ENVIRONMENT=development\nCONNECTOR_API_KEY=key-of-the-file\n")

    config = read_config(read_environment())
    config.check()

    assert config.connector_api_key == "key-of-the-file"


@pytest.mark.parametrize("environment", ["Production", "production ", "", "staging"])
def test_the_sandbox_refuses_all_but_development(environment: str) -> None:
    with pytest.raises(SandboxRefused, match="ENVIRONMENT=production"):
        create_sandbox(SandboxConfig(environment=environment))
