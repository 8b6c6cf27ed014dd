"""Tokens nobody will use end, also when they cannot be ended at once."""

import asyncio
import secrets
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import structlog.testing

from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import make_http_client
from app.oauth.code_issuance import CodeIssuer
from app.oauth.models import IssuedCode, OAuthConfig, OAuthDependencies, PendingAuthorization
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.state_store import StateStore
from app.secret import Secret
from app.storage.memory import MemoryStore
from app.storage.one_time import StoreUnavailable
from app.tokens.encryption import Encryptor


@pytest.fixture
async def token_reaper(main_app: Any, sleeper: Any, settings_secrets: dict[str, str]) -> AsyncIterator[TokenReaper]:
    timeouts = Timeouts(connect=1, call=1, tool=1)
    http = make_http_client("https://meo.example", timeouts=timeouts, connections=1, transport=main_app)
    made = TokenReaper(
        TokenExchangeClient(http, api_key=Secret(settings_secrets["CONNECTOR_API_KEY"]), timeouts=timeouts),
        sleep=sleeper,
    )
    yield made
    await made.close()
    await http.aclose()


def down(_: httpx.Request) -> httpx.Response:
    return httpx.Response(500, json={})


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(2):
        while not reached():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


async def test_a_token_ends_at_once_when_the_main_app_is_there(token_reaper: TokenReaper, main_app: Any) -> None:
    main_app.alive.add("1|a")
    assert await token_reaper.revoke(Secret("1|a"))
    assert main_app.alive == set()


async def test_a_token_ends_later_when_it_is_not(token_reaper: TokenReaper, main_app: Any, sleeper: Any) -> None:
    main_app.alive.add("1|a")
    main_app.trouble = down
    assert not await token_reaper.revoke(Secret("1|a"))
    await until(lambda: sleeper.slept == [5.0])
    main_app.trouble = None
    sleeper.wake()
    await until(lambda: main_app.alive == set())


async def test_it_is_tried_three_more_times_and_then_reported(
    token_reaper: TokenReaper, main_app: Any, sleeper: Any
) -> None:
    main_app.trouble = down
    with structlog.testing.capture_logs() as logs:
        await token_reaper.revoke(Secret("1|a"))
        sleeper.wake()
        await until(lambda: sleeper.slept == [5.0, 30.0, 120.0] and not token_reaper._waiting)
    assert logs[-1]["event"] == "leftover_token_not_revoked"


async def test_a_code_is_traded_in_and_its_token_ended_even_if_that_takes_two_tries(
    token_reaper: TokenReaper, main_app: Any, sleeper: Any
) -> None:
    main_app.codes["6f0d5a52-7d8c-4f1e-9f57-000000000007"] = "1|a"
    main_app.alive.add("1|a")
    main_app.trouble = lambda request: down(request) if request.url.path.endswith("revoke") else None
    await token_reaper.discard_code("6f0d5a52-7d8c-4f1e-9f57-000000000007")
    await until(lambda: sleeper.slept == [5.0])
    main_app.trouble = None
    sleeper.wake()
    await until(lambda: main_app.alive == set())


async def test_a_code_seen_but_not_used_is_discarded_before_the_main_app_forgets_it(
    token_reaper: TokenReaper, main_app: Any, sleeper: Any
) -> None:
    main_app.codes["6f0d5a52-7d8c-4f1e-9f57-000000000007"] = "1|a"
    main_app.alive.add("1|a")
    token_reaper.discard_code_later("6f0d5a52-7d8c-4f1e-9f57-000000000007")
    await until(lambda: sleeper.slept == [270.0])
    assert main_app.alive == {"1|a"}
    sleeper.wake()
    await until(lambda: main_app.alive == set())


async def test_what_waits_is_bounded_and_ends_with_the_process(token_reaper: TokenReaper, main_app: Any) -> None:
    for number in range(8_050):
        token_reaper.discard_code_later(f"6f0d5a52-7d8c-4f1e-9f57-{number:012d}")
    assert len(token_reaper._waiting) == 8_000, "codes may be inventions"
    main_app.alive.add("1|a")
    main_app.trouble = down
    await token_reaper.revoke(Secret("1|a"))
    assert len(token_reaper._waiting) == 8_001, "tokens find a place all the same"
    for _ in range(2_050):
        token_reaper.later(0, lambda: asyncio.sleep(3_600), is_token=True)
    assert len(token_reaper._waiting) == 10_000
    await token_reaper.close()
    assert len(token_reaper._waiting) == 0


class TestCodesNobodyComesFor:
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore(lambda: 0.0)

    @pytest.fixture
    def records(self, store: MemoryStore) -> StateStore:
        return StateStore(store, Encryptor(Secret("a" * 64), token_bytes=secrets.token_bytes))

    @pytest.fixture
    def code_issuer(self, token_reaper: TokenReaper, records: StateStore) -> CodeIssuer:
        config = OAuthConfig(
            public_url="https://gpt.example",
            main_app_url="https://meo.example",
            client_id="meo-gpt",
            client_secret=Secret("s"),
            hmac_secret=Secret("h"),
        )
        around = OAuthDependencies(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC), token_bytes=secrets.token_bytes)
        return CodeIssuer(config, records, token_reaper._bridge, token_reaper, around)

    async def hand_over(self, code_issuer: CodeIssuer, main_app: Any) -> str:
        code = "6f0d5a52-7d8c-4f1e-9f57-000000000007"
        main_app.codes[code] = "1|aaaa"
        main_app.alive.add("1|aaaa")
        session = PendingAuthorization(redirect_uri="https://app.example/cb", browser_hash="")
        return (await code_issuer.finish(session, code)).partition("code=")[2].partition("&")[0]

    async def test_their_tokens_end_after_five_minutes(
        self, code_issuer: CodeIssuer, main_app: Any, sleeper: Any
    ) -> None:
        await self.hand_over(code_issuer, main_app)
        await until(lambda: sleeper.slept == [305])
        assert main_app.alive == {"1|aaaa"}
        sleeper.wake()
        await until(lambda: main_app.alive == set())

    async def test_the_token_of_a_used_code_lives_on(
        self, code_issuer: CodeIssuer, records: StateStore, main_app: Any, sleeper: Any, token_reaper: TokenReaper
    ) -> None:
        code = await self.hand_over(code_issuer, main_app)
        await records.take(IssuedCode, code)
        await until(lambda: sleeper.slept == [305])
        sleeper.wake()
        await until(lambda: not token_reaper._waiting)
        assert main_app.alive == {"1|aaaa"}

    async def test_a_dead_store_is_reported_and_hurts_nobody(
        self,
        code_issuer: CodeIssuer,
        store: MemoryStore,
        main_app: Any,
        sleeper: Any,
        token_reaper: TokenReaper,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async def dead(_key: str) -> None:
            raise StoreUnavailable

        await self.hand_over(code_issuer, main_app)
        monkeypatch.setattr(store, "take", dead)
        with structlog.testing.capture_logs() as logs:
            sleeper.wake()
            await until(lambda: not token_reaper._waiting)
        assert [line["event"] for line in logs] == ["unused_code_not_checked"]


class TestAbandonedOnTheWay:
    async def test_a_confirm_page_that_nobody_clicks(self, heard: Any, sleeper: Any) -> None:
        back = await heard.consented()
        heard.forget_cookies()
        assert (await heard.callback(back)).status_code == 200
        await until(lambda: sleeper.slept == [270])
        assert len(heard.main_app.alive) == 1
        sleeper.wake()
        await until(lambda: heard.main_app.alive == set())

    async def test_a_code_brought_to_a_spent_session_is_not_snatched_from_the_one_who_has_it(
        self, heard: Any, sleeper: Any
    ) -> None:
        first, second = await heard.consented(), await heard.consented()
        await heard.callback(first)
        await heard.callback({**second, "session_id": first["session_id"]})
        assert heard.main_app.calls("exchange") == 1
        await until(lambda: sorted(sleeper.slept) == [270, 305])
        sleeper.wake()
        await until(lambda: heard.main_app.alive == set())

    async def test_a_spent_session_remembers_one_code_whatever_is_invented(self, heard: Any, sleeper: Any) -> None:
        spent, other = await heard.consented(), await heard.consented()
        await heard.callback({"session_id": spent["session_id"]})
        for _ in range(50):
            await heard.callback({**spent, "code": str(uuid.uuid4())})
        await until(lambda: sleeper.slept == [270])
        heard.forget_cookies()
        assert (await heard.callback(other)).status_code == 200
        await until(lambda: sleeper.slept == [270, 270])

    async def test_a_code_that_the_main_app_could_not_trade_in(self, heard: Any, sleeper: Any) -> None:
        back = await heard.consented()
        heard.main_app.trouble = down
        await heard.callback(back)
        heard.main_app.trouble = None
        await until(lambda: sleeper.slept == [270])
        sleeper.wake()
        await until(lambda: heard.main_app.alive == set())

    async def test_a_callback_while_the_store_was_down_and_nobody_came_back(
        self, heard: Any, sleeper: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def dead(_key: str) -> None:
            raise StoreUnavailable

        back = await heard.consented()
        monkeypatch.setattr(heard.store, "take", dead)
        assert (await heard.callback(back)).status_code == 503
        for _ in range(30):
            await heard.callback({**back, "code": str(uuid.uuid4())})
        await until(lambda: sleeper.slept == [270] * 10)
        sleeper.wake()
        await until(lambda: heard.main_app.alive == set())

    async def test_a_confirm_page_that_could_not_be_kept(
        self, heard: Any, sleeper: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def dead(_key: str, _value: bytes, _ttl: int) -> None:
            raise StoreUnavailable

        back = await heard.consented()
        heard.forget_cookies()
        monkeypatch.setattr(heard.store, "put", dead)
        assert (await heard.callback(back)).status_code == 503
        sleeper.wake()
        await until(lambda: heard.main_app.alive == set())
