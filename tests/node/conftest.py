"""Other people's programs from npm: installed once from a lock file, outside the tree, and run from there.

Where npm or the registry is missing the tests are skipped and say so; a broken lock file is a failure.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

_OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ENOTCACHED")
_OPTIONS = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]

Run = Callable[..., subprocess.CompletedProcess[str]]


def _cache() -> Path:
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return root / "meo-gpt-connector" / "node"


def _install(project: Path) -> Path:
    """Install a project's packages where they have not been installed from this very lock file before.

    Without a lock file package.json names exact versions: programs that bring a binary for each kind of machine cannot
    be locked where a registry has those of some machines only.
    """
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed here")
    locked = (project / "package-lock.json").exists()
    files = ("package.json", "package-lock.json") if locked else ("package.json",)
    home = _cache() / hashlib.sha256((project / files[-1]).read_bytes()).hexdigest()[:16]
    if home.exists():
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as scratch:
        building = Path(scratch) / "packages"
        building.mkdir()
        for name in files:
            shutil.copy(project / name, building / name)
        command = ["npm", "ci" if locked else "install", *_OPTIONS]
        done = subprocess.run(command, cwd=building, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode and any(word in done.stderr for word in _OFFLINE):
            pytest.skip("npm could not reach its registry")
        assert done.returncode == 0, done.stderr
        building.rename(home)
    return home


@pytest.fixture(scope="session")
def packages_of() -> Callable[[Path], Path]:
    """Give a function that installs what a folder's lock file says and returns where the packages are."""
    return lambda project: _install(project) / "node_modules"


@pytest.fixture(scope="session")
def node_in() -> Callable[[Path], Run]:
    """Give a function that prepares a folder with package.json and lock, and returns how to run programs with it."""

    def prepared(project: Path) -> Run:
        modules = _install(project) / "node_modules"

        def run(program: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
            """Run node on a script of ours, or a program that one of the packages brings."""
            binary = modules / ".bin" / program
            return subprocess.run(
                [str(binary) if binary.exists() else program, *arguments],
                env={**os.environ, "NODE_PATH": str(modules), "NO_COLOR": "1", "CI": "true", **environment},
                capture_output=True,
                text=True,
                check=False,
                timeout=120,
            )

        return run

    return prepared
