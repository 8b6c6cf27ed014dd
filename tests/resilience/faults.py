"""The faults that every tool is put under, and the answers that each of them allows."""

from collections.abc import Callable

from msgspec import Struct

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User
from tests.resilience import faulty_main_app as spoil
from tests.resilience.faulty_main_app import Spoilt, Trouble

Result = tuple[int, str]
"""Status and code of an answer; the code of a success is empty."""

OK: frozenset[Result] = frozenset({(200, ""), (201, "")})
BROKEN: frozenset[Result] = frozenset({(502, "UPSTREAM_ERROR")})
SLOW: frozenset[Result] = frozenset({(504, "UPSTREAM_ERROR")})
AWAY: frozenset[Result] = frozenset({(503, "UPSTREAM_ERROR")})
BUSY: frozenset[Result] = frozenset({(429, "UPSTREAM_ERROR")})
CLOSED: frozenset[Result] = frozenset({(403, "FORBIDDEN")})
SIGNED_OUT: frozenset[Result] = frozenset({(401, "UNAUTHORIZED")})

ChangeUser = Callable[[World, User], None]


class Fault(Struct, frozen=True, kw_only=True):
    """One kind of failure.

    Attributes:
        name: what the table calls it.
        where: which calls to the main app it strikes.
        reads: the answers allowed to tools that only read.
        writes: those allowed to tools that change something.
        trouble: what happens on the wire.
        account: what happens to the account instead.
        refused: nobody listens at the main app's port.
        foreign: the tool is pointed at another person's pet.
        retryable: what the error says.
    """

    name: str
    where: str
    reads: frozenset[Result]
    writes: frozenset[Result]
    trouble: Trouble | None = None
    account: ChangeUser | None = None
    refused: bool = False
    foreign: bool = False
    retryable: bool = False


def _verified_not(_: World, user: User) -> None:
    user.email_verified_at = None


def _banned(world: World, user: User) -> None:
    world.ban(user)


def _disconnected(world: World, user: User) -> None:
    world.revoke_tokens(user)


EVERYWHERE, BEFORE, AFTER = "every call", "before the write", "after the write"


def _wire(
    name: str,
    spoilt: Spoilt,
    expected: frozenset[Result],
    *,
    where: tuple[str, ...] = (EVERYWHERE, BEFORE, AFTER),
    retryable: bool = True,
) -> list[Fault]:
    """Return a fault of the network for each place where it can strike."""
    troubles = {
        # What is cut short must have been answered first.
        EVERYWHERE: Trouble(spoilt=spoilt, strikes="before" if BEFORE in where else "after"),
        BEFORE: Trouble(spoilt=spoilt, scope="writes only"),
        AFTER: Trouble(spoilt=spoilt, strikes="after", scope="writes only"),
    }
    return [
        Fault(
            name=name,
            where=place,
            reads=expected if place == EVERYWHERE else OK,
            writes=expected,
            trouble=troubles[place],
            retryable=retryable,
        )
        for place in where
    ]


_UNDONE, _SPOILT = (EVERYWHERE, BEFORE), (EVERYWHERE, AFTER)

FAULTS: tuple[Fault, ...] = (
    Fault(name="connection refused", where=EVERYWHERE, reads=BROKEN, writes=BROKEN, refused=True, retryable=True),
    *_wire("reset in the middle", spoil.RESET, BROKEN),
    *_wire("silence", spoil.SILENT, SLOW),
    *_wire("500", spoil.SERVER_ERROR, BROKEN),
    *_wire("502 HTML", spoil.BAD_GATEWAY, BROKEN),
    *_wire("worker died", spoil.DEAD_WORKER, AWAY, where=(BEFORE, AFTER)),
    *_wire("503 maintenance", spoil.MAINTENANCE, AWAY),
    *_wire("504 HTML", spoil.GATEWAY_TIMEOUT, SLOW),
    *_wire("429 of the minute", spoil.THROTTLED, BUSY, where=_UNDONE),
    *_wire("429 of the day", spoil.QUOTA, BUSY, where=_UNDONE, retryable=False),
    Fault(name="401 token revoked", where=EVERYWHERE, reads=SIGNED_OUT, writes=SIGNED_OUT, account=_disconnected),
    Fault(name="403 e-mail not verified", where=EVERYWHERE, reads=OK | CLOSED, writes=CLOSED, account=_verified_not),
    Fault(name="403 banned", where=EVERYWHERE, reads=OK, writes=CLOSED, account=_banned),
    Fault(name="403 another person's pet", where=EVERYWHERE, reads=CLOSED, writes=CLOSED, foreign=True),
    *_wire("403 ability missing", spoil.NO_ABILITY, CLOSED, where=(BEFORE,), retryable=False),
    *_wire("truncated JSON", spoil.TRUNCATED, BROKEN, where=_SPOILT),
    *_wire("empty body", spoil.EMPTY, BROKEN, where=_SPOILT),
    *_wire("wrong types", spoil.WRONG_TYPES, BROKEN, where=_SPOILT),
    *_wire("gzip bomb", spoil.BOMB, BROKEN, where=_SPOILT, retryable=False),
    *_wire("20 MB answer", spoil.HUGE, BROKEN, where=_SPOILT, retryable=False),
)
