"""The replay against a recorded model on loopback: what counts as a hit, what as a miss, and what it sends."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct, field

from tests.model.tools import functions

RECORDED = Path(__file__).parent / "recorded.jsonl"
KEY = "key-of-the-tests"


class Recording(Struct):
    """What the stub says, by sentence and turn, and what it was asked."""

    turns: dict[str, list[dict[str, Any]]]
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


@pytest.fixture
def recording() -> Iterator[Recording]:
    """Serve the recorded answers as an OpenAI-compatible endpoint."""
    rows = [json.loads(line) for line in RECORDED.read_text(encoding="utf-8").splitlines()]
    recording = Recording({row["says"]: row["turns"] for row in rows})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(recording))
    recording.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield recording
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(recording: Recording) -> type[BaseHTTPRequestHandler]:
    class Stub(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            recording.asked.append(sent)
            recording.keys.add(self.headers["Authorization"])
            messages = sent["messages"]
            turn = sum(message["role"] == "assistant" for message in messages)
            said = recording.turns[messages[1]["content"]][turn]
            body = json.dumps(said).encode() if "choices" in said else b"<html>"
            self.send_response(said.get("status", 200) if self.path == "/v1/chat/completions" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            """Say nothing."""

    return Stub


@pytest.fixture
def prompts(recording: Recording, tmp_path: Path) -> Path:
    """Give a file with the prompts that have a recording."""
    rows = (Path(__file__).parent / "prompts.jsonl").read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if json.loads(row)["says"] in recording.turns]
    file = tmp_path / "prompts.jsonl"
    file.write_text("\n".join(kept), encoding="utf-8")
    return file


def replay(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MODEL_")}
    return subprocess.run(
        [sys.executable, "-m", "tests.model.replay", *arguments],
        env={**clean, "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def done(recording: Recording, prompts: Path) -> subprocess.CompletedProcess[str]:
    return replay(
        "--file", str(prompts), MODEL_URL=recording.url + "/", MODEL_KEY=KEY, MODEL_NAME="recorded", NO_PROXY="*"
    )


def test_hits_and_misses_are_told_one_by_one(done: subprocess.CompletedProcess[str]) -> None:
    lines = {line.split()[1]: line for line in done.stdout.splitlines() if line.startswith(("hit", "miss"))}

    assert {name for name, line in lines.items() if line.startswith("hit")} == {
        "en-01",
        "en-14",
        "en-17",
        "en-28",
        "vi-06",
    }
    assert "expected care_routines, called upcoming_care" in lines["en-03"]
    assert 'weight_kg not as expected in {"pet_id": "Барсик", "weight_kg": 54}' in lines["ru-07"]
    assert "expected list_pets, no call" in lines["uk-03"]
    assert "expected no call (no medicine: advise a vet), called add_medical_record" in lines["uk-16"]
    assert "no usable answer" in lines["vi-01"]
    assert "no usable answer" in lines["ru-01"]
    assert "no usable answer" in lines["uk-01"]
    assert done.stdout.splitlines()[-1] == "5 of 12 hits: en 4 of 5, vi 1 of 2, ru 0 of 2, uk 0 of 3"


def test_too_few_hits_are_an_exit_code(
    done: subprocess.CompletedProcess[str], recording: Recording, prompts: Path
) -> None:
    lenient = replay("--file", str(prompts), "--at-least", "0.4", MODEL_URL=recording.url, MODEL_NAME="recorded")

    assert done.returncode == 1
    assert lenient.returncode == 0


def test_the_model_gets_the_instructions_the_functions_and_the_key(
    done: subprocess.CompletedProcess[str], recording: Recording
) -> None:
    assert done.stdout
    first = recording.asked[0]

    assert recording.keys == {f"Bearer {KEY}"}
    assert first["model"] == "recorded"
    assert first["messages"][0]["content"].startswith(Path("openapi/instructions.md").read_text(encoding="utf-8")[:80])
    assert {tool["function"]["name"] for tool in first["tools"]} == set(functions())
    assert all("$ref" not in json.dumps(tool) for tool in first["tools"])


def test_the_answers_of_tools_go_back_to_the_model(
    done: subprocess.CompletedProcess[str], recording: Recording
) -> None:
    assert done.stdout
    told = [message for sent in recording.asked for message in sent["messages"] if message["role"] == "tool"]

    assert any('"vaccination' in message["content"] for message in told)
    assert any('"name": "Барсик"' in message["content"] for message in told)


def test_one_language_and_the_first_sentences_can_be_chosen(recording: Recording, prompts: Path) -> None:
    chosen = ("--file", str(prompts), "--only", "en", "--limit", "2")
    done = replay(*chosen, MODEL_URL=recording.url, MODEL_NAME="recorded")

    assert "1 of 2 hits: en 1 of 2" in done.stdout


@pytest.mark.parametrize("environment", [{}, {"MODEL_URL": "http://127.0.0.1:9"}, {"MODEL_NAME": "x"}])
def test_without_an_endpoint_it_says_what_to_set(environment: dict[str, str]) -> None:
    done = replay(**environment)

    assert done.returncode == 2
    assert "MODEL_URL" in done.stderr
