"""A production install holds what serves and nothing of the tools that judge it, the MCP SDK first of all."""

import tomllib
from pathlib import Path

import pytest

PACKAGES = {package["name"]: package for package in tomllib.loads(Path("uv.lock").read_text())["package"]}


def installed_without_dev() -> set[str]:
    """Follow the lock file from the project through every dependency, and through the extras that one asks for."""
    found: set[tuple[str, str]] = set()
    waiting = {("meo-gpt-connector", "")}
    while waiting:
        name, extra = waiting.pop()
        found.add((name, extra))
        package = PACKAGES[name]
        needed = package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", [])
        asked = {(each["name"], each_extra) for each in needed for each_extra in ("", *each.get("extra", []))}
        waiting |= asked - found
    return {name for name, _ in found}


def test_the_lock_file_is_followed() -> None:
    assert {"litestar", "aiohttp", "multidict"} <= installed_without_dev()


@pytest.mark.parametrize("forbidden", ["mcp", "pydantic", "pydantic-core", "starlette", "fastapi"])
def test_no_second_framework_is_installed(forbidden: str) -> None:
    assert forbidden not in installed_without_dev()


def test_traces_are_an_extra() -> None:
    assert not [name for name in installed_without_dev() if name.startswith("opentelemetry")]
