"""What the sandbox keeps: entries that end, ids that differ by kind, and secrets that do not print."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.expiring import Expiring
from app.devtools.sandbox.data.ids import Ids
from app.devtools.sandbox.data.people import Password
from app.devtools.sandbox.data.request_log import Journal, SeenRequest
from app.devtools.sandbox.timestamps import utc_now


def test_an_entry_ends_with_its_life(clock: Any) -> None:
    entries: Expiring[str] = Expiring(clock)
    entries.put("a", "kept", seconds=10)
    clock.pass_by(seconds=9)
    assert entries.get("a") == "kept"

    clock.pass_by(seconds=1)

    assert entries.get("a") is None
    assert entries.take("a") is None


def test_an_entry_can_be_taken_once(clock: Any) -> None:
    entries: Expiring[str] = Expiring(clock)
    entries.put("a", "kept", seconds=10)

    assert [entries.take("a"), entries.take("a")] == ["kept", None]


def test_ended_entries_do_not_pile_up(clock: Any) -> None:
    entries: Expiring[int] = Expiring(clock)
    for number in range(5_000):
        entries.put(str(number), number, seconds=1)
        clock.pass_by(seconds=1)

    assert len(entries._entries) <= 1_001


def test_ids_of_different_kinds_start_apart_and_follow_a_wanted_one() -> None:
    ids = Ids()

    assert ids.take("pet") != ids.take("vaccination")
    assert [ids.take("pet", 500), ids.take("pet")] == [500, 501]


async def test_secrets_do_not_print(household: Any, world: World, lin: httpx.AsyncClient) -> None:
    await lin.get("/api/my-pets")
    token = world.accounts.tokens_of(42)[0]
    printed = f"{token!r} {household.lin!r} {world.journal.recent!r} {Password('Sandbox-2026')}"

    assert token.secret not in printed
    assert "Sandbox-2026" not in printed


def test_passwords_are_compared_whole() -> None:
    password = Password("Sandbox-2026")

    assert password.matches("Sandbox-2026")
    assert not any(password.matches(wrong) for wrong in ("", "Sandbox-202", "sandbox-2026", "Sandbox-2026 "))


def test_the_clock_is_utc() -> None:
    assert utc_now().utcoffset() == timedelta(0)


@pytest.mark.parametrize("size", [0, 1, 5_100])
def test_the_journal_counts_all_and_keeps_the_latest(size: int) -> None:
    journal = Journal()
    seen = SeenRequest(
        method="GET", route="/api/version", path="/api/version", status=200, user_id=None, raw_headers=()
    )
    for _ in range(size):
        journal.note(seen)

    assert journal.by_route["GET /api/version"] == size
    assert len(journal.recent) == min(size, 5_000)
    journal.clear()
    assert not journal.recent
