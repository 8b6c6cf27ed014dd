"""Users as payloads carry them: far more than anybody should see."""

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.data.people import User

_LINK_LIFETIME_END = "2027-01-01T00:00:00.000000Z"


class UserBody(Struct, kw_only=True):
    """A whole user row; the last block is in `users/me` only."""

    id: int
    name: str
    email: str
    email_verified_at: str | None
    created_at: str
    updated_at: str
    google_id: str | None = None
    is_banned: bool
    banned_at: str | None
    ban_reason: str | None
    locale: str | None
    telegram_chat_id: int | None
    telegram_link_token: str | None
    telegram_link_token_expires_at: str | None
    telegram_user_id: int | None
    telegram_username: str | None
    telegram_first_name: str | None
    telegram_last_name: str | None = None
    telegram_photo_url: str | None = None
    telegram_last_authenticated_at: str | None
    registered_via_gpt: bool
    avatar_url: str | None = None
    avatar: str | None = None
    has_password: bool = True
    media: list[str] = []

    roles: list[str] | UnsetType = UNSET
    latest_owner_weight_history: str | None | UnsetType = UNSET
    can_access_admin: bool | UnsetType = UNSET
    is_premium: bool | UnsetType = UNSET
    storage_used_bytes: int | UnsetType = UNSET
    storage_limit_bytes: int | UnsetType = UNSET
    owner_weight_kg: float | None | UnsetType = UNSET
    owner_weight_recorded_at: str | None | UnsetType = UNSET


def user_body(user: User) -> UserBody:
    """Show a user as relationships do."""
    linked = user.telegram_user_id is not None
    return UserBody(
        id=user.id,
        name=user.name,
        email=user.email,
        email_verified_at=user.email_verified_at,
        created_at=user.created_at,
        updated_at=user.updated_at,
        is_banned=user.banned_at is not None,
        banned_at=user.banned_at,
        ban_reason=user.ban_reason,
        locale=user.locale,
        telegram_chat_id=user.telegram_user_id,
        telegram_link_token=user.telegram_link_token,
        telegram_link_token_expires_at=_LINK_LIFETIME_END if user.telegram_link_token else None,
        telegram_user_id=user.telegram_user_id,
        telegram_username=user.telegram_username,
        telegram_first_name=user.name.split()[0] if linked else None,
        telegram_last_authenticated_at=user.updated_at if linked else None,
        registered_via_gpt=user.registered_via_gpt,
    )


def profile_body(user: User, *, storage_used: int, storage_limit: int) -> UserBody:
    """Show a user to themself, with everything."""
    body = user_body(user)
    body.roles = ["premium"] if user.is_premium else []
    body.latest_owner_weight_history = None
    body.can_access_admin = False
    body.is_premium = user.is_premium
    body.storage_used_bytes = storage_used
    body.storage_limit_bytes = storage_limit
    body.owner_weight_kg = None
    body.owner_weight_recorded_at = None
    return body
