"""The people of the stand-in main app, their tokens and their browser sessions."""

import hmac
from typing import NamedTuple

from msgspec import Struct

ALL_ABILITIES = frozenset(
    {
        "pet:read",
        "pet:write",
        "health:read",
        "health:write",
        "profile:read",
        "create",
        "read",
        "update",
        "delete",
    }
)


class Password:
    """A password that does not print itself."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def matches(self, given: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self._value.encode(), given.encode())

    def __repr__(self) -> str:
        return "Password('…')"


class User(Struct, kw_only=True, eq=False):
    """An account; `email_verified_at` decides about most routes, `banned_at` about all writes."""

    id: int
    name: str
    email: str
    password: Password
    created_at: str
    updated_at: str
    email_verified_at: str | None = None
    locale: str | None = "en"
    banned_at: str | None = None
    ban_reason: str | None = None
    is_premium: bool = False
    two_factor_code: str | None = None
    """The code that a log-in asks for after the password, None without a second factor."""
    registered_via_gpt: bool = False
    telegram_user_id: int | None = None
    telegram_username: str | None = None
    telegram_link_token: str | None = None


class Token(Struct, frozen=True, kw_only=True):
    """A personal access token; its secret part alone authenticates too."""

    id: int
    user_id: int
    secret: str
    abilities: frozenset[str] = ALL_ABILITIES

    def __repr__(self) -> str:
        return f"Token(id={self.id}, user_id={self.user_id})"

    @property
    def plain(self) -> str:
        """The string that its holder sends."""
        return f"{self.id}|{self.secret}"


class Session(Struct, kw_only=True, eq=False):
    """A browser; `user_id` is set once somebody logged in."""

    id: str
    csrf_token: str
    user_id: int | None = None
    awaits_two_factor_of: int | None = None
    """Whose password was right, while the second factor is due."""
    language: str = ""
    """Picked on a page; empty while the browser's own holds."""


class Mail(NamedTuple):
    """A verification e-mail that was never sent: the sandbox mailbox shows it."""

    to: str
    user_id: int
    link_token: str


class Group(Struct, kw_only=True, eq=False):
    """People who look after pets together; members may edit the group's pets."""

    id: int
    name: str
    member_ids: set[int]
    pet_ids: set[int]
