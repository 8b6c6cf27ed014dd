"""Traces for OpenTelemetry: loaded only where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector (extra `otel`).

A span per request and, below it, one per call to the main app. The caller's `traceparent` (W3C Trace Context) is taken
over and goes on to the main app. Spans hold methods, templates, statuses and the request id: nothing about a person.
"""

import asyncio
import re

import httpx
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_NAME = "meo-gpt-connector"
_POLLED = ("/health", "/metrics")
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_HEADERS = (b"traceparent", b"tracestate")
_ID = re.compile(r"(?<=/)\d+(?=/|$)")


class Tracing:
    """Makes the spans of one process and sends them in the background."""

    def __init__(self, endpoint: str, version: str) -> None:
        """Take the collector's address, as OTLP over HTTP has it; the other `OTEL_...` variables are the library's."""
        resource = Resource({"service.name": _NAME, "service.version": version}).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(exporter))

    def around_app(self, app: ASGIApp) -> ASGIApp:
        """Return the application with a span around each request."""
        tracer, propagator = self._provider.get_tracer(_NAME), TraceContextTextMapPropagator()

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP or scope["path"] in _POLLED:
                await app(scope, receive, send)
                return
            method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
            came_with = {name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _HEADERS}
            parent = propagator.extract(came_with)
            # Without the texts of exceptions, which may hold anything.
            with tracer.start_as_current_span(
                method, parent, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
            ) as span:
                span.set_attribute("http.request.method", method)

                async def send_seen(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        span.set_attribute("http.response.status_code", message["status"])
                        span.set_attribute("request.id", dict(message["headers"]).get(b"x-request-id", b"").decode())
                        if message["status"] >= 500:
                            span.set_status(Status(StatusCode.ERROR))
                    await send(message)

                try:
                    await app(scope, receive, send_seen)
                finally:
                    # The template, never the path: a path may hold a pet's name.
                    if template := scope.get("path_template"):
                        span.update_name(f"{method} {template}")
                        span.set_attribute("http.route", template)

        return traced

    def around_transport(self, transport: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        """Return the way to the main app with a span around each call."""
        return _TracedTransport(transport, self._provider)

    async def close(self) -> None:
        """Send what has not been sent yet."""
        await asyncio.to_thread(self._provider.shutdown)


class _TracedTransport(httpx.AsyncBaseTransport):
    def __init__(self, transport: httpx.AsyncBaseTransport, provider: TracerProvider) -> None:
        self._transport = transport
        self._tracer = provider.get_tracer(_NAME)
        self._propagator = TraceContextTextMapPropagator()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        # The main app's paths hold ids and names of countries, never names of pets or people.
        name = f"{request.method} {_ID.sub('{id}', request.url.path)}"
        with self._tracer.start_as_current_span(
            name, kind=SpanKind.CLIENT, record_exception=False, set_status_on_exception=False
        ) as span:
            span.set_attribute("http.request.method", request.method)
            goes_with: dict[str, str] = {}
            self._propagator.inject(goes_with)
            request.headers.update(goes_with)
            try:
                response = await self._transport.handle_async_request(request)
            except httpx.TransportError as error:
                span.set_attribute("error.type", type(error).__name__)
                span.set_status(Status(StatusCode.ERROR))
                raise
            span.set_attribute("http.response.status_code", response.status_code)
            if response.status_code >= 400:
                span.set_status(Status(StatusCode.ERROR))
            return response

    async def aclose(self) -> None:
        await self._transport.aclose()
