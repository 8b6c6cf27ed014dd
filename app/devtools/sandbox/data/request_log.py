"""What the sandbox was asked: counts by route, and the latest requests with their headers, for tests."""

from collections import Counter, deque

from msgspec import Struct

_KEPT = 5_000


class SeenRequest(Struct, frozen=True, kw_only=True):
    """One request to /api as it arrived, and the status it was answered with."""

    method: str
    route: str
    path: str
    status: int
    user_id: int | None
    raw_headers: tuple[tuple[bytes, bytes], ...]

    def header(self, name: str) -> str | None:
        """Return a header of the request, None when it was not sent."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.raw_headers if key.lower() == wanted), None)

    def __repr__(self) -> str:
        return f"SeenRequest({self.method} {self.path} -> {self.status})"


class Journal:
    """Counts requests by `METHOD /template`, and keeps the latest."""

    def __init__(self) -> None:
        self.by_route: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()
        self.recent: deque[SeenRequest] = deque(maxlen=_KEPT)

    def note(self, seen: SeenRequest) -> None:
        """Remember a request that was answered."""
        self.by_route[f"{seen.method} {seen.route}"] += 1
        self.by_status[seen.status] += 1
        self.recent.append(seen)

    def clear(self) -> None:
        """Start counting anew."""
        self.by_route.clear()
        self.by_status.clear()
        self.recent.clear()
