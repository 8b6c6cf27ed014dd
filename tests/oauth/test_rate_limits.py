"""How often the handshake may be tried."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.oauth.mcp_client import answer, page_of, registered

LIMIT = 3


@pytest.fixture(params=["memory", "redis"])
async def limited(request: pytest.FixtureRequest, open_stage: Any) -> AsyncIterator[Any]:
    """Open a stage that takes three tries a minute, counted in each place."""
    settings = {"OAUTH_RATE_LIMIT_PER_MINUTE": str(LIMIT), "TRUSTED_PROXIES": "0.0.0.0/0,::/0"}
    if request.param == "redis":
        server = request.getfixturevalue("redis_server")
        raw = Redis.from_url(server)
        await raw.flushall()
        await raw.aclose()
        settings["REDIS_URL"] = server
    async with open_stage(**settings) as stage:
        yield stage


def of(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


async def test_browser_steps_are_counted_together_per_address(limited: Any) -> None:
    parameters = limited.request_parameters()
    for _ in range(LIMIT - 1):
        answer = await limited.client.get("/oauth/authorize", params=parameters, headers=of("198.51.100.1"))
        assert answer.status_code == 302
    answer = await limited.client.get("/oauth/callback", headers=of("198.51.100.1"))
    assert answer.status_code == 400

    refused = await limited.client.get("/oauth/authorize", params=parameters, headers=of("198.51.100.1"))
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert "Too many attempts" in refused.text
    assert refused.headers["content-type"].startswith("text/html")

    other = await limited.client.get("/oauth/authorize", params=parameters, headers=of("198.51.100.2"))
    assert other.status_code == 302


async def test_wrong_secrets_are_refused_faster_after_a_while(limited: Any) -> None:
    for _ in range(LIMIT):
        assert (await limited.exchange("x", client_secret="guess")).status_code == 401
    answer = await limited.exchange("x", client_secret="guess")
    assert (answer.status_code, answer.json()["error"]) == (429, "RATE_LIMITED")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.headers["cache-control"] == "no-store"


async def test_wrong_codes_of_the_right_client_too(limited: Any) -> None:
    for _ in range(LIMIT):
        assert (await limited.exchange("x")).status_code == 400
    assert (await limited.exchange("x")).status_code == 429


async def test_nobody_can_lock_chatgpt_out_by_failing_in_its_name(limited: Any) -> None:
    code = await limited.code()
    for _ in range(LIMIT * 3):
        await limited.exchange("x")
        await limited.exchange("x", client_secret="guess")
    assert (await limited.exchange(code)).status_code == 200


class TestNetworks:
    """A site has a whole network of IPv6: its addresses count one by one, and together."""

    async def steps(self, stage: Any, addresses: list[str]) -> list[int]:
        parameters = stage.request_parameters()
        return [
            (await stage.client.get("/oauth/authorize", params=parameters, headers=of(address))).status_code
            for address in addresses
        ]

    @pytest.mark.parametrize(
        ("pattern", "most"),
        [("2001:db8:1:1::{:x}", LIMIT), ("2001:db8:2:{:x}::1", 4 * LIMIT), ("2001:db8:3:{:x}00::1", 16 * LIMIT)],
        ids=["/64", "/56", "/48"],
    )
    async def test_each_size_has_its_own_allowance(self, limited: Any, pattern: str, most: int) -> None:
        statuses = await self.steps(limited, [pattern.format(number) for number in range(most + 2)])
        assert statuses == [302] * most + [429] * 2
        assert await self.steps(limited, ["2001:db8:9:9::1", "198.51.100.7"]) == [302, 302]

    async def test_a_home_that_tries_without_end_uses_up_nothing_of_its_neighbours(self, limited: Any) -> None:
        assert (await self.steps(limited, ["2001:db8:1:1::1"] * 60)).count(302) == LIMIT
        assert await self.steps(limited, ["2001:db8:1:2::1"] * LIMIT) == [302] * LIMIT


class TestBehindAProxyThatIsNotKnown:
    """TRUSTED_PROXIES is empty or wrong: all people have the proxy's address."""

    @pytest.mark.parametrize("trusted", ["", "10.9.9.9"])
    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
    async def test_a_stranger_does_not_stop_the_others(self, open_stage: Any, trusted: str, header: str) -> None:
        async with open_stage(OAUTH_RATE_LIMIT_PER_MINUTE="1", TRUSTED_PROXIES=trusted) as stage:
            parameters, headers = stage.request_parameters(), {header: "203.0.113.66"}
            for _ in range(99):
                await stage.client.get("/oauth/authorize", params=parameters, headers=headers)
            other = await stage.client.get("/oauth/authorize", params=parameters, headers={header: "198.51.100.7"})
            assert other.status_code == 302
            answer = await stage.client.get("/oauth/authorize", params=parameters, headers=headers)
            assert answer.status_code == 429
            assert (await stage.authorize()).status_code == 302, "without the header it is nobody's proxy"


async def test_the_largest_fill_within_the_limits_leaves_most_of_redis_free(open_stage: Any, redis_server: str) -> None:
    raw = Redis.from_url(redis_server)
    await raw.flushall()
    gpt = f"https://chat.openai.com/aip/{'g' * 200}/oauth/callback"
    async with open_stage(REDIS_URL=redis_server, OAUTH_REDIRECT_URIS=f"{gpt}, https://app.example/cb") as stage:
        largest = {"state": "s" * 2_048, "redirect_uri": gpt, "scope": "x" * 5_000}
        pkce = {"code_challenge": "c" * 43, "code_challenge_method": "S256"}
        assert (await stage.authorize(**largest, **pkce)).status_code == 302
    (session,) = [key async for key in raw.scan_iter("meo:session:*")]
    size = await raw.memory_usage(session)
    await raw.aclose()

    assert size <= 3_200
    # Windows of a minute: a session of ten minutes sees eleven of them at most.
    one_address, one_site = 11 * 30 * size, 11 * 30 * 16 * size
    one_unknown_proxy = 11 * 30 * 100 * size
    assert one_address < 1.1e6
    assert one_site < 17e6
    assert one_unknown_proxy < 106e6
    assert max(one_site, one_unknown_proxy) < 256 * 1024**2 / 2


async def test_the_largest_fill_by_hosts_within_the_limits_leaves_most_of_redis_free(
    open_stage: Any, redis_server: str
) -> None:
    raw = Redis.from_url(redis_server)
    await raw.flushall()
    uris = [f"https://host.example/{'x' * 479}", f"https://host.example/{'y' * 479}"]
    async with open_stage(REDIS_URL=redis_server) as stage:
        client_id = await registered(stage, redirect_uris=uris, client_name="\U0001f600" * 60)
        page = await page_of(stage, client_id=client_id, redirect_uri=uris[0], state="s" * 2_048)
        await answer(stage, page, "allow")
    keys = [key async for key in raw.scan_iter("meo:[cs]*") if key.startswith((b"meo:consent:", b"meo:session:"))]
    sizes = [await raw.memory_usage(key) for key in keys]
    await raw.aclose()

    assert len(sizes) == 2
    # One record for each step of a browser, as above.
    assert max(sizes) <= 5_400
    assert 11 * 30 * 16 * max(sizes) < 29e6
    assert 11 * 30 * 100 * max(sizes) < 256 * 1024**2 * 0.7


@pytest.mark.parametrize("form", ["bearer", "rfc"])
async def test_good_revocations_are_limited_too(limited: Any, form: str) -> None:
    token = await limited.access_token()
    headers = {"Authorization": f"Bearer {token}"}
    named = {"data": {"token": token, **limited.credentials}}
    options = {"headers": headers} if form == "bearer" else named
    for _ in range(LIMIT):
        assert (await limited.client.post("/oauth/revoke", **options)).status_code == 200
    asked = limited.main_app.calls("revoke")
    for _ in range(LIMIT * 2):
        answer = await limited.client.post("/oauth/revoke", **options)
        assert (answer.status_code, answer.json()["error"]) == (429, "RATE_LIMITED")
        assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert limited.main_app.calls("revoke") == asked


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"token": None}, 400), ({"client_secret": "guess"}, 401), ({"token": "unknown"}, 200)],
    ids=["no token", "no client", "unknown token"],
)
async def test_revocations_in_vain_are_limited(limited: Any, changes: dict[str, str | None], status: int) -> None:
    good: dict[str, str | None] = {"token": "x", **limited.credentials, **changes}
    form = {name: value for name, value in good.items() if value is not None}
    statuses = [(await limited.client.post("/oauth/revoke", data=form)).status_code for _ in range(LIMIT + 2)]
    assert statuses == [status] * LIMIT + [429] * 2


async def test_failed_revocations_are_counted_and_good_ones_pass(limited: Any) -> None:
    token = await limited.access_token()
    statuses = [
        (await limited.client.post("/oauth/revoke", headers={"Authorization": "Bearer nonsense"})).status_code
        for _ in range(LIMIT + 1)
    ]
    assert statuses == [401] * LIMIT + [429]
    answer = await limited.client.post("/oauth/revoke", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


async def test_confirmations_are_counted(limited: Any) -> None:
    form, headers = {"confirmation": "x" * 43, "choice": "continue"}, {"Sec-Fetch-Site": "same-origin"}
    statuses = [
        (await limited.client.post("/oauth/confirm", data=form, headers=headers)).status_code for _ in range(LIMIT + 1)
    ]
    assert statuses == [400] * LIMIT + [429]


async def test_redis_learns_no_address_and_forgets_the_count(open_stage: Any, redis_server: str) -> None:
    raw = Redis.from_url(redis_server)
    await raw.flushall()
    async with open_stage(REDIS_URL=redis_server) as stage:
        await stage.authorize()
    keys = [key.decode() async for key in raw.scan_iter("meo:limit*")]
    assert len(keys) == 1
    assert "192.0.2" not in keys[0]
    assert 0 < await raw.ttl(keys[0]) <= 60
    await raw.aclose()


async def test_the_limit_ends_with_its_minute(open_stage: Any) -> None:
    async with open_stage(OAUTH_RATE_LIMIT_PER_MINUTE="1") as stage:
        assert (await stage.authorize()).status_code == 302
        assert (await stage.authorize()).status_code == 429
        stage.calendar.advance(60)
        assert (await stage.authorize()).status_code == 302
