"""Fresh values for every secret in `.env.example`."""

from collections.abc import Callable

_LONG = 48
_KEY_BYTES = 32


def new_keys(token_urlsafe: Callable[[int], str], token_hex: Callable[[int], str]) -> dict[str, str]:
    """Make one value per secret.

    Args:
        token_urlsafe: random text from so many bytes, as `secrets.token_urlsafe`.
        token_hex: random hexadecimal text from so many bytes, as `secrets.token_hex`.

    Returns:
        Values by variable name.
    """
    return {
        "CONNECTOR_API_KEY": token_urlsafe(_LONG),
        "OAUTH_CLIENT_SECRET": token_urlsafe(_LONG),
        "JWT_SECRET": token_urlsafe(_LONG),
        "ENCRYPTION_KEY": token_hex(_KEY_BYTES),
        "HMAC_SHARED_SECRET": token_urlsafe(_LONG),
        "METRICS_TOKEN": token_urlsafe(_LONG),
    }
