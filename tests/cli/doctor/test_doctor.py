"""The doctor on a right set-up and on wrong ones: it finds what is wrong, names it, and says what to do."""

import asyncio
import os
import pty
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.cli import PUBLISHED_URL, SPEC_FILE
from app.cli.doctor import examine
from app.cli.doctor.findings import Finding, summary
from app.published import published_document
from tests.command import COMMAND

DOCTOR = [COMMAND, "doctor"]


async def findings_of(environ: Mapping[str, str], file: Path = SPEC_FILE) -> dict[str, Finding]:
    found = await examine(environ, document=published_document, document_file=file, published_url=PUBLISHED_URL)
    return {finding.subject: finding for finding in found}


async def test_a_right_set_up_has_nothing_wrong_and_nothing_to_note(right: dict[str, str]) -> None:
    found = await findings_of(right)

    assert [finding for finding in found.values() if finding.level != "ok"] == []
    assert found["Main app"].says == "reachable, v1.18.5"
    assert found["Connector API key"].says == "accepted by the main app"
    assert found["HMAC secret"].says == "the main app accepts our signature"
    assert found["OpenAPI document"].says.endswith("is up to date")
    assert "can be taken once" in found["Redis"].says
    assert found["JWT_SECRET"].says == "set, 42 characters"


WRONG = [
    pytest.param({"CONNECTOR_API_KEY": "k" * 20 + "x" * 20}, "Connector API key", "refused (401)", id="API key"),
    pytest.param({"HMAC_SHARED_SECRET": "h" * 20 + "x" * 20}, "HMAC secret", "refuses our signature", id="HMAC secret"),
    pytest.param({"REDIS_URL": "redis://127.0.0.1:1/0"}, "Redis", "ConnectionError at 127.0.0.1:1", id="no Redis"),
    pytest.param({"REDIS_URL": "unix:///nowhere.sock"}, "Redis", "ConnectionError at /nowhere.sock", id="no socket"),
    pytest.param({"REDIS_URL": "redis://nobody.invalid"}, "Redis", "no host of this name", id="no host"),
    pytest.param({"OAUTH_REDIRECT_URIS": ""}, "Redirect addresses", "any GPT's callback", id="any GPT"),
    pytest.param({"TRUSTED_PROXIES": ""}, "Proxies", "all people share one address", id="proxy not trusted"),
    pytest.param({"MAIN_APP_URL": "http://meo.troioi.vn"}, "MAIN_APP_URL", "must be https", id="main app by http"),
    pytest.param({"JWT_SECRET": "short"}, "JWT_SECRET", "at least 32 characters", id="short secret"),
    pytest.param({"ENCRYPTION_KEY": "0" * 64}, "ENCRYPTION_KEY", "placeholder", id="zero key"),
    pytest.param({"CONNECTOR_PUBLIC_URL": "http://gpt.troioi.vn"}, "CONNECTOR_PUBLIC_URL", "must be https", id="http"),
    pytest.param({"OAUTH_CLIENT_SECRET": ""}, "OAUTH_CLIENT_SECRET", "is missing", id="missing"),
    pytest.param({"LOG_LEVEL": "loud"}, "LOG_LEVEL", "is not valid", id="no such level"),
]


@pytest.mark.parametrize(("change", "subject", "says"), WRONG)
async def test_what_is_wrong_is_named_with_what_to_do(
    right: dict[str, str], change: dict[str, str], subject: str, says: str
) -> None:
    found = await findings_of({**right, **change})

    assert found[subject].level == "WRONG"
    assert says in found[subject].says
    assert found[subject].to_do
    assert [name for name, finding in found.items() if finding.level == "WRONG"] == [subject]


async def test_a_main_app_that_is_not_there_is_wrong(right: dict[str, str], unused_url: str) -> None:
    found = await findings_of({**right, "MAIN_APP_URL": unused_url})

    assert found["Main app"].level == "WRONG"
    assert "unreachable" in found["Main app"].says
    assert "Connector API key" not in found, "nobody can be asked"


async def test_something_else_at_the_main_apps_address_is_wrong(right: dict[str, str]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n<p>Hi</p>")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        found = await findings_of({**right, "MAIN_APP_URL": f"http://127.0.0.1:{port}"})

    assert found["Main app"].level == "WRONG"
    assert "not as Meo Mai Moi does" in found["Main app"].says


async def test_every_wrong_setting_has_a_line_at_once(right: dict[str, str]) -> None:
    found = await findings_of({**right, "JWT_SECRET": "", "ENCRYPTION_KEY": "xyz", "REDIS_URL": "http://redis"})

    wrong = {name for name, finding in found.items() if finding.level == "WRONG"}
    assert wrong == {"JWT_SECRET", "ENCRYPTION_KEY", "REDIS_URL"}
    assert found["OAuthDependencies"].says == "not looked at"


NOTES = [
    ({"ENVIRONMENT": "development", "OAUTH_REDIRECT_URIS": ""}, "Redirect addresses", "OAUTH_REDIRECT_URIS"),
    ({"ENVIRONMENT": "development", "TRUSTED_PROXIES": ""}, "Proxies", "TRUSTED_PROXIES"),
    ({"OAUTH_BROWSER_CHECK": "off"}, "Browser check", "OAUTH_BROWSER_CHECK"),
    ({"JWT_SECRET_PREVIOUS": "0123456789abcdefghi"}, "JWT_SECRET_PREVIOUS", "empty it"),
    ({"METRICS_TOKEN": ""}, "Metrics", "METRICS_TOKEN"),
    ({"PRIVACY_CONTACT": ""}, "Contact", "PRIVACY_CONTACT"),
    ({"ENVIRONMENT": "development", "REDIS_URL": ""}, "Redis", "REDIS_URL"),
    ({"ENVIRONMENT": "development", "CONNECTOR_PUBLIC_URL": "http://localhost:8001"}, "Public URL", "https"),
    ({"CONNECTOR_PUBLIC_URL": "https://elsewhere.example"}, "OpenAPI document", "elsewhere.example/openapi.json"),
]


@pytest.mark.parametrize(("change", "subject", "to_do"), NOTES)
async def test_what_works_but_should_be_known_is_noted(
    right: dict[str, str], change: dict[str, str], subject: str, to_do: str
) -> None:
    found = await findings_of({**right, **change})

    assert found[subject].level == "note"
    assert to_do in found[subject].to_do
    assert not [name for name, finding in found.items() if finding.level == "WRONG"]


async def test_an_old_document_is_wrong_and_a_missing_one_is_not(right: dict[str, str], tmp_path: Path) -> None:
    old = tmp_path / "openapi.json"
    old.write_text("{}")

    assert (await findings_of(right, old))["OpenAPI document"].level == "WRONG"
    assert (await findings_of(right, tmp_path / "none.json"))["OpenAPI document"].level == "ok"


async def test_no_line_holds_a_secret(right: dict[str, str]) -> None:
    text = "\n".join(finding.line(coloured=False) for finding in (await findings_of(right)).values())

    for name in ("CONNECTOR_API_KEY", "HMAC_SHARED_SECRET", "JWT_SECRET", "ENCRYPTION_KEY", "METRICS_TOKEN"):
        assert name in text
        assert right[name] not in text


async def test_the_command_prints_a_line_each_and_ends_with_0(right: dict[str, str]) -> None:
    code, text = await run(right)

    assert code == 0
    assert text.splitlines()[-1] == "Everything is right."
    assert "\x1b[" not in text


async def test_the_command_ends_with_1_when_something_is_wrong(right: dict[str, str]) -> None:
    code, text = await run({**right, "REDIS_URL": "redis://127.0.0.1:1"})

    assert code == 1
    assert text.splitlines()[-1] == "1 wrong, 0 to note."


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_does_not_want_them(no_color: str, coloured: bool) -> None:  # noqa: FBT001 - a table's column
    reader, terminal = pty.openpty()
    process = subprocess.Popen(DOCTOR, env=_environ({"NO_COLOR": no_color}), stdout=terminal, stderr=terminal)
    process.wait(60)
    os.close(terminal)
    text = os.read(reader, 100_000).decode()
    os.close(reader)

    assert "JWT_SECRET" in text
    assert ("\x1b[1;31mWRONG" in text) is coloured


def test_the_summary_counts() -> None:
    wrong, note, fine = Finding.wrong("a", "b", "c"), Finding.note("a", "b", "c"), Finding.ok("a", "b")

    assert summary([fine, fine]) == "Everything is right."
    assert summary([wrong, note, fine, wrong]) == "2 wrong, 1 to note."


async def run(environ: Mapping[str, str]) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *DOCTOR, env=_environ(environ), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode()


def _environ(environ: Mapping[str, str]) -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name != "NO_COLOR"}, **environ}
