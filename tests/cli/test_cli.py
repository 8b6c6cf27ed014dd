"""The command line: help, version, and arguments that cannot be meant."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.published import VERSION
from tests.conftest import ENVIRONMENT


def printed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int | str | None, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    return ended.value.code, out + err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(["--version"], capsys) == (0, f"meo-connector {VERSION}\n")


OUT_OF_RANGE = [
    *(("serve", "--port", port) for port in ("0", "-5", "65536", "70000", "8001.5", "http", "", "٨٠٠١")),
    *(("serve", "--workers", workers) for workers in ("0", "-3", "65", "two")),
    *(("sandbox", "--port", port) for port in ("0", "99999")),
    *(("demo", "--port", port) for port in ("0", "-5", "65534", "99999")),
]


@pytest.mark.parametrize("arguments", OUT_OF_RANGE, ids=" ".join)
def test_numbers_out_of_range_are_refused_with_the_range(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, text = printed(list(arguments), capsys)

    assert code == 2
    assert f"argument {arguments[1]}: must be a whole number from 1 to " in text


@pytest.mark.parametrize("command", ["demo", "serve", "spec", "sandbox"])
def test_help_tells_the_default_of_every_option_with_a_value(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, text = printed([command, "--help"], capsys)
    options = text.partition("options:")[2]

    assert code == 0
    assert options.count("(default: ") == options.count("\n  --") > 0


@pytest.mark.parametrize("command", ["serve", "sandbox"])
def test_a_taken_port_ends_with_one_sentence(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main([command, "--port", str(port)]) == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"Cannot listen on 127.0.0.1 port {port}: Address already in use."]


def test_production_warns_about_redis_in_the_clear(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    safe = {
        "ENVIRONMENT": "production",
        "MAIN_APP_URL": "https://meo.example",
        "CONNECTOR_API_KEY": "connector-api-key-of-the-tests-0123456789",
        "HMAC_SHARED_SECRET": "hmac-secret-of-the-tests-0123456789",
        "REDIS_URL": "redis://:hunter2@redis.example:6379/0",
    }
    for name, value in {**ENVIRONMENT, **safe}.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        main(["serve", "--port", str(taken.getsockname()[1])])

    text = capsys.readouterr().err
    line = json.loads(text.splitlines()[0])
    assert (line["event"], line["level"], line["setting"]) == ("redis_without_tls", "warning", "REDIS_URL")
    assert "hunter2" not in text


_INTERRUPTED_WHILE_LOADING = """
import importlib.abc, os, signal, sys
import meo_connector

class Interrupts(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "app.cli":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupts())
sys.argv = ["meo-connector", "--version"]
meo_connector.main()
"""


def test_an_interrupt_while_the_rest_still_loads_ends_quietly() -> None:
    command = [sys.executable, "-c", _INTERRUPTED_WHILE_LOADING]

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == -signal.SIGINT
    assert (ended.stdout, ended.stderr) == ("", "")


def test_a_program_in_the_background_goes_on_ignoring_interrupts() -> None:
    command = f'trap "" INT; exec "{sys.executable}" -c \'{_INTERRUPTED_WHILE_LOADING}\''

    ended = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, f"meo-connector {VERSION}\n")
