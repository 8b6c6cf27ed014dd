"""What the GPT builder refuses, quietly drops or shows wrongly, as rules that can be run over a document.

The table of docs/gpt-builder-rules.md, "The document", one function per row; a function's docstring is its row. A
broken document can make a whole GPT fail, also for messages that use no tool, and nobody can ask the builder from a
test.
`python -m tests.contract.builder_rules [FILE]` prints the outcome.
"""

from collections.abc import Callable, Iterator
from typing import Final

from tests.contract.builder_rules.about_document import (
    about,
    components_present,
    known_references,
    no_nulls,
    one_security_scheme,
    one_server,
    openapi_version,
    operation_count,
    size,
    tools_only,
    used_components,
)
from tests.contract.builder_rules.about_inputs import (
    distinct_names,
    flat_bodies,
    inline_parameters,
    input_descriptions,
    path_parameters,
    plain_bodies,
)
from tests.contract.builder_rules.about_operations import (
    consequential_flag,
    error_answer,
    known_methods,
    no_orders,
    open_tools,
    operation_ids,
    operation_texts,
    typed_answer,
)
from tests.contract.builder_rules.about_schemas import (
    arrays_with_items,
    enums_with_values,
    no_maps,
    no_recursion,
    no_unions,
    objects_with_properties,
    one_type,
)
from tests.contract.builder_rules.reading import Document, Finding, read

__all__ = ["RULES", "Finding", "breaches", "read"]

Rule = Callable[[Document], Iterator[Finding]]

RULES: Final[tuple[Rule, ...]] = (
    openapi_version,
    about,
    size,
    operation_count,
    one_server,
    one_security_scheme,
    components_present,
    tools_only,
    known_references,
    used_components,
    no_nulls,
    known_methods,
    operation_ids,
    operation_texts,
    no_orders,
    consequential_flag,
    typed_answer,
    error_answer,
    open_tools,
    inline_parameters,
    path_parameters,
    distinct_names,
    plain_bodies,
    input_descriptions,
    flat_bodies,
    one_type,
    no_unions,
    no_maps,
    objects_with_properties,
    arrays_with_items,
    enums_with_values,
    no_recursion,
)


def breaches(document: bytes) -> list[Finding]:
    """Hold a document to every rule.

    Raises:
        ValueError: it is no JSON object.
    """
    read_once = read(document)
    return [finding for rule in RULES for finding in rule(read_once)]
