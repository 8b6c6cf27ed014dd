"""The tests that the security guide names for each threat exist."""

import re
from pathlib import Path

import pytest

NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", Path("docs/security.md").read_text())))


def test_every_threat_names_a_test() -> None:
    table = Path("docs/security.md").read_text().split("## Threats")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("| threat", "| ---"))]

    assert len(rows) >= 25
    assert [row for row in rows if "::" not in row] == []


@pytest.mark.parametrize(("file", "name"), NAMED, ids=map("::".join, NAMED))
def test_the_named_test_exists(file: str, name: str) -> None:
    assert re.search(rf"def {name}\(", Path(file).read_text())
