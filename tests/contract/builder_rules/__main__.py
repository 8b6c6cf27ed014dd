"""Print how a document stands by each rule: `python -m tests.contract.builder_rules [openapi/openapi.json]`."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.contract.builder_rules import RULES, breaches, read
from tests.contract.builder_rules.reading import Document, mapping, text


def main(arguments: list[str]) -> int:
    """Print the report; 1 when a rule is broken."""
    written = Path(arguments[0] if arguments else "openapi/openapi.json").read_bytes()
    found = breaches(written)
    count = Counter(finding.rule for finding in found)
    lines = [f"{'ok' if not count[rule.__name__] else count[rule.__name__]:>4}  {_first_line(rule)}" for rule in RULES]
    print("\n".join([*lines, "", *map(str, found), *_figures(read(written))]))
    return 1 if found else 0


def _first_line(rule: object) -> str:
    return (rule.__doc__ or "").strip().splitlines()[0]


def _figures(document: Document) -> Iterator[str]:
    operations = document.operations
    yield f"{len(operations)} operations, {document.size} characters, {len(document.schemas)} components"
    for name in ("summary", "description"):
        max_length = max(operations, key=lambda operation: len(text(operation.raw, name)))
        yield f"longest {name}: {len(text(max_length.raw, name))} of 300 ({text(max_length.raw, 'operationId')})"
    fields = [
        (len(text(value, "description")), f"{text(operation.raw, 'operationId')}.{name}")
        for operation in operations
        for name, value in [
            *((text(each, "name"), each) for each in operation.parameters),
            *mapping(document.body(operation), "properties").items(),
        ]
    ]
    for length, name in sorted(fields, reverse=True)[:5]:
        yield f"input description: {length} of 700 ({name})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
