"""Where two JSON bodies differ in keys or types."""

from typing import Any


def differences(example: Any, actual: Any, place: str = "$") -> list[str]:
    """Say where keys or JSON types differ; numbers are one type."""
    if isinstance(example, dict) and isinstance(actual, dict):
        return _differences_of_objects(example, actual, place)
    if isinstance(example, list) and isinstance(actual, list):
        return _differences_of_lists(example, actual, place)
    return [] if _kind(example) == _kind(actual) else [f"{place}: {example!r} against {actual!r}"]


def _differences_of_objects(example: dict[str, Any], actual: dict[str, Any], place: str) -> list[str]:
    if example.keys() != actual.keys():
        missing, extra = example.keys() - actual.keys(), actual.keys() - example.keys()
        return [f"{place}: missing {sorted(missing)}, extra {sorted(extra)}"]
    return [found for name in example for found in differences(example[name], actual[name], f"{place}.{name}")]


def _differences_of_lists(example: list[Any], actual: list[Any], place: str) -> list[str]:
    if bool(example) != bool(actual):
        return [f"{place}: one of the lists is empty"]
    return [found for at, item in enumerate(actual) for found in _differences_of_item(example, item, f"{place}[{at}]")]


def _differences_of_item(examples: list[Any], actual: Any, place: str) -> list[str]:
    """Hold an item against that of the examples which it is most like."""
    return min((differences(example, actual, place) for example in examples), key=len)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__
