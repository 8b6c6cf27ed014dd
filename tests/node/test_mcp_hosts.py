"""Whole hosts nobody here wrote, without a model behind them: Codex and OpenCode."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.node.mcp_program import Program, prepare_home

SCRIPTS = Path(__file__).parent / "mcp_sign_in" / "hosts"

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.mark.parametrize("registration", ["cimd", "dcr"])
def test_codex_signs_in_lists_reads_writes_and_refreshes(
    packages_of: Callable[[Path], Path], live: Any, tmp_path: Path, registration: str
) -> None:
    codex, environment = _codex(packages_of(SCRIPTS), live, tmp_path)
    _log_in(codex, environment, live, tmp_path, registration)
    pet = f"Codex {registration}"
    with Program([codex, "app-server"], environment, tmp_path) as server:
        _converse(server, pet)
    assert pet in names_of_pets(live)
    kept = tmp_path / ".codex" / ".credentials.json"
    before = json.loads(kept.read_text(encoding="utf-8"))
    ended = {name: {**one, "expires_at": 1} for name, one in before.items()}
    kept.write_text(json.dumps(ended), encoding="utf-8")
    with Program([codex, "app-server"], environment, tmp_path) as server:
        _converse(server, f"{pet} again")
    after = json.loads(kept.read_text(encoding="utf-8"))
    assert {one["refresh_token"] for one in before.values()}.isdisjoint(one["refresh_token"] for one in after.values())


def test_codex_asks_once_more_without_scopes_and_then_says_that_the_person_did_not_allow_it(
    packages_of: Callable[[Path], Path], live: Any, tmp_path: Path
) -> None:
    codex, environment = _codex(packages_of(SCRIPTS), live, tmp_path)
    with Program([codex, "mcp", "login", "meo"], environment, tmp_path) as login:
        for _ in range(2):
            assert "error=access_denied" in login.sign_in(live.main_app, "deny")
        code, said = login.end()
    assert code != 0
    assert "access_denied" in said or "did not allow" in said
    assert not (tmp_path / ".codex" / ".credentials.json").exists()


def test_codex_that_may_only_see_gets_no_tool_that_writes(
    packages_of: Callable[[Path], Path], live: Any, tmp_path: Path
) -> None:
    codex, environment = _codex(packages_of(SCRIPTS), live, tmp_path)
    with Program([codex, "mcp", "login", "meo"], environment, tmp_path) as login:
        login.sign_in(live.main_app, "see")
        assert login.end()[0] == 0
    with Program([codex, "app-server"], environment, tmp_path) as server:
        tools = _tools(server)
        call = _caller(server)
        assert "list_pets" in tools
        assert "create_pet" not in tools
        assert "structuredContent" in call("list_pets", {})["result"]
        assert "error" in call("create_pet", {"name": "Unwritten of Codex", "species": "cat", "country": "VN"})
    assert "Unwritten of Codex" not in names_of_pets(live)


def test_opencode_signs_in_and_is_connected(packages_of: Callable[[Path], Path], live: Any, tmp_path: Path) -> None:
    packages = packages_of(SCRIPTS)
    # The package's own command is put in place by an install script, which is not run here.
    opencode, environment = str(min(packages.glob("opencode-*/bin/opencode"))), prepare_home(tmp_path, packages)
    config = {"autoupdate": False, "mcp": {"meo": {"type": "remote", "url": f"{live.connector}/mcp"}}}
    (tmp_path / "opencode.json").write_text(json.dumps(config), encoding="utf-8")
    with Program([opencode, "mcp", "auth", "meo", "--pure", "--print-logs"], environment, tmp_path) as auth:
        auth.sign_in(live.main_app)
        code, said = auth.end()
    assert code == 0, said
    (kept,) = tmp_path.rglob("mcp-auth.json")
    before = json.loads(kept.read_text(encoding="utf-8"))["meo"]
    assert "connected" in _opencode_list(opencode, environment, tmp_path)
    spoiled = {**before, "tokens": {**before["tokens"], "accessToken": "ended"}}
    kept.write_text(json.dumps({"meo": spoiled}), encoding="utf-8")
    assert "connected" in _opencode_list(opencode, environment, tmp_path)
    after = json.loads(kept.read_text(encoding="utf-8"))["meo"]
    assert after["tokens"]["refreshToken"] != before["tokens"]["refreshToken"]


def _opencode_list(opencode: str, environment: dict[str, str], home: Path) -> str:
    with Program([opencode, "mcp", "list", "--pure"], environment, home) as listing:
        code, said = listing.end()
    assert code == 0, said
    return said


def _codex(packages: Path, live: Any, home: Path) -> tuple[str, dict[str, str]]:
    environment = prepare_home(home, packages)
    (home / ".codex").mkdir()
    config = f'[mcp_servers.meo]\nurl = "{live.connector}/mcp"\n'
    (home / ".codex" / "config.toml").write_text(config, encoding="utf-8")
    return str(packages / ".bin" / "codex"), environment


def _log_in(codex: str, environment: dict[str, str], live: Any, home: Path, registration: str) -> None:
    command = [codex, "mcp", "login", "meo", "--oauth-client-registration", registration]
    with Program(command, environment, home) as login:
        login.sign_in(live.main_app)
        code, said = login.end()
    assert code == 0, said


def _tools(server: Program) -> set[str]:
    about = {"clientInfo": {"name": "meo-tests", "title": "Tests", "version": "1"}}
    assert "result" in server.ask(0, "initialize", about)
    server.tell({"jsonrpc": "2.0", "method": "initialized"})
    (status,) = server.ask(1, "mcpServerStatus/list", {})["result"]["data"]
    return set(status["tools"])


def _caller(server: Program) -> Callable[[str, dict[str, Any]], Any]:
    thread = server.ask(2, "thread/start", {})["result"]["thread"]["id"]

    def call(tool: str, arguments: dict[str, Any]) -> Any:
        params = {"threadId": thread, "server": "meo", "tool": tool, "arguments": arguments}
        return server.ask(3, "mcpServer/tool/call", params)

    return call


def _converse(server: Program, pet: str) -> None:
    assert {"list_pets", "create_pet"} <= _tools(server)
    call = _caller(server)
    assert "structuredContent" in call("list_pets", {})["result"]
    created = call("create_pet", {"name": pet, "species": "cat", "country": "VN"})
    assert created["result"]["structuredContent"]["name"] == pet


def names_of_pets(live: Any) -> set[str]:
    return {pet.name for pet in live.world.pets.values()}
