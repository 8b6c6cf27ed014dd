"""Rules about every schema, inputs and answers alike."""

from collections.abc import Iterator

from tests.contract.builder_rules.reading import COMPONENTS, Document, Finding, Place, listed, mapping, references

_TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object"})
_UNIONS = ("oneOf", "anyOf", "allOf", "not", "if", "prefixItems", "discriminator", "nullable")
_MAPS = ("additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties")


def one_type(document: Document) -> Iterator[Finding]:
    """Every schema has one type out of six, or is a reference."""
    for place in document.every_schema():
        kind = place.value.get("type") if isinstance(place.value, dict) else None
        is_reference = isinstance(place.value, dict) and "$ref" in place.value
        if not is_reference and not (isinstance(kind, str) and kind in _TYPES):
            yield Finding("one_type", place.where, f"has the type {kind!r}")


def no_unions(document: Document) -> Iterator[Finding]:
    """There are no unions and nothing is nullable: what is optional is simply not required."""
    for place in _objects(document):
        for name in _UNIONS:
            if name in place.value:
                yield Finding("no_unions", place.where, f"has {name}")


def no_maps(document: Document) -> Iterator[Finding]:
    """There are no free-form maps; `additionalProperties: false` is fine."""
    for place in _objects(document):
        for name in _MAPS:
            if place.value.get(name, False) is not False:
                yield Finding("no_maps", place.where, f"has {name}")


def objects_with_properties(document: Document) -> Iterator[Finding]:
    """Every object has at least one property, and what is required is one of them."""
    for place in _objects(document):
        if place.value.get("type") == "object" and not mapping(place.value, "properties"):
            yield Finding("objects_with_properties", place.where, "object schema missing properties")
        for name in listed(place.value, "required"):
            if name not in mapping(place.value, "properties"):
                yield Finding("objects_with_properties", place.where, f"requires the unknown {name}")


def arrays_with_items(document: Document) -> Iterator[Finding]:
    """Every array says what it holds."""
    for place in _objects(document):
        if place.value.get("type") == "array" and not mapping(place.value, "items"):
            yield Finding("arrays_with_items", place.where, "array schema missing items")


def enums_with_values(document: Document) -> Iterator[Finding]:
    """No enum is empty or says a word twice."""
    for place in _objects(document):
        words = listed(place.value, "enum")
        if "enum" in place.value and (not words or len(words) != len(set(map(repr, words)))):
            yield Finding("enums_with_values", place.where, f"enum {words}")


def no_recursion(document: Document) -> Iterator[Finding]:
    """No component contains itself, at any depth."""
    for name in document.schemas:
        reached: set[str] = set()
        found = {name}
        while found:
            inner = {
                each.removeprefix(COMPONENTS) for one in found for each in references(document.schemas.get(one, {}))
            }
            found = inner - reached
            reached |= inner
        if name in reached:
            yield Finding("no_recursion", f"components.schemas.{name}", "contains itself")


def _objects(document: Document) -> Iterator[Place]:
    return (place for place in document.every_schema() if isinstance(place.value, dict))
