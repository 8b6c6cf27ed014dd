"""Requests per minute and requests per day."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from app.devtools.sandbox.api.answers import Failure, Headers
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.timestamps import Clock

_WINDOW = 60.0
_SWEEP_ABOVE = 10_000


class QuotaState(Struct, frozen=True, kw_only=True):
    """How much of the day is left."""

    limit: int
    used: int
    remaining: int
    reset_at_utc: str


class QuotaReached(Struct, frozen=True, kw_only=True):
    """The `data` of the daily 429, by which it can be told from the other."""

    error_code: str = "API_DAILY_QUOTA_EXCEEDED"
    quota: QuotaState


class MinuteLimits:
    """Fixed windows of a minute that begin with the first request."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[int, float]] = {}

    def hit(self, key: str, limit: int, headers: Headers) -> None:
        """Count a request and note what is left in the headers; raises the 429."""
        now = self._clock().timestamp()
        count, ends = self._windows.get(key, (0, 0.0))
        if ends <= now:
            count, ends = 0, now + _WINDOW
        if count >= limit:
            raise too_many_attempts(limit, seconds=max(1, round(ends - now)), reset=int(ends))
        if len(self._windows) > _SWEEP_ABOVE:
            self._windows = {name: window for name, window in self._windows.items() if window[1] > now}
        self._windows[key] = (count + 1, ends)
        _keep_stricter(headers, limit, limit - count - 1)

    def clear(self) -> None:
        """Forget all windows."""
        self._windows.clear()


class DailyQuota:
    """Requests per user and UTC day; premium users have none."""

    def __init__(self, clock: Clock, limit: int | None) -> None:
        self._clock = clock
        self._limit = limit
        self._used: dict[int, tuple[str, int]] = {}

    def count(self, user: User) -> None:
        """Count a request; raises the 429 when the day's share is used up."""
        if self._limit is None or user.is_premium:
            return
        now = self._clock()
        day, used = self._used.get(user.id, ("", 0))
        today = now.date().isoformat()
        if day != today:
            used = 0
        if used >= self._limit:
            raise quota_reached(self._limit, now)
        self._used[user.id] = (today, used + 1)

    def clear(self) -> None:
        """Give everybody the whole day again."""
        self._used.clear()


def too_many_attempts(limit: int, *, seconds: int, reset: int) -> Failure:
    """Build the minute's 429."""
    headers = {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": "0",
        "Retry-After": str(seconds),
        "X-RateLimit-Reset": str(reset),
    }
    return Failure(429, "Too Many Attempts.", headers=headers)


def quota_reached(limit: int, now: datetime) -> Failure:
    """Build the day's 429, which has no Retry-After."""
    midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
    state = QuotaState(limit=limit, used=limit, remaining=0, reset_at_utc=midnight.isoformat(timespec="seconds"))
    message = f"Daily API quota reached ({limit} requests/day). Quota resets at {midnight:%Y-%m-%d %H:%M:%S} UTC."
    return Failure(429, message, data=QuotaReached(quota=state))


def _keep_stricter(headers: Headers, limit: int, remaining: int) -> None:
    if int(headers.get("X-RateLimit-Remaining", limit)) < remaining:
        return
    headers["X-RateLimit-Limit"] = str(limit)
    headers["X-RateLimit-Remaining"] = str(remaining)
