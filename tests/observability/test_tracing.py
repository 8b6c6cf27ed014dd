"""Traces: one span per request, one per call below it, sent to an OTLP receiver; switched off they load nothing."""

import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.config.settings import WrongSettings, load_settings
from app.devtools.sandbox import Fault, World
from app.secret import Secret
from app.tokens.grant import TokenGrant
from tests.conftest import ENVIRONMENT, FixedClock
from tests.in_process import in_process, running

trace_service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")

TRACE = "0af7651916cd43dd8448eb211c80319c"
STATUS_ERROR = 2
Trace = Callable[..., Awaitable[httpx.Response]]
CALLER = f"00-{TRACE}-b7ad6b7169203331-01"


class Receiver:
    """Takes what exporters send."""

    def __init__(self) -> None:
        self.spans: list[Any] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                for resource in trace_service.ExportTraceServiceRequest.FromString(body).resource_spans:
                    for scope in resource.scope_spans:
                        receiver.spans += scope.spans
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


class Listening(httpx.AsyncBaseTransport):
    """The way to the main app, which keeps what headers went there."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.traceparents: list[str | None] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.traceparents.append(request.headers.get("traceparent"))
        return await self._inner.handle_async_request(request)


@pytest.fixture
def to_main_app(sandbox: Litestar) -> Listening:
    return Listening(in_process(sandbox))


@pytest.fixture
def trace(receiver: Receiver, to_main_app: Listening, clock: FixedClock, world: World) -> Trace:
    """Give a function that runs the connector for one request of a signed-in person; its end sends what it has."""

    async def once(path: str, **headers: str) -> httpx.Response:
        settings = load_settings({**ENVIRONMENT, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url})
        app = create_app(settings, transport=to_main_app, clock=clock)
        user = world.add_user("Test Person", "person@example.test")
        world.add_pet(user, "Mochi")
        token = app.state.access_tokens.issue(TokenGrant(user.id, Secret(world.add_token(user))))
        async with running(app), httpx.AsyncClient(transport=in_process(app), base_url="http://x") as client:
            return await client.get(path, headers={"Authorization": f"Bearer {token}", **headers})

    return once


def attributes(span: Any) -> dict[str, object]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


async def test_a_callers_trace_goes_on_to_the_main_app_and_to_the_collector(
    trace: Trace, receiver: Receiver, to_main_app: Listening
) -> None:
    answer = await trace("/pets/Mochi", traceparent=CALLER)

    assert answer.status_code == 200
    own = next(span for span in receiver.spans if span.name == "GET /pets/{pet_id}")
    assert {span.trace_id.hex() for span in receiver.spans} == {TRACE}
    assert own.parent_span_id.hex() == CALLER.split("-")[2]
    assert attributes(own) == {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/pets/{pet_id}",
        "request.id": answer.headers["x-request-id"],
    }
    below = [span for span in receiver.spans if span.parent_span_id == own.span_id]
    assert {f"00-{TRACE}-{span.span_id.hex()}-01" for span in below} == set(to_main_app.traceparents)
    assert {"GET /api/my-pets/sections", "GET /api/pets/{id}/weights"} <= {span.name for span in below}
    assert "Mochi" not in repr(receiver.spans)
    assert "person@example.test" not in repr(receiver.spans)


@pytest.mark.parametrize("traceparent", ["", "nonsense", "00-" + "0" * 32 + "-b7ad6b7169203331-01", "ff-" + "a" * 60])
async def test_whatever_else_stands_there_begins_a_trace_of_its_own(
    trace: Trace, receiver: Receiver, traceparent: str
) -> None:
    assert (await trace("/pets", traceparent=traceparent)).status_code == 200

    own = next(span for span in receiver.spans if span.name == "GET /pets")
    assert own.parent_span_id == b""
    assert own.trace_id.hex() != TRACE


async def test_a_trace_that_its_caller_does_not_sample_is_not_sent_and_yet_goes_on(
    trace: Trace, receiver: Receiver, to_main_app: Listening
) -> None:
    await trace("/pets", traceparent=CALLER.removesuffix("1") + "0")

    assert receiver.spans == []
    assert {(given or "").split("-")[1] for given in to_main_app.traceparents} == {TRACE}


async def test_a_main_app_that_is_down_is_an_error_in_both_spans(
    trace: Trace, receiver: Receiver, sandbox: Litestar
) -> None:
    sandbox.state.faults.set(Fault(mode="down"))

    assert (await trace("/pets")).status_code == 502

    assert {span.name.partition(" ")[2]: span.status.code for span in receiver.spans} == {
        "/pets": STATUS_ERROR,
        "/api/my-pets": STATUS_ERROR,
    }


async def test_what_machines_ask_all_the_time_is_not_traced(trace: Trace, receiver: Receiver) -> None:
    await trace("/health")

    assert [span.name for span in receiver.spans if span.name.endswith("/health")] == []


@pytest.mark.parametrize("address", ["localhost:4318", "grpc://localhost:4317", "http://"])
def test_an_address_of_no_collector_is_refused_at_start(address: str) -> None:
    with pytest.raises(WrongSettings, match="OTEL_EXPORTER_OTLP_ENDPOINT must be an address"):
        load_settings({**ENVIRONMENT, "OTEL_EXPORTER_OTLP_ENDPOINT": address})


def test_a_collector_without_the_extra_is_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)

    with pytest.raises(WrongSettings, match="uv sync --extra otel"):
        load_settings({**ENVIRONMENT, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"})


def test_without_a_collector_nothing_of_it_is_loaded() -> None:
    # Where the extra is installed redis-py loads its interface, for numbers of its own.
    look = "import sys; from app import create_app; create_app(); print(*sys.modules, sep='\\n')"
    environ = {**os.environ, **ENVIRONMENT}
    done = subprocess.run([sys.executable, "-c", look], env=environ, capture_output=True, text=True, check=True)

    loaded = done.stdout.split()
    assert "app.observability.metrics" in loaded
    assert [name for name in loaded if name.startswith(("app.observability.tracing", "opentelemetry.exporter"))] == []
