"""Whom the contract tests speak as: the accounts of the seeded household."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.seed import DEMO, DemoAccount
from tests.conftest import SandboxUser, SignIn

AsAccount = Callable[[DemoAccount], Awaitable[SandboxUser]]


@pytest.fixture
async def as_account(sign_in: SignIn, world: World) -> AsAccount:
    """Give a function that signs one of the seeded accounts in."""

    async def signed_in_as(account: DemoAccount) -> SandboxUser:
        user = world.accounts.user_by_email(account.email)
        assert user is not None
        return await sign_in(user)

    return signed_in_as


@pytest.fixture
async def household(as_account: AsAccount) -> httpx.AsyncClient:
    """Give a client signed in as the owner of the seeded household."""
    return (await as_account(DEMO)).client
