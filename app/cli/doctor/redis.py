"""The store of sign-ins, used just as the application uses it: one value put, taken, and recognised as spent."""

import secrets
import time
from urllib.parse import urlsplit

from app.cli.doctor.findings import Finding
from app.cli.doctor.redis_causes import cause_of_failure
from app.oauth.rate_limits import RedisCounter, Share
from app.secret import Secret
from app.storage.one_time import Spent, StoreUnavailable, Taken
from app.storage.redis import RedisStore, make_redis_pool
from app.storage.sentinel import SENTINEL_SCHEMES, read_sentinel_url

_SUBJECT = "Redis"
_ADVICE = {
    "ConnectionError": "Start Redis, or correct REDIS_URL. Until then tools work and new sign-ins get 503.",
    "TimeoutError": "Redis or the way to it is too slow: sign-ins wait 0.8 s at most.",
    "MasterNotFoundError": "No Sentinel that answers knows a living primary: check hosts and service in REDIS_URL.",
    "NoPermissionError": "Let this user call GET, SET, EVALSHA, SCRIPT, INCRBY, EXPIRE, TTL and PING on its keys.",
    "ReadOnlyError": "REDIS_URL names a replica: name the primary.",
}
_OTHER_ADVICE = "Redis 6 or newer is needed, with memory left and scripts allowed."


async def examine_redis(url: Secret | None) -> Finding:
    """Try the store and the counter of its limits."""
    if url is None:
        return Finding.note(_SUBJECT, "not used", "Sign-ins are kept in this process and end with it; set REDIS_URL.")
    pool = make_redis_pool(url)
    store, started = RedisStore(pool), time.monotonic()
    try:
        await store.ping()
        works = await _works_once(store)
        await RedisCounter(pool, per_minute=1_000).hit(Share("doctor"))
    except StoreUnavailable as error:
        kind = str(error)
        where = f"{kind} at {_place(url)}"
        says, to_do = await cause_of_failure(url, error) or ("", _ADVICE.get(kind, _OTHER_ADVICE))
        return Finding.wrong(_SUBJECT, f"{where}: {says}" if says else where, to_do)
    finally:
        await store.close()
    if not works:
        return Finding.wrong(_SUBJECT, "a value taken once could be taken again", _OTHER_ADVICE)
    taken = round((time.monotonic() - started) * 1000)
    return Finding.ok(_SUBJECT, f"answers at {_place(url)}; values can be taken once, limits count ({taken} ms)")


async def _works_once(store: RedisStore) -> bool:
    key = f"meo:doctor:{secrets.token_hex(16)}"
    await store.put(key, b"doctor", 10)
    return isinstance(await store.take(key), Taken) and isinstance(await store.take(key), Spent)


def _place(url: Secret) -> str:
    address = url.reveal()
    if address.startswith(SENTINEL_SCHEMES):
        by = read_sentinel_url(address)
        return f"the primary of {by.service} by {len(by.sentinels)} Sentinels"
    parts = urlsplit(address)
    return parts.path if parts.scheme == "unix" else f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
