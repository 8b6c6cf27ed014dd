"""Where Redis is found by Sentinel: would another server take over if the primary died this minute?"""

import asyncio

from redis.exceptions import RedisError

from app.cli.doctor.findings import Finding
from app.secret import Secret
from app.storage.redis import make_redis_pool
from app.storage.sentinel import SentinelPool

_SUBJECT = "Sentinels"


async def examine_sentinels(url: Secret | None) -> list[Finding]:
    """Ask each Sentinel by itself; the store is content with one, a failover needs more."""
    pool = make_redis_pool(url) if url else None
    if not isinstance(pool, SentinelPool):
        return []
    each, service = list(pool.sentinels.sentinels), pool.service_name
    asked = [one.execute_command("SENTINEL CKQUORUM", service) for one in each]  # type: ignore[no-untyped-call]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    replicas = await pool.sentinels.discover_slaves(service)
    await pool.aclose()
    ready = sum(not isinstance(answer, RedisError | OSError) for answer in answers)
    says = f"{ready} of {len(each)} say that a failover is possible"
    if ready == 0:
        return [Finding.wrong(_SUBJECT, says, f"Start them, or correct hosts, ports and service ({service}).")]
    if ready < len(each):
        return [Finding.note(_SUBJECT, says, "Start the others, or take them out of REDIS_URL.")]
    if not replicas:
        return [Finding.note(_SUBJECT, "no replica is there to take over", f"Start a replica of {service}.")]
    return [Finding.ok(_SUBJECT, f"{says}; living replicas: {len(replicas)}")]
