"""The address that Prometheus scrapes; it exists only where a token is set."""

from typing import Any

from litestar import Response, Router, get
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from app.errors import Unauthorized
from app.observability.metrics import Metrics
from app.secret import Secret
from app.tokens.admission import read_authorization, read_bearer
from app.web.health import HealthChecks


@get("/metrics", include_in_schema=False)
async def show_metrics(
    metrics: NamedDependency[Metrics], health_checks: NamedDependency[HealthChecks]
) -> Response[bytes]:
    """All numbers in Prometheus' text format; whether Redis and the main app answer is looked at now."""
    await health_checks.check("")
    return Response(metrics.render(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})


def metrics_router(metrics: Metrics, token: Secret | None) -> list[Router]:
    """Return the route behind its token; no route at all without one, so that it cannot be left open."""
    if token is None:
        return []

    async def require_token(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        given = read_bearer(read_authorization(connection.scope["headers"]))
        if given is None or not token.matches(given):
            raise Unauthorized("Send METRICS_TOKEN as a bearer token.", token_sent=given is not None)

    return [
        Router(
            "/",
            route_handlers=[show_metrics],
            guards=[require_token],
            dependencies={"metrics": Provide(lambda: metrics, sync_to_thread=False)},
        )
    ]
