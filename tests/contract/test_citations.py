"""What comments and pages cite is in this repository: no other papers, and no heading that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main

ROOT = Path(__file__).parents[2]
PLACES = (".ci", ".env.example", "Containerfile", "README.md", "app", "docker-compose.yml", "docs", "openapi")
TEXT_FILES = {"", ".example", ".json", ".jsonl", ".md", ".py", ".toml", ".yml"}
NOT_OURS = {"node_modules", "__pycache__", "package-lock.json", Path(__file__).name}
UNKNOWN_PAPER = re.compile(
    r"\bdecisions? [0-9]"
    r"|\bcontract [0-9G]|\(contract\)"
    r"|(?-i:\b[GP][0-9]+(?:\.[0-9]+)?\b)"
    r"|chatgpt-actions|litestar-notes|architecture plan|design card"
    r"|\bplan [0-9]|\bthe plan\b|\bplan's\b"
    r"|\bstyle(?:\.md)?,? (?:rule |section )?[0-9]"
    r"|\bissue [0-9]|\bfindings/",
    re.IGNORECASE,
)
EMPTY_BRACKET = re.compile(r"(?<=[a-z,;`] )\([ ,;.]*\)")
CITED_HEADING = re.compile(r"docs/([\w/-]+\.md)((?:, (?:and )?\"[^\"\n]+\")+)")
CITED_PAGE = re.compile(r"\bdocs/([\w/-]+\.md)\b")
NAMED_MODULE = re.compile(r"`([\w/-]+\.py)`")
COMMANDS = ("demo", "serve", "spec", "new-keys", "sandbox", "doctor")


def _files() -> Iterator[Path]:
    for place in (*PLACES, "pyproject.toml", "tests"):
        start = ROOT / place
        for file in [start] if start.is_file() else sorted(start.rglob("*")):
            if file.is_file() and file.suffix in TEXT_FILES and not NOT_OURS.intersection(file.parts):
                yield file


TEXTS = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in _files()}


def _lines_with(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Saved once (decisions 6).",
        "Sources: P5.2, P8 rule 3.",
        "See P10's fields.",
        "The main app drops it (contract 6.4, G4).",
        "As the main app does (contract).",
        "Rules: chatgpt-actions.md section 1.",
        "No access log (litestar-notes 1).",
        "The conversations of the plan, one by one.",
        "The plan's first conversation.",
        "A taken value stays (style 12).",
        "One module each (style.md, rule 16).",
        "From issue 4's list.",
    ],
)
def test_a_citation_of_a_paper_elsewhere_is_recognised(sentence: str) -> None:
    assert _lines_with(UNKNOWN_PAPER, {"sentence": sentence})


def test_no_paper_outside_the_repository_is_cited() -> None:
    assert len(TEXTS) > 300
    assert _lines_with(UNKNOWN_PAPER, TEXTS) == []


def test_no_citation_has_left_an_empty_bracket() -> None:
    assert _lines_with(EMPTY_BRACKET, {name: text for name, text in TEXTS.items() if name.endswith(".md")}) == []


def test_every_page_that_is_cited_exists() -> None:
    cited = {(name, page) for name, text in TEXTS.items() for page in CITED_PAGE.findall(text)}

    assert cited
    assert sorted((name, page) for name, page in cited if not (ROOT / "docs" / page).is_file()) == []


def test_every_module_that_a_page_names_exists() -> None:
    pages = {name: text for name, text in TEXTS.items() if name.endswith(".md")}
    named = {(page, module) for page, text in pages.items() for module in NAMED_MODULE.findall(text)}

    modules = [
        f"/{file.relative_to(ROOT).as_posix()}" for top in ("app", "tests") for file in (ROOT / top).rglob("*.py")
    ]

    assert len(named) > 20
    assert sorted((page, name) for page, name in named if not any(m.endswith(f"/{name}") for m in modules)) == []


def test_every_heading_that_is_cited_exists() -> None:
    cited = {
        (name, page, heading)
        for name, text in TEXTS.items()
        for page, headings in CITED_HEADING.findall(text)
        for heading in re.findall(r"\"([^\"]+)\"", headings)
    }
    headings = {
        page: set(re.findall(r"^#+ (.+)$", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE))
        for page in {page for _, page, _ in cited}
    }

    assert len(cited) > 50
    assert sorted((name, page, heading) for name, page, heading in cited if heading not in headings[page]) == []


@pytest.mark.parametrize("arguments", [(), *((command,) for command in COMMANDS)], ids=" ".join)
def test_no_help_text_cites_a_paper(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*arguments, "--help"])

    shown = capsys.readouterr().out
    assert "usage: meo-connector" in shown
    assert _lines_with(UNKNOWN_PAPER, {"help": shown}) == []
