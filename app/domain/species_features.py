"""Which features the main app keeps for which species (docs/main-app-api.md, "Features by species").

Vaccinations and medical records are constants in the main app's code and not visible in `/pet-types`;
weights and microchips are flags of the type. Asking before the call saves an upstream request and gives a sentence that
a person understands.
"""

from typing import Final, Literal

from msgspec import Struct

from app.errors import InvalidInput

Feature = Literal["vaccinations", "medical_records", "weights", "microchips"]
SPOKEN: Final[dict[Feature, str]] = {
    "vaccinations": "vaccinations",
    "medical_records": "medical records",
    "weights": "weights",
    "microchips": "microchips",
}
_MANY: Final = {"mouse": "mice", "fish": "fish", "sheep": "sheep", "cattle": "cattle"}


class SpeciesFlags(Struct, frozen=True):
    """What decides about features: the slug and two flags of `/pet-types`."""

    slug: str
    weight_tracking_allowed: bool = True
    microchips_allowed: bool = True


def is_unsupported(species: SpeciesFlags, feature: Feature) -> bool:
    """Tell whether the main app keeps no such records for this species."""
    if feature == "weights":
        return not species.weight_tracking_allowed
    if feature == "microchips":
        return not species.microchips_allowed
    return species.slug != "cat"


def refusal(slug: str, feature: Feature) -> str:
    """Say it in one sentence, as in: Meo Mai Moi keeps no vaccinations for dogs."""
    return f"Meo Mai Moi keeps no {SPOKEN[feature]} for {plural(slug)}."


def require_feature(species: SpeciesFlags, feature: Feature, *, field: str = "pet_id") -> None:
    """Refuse what the main app would refuse, before asking it.

    Raises:
        InvalidInput: the species lacks the feature; on `pet_id`.
    """
    if is_unsupported(species, feature):
        raise InvalidInput.field(
            field, refusal(species.slug, feature), hint="Tell the user so; Meo Mai Moi has no place for them."
        )


def plural(slug: str) -> str:
    """Turn a slug into the English word for many of them."""
    words = slug.replace("-", " ")
    if words in _MANY:
        return _MANY[words]
    return words + ("es" if words.endswith(("s", "x", "ch", "sh")) else "s")
