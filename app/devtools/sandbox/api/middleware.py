"""The checks before a handler, in the main app's own orders.

Each stage adds to the call or raises a refusal; the tuples at the end are the orders.
"""

from app.devtools.sandbox.api.answers import UNAUTHENTICATED, Bare, Failure, server_error
from app.devtools.sandbox.api.binding import bind
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.locale import choose_locale
from app.devtools.sandbox.api.phrases import say
from app.devtools.sandbox.api.routing import Stage
from app.devtools.sandbox.api.uploads import check_storage
from app.devtools.sandbox.data.accounts import MalformedTokenId
from app.devtools.sandbox.data.people import User

APP_VERSION = "v1.18.5"
NOT_CONFIGURED = "GPT connector is not configured."


def resolve_user(call: Call) -> None:
    """Find the bearer's user; raises `MalformedTokenId`, leaves a dead token's caller a guest."""
    bearer = call.request.bearer
    if call.user is not None or bearer is None:
        return
    call.token = call.world.accounts.find_token(bearer)
    if call.token is not None:
        call.user = call.world.accounts.users[call.token.user_id]


def authenticate(call: Call) -> None:
    """Let only living tokens in."""
    require_user(call, UNAUTHENTICATED)


def require_user(call: Call, refusal: str) -> User:
    """Return the holder of a living token; anybody else gets a 401 with this text."""
    try:
        resolve_user(call)
    except MalformedTokenId:
        raise Failure(401, refusal) from None
    if call.user is None:
        raise Failure(401, refusal)
    return call.user


def authenticate_if_possible(call: Call) -> None:
    """Take a dead token's holder for a guest; a malformed token id runs into the database."""
    try:
        resolve_user(call)
    except MalformedTokenId:
        raise server_error() from None


def throttle_user(call: Call) -> None:
    """Count against the user's 300 a minute."""
    if call.config.limits:
        call.services.minute.hit(f"user:{call.signed_in.id}", call.config.user_per_minute, call.headers)


def throttle_write(call: Call) -> None:
    """Count against the route's own limit, which all of a user's pets share."""
    if call.config.limits and call.write_limit is not None:
        limit = call.config.write_per_minute or call.write_limit
        call.services.minute.hit(f"write:{call.route_name}:{call.signed_in.id}", limit, call.headers)


def throttle_address(call: Call) -> None:
    """Count against the client address's share of the public lists."""
    if call.config.limits:
        call.services.minute.hit(f"public:{call.request.address}", call.config.address_per_minute, call.headers)


def set_locale(call: Call) -> None:
    """Choose the language; the saved one counts only where the user is known by now."""
    saved = call.user.locale if call.user else None
    call.locale = choose_locale(call.request.headers.get("accept-language", ""), saved)


def count_quota(call: Call) -> None:
    """Count any request with a living token, on public routes too."""
    user = call.user
    if user is None and call.request.bearer:
        try:
            token = call.world.accounts.find_token(call.request.bearer)
        except MalformedTokenId:
            token = None
        user = call.world.accounts.users[token.user_id] if token else None
    if user is not None:
        call.services.quota.count(user)


def show_version(call: Call) -> None:
    """Name the version on everything that gets this far."""
    call.headers["X-App-Version"] = APP_VERSION


def require_verified(call: Call) -> None:
    """Refuse who has not followed the link in the e-mail; a page would be redirected to a route that does not exist."""
    if call.signed_in.email_verified_at is not None:
        return
    if "json" not in call.request.headers.get("accept", "").partition(",")[0]:
        raise server_error()
    raise Bare(403, "Your email address is not verified.")


def refuse_banned_writes(call: Call) -> None:
    """Let banned people read only."""
    if call.signed_in.banned_at is not None and call.request.method not in {"GET", "HEAD"}:
        raise Failure(403, say("banned", call.locale))


def require_ability(call: Call) -> None:
    """Ask for one of the route's two abilities; guests have no token that could lack one."""
    if call.token is None or call.ability is None or call.token.abilities & set(call.ability):
        return
    first, second = call.ability
    raise Failure(403, f"This personal access token does not have the required {first} or {second} ability.")


def require_connector_key(call: Call) -> None:
    """Let only the connector in; an unset key is the main app's fault."""
    key = call.config.connector_api_key
    if not key:
        raise Failure(503, NOT_CONFIGURED)
    if call.request.bearer != key:
        raise Failure(401, "Unauthorized.")


_GROUP: tuple[Stage, ...] = (set_locale, count_quota, show_version)
_SIGNED_IN: tuple[Stage, ...] = (refuse_banned_writes, require_ability)

WRITE: tuple[Stage, ...] = (
    authenticate, throttle_user, throttle_write, bind, set_locale, check_storage, count_quota, show_version,
    require_verified, *_SIGNED_IN,
)  # fmt: skip
READ: tuple[Stage, ...] = (authenticate, throttle_user, bind, *_GROUP, require_verified, *_SIGNED_IN)
PROFILE: tuple[Stage, ...] = (authenticate, throttle_user, bind, *_GROUP, *_SIGNED_IN)
OPTIONAL: tuple[Stage, ...] = (bind, *_GROUP, authenticate_if_possible, require_ability)
PUBLIC: tuple[Stage, ...] = (throttle_address, *_GROUP)
OPEN: tuple[Stage, ...] = _GROUP
CONNECTOR: tuple[Stage, ...] = (*_GROUP, require_connector_key)
