"""Where two JSON bodies differ in keys or types, apart from what docs/main-app-api.md leaves open."""

from typing import Any

# Nullable by docs/main-app-api.md, so an example may hold null where the sandbox has a value, or the other way round.
NULLABLE = {
    "birthday", "birthday_year", "birthday_month", "birthday_day", "state", "city", "address", "city_id",
    "description", "description_locale", "photo_url", "pet_photo_url", "webp_url", "srcset", "latest_weight_kg",
    "latest_weight_record_date", "previous_weight_kg", "previous_weight_record_date", "end_at", "due_at", "notes",
    "completed_at", "vet_name", "from", "to", "prev", "next", "email_verified_at", "locale", "phone_prefix",
    "last_yes_date", "days_since_last_yes", "issuer", "implanted_at",
}  # fmt: skip
# Free-form insides of the media table, which nobody may rely on.
OPAQUE = {"responsive_images", "generated_conversions"}


def differences(example: Any, actual: Any, place: str = "$") -> list[str]:
    """Say where keys or JSON types differ; numbers are one type."""
    key = place.rpartition(".")[2].partition("[")[0]
    if key in OPAQUE or (key in NULLABLE and (example is None or actual is None)):
        return []
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
    pairs = [(example[min(position, len(example) - 1)], item) for position, item in enumerate(actual)]
    return [found for at, (one, item) in enumerate(pairs) for found in differences(one, item, f"{place}[{at}]")]


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__
