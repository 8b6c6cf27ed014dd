"""What the playground is told, and where it refuses to run."""

from urllib.parse import urlsplit

from msgspec import Struct

from app.devtools.playground.model.chat import Endpoint

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class PlaygroundRefused(Exception):
    """The playground may not run here; the text says why."""


class PlaygroundConfig(Struct, frozen=True, kw_only=True):
    """Everything the playground gets; like ChatGPT, it shares nothing else with the connector."""

    own_url: str
    """Where browsers find this page, without trailing slash; must be a loopback address."""
    connector_url: str
    """The connector: its authorization server, its tools and its published document."""
    main_app_url: str
    """The stand-in main app, for its `/sandbox/control` switches."""
    client_id: str
    """The OAuth client that the connector knows ChatGPT as."""
    client_secret: str
    """Sent to the connector's token endpoint by this server only, never to a browser."""
    model: Endpoint | None = None
    """A language model that answers sentences of one's own; None for rules alone."""
    instructions: str = ""
    """What the GPT is told, for that model."""
    environment: str = "development"
    """`production` is refused: a stand-in for ChatGPT with switches for outages has no place there."""

    def __repr__(self) -> str:
        """Leave the secret out, because logs print what they get."""
        return f"PlaygroundConfig(own_url={self.own_url!r}, connector_url={self.connector_url!r})"

    @property
    def redirect_uri(self) -> str:
        """Where the connector sends the browser back to."""
        return f"{self.own_url}/oauth/callback"

    def check(self) -> None:
        """Raise `PlaygroundRefused` where a playground must not run."""
        if self.environment.strip().lower() == "production":
            raise PlaygroundRefused("The playground plays ChatGPT and must not run with ENVIRONMENT=production.")
        if urlsplit(self.own_url).hostname not in _LOOPBACK:
            raise PlaygroundRefused("The playground is for one machine: its address must be a loopback address.")
