"""The doctor on Redis by Sentinel: who is asked, whether a failover is possible, what to do."""

import asyncio
from collections.abc import Iterator

import pytest

from app.cli.doctor.redis import examine_redis
from app.cli.doctor.sentinels import examine_sentinels
from app.secret import Secret
from tests.loopback import free_port
from tests.sentinel_set import SentinelSet

MAX_TRIES = 1_200


@pytest.fixture
def servers() -> Iterator[SentinelSet]:
    """Give a primary, a replica and three Sentinels that the test may kill."""
    with SentinelSet() as made:
        yield made


async def test_a_right_set_is_right_and_each_loss_is_told(servers: SentinelSet) -> None:
    url = Secret(servers.url)

    redis, (sentinels,) = await examine_redis(url), await examine_sentinels(url)
    assert (redis.level, sentinels.level) == ("ok", "ok")
    assert "the primary of sign-ins by 3 Sentinels" in redis.says
    assert sentinels.says == "3 of 3 say that a failover is possible; living replicas: 1"

    servers.kill(servers.sentinels[1])
    (sentinels,) = await examine_sentinels(url)
    assert (await examine_redis(url)).level == "ok"
    assert (sentinels.level, sentinels.says) == ("note", "2 of 3 say that a failover is possible")

    (elsewhere,) = await examine_sentinels(Secret(servers.url.replace("/sign-ins/", "/elsewhere/")))
    assert (elsewhere.level, "(elsewhere)" in elsewhere.to_do) == ("WRONG", True)


async def test_a_set_without_a_living_replica_is_told(servers: SentinelSet) -> None:
    before = servers.primary()
    servers.kill(before)
    servers.wait_for_another_primary(before)

    for _ in range(MAX_TRIES):  # until the Sentinels have noticed that the old primary is no replica either
        (sentinels,) = await examine_sentinels(Secret(servers.url))
        if sentinels.level == "note":
            break
        await asyncio.sleep(0.05)

    assert (sentinels.level, sentinels.says) == ("note", "no replica is there to take over")


async def test_sentinels_that_are_not_there_are_wrong_and_no_password_is_shown() -> None:
    url = Secret(
        f"redis+sentinel://:hunter2@127.0.0.1:{free_port()},127.0.0.1:{free_port()}/meo?sentinel_password=hunter2"
    )

    redis, (sentinels,) = await examine_redis(url), await examine_sentinels(url)

    assert (redis.level, sentinels.level) == ("WRONG", "WRONG")
    assert redis.says == "MasterNotFoundError at the primary of meo by 2 Sentinels"
    assert sentinels.says == "0 of 2 say that a failover is possible"
    assert "hunter2" not in repr((redis, sentinels))


async def test_a_single_redis_has_no_such_line(redis_server: str) -> None:
    assert await examine_sentinels(Secret(redis_server)) == []
    assert await examine_sentinels(None) == []
