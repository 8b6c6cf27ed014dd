"""The connector between a ChatGPT Custom GPT and Meo Mai Moi; `create_app` is the only place where parts meet.

docs/architecture.md has the way of a request, the map of the folders and the arrows between them.
"""

import functools
import random
import secrets
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx
from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import ASGIRouteHandler

from app.clock import Clock, utc_now
from app.config.settings import Settings, load_settings, read_environment
from app.images.converter import Converter
from app.lenient import decode_lenient, is_lenient
from app.main_app.client import MainApp
from app.main_app.request import begin_call_counter
from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import MainAppClient, PooledTransport, make_http_client
from app.oauth.factory import Handshake, build_handshake
from app.oauth.models import OAuthConfig, OAuthDependencies
from app.observability.logs import configure_logs
from app.observability.metrics import Metrics
from app.public_get import FILES, PublicGet
from app.published import VERSION, published_document, tool_routers
from app.tokens.access_token import AccessTokens, TokenIdentity
from app.tokens.admission import Admission
from app.tokens.encryption import Encryptor
from app.tokens.rate_limit import RateLimit
from app.tools.attachments import Attachments
from app.tools.call import ToolCalls
from app.tools.pet_paths import PetPaths, fixed_pet_paths
from app.tools.species.service import PetTypes
from app.tools.table import read_tools
from app.web.bearer_auth import call_provider
from app.web.body import BodyRequest
from app.web.errors import render_error
from app.web.health import HealthChecks
from app.web.metrics_endpoint import metrics_router
from app.web.request_log import RequestLog
from app.web.system import About, System

if TYPE_CHECKING:
    from app.observability.tracing import Tracing

MAX_BODY = 400_000  # bytes; ChatGPT sends at most 100,000 characters (docs/gpt-builder-rules.md, "Limits")
Document = Callable[[], bytes]


def create_app(
    settings: Settings | None = None,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = utc_now,
    public_get: PublicGet | None = None,
    file_get: PublicGet | None = None,
) -> Litestar:
    """Build the connector.

    Args:
        settings: default: read from the environment and `.env`.
        transport: stands in for the network towards the main app in tests.
        clock: the present; tests pass their own.
        public_get: reads documents of MCP clients; tests pass their own.
        file_get: fetches attached files; tests pass their own.

    Raises:
        WrongSettings: the environment cannot be used; every problem is named.
    """
    settings = settings or load_settings(read_environment())
    configure_logs(settings.log_level)
    metrics, tracing = Metrics(VERSION), _tracing(settings)
    timeouts = Timeouts(connect=settings.connect_timeout, call=settings.call_timeout, tool=settings.tool_timeout)
    http = _http_client(settings, timeouts, transport, tracing)
    main_app = MainApp(http, timeouts=timeouts, clock=clock, random=random.SystemRandom(), observe=metrics.upstream)
    pet_types = PetTypes(main_app, clock=time.monotonic)
    encryptor = Encryptor(
        settings.encryption_key, previous=settings.encryption_key_previous, token_bytes=secrets.token_bytes
    )
    access_tokens = _access_tokens(settings, encryptor, clock)
    bridge = TokenExchangeClient(http, api_key=settings.connector_api_key, timeouts=timeouts, observe=metrics.upstream)
    oauth_dependencies = OAuthDependencies(
        clock=clock,
        token_bytes=secrets.token_bytes,
        public_get=public_get or PublicGet(),
        on_event=metrics.sign_in,
        on_store_trouble=metrics.store_trouble,
    )
    handshake = _handshake(settings, oauth_dependencies, bridge, access_tokens, encryptor)
    calls = ToolCalls(
        main_app=main_app,
        pet_types=pet_types,
        attachments=Attachments(file_get or PublicGet(FILES), settings.file_hosts, Converter()),
        timezone=ZoneInfo(settings.default_timezone),
        clock=clock,
    )
    health_checks = HealthChecks(main_app, handshake.store, clock=time.monotonic, observe=metrics.reachable)
    document = functools.cache(lambda: published_document(settings.connector_public_url))
    limit = RateLimit(settings.rate_limit_per_minute, time.monotonic)
    tools = tool_routers()
    mcp = _mcp_face(settings, Admission(access_tokens, limit, audience="mcp"), calls, encryptor, tools, document)
    app = Litestar(
        route_handlers=[System, handshake.router, *tools, *mcp, *metrics_router(metrics, settings.metrics_token)],
        dependencies=_dependencies(settings, calls, health_checks, document),
        exception_handlers={Exception: handshake.errors_before(render_error)},
        on_shutdown=[
            handshake.close,
            calls.attachments.close,
            pet_types.aclose,
            http.aclose,
            *([tracing.close] if tracing else []),
        ],
        openapi_config=None,
        logging_config=None,  # the default sets the root logger to INFO, where httpx prints every call
        state=_state(access_tokens, Admission(access_tokens, limit, audience="gpt"), calls.timezone),
        type_decoders=[(is_lenient, decode_lenient)],
        request_class=BodyRequest,
        request_max_body_size=MAX_BODY,
    )
    pet_paths = PetPaths(app.asgi_handler, fixed_pet_paths(app))
    app.asgi_handler = RequestLog(pet_paths, call_counter=begin_call_counter, observe=metrics.request)
    if tracing:
        app.asgi_handler = tracing.around_app(app.asgi_handler)
    return app


def _http_client(
    settings: Settings, timeouts: Timeouts, transport: httpx.AsyncBaseTransport | None, tracing: "Tracing | None"
) -> MainAppClient:
    if tracing:
        transport = tracing.around_transport(transport or PooledTransport(settings.main_app_connections))
    return make_http_client(
        settings.main_app_url,
        timeouts=timeouts,
        connections=settings.main_app_connections,
        transport=transport,
    )


def _tracing(settings: Settings) -> "Tracing | None":
    if not settings.otel_exporter_otlp_endpoint:
        return None
    from app.observability.tracing import Tracing  # noqa: PLC0415 - an extra, loaded only where it is wanted

    return Tracing(settings.otel_exporter_otlp_endpoint, VERSION)


def _mcp_face(
    settings: Settings,
    admission: Admission,
    calls: ToolCalls,
    encryptor: Encryptor,
    routers: Sequence[Router],
    document: Document,
) -> list[ASGIRouteHandler]:
    if settings.mcp == "off":
        return []
    from app.mcp.factory import build_face  # noqa: PLC0415 - nothing of it is loaded where it is off

    face = build_face(
        settings.connector_public_url,
        version=VERSION,
        origins=settings.mcp_allowed_origins,
        admission=admission,
        calls=calls,
        encryptor=encryptor,
        tools=read_tools(routers),
        document=document,
    )
    return [face.route()]


def _dependencies(
    settings: Settings, calls: ToolCalls, health_checks: HealthChecks, document: Document
) -> dict[str, Provide]:
    about = About(
        version=VERSION,
        main_app_url=settings.main_app_url,
        privacy_contact=settings.privacy_contact,
        mcp_url=f"{settings.connector_public_url}/mcp" if settings.mcp == "on" else "",
        gpt_url=settings.gpt_url,
        document=document,
    )
    return {
        "pet_types": Provide(lambda: calls.pet_types, sync_to_thread=False),
        "call": Provide(call_provider(calls)),
        "attachments": Provide(lambda: calls.attachments, sync_to_thread=False),
        "health_checks": Provide(lambda: health_checks, sync_to_thread=False),
        "about": Provide(lambda: about, sync_to_thread=False),
    }


def _state(access_tokens: AccessTokens, admission: Admission, timezone: ZoneInfo) -> State:
    """Give guards and requests what they need, which Litestar does not inject there."""
    return State({"access_tokens": access_tokens, "admission": admission, "timezone": timezone})


def _access_tokens(settings: Settings, encryptor: Encryptor, clock: Clock) -> AccessTokens:
    return AccessTokens(
        TokenIdentity(
            issuer=settings.connector_public_url,
            client_id=settings.oauth_client_id,
            mcp_access_days=settings.mcp_access_days,
        ),
        key=settings.jwt_secret,
        previous=settings.jwt_secret_previous,
        encryptor=encryptor,
        clock=clock,
        token_bytes=secrets.token_bytes,
    )


def _handshake(
    settings: Settings,
    around: OAuthDependencies,
    bridge: TokenExchangeClient,
    access_tokens: AccessTokens,
    encryptor: Encryptor,
) -> Handshake:
    config = OAuthConfig(
        public_url=settings.connector_public_url,
        main_app_url=settings.main_app_url,
        client_id=settings.oauth_client_id,
        client_secret=settings.oauth_client_secret,
        hmac_secret=settings.hmac_shared_secret,
        redirect_uris=settings.oauth_redirect_uris,
        browser_check=settings.oauth_browser_check,
        send_issuer=settings.oauth_send_issuer,
        mcp=settings.mcp == "on",
        mcp_clients=settings.mcp_clients,
        mcp_fetch_clients=settings.fetches_clients,
        apps_challenge=settings.openai_apps_challenge,
    )
    return build_handshake(
        config,
        around,
        redis_url=settings.redis_url,
        per_minute=settings.oauth_rate_limit_per_minute,
        trusted_proxies=settings.trusted_proxies,
        bridge=bridge,
        access_tokens=access_tokens,
        encryptor=encryptor,
    )
