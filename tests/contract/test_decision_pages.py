"""docs/decisions: one short page for each choice, in one form, and none that nobody is led to."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted((DOCS / "decisions").glob("*.md"))
ADDRESS = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
MENTIONED = re.compile(r"`((?:app|tests|openapi)/[\w./]+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_context_choice_and_consequences_and_is_short(page: Path) -> None:
    lines = page.read_text().splitlines()

    assert [line for line in lines if line.startswith("#")][1:] == ["## Context", "## Choice", "## Consequences"]
    assert 20 <= len(lines) <= 35


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    text = page.read_text()

    assert all((page.parent / address).exists() for address in ADDRESS.findall(text))
    assert MENTIONED.findall(text)
    assert all((DOCS.parent / path).exists() for path in MENTIONED.findall(text))


def test_the_page_on_architecture_leads_to_each() -> None:
    linked = re.findall(
        r"^\| \[[\w-]+\]\(decisions/([\w-]+)\.md\)", (DOCS / "architecture.md").read_text(), re.MULTILINE
    )

    assert sorted(linked) == [page.stem for page in PAGES]
