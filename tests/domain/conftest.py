"""The main app's seeded pet types, as a catalog."""

import json
from pathlib import Path

import pytest

from app.domain.species import Species, SpeciesCatalog

SEED = Path(__file__).parents[1] / "main_app" / "recorded" / "reference-pet-types-seed.json"


@pytest.fixture(scope="session")
def catalog() -> SpeciesCatalog:
    seeded = json.loads(SEED.read_text(encoding="utf-8"))
    return SpeciesCatalog(
        Species(
            id=number,
            slug=row["slug"],
            names=row["names"],
            weight_tracking_allowed=row["weight_tracking_allowed"],
        )
        for number, row in enumerate(seeded, 1)
    )
