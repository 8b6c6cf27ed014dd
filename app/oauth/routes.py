"""The handshake over HTTP: read the request, call the server, make the answer."""

from typing import Any

from litestar import Controller, Router, get, post
from litestar.di import NamedDependency, Provide
from msgspec.structs import asdict

from app.oauth.callback import AskFirst
from app.oauth.checks import check_origin
from app.oauth.client_ip import FORWARDING_HEADERS, ClientIpReader
from app.oauth.consent import ConsentPage
from app.oauth.discovery_routes import AppsChallenge, McpDiscovery, ServerDiscovery
from app.oauth.models import OAuthConfig, Revoked
from app.oauth.prefetch import refuse_prefetch
from app.oauth.rate_limits import Share
from app.oauth.redirect_uris import form_targets, shown_host
from app.oauth.responses import (
    CORS_HEADERS,
    AnyRequest,
    AnyResponse,
    OAuthRenderer,
    json_answer,
    redirect_answer,
)
from app.oauth.server import AuthorizationServer, ServerCall, Stopped


class BrowserSteps(Controller):
    """What a person's browser calls."""

    path = "/oauth"
    include_in_schema = False
    guards = (refuse_prefetch,)

    @get("/authorize")
    async def authorize(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
        renderer: NamedDependency[OAuthRenderer],
    ) -> AnyResponse:
        """Start a sign-in."""
        # Kept when there is one: two sign-ins in two tabs of a browser are both its own.
        browser = server.cookie.read(_cookies(request)) or server.cookie.new_value()
        client = _client(request, addresses)
        outcome = await server.authorize(request.scope["query_string"], browser, client=client)
        if isinstance(outcome, ConsentPage):
            facts = {"client": outcome.client_name, **asdict(outcome)}
            return renderer.page(request, "consent", facts, form_targets=outcome.form_targets)
        return redirect_answer(outcome, cookie=server.cookie.make(browser))

    @post("/consent", status_code=200)
    async def consent(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
    ) -> AnyResponse:
        """Take the answer to our consent page."""
        known = _check_origin(request, server)
        browser = (server.cookie.read(_cookies(request)) if known else None) or server.cookie.new_value()
        location = await server.consent(await request.body(), browser, client=_client(request, addresses))
        # A click that may have been made elsewhere ties no browser to the sign-in: the person is asked at the callback.
        return redirect_answer(location, status=303, cookie=server.cookie.make(browser) if known else None)

    @get("/callback")
    async def callback(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
        renderer: NamedDependency[OAuthRenderer],
    ) -> AnyResponse:
        """Return from the main app."""
        client, browser = _client(request, addresses), server.cookie.read(_cookies(request))
        outcome = await server.callback(request.scope["query_string"], browser, client=client)
        if isinstance(outcome, AskFirst):
            facts = {
                "confirmation": outcome.confirmation,
                "host": shown_host(outcome.redirect_uri),
                "client": outcome.client_name,
            }
            page = renderer.page(request, "confirm", facts, form_targets=form_targets(outcome.redirect_uri))
            page.set_cookie(server.cookie.make(outcome.browser))
            return page
        return redirect_answer(outcome)

    @post("/confirm", status_code=200)
    async def confirm(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
        renderer: NamedDependency[OAuthRenderer],
    ) -> AnyResponse:
        """Take the answer to the confirm page."""
        _check_origin(request, server)
        client, browser = _client(request, addresses), server.cookie.read(_cookies(request))
        outcome = await server.confirm(await request.body(), browser, client=client)
        if isinstance(outcome, Stopped):
            return renderer.page(request, "stopped", {"client": outcome.client_name})
        return redirect_answer(outcome, status=303)


class ServerSteps(Controller):
    """What clients call, from servers or from pages of their own (any origin: no cookie counts here)."""

    include_in_schema = False
    response_headers = CORS_HEADERS

    @post("/oauth/token", status_code=200)
    async def token(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
    ) -> AnyResponse:
        """Trade a code for an access token."""
        return json_answer(await server.token(await _call(request, addresses)))

    @post("/oauth/revoke", status_code=200)
    async def revoke(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
    ) -> AnyResponse:
        """End a token (RFC 7009)."""
        await server.revoke(await _call(request, addresses))
        return json_answer(Revoked())


class Registration(Controller):
    """Where clients introduce themselves."""

    include_in_schema = False
    response_headers = CORS_HEADERS

    @post("/oauth/register", status_code=201)
    async def register(
        self,
        request: AnyRequest,
        server: NamedDependency[AuthorizationServer],
        addresses: NamedDependency[ClientIpReader],
    ) -> AnyResponse:
        """Register a client (RFC 7591)."""
        answer = server.register(await request.body(), client=_client(request, addresses))
        return json_answer(answer, status=201)


def oauth_router(
    server: AuthorizationServer, addresses: ClientIpReader, renderer: OAuthRenderer, config: OAuthConfig
) -> Router:
    """Return the routes that the settings ask for, with what they need and how their errors are shown."""
    open_to_all = config.mcp and config.mcp_clients == "any"

    def given(thing: Any) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

    # A function, because Litestar copies a router deeply, and a bound method with its object.
    def render(request: AnyRequest, exc: Exception) -> AnyResponse:
        return renderer.render(request, exc)

    return Router(
        path="/",
        route_handlers=[
            BrowserSteps,
            ServerSteps,
            ServerDiscovery,
            *([McpDiscovery] if config.mcp else []),
            *([Registration] if open_to_all else []),
            *([AppsChallenge] if config.apps_challenge else []),
        ],
        dependencies={"server": given(server), "addresses": given(addresses), "renderer": given(renderer)},
        exception_handlers={Exception: render},
    )


async def _call(request: AnyRequest, addresses: ClientIpReader) -> ServerCall:
    return ServerCall(
        body=await request.body(),
        content_type=request.headers.get("content-type", ""),
        authorization=request.headers.getall("authorization", []),
        client=_client(request, addresses),
    )


def _client(request: AnyRequest, addresses: ClientIpReader) -> tuple[Share, ...]:
    peer = request.client.host if request.client else None
    is_forwarded = any(name in request.headers for name in FORWARDING_HEADERS)
    return addresses.client(peer, request.headers.getall("x-forwarded-for", []), is_forwarded=is_forwarded)


def _cookies(request: AnyRequest) -> list[str]:
    return request.headers.getall("cookie", [])


def _check_origin(request: AnyRequest, server: AuthorizationServer) -> bool:
    return check_origin(request.headers.get("origin"), request.headers.get("sec-fetch-site"), server.public_url)
