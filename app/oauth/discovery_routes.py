"""The well-known addresses: what clients read before they ask for anything."""

from litestar import Controller, MediaType, Response, route
from litestar.di import NamedDependency

from app.oauth.responses import CORS_HEADERS, AnyResponse, metadata_answer
from app.oauth.server import AuthorizationServer


class ServerDiscovery(Controller):
    """The authorization server's own document."""

    include_in_schema = False
    response_headers = CORS_HEADERS

    @route("/.well-known/oauth-authorization-server", http_method=["GET", "HEAD"])
    async def metadata(self, server: NamedDependency[AuthorizationServer]) -> AnyResponse:
        """Describe this server (RFC 8414)."""
        return metadata_answer(server.metadata)


class McpDiscovery(Controller):
    """What hosts look for, at every address where one of them looks."""

    include_in_schema = False
    response_headers = CORS_HEADERS

    @route("/.well-known/oauth-authorization-server/mcp", http_method=["GET", "HEAD"])
    async def metadata(self, server: NamedDependency[AuthorizationServer]) -> AnyResponse:
        """Describe this server to clients that put the endpoint's path behind the address."""
        return metadata_answer(server.metadata)

    @route(
        ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"],
        http_method=["GET", "HEAD"],
    )
    async def resource_metadata(self, server: NamedDependency[AuthorizationServer]) -> AnyResponse:
        """Describe the MCP endpoint (RFC 9728)."""
        return metadata_answer(server.resource_metadata)


class AppsChallenge(Controller):
    """Proof for OpenAI that this address is ours."""

    include_in_schema = False

    @route("/.well-known/openai-apps-challenge", http_method=["GET", "HEAD"])
    async def challenge(self, server: NamedDependency[AuthorizationServer]) -> AnyResponse:
        """Show the word that the directory gave to the operator."""
        return Response(server.apps_challenge, media_type=MediaType.TEXT, headers={"Cache-Control": "no-store"})
