"""Weights that no animal of a species has: mostly grams or pounds said as kilograms."""

from typing import Final

from app.errors import InvalidInput

_KILOGRAMS: Final[dict[str, tuple[float, float]]] = {
    "cat": (0.04, 20),
    "dog": (0.05, 120),
    "rabbit": (0.02, 15),
    "hamster": (0.001, 0.5),
    "guinea-pig": (0.03, 3),
    "bird": (0.001, 25),
    "turtle": (0.001, 400),
    "ferret": (0.005, 5),
    "mouse": (0.001, 0.3),
    "rat": (0.002, 2),
    "chinchilla": (0.02, 2.5),
    "hedgehog": (0.005, 3),
    "fish": (0.0001, 100),
    "lizard": (0.0005, 100),
    "snake": (0.001, 150),
    "gerbil": (0.001, 0.3),
    "sugar-glider": (0.001, 0.4),
    "frog": (0.0001, 4),
    "axolotl": (0.0001, 1),
    "spider": (0.0001, 0.3),
    "scorpion": (0.0001, 0.2),
    "snail": (0.0001, 1),
    "crab": (0.0001, 20),
    "horse": (5, 1000),
    "goat": (0.5, 200),
    "sheep": (0.5, 250),
    "pig": (0.3, 600),
    "donkey": (5, 600),
    "cattle": (8, 1000),
    "chicken": (0.02, 10),
    "duck": (0.02, 12),
}
"""Lightest newborn and heaviest animal; none for types that the operators of the main app add."""


def require_plausible(weight_kg: float, slug: str | None, *, field: str = "weight_kg") -> None:
    """Refuse a weight that no animal of the species has, and name the unit that was probably meant.

    Raises:
        InvalidInput: it is too light or too heavy.
    """
    lightest, heaviest = _KILOGRAMS.get(slug or "", (0.0, float("inf")))
    if lightest <= weight_kg <= heaviest:
        return
    guess = _likely(weight_kg, lightest, heaviest)
    raise InvalidInput.field(
        field,
        f"{weight_kg:g} kg is not the weight of a {(slug or '').replace('-', ' ')}.{guess}",
        hint="Nothing was saved. Ask the user for number and unit; send confirm_unusual: true only if they confirm it.",
    )


def _likely(weight_kg: float, lightest: float, heaviest: float) -> str:
    """Say what would make sense: grams, pounds or a slipped point."""
    for divisor, unit in ((1000.0, "grams"), (2.20462, "pounds")):
        if lightest <= weight_kg / divisor <= heaviest:
            return f" Is it in {unit}, which is {weight_kg / divisor:.2g} kg?"
    if lightest <= weight_kg * 1000 <= heaviest:
        return f" Is it {weight_kg * 1000:g} kg?"
    return ""
