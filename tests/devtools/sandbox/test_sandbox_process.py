"""The sandbox as a process of its own under uvicorn: what a dropped connection looks like from outside."""

import os
import subprocess
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.command import COMMAND
from tests.loopback import free_port

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    port = free_port()
    command = [COMMAND, "sandbox", "--port", str(port)]
    environment = {**os.environ, "SANDBOX_LIMITS": "off", "ENVIRONMENT": "development"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/sandbox/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            output = process.communicate(timeout=10)[0]
    # Dropped answers are no accidents: nothing may be said about them.
    assert b"Traceback" not in output
    assert b"ASGI callable" not in output


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            if httpx.get(url, timeout=300).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    process.kill()
    pytest.fail(f"the sandbox did not start: {process.communicate()[0].decode()}")


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=5) as opened:
        token = opened.post("/sandbox/control/tokens", json={"email": "demo@meo.example"}).json()["token"]
        opened.headers["Authorization"] = f"Bearer {token}"
        yield opened
        opened.delete("/sandbox/control/faults")


@pytest.mark.parametrize(("mode", "executed"), [("down", 0), ("drop_after_execute", 1), ("truncated", 1)])
def test_a_lost_answer_closes_the_connection(mode: str, executed: int, client: httpx.Client) -> None:
    before = client.get("/sandbox/control/state").json()["records"]["medical_records"]
    client.post("/sandbox/control/faults", json={"mode": mode})

    with pytest.raises(httpx.TransportError):
        client.post("/api/pets/101/medical-records", json={"record_type": "test", "record_date": "2026-01-01"})

    state = client.get("/sandbox/control/state").json()
    assert state["records"]["medical_records"] == before + executed


def test_a_repeated_write_after_dropped_answers_is_done_once(client: httpx.Client) -> None:
    before = client.get("/sandbox/control/state").json()["records"]["medical_records"]
    client.post("/sandbox/control/faults", json={"mode": "drop_after_execute", "rate": 0.3, "methods": ["POST"]})

    for number in range(40):
        write_until_heard(client, f"write-{number}")

    assert client.get("/sandbox/control/state").json()["records"]["medical_records"] == before + 40


def write_until_heard(client: httpx.Client, key: str) -> None:
    body = {"record_type": "test", "record_date": "2026-01-01", "description": key}
    for _ in range(20):
        try:
            answer = client.post("/api/pets/101/medical-records", json=body, headers={"Idempotency-Key": key})
        except httpx.TransportError:
            continue
        assert answer.status_code == 201
        return
    pytest.fail("no answer in twenty tries")
