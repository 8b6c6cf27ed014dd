"""What clients may discover: the authorization server (RFC 8414) and the MCP endpoint as its resource (RFC 9728)."""

from msgspec.structs import replace

from app.oauth.models import OAuthConfig, ResourceMetadata, ServerMetadata
from app.tokens.audience import MCP_SCOPES, audience_uri

_GPT_AUTH_METHODS = ("client_secret_post", "client_secret_basic")
# Clients take their wishes from these lists: exactly what one consent should give.
_SCOPES = tuple(sorted(MCP_SCOPES))


def server_metadata(config: OAuthConfig) -> ServerMetadata:
    """Return the document of the authorization server; without MCP it is what the GPT needs."""
    url = config.public_url
    gpt_only = ServerMetadata(
        issuer=url,
        authorization_endpoint=f"{url}/oauth/authorize",
        token_endpoint=f"{url}/oauth/token",
        revocation_endpoint=f"{url}/oauth/revoke",
        authorization_response_iss_parameter_supported=config.send_issuer,
    )
    if not config.mcp:
        return gpt_only
    methods = (*_GPT_AUTH_METHODS, "none")
    found = replace(
        gpt_only,
        grant_types_supported=("authorization_code", "refresh_token"),
        scopes_supported=(*_SCOPES, "offline_access"),
        token_endpoint_auth_methods_supported=methods,
        revocation_endpoint_auth_methods_supported=methods,
        client_id_metadata_document_supported=True,
        op_policy_uri=f"{url}/privacy",
    )
    if config.mcp_clients == "known":
        return found
    return replace(found, registration_endpoint=f"{url}/oauth/register")


def resource_metadata(config: OAuthConfig) -> ResourceMetadata:
    """Return the document of the MCP endpoint."""
    url = config.public_url
    return ResourceMetadata(
        resource=audience_uri(url, "mcp"),
        authorization_servers=(url,),
        scopes_supported=_SCOPES,
        resource_documentation=f"{url}/",
        resource_policy_uri=f"{url}/privacy",
    )
