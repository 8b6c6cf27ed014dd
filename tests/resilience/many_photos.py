"""Print what every tool answers and costs for people with very many photos.

    uv run python -m tests.resilience.many_photos

Three households: none, 300 photos over ten pets, and 200 of one pet; the sandbox's previews have the size of the main
app's. Connector and sandbox share this process, so the times contain the making of the answers. The peak is of the
memory that the connector takes to read the largest answer. Exit code 1 when a tool fails.
"""

import asyncio
import sys
import time
import tracemalloc
from collections.abc import Sequence

from msgspec import Struct

from app.main_app.envelope import read_many
from app.main_app.records import PetRecord
from tests.resilience.fault_stage import Stage
from tests.resilience.sample_calls import SAMPLES, Household

HOUSEHOLDS: dict[str, Sequence[int]] = {
    "no photos": (0,) * 10,
    "300 photos, 10 pets": (30,) * 10,
    "200 photos, 1 pet": (200,),
}
"""Photos of each pet of a household; the first pet is the one that is asked about."""


class Cost(Struct, frozen=True, kw_only=True):
    """What one call of a tool came to."""

    tool: str
    status: int
    seconds: float
    upstream: int


def settle_with_photos(stage: Stage, photos: Sequence[int]) -> Household:
    """Give a new person pets with so many photos each, and the premium storage that they take."""
    household = stage.settle()
    household.user.is_premium = True
    first = stage.world.pets[household.pet]
    others = [stage.world.add_pet(household.user, f"Pet {number}") for number in range(1, len(photos))]
    for pet, count in zip([first, *others], photos, strict=True):
        for _ in range(count):
            stage.world.add_photo(pet)
    return household


async def costs_of(stage: Stage, household: Household) -> list[Cost]:
    """Call every tool once."""
    costs = []
    for sample in SAMPLES:
        before = len(stage.main_app.executed)
        started = time.monotonic()
        answer = await stage.call(sample, household)
        seconds = time.monotonic() - started
        asked = len(stage.main_app.executed) - before
        costs.append(Cost(tool=sample.tool, status=answer.status_code, seconds=seconds, upstream=asked))
    return costs


def reading_of(body: bytes) -> tuple[float, int]:
    """Return the milliseconds and the peak of bytes that decoding a pet list takes."""
    read_many(PetRecord, body)
    started = time.perf_counter()
    read_many(PetRecord, body)
    taken = (time.perf_counter() - started) * 1000
    tracemalloc.start()
    read_many(PetRecord, body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken, peak


async def main() -> int:
    """Run all households; returns the exit code."""
    failures = 0
    async with Stage() as stage:
        for name, photos in HOUSEHOLDS.items():
            household = settle_with_photos(stage, photos)
            body = await stage.my_pets(household.user)
            taken, peak = reading_of(body)
            print(f"{name}: /my-pets {len(body) / 1e6:.2f} MB, decoded in {taken:.1f} ms with {peak / 1e3:.0f} kB")
            for cost in await costs_of(stage, household):
                failures += cost.status >= 300
                print(f"  {cost.tool:<22} {cost.status}  {cost.seconds * 1000:6.0f} ms  {cost.upstream} upstream")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
