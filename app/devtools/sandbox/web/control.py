"""Steering a sandbox from outside: faults, revoked tokens, counts. For the playground and tests in other processes."""

from typing import Any

from litestar import Controller, Request, delete, get, post
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody
from msgspec import Struct

from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.world import RecordCounts, World
from app.devtools.sandbox.faults import Fault


class Whom(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A user by id or e-mail."""

    user_id: int | None = None
    email: str | None = None


class RevokedTokens(Struct, frozen=True):
    """How many tokens ended."""

    revoked: int


class UserState(Struct, frozen=True, kw_only=True):
    """One user in the state report."""

    user_id: int
    name: str
    email: str
    verified: bool
    banned: bool
    live_tokens: int
    records: RecordCounts


class SandboxState(Struct, frozen=True, kw_only=True):
    """Everything that a flow can leave behind, counted."""

    records: RecordCounts
    live_tokens: int
    requests_by_route: dict[str, int]
    requests_by_status: dict[str, int]
    faults_struck: dict[str, int]
    fault: Fault | None
    users: list[UserState]


class Health(Struct, frozen=True):
    """Alive."""

    status: str = "ok"


ControlRequest = Request[Any, Any, Any]


class Control(Controller):
    """Routes that no real main app has."""

    path = "/sandbox"

    @get("/health")
    async def health(self) -> Health:
        """Say that the process is up; faults do not touch this."""
        return Health()

    @post("/control/faults", status_code=200)
    async def set_fault(self, request: ControlRequest, data: JSONBody[Fault]) -> Fault:
        """Turn a fault on, in place of any other."""
        request.app.state.faults.set(data)
        return data

    @delete("/control/faults")
    async def clear_faults(self, request: ControlRequest) -> None:
        """Turn all faults off."""
        request.app.state.faults.clear()

    @post("/control/revoke-tokens", status_code=200)
    async def revoke_tokens(self, request: ControlRequest, data: JSONBody[Whom]) -> RevokedTokens:
        """End all tokens of a user, as the user or an admin would."""
        world: World = request.app.state.world
        return RevokedTokens(world.revoke_tokens(find_user(world, data)))

    @post("/control/deploy", status_code=200)
    async def deploy(self, request: ControlRequest) -> Health:
        """Lose the cache, as a deploy of the main app does: pending codes, idempotency records, counters."""
        request.app.state.services.clear()
        return Health()

    @get("/control/state")
    async def show_state(self, request: ControlRequest) -> SandboxState:
        """Count records, requests and living tokens."""
        world: World = request.app.state.world
        faults = request.app.state.faults
        return SandboxState(
            records=world.count_records(),
            live_tokens=world.accounts.count_tokens(),
            requests_by_route=dict(world.journal.by_route),
            requests_by_status={str(status): count for status, count in world.journal.by_status.items()},
            faults_struck=dict(faults.struck),
            fault=faults.current,
            users=[_user_state(world, user) for user in world.accounts.users.values()],
        )


def find_user(world: World, whom: Whom) -> User:
    """Find a user by id or e-mail; raises the 404."""
    user = world.accounts.users.get(whom.user_id or 0)
    if user is None and whom.email is not None:
        user = world.accounts.user_by_email(whom.email)
    if user is None:
        raise NotFoundException("The sandbox has no such user.")
    return user


def _user_state(world: World, user: User) -> UserState:
    return UserState(
        user_id=user.id,
        name=user.name,
        email=user.email,
        verified=user.email_verified_at is not None,
        banned=user.banned_at is not None,
        live_tokens=len(world.accounts.tokens_of(user.id)),
        records=world.count_records(user),
    )
