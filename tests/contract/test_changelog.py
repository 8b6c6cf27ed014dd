"""The changelog has the form of Keep a Changelog, and its newest version is the one that is built."""

import datetime as dt
import re
import tomllib
from pathlib import Path

import pytest

TEXT = Path("docs/changelog.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^## (.*)$", TEXT, re.MULTILINE)
RELEASED = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})", section) for section in SECTIONS[1:]]
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_what_is_not_released_stands_on_top_and_every_release_has_its_day() -> None:
    assert SECTIONS[0] == "[Unreleased]"
    assert all(RELEASED)

    days = [dt.date.fromisoformat(release[2]) for release in RELEASED if release]
    assert days == sorted(days, reverse=True)


def test_the_newest_version_is_the_one_that_is_built() -> None:
    assert RELEASED[0]
    assert RELEASED[0][1] == tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


@pytest.mark.parametrize("kind", sorted(set(re.findall(r"^### (.*)$", TEXT, re.MULTILINE))))
def test_entries_stand_under_the_usual_kinds(kind: str) -> None:
    assert kind in KINDS
