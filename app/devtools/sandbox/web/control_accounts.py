"""Steering accounts from outside: new users, tokens, verification, bans, and consent in one call."""

from litestar import Controller, Response, post
from litestar.exceptions import ClientException
from litestar.params import JSONBody
from msgspec import Struct

from app.devtools.sandbox.api.answers import Refusal
from app.devtools.sandbox.api.bridge import grant, read_session
from app.devtools.sandbox.data.seed import renew_household
from app.devtools.sandbox.data.world import RecordCounts, World
from app.devtools.sandbox.web.connect import sentence_of
from app.devtools.sandbox.web.control import ControlRequest, Whom, find_user
from app.devtools.sandbox.web.visit import PageRequest, open_visit


class NewAccount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An account to add; premium users have no daily quota, a `two_factor_code` is asked for after the password."""

    name: str
    email: str
    password: str = "Sandbox-2026"
    verified: bool = True
    premium: bool = False
    two_factor_code: str | None = None


class AccountToken(Struct, frozen=True):
    """A user and a living token of theirs."""

    user_id: int
    token: str


class Consented(Struct, frozen=True):
    """Where the browser would go now."""

    redirect_url: str


class AccountControl(Controller):
    """Routes that no real main app has."""

    path = "/sandbox/control"

    @post("/users", status_code=201)
    async def add_user(self, request: ControlRequest, data: JSONBody[NewAccount]) -> AccountToken:
        """Add a user and a token."""
        world: World = request.app.state.world
        if world.accounts.user_by_email(data.email) is not None:
            raise ClientException("The sandbox has a user with this e-mail already.")
        user = world.add_user(data.name, data.email, password=data.password, verified=data.verified)
        user.is_premium, user.two_factor_code = data.premium, data.two_factor_code
        return AccountToken(user.id, world.add_token(user))

    @post("/tokens", status_code=201)
    async def add_token(self, request: ControlRequest, data: JSONBody[Whom]) -> AccountToken:
        """Mint a token for a user without the bridge."""
        world: World = request.app.state.world
        user = find_user(world, data)
        return AccountToken(user.id, world.add_token(user))

    @post("/verify", status_code=200)
    async def verify(self, request: ControlRequest, data: JSONBody[Whom]) -> None:
        """Verify a user's e-mail."""
        world: World = request.app.state.world
        user = find_user(world, data)
        user.email_verified_at = user.email_verified_at or world.now()

    @post("/household", status_code=200)
    async def renew_household(self, request: ControlRequest, data: JSONBody[Whom]) -> RecordCounts:
        """Give a user the demo's pets in the place of all that is there."""
        world: World = request.app.state.world
        user = find_user(world, data)
        renew_household(world, user)
        return world.count_records(user)

    @post("/ban", status_code=200)
    async def ban(self, request: ControlRequest, data: JSONBody[Whom]) -> None:
        """Ban a user; the tokens stay alive."""
        world: World = request.app.state.world
        world.ban(find_user(world, data))

    @post("/consent", status_code=200)
    async def consent(self, request: PageRequest) -> Response[Consented]:
        """Log in as `email` and press Connect for `session_id` and `session_sig`, without a password or cookie."""
        visit = await open_visit(request)
        user = find_user(visit.call.world, Whom(email=visit.sent("email")))
        try:
            address = grant(visit.call, user, read_session(visit.call))
        except Refusal as refusal:
            raise ClientException(sentence_of(refusal), status_code=refusal.status) from refusal
        return Response(Consented(address))
