"""MCP clients nobody here wrote, from npm: both TypeScript SDKs, the Inspector and the bridge mcp-remote."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.node.mcp_program import Program, prepare_home

SCRIPTS = Path(__file__).parent / "mcp_sign_in" / "clients"
CODEX = "https://chatgpt.com/oauth/codex/client.json"
SDKS = [("sdk", "legacy"), ("client", "legacy"), ("client", "auto")]
DOCUMENTS = [pytest.param("", id="registers itself"), pytest.param(CODEX, id="has a document in our list")]
READING = {"list_pets", "find_pet", "get_pet", "pets_overview", "list_vaccinations", "list_medical_records"} | {
    "list_weights",
    "care_routines",
    "upcoming_care",
    "list_pet_types",
}
WRITING = {"create_pet", "update_pet", "add_vaccination", "renew_vaccination", "update_vaccination"} | {
    "add_medical_record",
    "update_medical_record",
    "add_weight",
    "update_weight",
    "add_weights",
}

pytestmark = [pytest.mark.node, pytest.mark.slow]


@pytest.fixture(scope="module")
def typescript(
    node_in: Callable[[Path], Callable[..., subprocess.CompletedProcess[str]]], live: Any
) -> Callable[..., Any]:
    """Give a function that runs the script with one of the SDKs and returns what it found."""
    run = node_in(SCRIPTS)

    def ran(sdk: tuple[str, str], document: str, choice: str, pet: str) -> Any:
        done = run(
            "node",
            str(SCRIPTS / "sdk.cjs"),
            CONNECTOR=live.connector,
            MAIN_APP=live.main_app,
            SDK=sdk[0],
            ERA=sdk[1],
            DOCUMENT=document,
            CHOICE=choice,
            PET=pet,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ran


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("sdk", SDKS, ids="-".join)
def test_a_typescript_client_lists_reads_writes_and_refreshes(
    typescript: Callable[..., Any], live: Any, sdk: tuple[str, str], document: str
) -> None:
    pet = f"Pet of {sdk} {bool(document)}"
    found = typescript(sdk, document, "allow", pet)
    assert set(found.pop("tools")) >= READING | WRITING
    assert found == {
        "read": "ok",
        "write": "ok",
        "refreshed": "ok",
        "rotated": True,
        "scope": "pets:read pets:write",
        "signIns": 1,
    }
    assert pet in names_of_pets(live)


@pytest.mark.parametrize(
    ("sdk", "sign_ins", "refusal"),
    [
        (("sdk", "legacy"), 1, "Error: Streamable HTTP error: Server returned 403 after trying upscoping"),
        (("client", "legacy"), 2, "UnauthorizedError: Unauthorized"),
        (("client", "auto"), 2, "UnauthorizedError: Unauthorized"),
    ],
)
def test_who_may_only_see_gets_no_tool_that_writes(
    typescript: Callable[..., Any], live: Any, sdk: tuple[str, str], sign_ins: int, refusal: str
) -> None:
    pet = f"Unwritten of {sdk}"
    found = typescript(sdk, "", "see", pet)
    assert set(found["tools"]) >= READING
    assert not set(found["tools"]) & WRITING
    assert (found["read"], found["refreshed"], found["scope"]) == ("ok", "ok", "pets:read")
    assert (found["write"], found["signIns"]) == (refusal, sign_ins)
    assert pet not in names_of_pets(live)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("sdk", SDKS, ids="-".join)
def test_who_does_not_allow_comes_back_with_access_denied(
    typescript: Callable[..., Any], live: Any, sdk: tuple[str, str], document: str
) -> None:
    found = typescript(sdk, document, "deny", "nobody")
    assert found["tokens"] is False
    assert found["back"].pop("error_description")
    assert found["back"] == {"error": "access_denied", "state": "state-of-the-host", "iss": live.connector}


def test_the_inspector_signs_in_once_and_finds_every_schema_portable(
    packages_of: Callable[[Path], Path], live: Any, tmp_path: Path
) -> None:
    packages = packages_of(SCRIPTS)
    environment = {**prepare_home(tmp_path, packages), "MCP_AUTO_OPEN_ENABLED": "true"}

    def inspect(*arguments: str, sign_in: bool = False) -> Any:
        command = [str(packages / ".bin" / "mcp-inspector"), "--cli", f"{live.connector}/mcp", "--transport", "http"]
        stored = [] if sign_in else ["--stored-auth-only"]
        with Program([*command, *arguments, *stored], environment, tmp_path) as program:
            if sign_in:
                program.sign_in(live.main_app)
            code, said = program.end()
        assert code == 0, said
        return said

    listed = inspect("--method", "tools/list", "--strict", sign_in=True)
    assert all(f'"{name}"' in listed for name in READING | WRITING)
    for era in ("legacy", "modern"):
        inspect("--protocol-era", era, "--method", "tools/list", "--strict")
        call = ("--protocol-era", era, "--method", "tools/call", "--tool-name")
        assert "structuredContent" in inspect(*call, "list_pets", "--tool-arg", "species=cat")
        inspect(*call, "create_pet", "--tool-arg", f"name=Inspected {era}", "species=cat", "country=VN")
        assert f"Inspected {era}" in names_of_pets(live)


def test_mcp_remote_bridges_and_refreshes(packages_of: Callable[[Path], Path], live: Any, tmp_path: Path) -> None:
    packages = packages_of(SCRIPTS)
    command = [str(packages / ".bin" / "mcp-remote"), f"{live.connector}/mcp", "--allow-http"]
    environment = prepare_home(tmp_path, packages)
    with Program(command, environment, tmp_path) as bridge:
        bridge.sign_in(live.main_app)
        _converse(bridge, "Bridged")
    assert "Bridged" in names_of_pets(live)
    (kept,) = tmp_path.rglob("*_tokens.json")
    first = json.loads(kept.read_text(encoding="utf-8"))
    kept.write_text(json.dumps({**first, "access_token": "ended"}), encoding="utf-8")
    with Program(command, environment, tmp_path) as bridge:
        _converse(bridge, "Bridged again")
    assert json.loads(kept.read_text(encoding="utf-8"))["refresh_token"] != first["refresh_token"]


def _converse(bridge: Program, pet: str) -> None:
    about = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "desktop", "version": "1"}}
    assert "result" in bridge.ask(1, "initialize", about)
    bridge.tell({"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert {tool["name"] for tool in bridge.ask(2, "tools/list", {})["result"]["tools"]} >= READING | WRITING
    assert "structuredContent" in bridge.ask(3, "tools/call", {"name": "list_pets", "arguments": {}})["result"]
    created = bridge.ask(
        4, "tools/call", {"name": "create_pet", "arguments": {"name": pet, "species": "cat", "country": "VN"}}
    )
    assert created["result"]["structuredContent"]["name"] == pet


def names_of_pets(live: Any) -> set[str]:
    return {pet.name for pet in live.world.pets.values()}
