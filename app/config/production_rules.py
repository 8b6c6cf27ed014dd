"""What production refuses at start although it is well-formed: placeholders, short or shared secrets, plain text."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.config.validators import is_origin, is_private_host, is_redirect_uri
from app.storage.sentinel import read_sentinel_url

SECRETS = ("connector_api_key", "oauth_client_secret", "jwt_secret", "hmac_shared_secret")
_PLACEHOLDER = re.compile(
    r"^(change.?me|replace.?me|your.*|secret|password|example.*|placeholder.*|\.+|x+|0+)$", re.IGNORECASE
)
MIN_SECRET_LENGTH = 32
_MIN_PREVIOUS_SECRET_LENGTH = 16  # the earlier connector, whose JWT_SECRET it may be, asked for no length
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def unsafe_in_production(found: Mapping[str, Any]) -> list[str]:
    """Return a line for every value that only development may have.

    Args:
        found: raw values by field name; those that are malformed may be among them.
    """
    problems = _weak_secrets(found) + _shared_secrets(found) + _in_plain_text(found)
    problems += [
        f"OAUTH_REDIRECT_URIS must be https in production, except on this machine; this is not: {uri}"
        for uri in found.get("oauth_redirect_uris", ())
        if is_redirect_uri(uri) and urlsplit(uri).scheme == "http" and urlsplit(uri).hostname not in _LOOPBACK
    ]
    if "redis_url" not in found:
        problems.append("REDIS_URL is missing; production keeps sign-ins in Redis.")
    return problems


def _weak_secrets(found: Mapping[str, Any]) -> list[str]:
    problems = []
    for name in (*SECRETS, "jwt_secret_previous", "metrics_token", "encryption_key", "encryption_key_previous"):
        value = found.get(name)
        if value is None:
            continue
        if _PLACEHOLDER.fullmatch(value) or len(set(value)) == 1:
            problems.append(f"{name.upper()} is a placeholder; `meo-connector new-keys` makes a real one.")
            continue
        minimum = _MIN_PREVIOUS_SECRET_LENGTH if name == "jwt_secret_previous" else MIN_SECRET_LENGTH
        if len(value) < minimum:
            problems.append(f"{name.upper()} must have at least {minimum} characters in production.")
    return problems


def _in_plain_text(found: Mapping[str, Any]) -> list[str]:
    problems = []
    if not found.get("connector_public_url", "https:").startswith("https:"):
        problems.append("CONNECTOR_PUBLIC_URL must be https in production.")
    main_app_url = found.get("main_app_url", "")
    if is_origin(main_app_url) and is_plain_text_to_others(main_app_url):
        problems.append(
            "MAIN_APP_URL must be https in production: users' tokens travel there. "
            "Only to this machine and to private addresses and names (10.0.0.5, app, app.internal) may it be http."
        )
    return problems


def is_plain_text_to_others(url: str) -> bool:
    """Tell whether this address is without TLS and leads out of the private network; unix sockets do not."""
    if url.startswith("redis+sentinel://"):
        return any(not is_private_host(host) for host, _ in read_sentinel_url(url).sentinels)
    parts = urlsplit(url)
    return parts.scheme in ("http", "redis") and not is_private_host(parts.hostname or "localhost")


def _shared_secrets(found: Mapping[str, Any]) -> list[str]:
    """Each secret has another holder: ChatGPT knows one of them, the main app two."""
    first_with: dict[str, str] = {}
    problems = []
    for name in (*SECRETS, "encryption_key", "metrics_token"):
        other = first_with.setdefault(found[name], name) if name in found else name
        if other != name:
            problems.append(f"{name.upper()} must differ from {other.upper()}.")
    return problems
