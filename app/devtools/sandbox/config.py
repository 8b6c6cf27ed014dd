"""What can be set about a sandbox; the names follow the main app's own settings.

See docs/main-app-api.md, "GPT bridge", "Limits".
"""

from typing import Annotated

from msgspec import Meta, Struct

SANDBOX_COMMAND = "ENVIRONMENT=development uv run meo-connector sandbox"
Count = Annotated[int, Meta(ge=1)]


class SandboxRefused(Exception):
    """The sandbox may not run here; the text says why."""


class SandboxConfig(Struct, frozen=True, kw_only=True):
    """The configuration of one sandbox; the defaults suit a demo on one machine."""

    connector_url: str = "http://127.0.0.1:8001"
    """GPT_CONNECTOR_URL: where Connect sends the browser, with `/oauth/callback` behind it."""
    connector_api_key: str = "sandbox-connector-api-key"
    """GPT_CONNECTOR_API_KEY: empty means that the main app answers 503 to the connector."""
    hmac_secret: str = "sandbox-hmac-secret"
    """GPT_CONNECTOR_HMAC_SECRET: empty makes every signature invalid."""
    back_url: str = ""
    """Where people came from: its pages lead back there; empty for nowhere."""
    environment: str = "development"
    """Anything but `development` is refused: invented data and open control routes have no place elsewhere."""
    seed: bool = True
    """Whether the demo household is there at the start."""
    first_user: Count = 41
    """Id of the first account: households of which one connector remembers something need ids of their own."""
    limits: bool = True
    """Whether requests per minute are limited at all."""
    user_per_minute: Count = 300
    """All routes behind a log-in together, per user."""
    address_per_minute: Count = 150
    """Public lists, per client address."""
    write_per_minute: Count | None = None
    """Replaces the production limit of every limited write (10 or 15); the main app's tests use 300."""
    workers: Count | None = None
    """How many requests are worked on at once for everybody together; 5 in production, None for no limit."""
    storage_limit: Count = 50 * 1024 * 1024
    """Bytes of originals that a user may keep."""
    premium_storage_limit: Count = 5120 * 1024 * 1024
    """The same for premium users."""
    conversion_seconds: Annotated[float, Meta(ge=0)] = 5.0
    """How long an uploaded photo waits for the queue worker."""
    daily_quota: Count | None = 1000
    """Requests per user and UTC day; None switches the quota off, as in the main app's development mode."""

    def check(self) -> None:
        """Raise `SandboxRefused` where a sandbox must not run."""
        if self.environment.strip().lower() != "development":
            raise SandboxRefused(
                "The sandbox holds invented data and its control routes are open: it runs with ENVIRONMENT=development "
                f"only, never with ENVIRONMENT=production. To start it:\n\n    {SANDBOX_COMMAND}\n"
            )
