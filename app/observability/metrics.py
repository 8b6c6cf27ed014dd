"""The numbers of one process, in a registry of its own; the other parts only know the functions they call.

Nothing about a person is a label: endpoints are route templates, everything else is a word from a closed list.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.process_collector import ProcessCollector

from app.observability.multiprocess import shared_registry

# Up to 25 seconds, which is all a tool call may take; 2 seconds is where the alert stands.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 25.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_NO_ANSWER = "none"
# Refused calls and sign-ins: the codes of app.errors and of RFC 6749, and the pages of app.oauth.errors.
_AUTH_FAILURES = frozenset(
    ("UNAUTHORIZED", "invalid_token", "invalid_client", "invalid_grant", "access_denied", "expired", "elsewhere")
)


class Metrics:
    """Counts requests, errors, calls to the main app, sign-ins and trouble with the store."""

    def __init__(self, version: str) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._histogram("requests", "Answered requests.", ("endpoint", "status"))
        self._errors = self._counter("errors", "Answers that were errors, by the code in them.", ("endpoint", "code"))
        # One series that exists from the start: Prometheus sees no increase in a series that begins with it.
        self._auth_failures = self._counter("auth_failures", "Refused calls and sign-ins.")
        self._upstream = self._histogram("upstream", "Calls to the main app.", ("route", "status"))
        self._sign_in = self._counter("sign_in", "Steps of the sign-in by outcome.", ("step", "outcome"))
        self._store = self._counter("store_errors", "Times the store of sign-ins failed.", ("kind",))
        self._reachable = Gauge(
            "meo_connector_reachable",
            "1 when it answered within the last seconds.",
            ("what",),
            registry=self._registry,
            multiprocess_mode="mostrecent",
        )
        info = Gauge(
            "meo_connector_info",
            "1, with the version.",
            ("version",),
            registry=self._registry,
            multiprocess_mode="max",
        )
        info.labels(version).set(1)
        ProcessCollector(registry=self._registry)
        # Finding a child by its labels costs more than counting does.
        self._of_request: dict[tuple[str, int], Histogram] = {}
        self._of_upstream: dict[tuple[str, int], Histogram] = {}

    def request(self, endpoint: str, status: int, seconds: float, code: str | None) -> None:
        """Count an answer.

        Args:
            endpoint: method and route template, such as `GET /pets`.
            status: of the answer.
            seconds: from the first byte in to the last one out.
            code: the error code in the body; None when it was no error.
        """
        child = self._of_request.get((endpoint, status))
        if child is None:
            child = self._requests.labels(_bounded(endpoint), status)
            if len(self._of_request) < 1_000:
                self._of_request[endpoint, status] = child
        child.observe(seconds)
        if code is not None:
            self._errors.labels(_bounded(endpoint), code).inc()
            if code in _AUTH_FAILURES:
                self._auth_failures.inc()

    def upstream(self, route: str, status: int, seconds: float) -> None:
        """Count a call to the main app; a status of 0 means that there was no answer."""
        child = self._of_upstream.get((route, status))
        if child is None:
            child = self._of_upstream[route, status] = self._upstream.labels(route, status or _NO_ANSWER)
        child.observe(seconds)

    def sign_in(self, step: str, outcome: str) -> None:
        """Count a step of the sign-in (see `app.oauth.models.OnEvent`)."""
        self._sign_in.labels(step, outcome).inc()

    def store_trouble(self, kind: str) -> None:
        """Count a failure of the store by the kind of its exception."""
        self._store.labels(kind).inc()

    def reachable(self, what: str, answers: bool) -> None:  # noqa: FBT001 - what is counted
        """Note whether the main app or the store of sign-ins answers."""
        self._reachable.labels(what).set(answers)

    def render(self) -> bytes:
        """Return everything in Prometheus' text format; of all workers where there are several."""
        return generate_latest(shared_registry() or self._registry)

    def _histogram(self, name: str, text: str, labels: tuple[str, ...]) -> Histogram:
        return Histogram(f"meo_connector_{name}_seconds", text, labels, buckets=_BUCKETS, registry=self._registry)

    def _counter(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Counter:
        return Counter(f"meo_connector_{name}_total", text, labels, registry=self._registry)


def _bounded(endpoint: str) -> str:
    """The method of an unrouted request is the caller's own word: only the usual ones become a label."""
    method, _, template = endpoint.partition(" ")
    return endpoint if method in _METHODS else f"OTHER {template}"
