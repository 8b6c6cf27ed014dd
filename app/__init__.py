"""The connector between a ChatGPT Custom GPT and Meo Mai Moi; `create_app` is the only place where parts meet.

The way of a request, outermost first:

    logs.RequestLog       gives it an id, writes its one log line
    controllers, oauth    read the input, call one service, return a struct
    auth                  proves who calls; opens the main app's token that travels in the access token
    services              use cases
    main_app              the typed client: budgets, retries, translation of failures
    domain                pure rules: species, birthdays, pet search, due dates
    ops                   counts all of it for /metrics
    error_responses       turns whatever was raised into the one error shape
"""

import functools
import os
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import httpx
from dotenv import dotenv_values
from litestar import Litestar, Request, Router
from litestar.datastructures import State
from litestar.di import Provide

from app.clock import Clock, utc_now
from app.config.settings import Settings, load_settings
from app.lenient import decode_lenient, is_lenient, lenient_schema
from app.main_app.client import MainApp
from app.main_app.request import begin_call_counter
from app.main_app.timeouts import Timeouts
from app.main_app.token_exchange import TokenExchangeClient
from app.main_app.transport import PooledTransport, make_http_client
from app.oauth.factory import Handshake, build_handshake
from app.oauth.models import OAuthConfig, OAuthDependencies
from app.observability.logs import configure_logs
from app.observability.metrics import Metrics
from app.tokens.access_token import AccessTokens, TokenIdentity
from app.tokens.admission import Admission
from app.tokens.encryption import Encryptor
from app.tokens.rate_limit import RateLimit
from app.tools.call import ToolCall, ToolCalls
from app.tools.care.controller import Care
from app.tools.medical_records.controller import MedicalRecords
from app.tools.microchips.controller import Microchips
from app.tools.pet_paths import PetPaths, fixed_pet_paths
from app.tools.pets.controller import HealthOverview, Pets
from app.tools.records.controller import Records
from app.tools.routes import ToolAnswer
from app.tools.species.controller import PetTypesController
from app.tools.species.service import PetTypes
from app.tools.vaccinations.controller import Vaccinations
from app.tools.weights.controller import WeightBatches, Weights
from app.web.bearer_auth import admit_caller, provide_caller
from app.web.body import BodyRequest, header_of
from app.web.errors import ErrorBody, render_error
from app.web.health import HealthChecks
from app.web.metrics_endpoint import metrics_router
from app.web.openapi import build_document
from app.web.options_answers import name_every_method
from app.web.request_log import RequestLog
from app.web.system import About, System

if TYPE_CHECKING:
    from app.observability.tracing import Tracing

AnyRequest = Request[Any, Any, Any]
VERSION = version("meo-gpt-connector")
MAX_BODY = 400_000  # bytes; ChatGPT sends at most 100,000 characters (docs/gpt-builder-rules.md, "Limits")


def create_app(
    settings: Settings | None = None, *, transport: httpx.AsyncBaseTransport | None = None, clock: Clock = utc_now
) -> Litestar:
    """Build the connector.

    Args:
        settings: default: read from the environment and `.env`.
        transport: stands in for the network towards the main app in tests.
        clock: the present; tests pass their own.

    Raises:
        WrongSettings: the environment cannot be used; every problem is named.
    """
    settings = settings or load_settings(read_environment())
    configure_logs(settings.log_level)
    metrics, tracing = Metrics(VERSION), _tracing(settings)
    if tracing:
        transport = tracing.around_transport(transport or PooledTransport(settings.main_app_connections))
    timeouts = Timeouts(connect=settings.connect_timeout, call=settings.call_timeout, tool=settings.tool_timeout)
    http = make_http_client(
        settings.main_app_url, timeouts=timeouts, connections=settings.main_app_connections, transport=transport
    )
    main_app = MainApp(http, timeouts=timeouts, clock=clock, random=random.SystemRandom(), observe=metrics.upstream)
    pet_types = PetTypes(main_app, clock=time.monotonic)
    encryptor = Encryptor(
        settings.encryption_key, previous=settings.encryption_key_previous, token_bytes=secrets.token_bytes
    )
    access_tokens = _access_tokens(settings, encryptor, clock)
    bridge = TokenExchangeClient(http, api_key=settings.connector_api_key, timeouts=timeouts, observe=metrics.upstream)
    handshake = _handshake(settings, _surroundings(metrics, clock), bridge, access_tokens, encryptor)
    app = Litestar(
        route_handlers=[System, handshake.router, *tool_routers(), *metrics_router(metrics, settings.metrics_token)],
        dependencies=_dependencies(
            settings,
            ToolCalls(
                main_app=main_app, pet_types=pet_types, timezone=ZoneInfo(settings.default_timezone), clock=clock
            ),
            HealthChecks(main_app, handshake.store, clock=time.monotonic, observe=metrics.reachable),
        ),
        exception_handlers={Exception: handshake.errors_before(render_error)},
        on_shutdown=[handshake.close, pet_types.aclose, http.aclose, *([tracing.close] if tracing else [])],
        openapi_config=None,
        logging_config=None,  # the default sets the root logger to INFO, where httpx prints every call
        state=_state(settings, access_tokens),
        type_decoders=[(is_lenient, decode_lenient)],
        request_class=BodyRequest,
        request_max_body_size=MAX_BODY,
    )
    name_every_method(app)
    pet_paths = PetPaths(app.asgi_handler, fixed_pet_paths(app))
    app.asgi_handler = RequestLog(pet_paths, call_counter=begin_call_counter, observe=metrics.request)
    if tracing:
        app.asgi_handler = tracing.around_app(app.asgi_handler)
    return app


def _tracing(settings: Settings) -> "Tracing | None":
    if not settings.otel_exporter_otlp_endpoint:
        return None
    from app.observability.tracing import Tracing  # noqa: PLC0415 - an extra, loaded only where it is wanted

    return Tracing(settings.otel_exporter_otlp_endpoint, VERSION)


def tool_routers() -> list[Router]:
    """Return the published operations, in the order of the document: behind the sign-in, then those for everyone."""
    signed_in = Router(
        "/",
        route_handlers=[
            Pets,
            HealthOverview,
            Vaccinations,
            MedicalRecords,
            Weights,
            WeightBatches,
            Microchips,
            Records,
            Care,
        ],
        guards=[admit_caller],
        response_class=ToolAnswer,
    )
    return [signed_in, Router("/", route_handlers=[PetTypesController], response_class=ToolAnswer)]


def published_document(public_url: str) -> bytes:
    """Return the OpenAPI document for the GPT builder (see `openapi.build_document`)."""
    return build_document(
        tool_routers(),
        public_url=public_url,
        version=VERSION,
        error_body=ErrorBody,
        injected=("call", "pet_types"),
        schema_hook=lenient_schema,
    )


def read_environment() -> Mapping[str, str]:
    """Return the variables of the process; those of a file `.env` fill the gaps."""
    from_file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**from_file, **os.environ}


def _dependencies(settings: Settings, calls: ToolCalls, health_checks: HealthChecks) -> dict[str, Provide]:
    about = About(
        version=VERSION,
        main_app_url=settings.main_app_url,
        privacy_contact=settings.privacy_contact,
        document=functools.cache(lambda: published_document(settings.connector_public_url)),
    )

    return {
        "pet_types": Provide(lambda: calls.pet_types, sync_to_thread=False),
        "call": Provide(_call_provider(calls)),
        "health_checks": Provide(lambda: health_checks, sync_to_thread=False),
        "about": Provide(lambda: about, sync_to_thread=False),
    }


def _call_provider(calls: ToolCalls) -> Callable[[AnyRequest], Awaitable[ToolCall]]:
    async def provide_call(request: AnyRequest) -> ToolCall:
        return calls.begin(
            await provide_caller(request),
            locale=header_of(request, b"accept-language"),
            conversation=header_of(request, b"openai-conversation-id") or "",
        )

    return provide_call


def _state(settings: Settings, access_tokens: AccessTokens) -> State:
    """Give guards and requests what they need, which Litestar does not inject there."""
    limit = RateLimit(settings.rate_limit_per_minute, time.monotonic)
    timezone = ZoneInfo(settings.default_timezone)
    admission = Admission(access_tokens, limit)
    return State({"access_tokens": access_tokens, "admission": admission, "timezone": timezone})


def _surroundings(metrics: Metrics, clock: Clock) -> OAuthDependencies:
    return OAuthDependencies(
        clock=clock, token_bytes=secrets.token_bytes, on_event=metrics.sign_in, on_store_trouble=metrics.store_trouble
    )


def _access_tokens(settings: Settings, encryptor: Encryptor, clock: Clock) -> AccessTokens:
    return AccessTokens(
        TokenIdentity(issuer=settings.connector_public_url, client_id=settings.oauth_client_id),
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
