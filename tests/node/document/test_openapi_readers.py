"""The committed document through the eyes of programs nobody here wrote.

See docs/gpt-builder-rules.md, "Other clients".
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import httpx
import pytest
import uvicorn
from msgspec import Struct

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import SandboxConfig, create_sandbox, world_of
from app.devtools.sandbox.data.seed import DEMO
from app.published import published_document
from app.secret import Secret
from app.tokens.grant import TokenGrant

pytestmark = pytest.mark.node

HERE = Path(__file__).parent
COMMITTED = Path("openapi/openapi.json").resolve()
SECRETS = {
    "CONNECTOR_API_KEY": "sandbox-connector-api-key",
    "OAUTH_CLIENT_SECRET": "client-secret-client-secret-1234",
    "JWT_SECRET": "jwt-secret-jwt-secret-jwt-secret-1",
    "ENCRYPTION_KEY": "0123456789abcdef" * 4,
    "HMAC_SHARED_SECRET": "sandbox-hmac-secret-sandbox-hmac",
}
Run = Callable[..., CompletedProcess[str]]
Call = tuple[str, dict[str, Any]]


class Running(Struct):
    """A connector on loopback and a token of the sandbox's demo account."""

    url: str
    token: str


@pytest.fixture(scope="module")
def run(node_in: Callable[[Path], Run]) -> Run:
    return node_in(HERE)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """Serve the whole application by uvicorn, with the sandbox behind it."""
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    sandbox = create_sandbox(SandboxConfig(connector_url=url, limits=False, daily_quota=None))
    settings = load_settings(
        {
            **SECRETS,
            "ENVIRONMENT": "development",
            "MAIN_APP_URL": "https://main-app.test",
            "CONNECTOR_PUBLIC_URL": url,
            "OAUTH_CLIENT_ID": "meo-gpt",
        }
    )
    app = create_app(settings, transport=httpx.ASGITransport(app=sandbox))  # type: ignore[arg-type]  # Litestar words ASGI its own way
    user = world_of(sandbox).accounts.user_by_email(DEMO.email)
    assert user is not None
    token = app.state.access_tokens.issue(TokenGrant(user.id, Secret(world_of(sandbox).add_token(user))))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    _wait_for(url)
    yield Running(url, token)
    server.should_exit = True
    thread.join(timeout=10)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/openapi.json", timeout=5)
        except httpx.TransportError:
            time.sleep(0.02)
        else:
            return
    raise TimeoutError("the connector did not start")


def test_spectral_finds_nothing_of_any_severity(run: Run) -> None:
    done = run("spectral", "lint", "--fail-severity=hint", "--ruleset", str(HERE / "spectral.yaml"), str(COMMITTED))

    assert done.returncode == 0, done.stdout + done.stderr
    assert "No results" in done.stdout


def _broken() -> dict[str, Any]:
    """The committed document, with two operations of one name, a path parameter missing and a $ref to nowhere."""
    document: dict[str, Any] = json.loads(COMMITTED.read_text())
    document["paths"]["/pets"]["post"]["operationId"] = document["paths"]["/pets"]["get"]["operationId"]
    del document["paths"]["/pets/{pet_id}"]["get"]["parameters"]
    document["components"]["responses"]["Error"]["content"]["application/json"]["schema"] = {"$ref": "#/nowhere"}
    return document


def test_spectral_would_find_a_broken_document(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(_broken()))

    done = run("spectral", "lint", "--format=json", "--quiet", "--ruleset", str(HERE / "spectral.yaml"), str(broken))

    found = {finding["code"] for finding in json.loads(done.stdout)}
    assert found >= {"operation-operationId-unique", "path-params", "invalid-ref"}


def test_redocly_finds_neither_errors_nor_warnings(run: Run) -> None:
    done = run("redocly", "lint", "--format=json", "--config", str(HERE / "redocly.yaml"), str(COMMITTED))

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["totals"] == {"errors": 0, "warnings": 0, "ignored": 0}


def test_redocly_would_find_a_broken_document(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(_broken()))

    done = run("redocly", "lint", "--format=json", "--config", str(HERE / "redocly.yaml"), str(broken))

    assert json.loads(done.stdout)["totals"]["errors"] > 0


def test_librechat_makes_a_function_of_every_operation(run: Run) -> None:
    done = run("node", str(HERE / "librechat.cjs"), str(COMMITTED))

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    document = json.loads(COMMITTED.read_text())
    operations = {
        operation["operationId"]: operation for item in document["paths"].values() for operation in item.values()
    }
    assert found["server"] == "https://gpt.troioi.vn"
    assert {function["name"] for function in found["functions"]} == set(operations)
    for function in found["functions"]:
        operation = operations[function["name"]]
        assert function["description"] == operation["summary"]
        assert function["consequential"] is operation["x-openai-isConsequential"]
        assert function["checked"] is bool(function["parameters"]["properties"])
        # LibreChat gives fields to the model as they stand; a reference would lead nowhere there.
        assert "$ref" not in json.dumps(function["parameters"])


def test_librechat_reads_and_writes_through_a_running_connector(run: Run, running: Running, tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_bytes(published_document(running.url))
    calls: list[Call] = [
        ("list_pet_types", {}),
        ("find_pet", {"name": "mun"}),
        ("list_pets", {"species": "cat", "include_shared": True}),
        ("add_weight", {"pet_id": "Oliver", "weight_kg": 6.25}),
        ("update_pet", {"pet_id": "Барсик", "description": "Любит коробки."}),
        ("get_pet", {"pet_id": "Nobody/../1"}),
    ]

    done = run("node", str(HERE / "librechat.cjs"), str(document), running.token, json.dumps(calls))

    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    assert [answer["status"] for answer in answers] == [200, 200, 200, 201, 200, 404]
    types, found, cats, weight, changed, unknown = (answer["body"] for answer in answers)
    assert "cat" in {kind["slug"] for kind in types["pet_types"]}
    assert found["candidates"][0]["name"] == "Mèo Mun"
    assert {pet["name"] for pet in cats["pets"]} >= {"Oliver", "Барсик", "Bún"}
    assert (weight["pet_name"], weight["weight_kg"]) == ("Oliver", 6.25)
    assert changed["description"] == "Любит коробки."
    assert unknown["error"] == "NOT_FOUND"


def test_librechat_without_a_token_is_told_to_sign_in(run: Run, running: Running, tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_bytes(published_document(running.url))

    done = run("node", str(HERE / "librechat.cjs"), str(document), "not-a-token", json.dumps([("list_pets", {})]))

    (answer,) = json.loads(done.stdout)
    assert answer["status"] == 401
    assert answer["body"]["error"] == "UNAUTHORIZED"
