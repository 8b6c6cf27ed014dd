"""What this process remembers of the creates it has sent: by their keys, so nothing of one user reaches another.

The main app keeps this too, but forgets it with each deploy, cannot tell a repeat within a second or two from the first
call, and never says that a request has died (docs/main-app-api.md, "Idempotency keys").
"""

from datetime import datetime

from msgspec import Struct

MAX_KEYS = 5000
LONGEST_REQUEST = 60
"""Seconds after which the main app's own server has ended any request."""


class _Known(Struct, kw_only=True):
    record_id: int | None = None
    is_dead: bool = False
    unfinished_since: datetime | None = None


class RecentCreates:
    """The results of the newest `MAX_KEYS` keys, and which of them stay without one."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def note_saved(self, key: str, record_id: int) -> None:
        """Remember what a create has made."""
        self._entry(key).record_id = record_id

    def note_dead(self, key: str) -> None:
        """Remember that the request under this key broke off and will never be answered."""
        self._entry(key).is_dead = True

    def note_unfinished(self, key: str, now: datetime) -> None:
        """Remember that the request under this key was still running; the first moment counts."""
        entry = self._entry(key)
        entry.unfinished_since = entry.unfinished_since or now

    def saved_as(self, key: str) -> int | None:
        """Return the id of the record that the create under this key has made, if it is known."""
        known = self._known.get(key)
        return known.record_id if known else None

    def is_dead(self, key: str, now: datetime) -> bool:
        """Tell whether no answer will ever come under this key."""
        known = self._known.get(key)
        if known is None or known.record_id is not None:
            return False
        since = known.unfinished_since
        return known.is_dead or (since is not None and (now - since).total_seconds() >= LONGEST_REQUEST)

    def _entry(self, key: str) -> _Known:
        entry = self._known.setdefault(key, _Known())
        if len(self._known) > MAX_KEYS:
            del self._known[next(iter(self._known))]
        return entry
