"""What the handshake takes from outside itself: time, chance, and who listens."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from msgspec import Struct

from app.storage.redis import OnTrouble, ignore_trouble

Sleep = Callable[[float], Awaitable[None]]

OnEvent = Callable[[str, str], None]
"""Takes the name of a step and its outcome; the metrics listen here (`consent`, `started`, `returned`, `browser_check`,
`exchanged`, `replay`, `revoked`, `forwarded`)."""


def ignore_event(_name: str, _outcome: str) -> None:
    """Count nothing."""


class OAuthDependencies(Struct, frozen=True, kw_only=True):
    """One of each for the whole process; tests bring their own."""

    clock: Callable[[], datetime]
    token_bytes: Callable[[int], bytes]
    sleep: Sleep = asyncio.sleep
    on_event: OnEvent = ignore_event
    on_store_trouble: OnTrouble = ignore_trouble
