"""Where MCP is off, the address does not exist and nothing of it is loaded."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ENVIRONMENT
from tests.mcp.conftest import Host, request

_LOADED = """
import json, sys
from app import create_app
from app.config.settings import load_settings
create_app(load_settings(json.loads(sys.argv[1])))
print(json.dumps(sorted(name for name in sys.modules if name.split(".")[:2] == ["app", "mcp"] or name == "mcp")))
"""


class TestOff:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"MCP": "off"}

    async def test_the_address_does_not_exist(self, host: Host) -> None:
        answer = await host.post(request("ping"))

        assert answer.status_code == 404
        assert answer.json()["error"] == "NOT_FOUND"


@pytest.mark.parametrize(("setting", "loaded"), [("off", False), ("on", True)])
def test_nothing_of_it_is_loaded(setting: str, loaded: bool) -> None:  # noqa: FBT001 - a column of the table
    environ = json.dumps(ENVIRONMENT | {"MCP": setting})
    done = subprocess.run([sys.executable, "-c", _LOADED, environ], capture_output=True, text=True, check=True)

    assert bool(json.loads(done.stdout.splitlines()[-1])) is loaded
    assert "mcp" not in json.loads(done.stdout.splitlines()[-1])  # the SDK serves tests only
