"""The handshake over HTTP: read the request, call the server, make the answer."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Controller, Router, get, post, route
from litestar.di import NamedDependency, Provide
from msgspec.structs import asdict

from app.oauth.callback import AskFirst
from app.oauth.checks import check_origin
from app.oauth.client_ip import FORWARDING_HEADERS, ClientIpReader
from app.oauth.consent import ConsentPage
from app.oauth.models import Revoked
from app.oauth.prefetch import refuse_prefetch
from app.oauth.rate_limits import Share
from app.oauth.redirect_uris import form_targets
from app.oauth.responses import (
    AnyRequest,
    AnyResponse,
    OAuthRenderer,
    json_answer,
    metadata_answer,
    redirect_answer,
)
from app.oauth.server import AuthorizationServer, ServerCall


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
            return renderer.page(request, "consent", asdict(outcome), form_targets=outcome.form_targets)
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
            facts = {"confirmation": outcome.confirmation, "host": urlsplit(outcome.redirect_uri).netloc}
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
        location = await server.confirm(await request.body(), browser, client=client)
        return renderer.page(request, "stopped") if location is None else redirect_answer(location, status=303)


class ServerSteps(Controller):
    """What ChatGPT's servers call."""

    include_in_schema = False

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

    @route("/.well-known/oauth-authorization-server", http_method=["GET", "HEAD"])
    async def metadata(self, server: NamedDependency[AuthorizationServer]) -> AnyResponse:
        """Describe this server (RFC 8414)."""
        return metadata_answer(server.metadata)


def oauth_router(server: AuthorizationServer, addresses: ClientIpReader, renderer: OAuthRenderer) -> Router:
    """Return the routes, with what they need and how their errors are shown."""

    def given(thing: Any) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

    # A function, because Litestar copies a router deeply, and a bound method with its object.
    def render(request: AnyRequest, exc: Exception) -> AnyResponse:
        return renderer.render(request, exc)

    return Router(
        path="/",
        route_handlers=[BrowserSteps, ServerSteps],
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
