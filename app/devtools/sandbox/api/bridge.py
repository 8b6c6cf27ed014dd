"""The GPT bridge's five endpoints."""

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, Failure, server_error, success
from app.devtools.sandbox.api.bridge_state import (
    CODE_LIFETIME,
    MARKER_LIFETIME,
    TELEGRAM_LIFETIME,
    IssuedCode,
    signature_holds,
)
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.middleware import NOT_CONFIGURED
from app.devtools.sandbox.api.validation import Needs, Rules, settled
from app.devtools.sandbox.data.accounts import MalformedTokenId
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.world import World


class Redirect(Struct, frozen=True):
    """Where the browser goes after Connect."""

    redirect_url: str


class ExchangedToken(Struct, frozen=True):
    """What the connector gets for a code."""

    sanctum_token: str
    user_id: int


class Revoked(Struct, frozen=True):
    """The same answer for living and for unknown tokens."""

    revoked: bool = True


class TelegramLink(Struct, frozen=True):
    """What stands behind `login_` in the bot's address."""

    telegram_login_token: str


def confirm(call: Call) -> Answer:
    """Connect: mint a token for the logged-in user and send the browser to the connector with a code."""
    session_id = read_session(call)
    return success(Redirect(grant(call, call.signed_in, session_id)))


def grant(call: Call, user: User, session_id: str) -> str:
    """Use a signed session once; returns the connector's callback address."""
    desk, config = call.services.bridge, call.config
    if not config.connector_url:
        raise Failure(500, NOT_CONFIGURED)
    if desk.confirmed.get(session_id):
        raise Failure(400, "Session has already been used.")
    desk.confirmed.put(session_id, value=True, seconds=MARKER_LIFETIME)
    code = issue_code(call.world, user)
    desk.codes.put(code[0], code[1], seconds=CODE_LIFETIME)
    return f"{config.connector_url.rstrip('/')}/oauth/callback?session_id={session_id}&code={code[0]}"


def issue_code(world: World, user: User) -> tuple[str, IssuedCode]:
    """Mint the token at once, so that an abandoned code leaves a live token behind."""
    issued = IssuedCode(plain_token=world.add_token(user), user_id=user.id)
    return world.accounts.new_code(), issued


def exchange(call: Call) -> Answer:
    """Give the connector the token behind a code, once."""
    rules = call.rules()
    code = rules.uuid("code")
    rules.settle()
    issued = call.services.bridge.codes.take(settled(code))
    if issued is None:
        raise Failure(400, "Invalid or expired code.")
    return success(ExchangedToken(issued.plain_token, issued.user_id))


def revoke(call: Call) -> Answer:
    """End a token; letters before the bar break the database."""
    rules = call.rules()
    plain = rules.text("token", Needs.VALUE)
    rules.settle()
    try:
        token = call.world.accounts.find_token(settled(plain))
    except MalformedTokenId:
        raise server_error() from None
    if token is not None:
        call.world.accounts.remove_token(token)
    return success(Revoked())


def link_telegram(call: Call) -> Answer:
    """Hand out a log-in token for the bot, the same one for half an hour."""
    session_id = read_session(call)
    desk = call.services.bridge
    token = desk.telegram.get(session_id)
    if token is None:
        token = call.world.accounts.new_telegram_token()
        desk.telegram.put(session_id, token, seconds=TELEGRAM_LIFETIME)
    return success(TelegramLink(token))


def read_session(call: Call) -> str:
    """Read the signed session: 422 D for its shape, 400 B for its signature."""
    rules = call.rules()
    session_id, signature = session_rules(rules)
    rules.settle()
    check_signature(call, settled(session_id), settled(signature))
    return settled(session_id)


def session_rules(rules: Rules) -> tuple[str | None, str | None]:
    """Look at `session_id` and `session_sig`."""
    session_id = rules.uuid("session_id")
    signature = rules.text("session_sig", Needs.VALUE)
    return (
        session_id if isinstance(session_id, str) else None,
        signature if isinstance(signature, str) else None,
    )


def check_signature(call: Call, session_id: str, signature: str) -> None:
    """Refuse a session that the connector did not sign."""
    if not signature_holds(call.config.hmac_secret, session_id, signature):
        raise Failure(400, "Invalid session signature.")
