import pytest

from app.domain.plausible_weight import require_plausible
from app.errors import InvalidInput


@pytest.mark.parametrize(
    ("slug", "weight_kg"), [("cat", 0.09), ("cat", 18), ("dog", 0.2), ("dog", 95), ("hamster", 0.03), (None, 900)]
)
def test_weights_that_animals_have_pass(slug: str | None, weight_kg: float) -> None:
    require_plausible(weight_kg, slug)


@pytest.mark.parametrize(
    ("slug", "weight_kg", "said"),
    [
        ("cat", 350, "in grams, which is 0.35 kg"),
        ("cat", 30, "in pounds, which is 14 kg"),
        ("dog", 250, "in grams, which is 0.25 kg"),
        ("cat", 0.01, "Is it 10 kg"),
        ("guinea-pig", 900, "guinea pig. Is it in grams"),
    ],
)
def test_other_weights_are_refused_with_the_likely_unit(slug: str, weight_kg: float, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        require_plausible(weight_kg, slug)

    assert said in refused.value.message
    assert refused.value.fields[0].name == "weight_kg"
    assert "confirm_unusual" in (refused.value.hint or "")


@pytest.mark.parametrize("slug", [None, "unicorn"])
def test_types_that_operators_added_have_no_bounds(slug: str | None) -> None:
    require_plausible(1000, slug)
