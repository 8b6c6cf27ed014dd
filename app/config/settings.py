"""What an operator can set: one frozen struct, read from the environment, every problem named at once.

Only `create_app` and the command line see it; everything else takes the value it needs.
"""

import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Annotated, Any, Literal

import msgspec
from dotenv import dotenv_values
from msgspec import Meta, Struct

from app.config.production_rules import MIN_SECRET_LENGTH, SECRETS, is_plain_text_to_others, unsafe_in_production
from app.config.validators import (
    is_host_pattern,
    is_network,
    is_origin,
    is_redirect_uri,
    is_timezone,
    is_web_address,
    shortest_origin,
)
from app.oauth.models import BrowserCheck, McpClients
from app.secret import Secret, decode_secret
from app.storage.redis_url import redis_url_problem

Environment = Literal["production", "development"]
Switch = Literal["on", "off"]
LogLevel = Literal["debug", "info", "warning", "error"]
Seconds = Annotated[float, Meta(gt=0, le=600)]

_LISTS = ("oauth_redirect_uris", "trusted_proxies", "mcp_allowed_origins", "file_hosts")
_WORDS = ("environment", "log_level", "oauth_browser_check", "mcp", "mcp_clients", "mcp_fetch_clients")
_REQUIRED = ("main_app_url", "connector_public_url", "oauth_client_id", *SECRETS, "encryption_key")
_HEX_KEY = re.compile(r"[0-9a-fA-F]{64}")


class Settings(Struct, frozen=True, kw_only=True):
    """The configuration of one connector; field names are the variables' names in lower case."""

    # Main app
    main_app_url: str
    connector_api_key: Secret
    # OAuth
    connector_public_url: str
    oauth_client_id: str
    oauth_client_secret: Secret
    oauth_redirect_uris: tuple[str, ...] = ()
    oauth_browser_check: BrowserCheck = "confirm"
    oauth_send_issuer: bool = True  # `iss` on the way back to ChatGPT (RFC 9207)
    # Keys
    jwt_secret: Secret
    jwt_secret_previous: Secret | None = None
    encryption_key: Secret
    encryption_key_previous: Secret | None = None
    hmac_shared_secret: Secret
    # Other hosts
    mcp: Switch = "on"
    mcp_clients: McpClients = "any"
    mcp_fetch_clients: Switch | None = None  # None: on in development, off in production
    mcp_allowed_origins: tuple[str, ...] = ()
    mcp_access_days: Annotated[int, Meta(ge=1, le=365)] = 30
    openai_apps_challenge: Annotated[str, Meta(max_length=500)] = ""
    gpt_url: str = ""
    # Attached files
    file_hosts: tuple[str, ...] = ("*.oaiusercontent.com",)
    # Store
    redis_url: Secret | None = None
    # Operation
    environment: Environment = "production"
    log_level: LogLevel = "info"
    rate_limit_per_minute: Annotated[int, Meta(ge=1, le=10_000)] = 60
    oauth_rate_limit_per_minute: Annotated[int, Meta(ge=1, le=10_000)] = 30
    trusted_proxies: tuple[str, ...] = ()
    metrics_token: Secret | None = None
    otel_exporter_otlp_endpoint: str = ""
    default_timezone: str = "Asia/Ho_Chi_Minh"
    privacy_contact: str = ""
    # Budgets towards the main app, in seconds
    connect_timeout: Seconds = 3.0
    call_timeout: Seconds = 10.0
    tool_timeout: Seconds = 25.0
    main_app_connections: Annotated[int, Meta(ge=1, le=1_000)] = 100

    @property
    def fetches_clients(self) -> bool:
        """Whether documents of MCP clients that are not pinned are read from the network."""
        return (self.mcp_fetch_clients or ("on" if self.environment == "development" else "off")) == "on"


class WrongSettings(Exception):
    """The environment cannot be used; `problems` has a line each, beginning with the variable's name."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_environment() -> Mapping[str, str]:
    """Return the variables of the process; those of a file `.env` fill the gaps."""
    from_file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**from_file, **os.environ}


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from variables.

    Args:
        environ: variables by name; unknown ones are ignored, empty ones count as absent.

    Raises:
        WrongSettings: lists every missing, malformed or unsafe value at once.
    """
    found = _found(environ)
    problems = [f"{name.upper()} is missing." for name in _REQUIRED if name not in found]
    converted: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        if field.name in found:
            try:
                converted[field.name] = msgspec.convert(
                    found[field.name], field.type, strict=False, dec_hook=decode_secret
                )
            except msgspec.ValidationError as error:
                problems.append(f"{field.name.upper()} is not valid: {error}.")
    problems += _malformed(found)
    if found.get("environment", "production") == "production":
        problems += unsafe_in_production(found)
    if problems:
        raise WrongSettings(problems)
    return Settings(**converted)


def warnings_about(settings: Settings) -> dict[str, str]:
    """Return what production admits and yet warns about, by variable; each is a log event's name."""
    found = {}
    if settings.environment == "production":
        if settings.redis_url and is_plain_text_to_others(settings.redis_url.reveal()):
            found["REDIS_URL"] = "redis_without_tls"
        if settings.jwt_secret_previous and len(settings.jwt_secret_previous.reveal()) < MIN_SECRET_LENGTH:
            found["JWT_SECRET_PREVIOUS"] = "previous_secret_short"  # noqa: S105 - an event
    return found


def settings_at_default(environ: Mapping[str, str]) -> list[str]:
    """Return the names of the variables that are not set."""
    names = (field.name.upper() for field in msgspec.structs.fields(Settings))
    return [name for name in names if not environ.get(name, "").strip()]


def _found(environ: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        value = environ.get(field.name.upper(), "").strip()
        if value:
            found[field.name] = (
                [part.strip() for part in value.split(",") if part.strip()] if field.name in _LISTS else value
            )
    for name in ("main_app_url", "connector_public_url"):
        if name in found:
            found[name] = shortest_origin(found[name])
    if "mcp_allowed_origins" in found:
        found["mcp_allowed_origins"] = [shortest_origin(origin) for origin in found["mcp_allowed_origins"]]
    for name in _WORDS:
        if name in found:
            found[name] = found[name].lower()
    return found


def _malformed(found: Mapping[str, Any]) -> list[str]:
    problems = _malformed_secrets(found)
    for name in ("main_app_url", "connector_public_url"):
        if name in found and not is_origin(found[name]):
            problems.append(f"{name.upper()} must be an address like https://example.org, without a path such as /api.")
    problems += _malformed_lists(found)
    if "redis_url" in found and (problem := redis_url_problem(found["redis_url"])):
        problems.append(f"REDIS_URL {problem}")
    if "gpt_url" in found and not is_web_address(found["gpt_url"]):
        problems.append("GPT_URL must be an address like https://chatgpt.com/g/g-123.")
    if "default_timezone" in found and not is_timezone(found["default_timezone"]):
        problems.append("DEFAULT_TIMEZONE must be a name like Asia/Ho_Chi_Minh.")
    return problems + _malformed_endpoint(found.get("otel_exporter_otlp_endpoint"))


def _malformed_endpoint(address: str | None) -> list[str]:
    if address and not is_web_address(address):
        return ["OTEL_EXPORTER_OTLP_ENDPOINT must be an address like http://localhost:4318."]
    if address and not find_spec("opentelemetry"):
        return ["OTEL_EXPORTER_OTLP_ENDPOINT needs the packages of `uv sync --extra otel`."]
    return []


def _malformed_secrets(found: Mapping[str, Any]) -> list[str]:
    problems = [
        f"{name.upper()} must be 64 hexadecimal characters (32 bytes)."
        for name in ("encryption_key", "encryption_key_previous")
        if name in found and not _HEX_KEY.fullmatch(found[name])
    ]
    if "," in found.get("connector_api_key", ""):
        problems.append("CONNECTOR_API_KEY must hold no comma: the main app cuts the value there.")
    if not re.fullmatch(r"[!-~]*", found.get("connector_api_key", "")):
        problems.append("CONNECTOR_API_KEY must be plain letters, digits and signs: it travels in a header.")
    return problems


def _malformed_lists(found: Mapping[str, Any]) -> list[str]:
    # An empty list would count as none at all, and without one every address of ChatGPT's shape is admitted.
    problems = [f"{name.upper()} names nothing; leave it out or fill it." for name in _LISTS if found.get(name) == []]
    problems += [
        f"OAUTH_REDIRECT_URIS: each must be an absolute address without fragment, this is not: {uri}"
        for uri in found.get("oauth_redirect_uris", ())
        if not is_redirect_uri(uri)
    ]
    problems += [
        f"TRUSTED_PROXIES: each must be an address or a network like 10.0.0.0/8, this is not: {proxy}"
        for proxy in found.get("trusted_proxies", ())
        if not is_network(proxy)
    ]
    problems += [
        f"MCP_ALLOWED_ORIGINS: each must be scheme and host like https://example.org, this is not: {origin}"
        for origin in found.get("mcp_allowed_origins", ())
        if not is_origin(origin)
    ]
    problems += [
        f"FILE_HOSTS: each must be a host's name like files.example.org or *.example.org, this is not: {host}"
        for host in found.get("file_hosts", ())
        if not is_host_pattern(host)
    ]
    return problems
