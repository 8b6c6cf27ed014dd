"""The route table: which method and path lead to which checks and handler."""

from collections.abc import Callable

from msgspec import Struct, field

from app.devtools.sandbox.api.answers import Answer, Bare, Options, not_found
from app.devtools.sandbox.api.call import Call

Handler = Callable[[Call], Answer]
Stage = Callable[[Call], None]
_VERBS = ("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST")
_DIGITS_ONLY = frozenset({"vaccination", "medical_record", "weight"})


class Route(Struct, frozen=True, kw_only=True):
    """One route; `stages` are its checks in order, `ability` the two words of which one must be in the token."""

    method: str
    pattern: str
    handler: Handler
    stages: tuple[Stage, ...]
    ability: tuple[str, str] | None = None
    idempotent: bool = False
    write_limit: int | None = None
    digits_only: bool = False
    own_csrf: bool = False

    @property
    def name(self) -> str:
        """The template that counts and limits go by."""
        return f"/api/{self.pattern}"


class _Node(Struct, eq=False):
    """One segment of the paths."""

    children: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    routes: dict[str, Route] = field(default_factory=dict)


class Router:
    """Finds routes by walking the segments of a path."""

    def __init__(self, routes: list[Route]) -> None:
        self._root = _Node()
        for route in routes:
            self._add(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Return the route and its parameters; raises the 404, the 405 and the answer to OPTIONS."""
        node, values = self._walk(path.removeprefix("/api/").split("/"))
        if node is None or not node.routes:
            raise not_found()
        if method == "OPTIONS":
            raise Options(_allowed(set(node.routes), ","))
        names = _names(next(iter(node.routes.values())).pattern)
        if any(name in _DIGITS_ONLY and not _is_number(value) for name, value in zip(names, values, strict=True)):
            raise not_found()
        digits = all(_is_number(value) for value in values)
        fitting = {verb: route for verb, route in node.routes.items() if digits or not route.digits_only}
        route = fitting.get("GET" if method == "HEAD" else method)
        if route is None:
            raise _method_not_allowed(method, path, set(fitting))
        return route, dict(zip(names, values, strict=True))

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.pattern.split("/"):
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.children.setdefault(segment, _Node())
        node.routes[route.method] = route

    def _walk(self, segments: list[str]) -> tuple[_Node | None, list[str]]:
        node: _Node | None = self._root
        values: list[str] = []
        for segment in segments:
            if node is None:
                break
            if segment in node.children:
                node = node.children[segment]
            else:
                values.append(segment)
                node = node.parameter
        return node, values


def _names(pattern: str) -> list[str]:
    return [segment[1:-1] for segment in pattern.split("/") if segment.startswith("{")]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _allowed(verbs: set[str], separator: str) -> str:
    """List the verbs of a path; whoever may GET may HEAD."""
    verbs = verbs | {"HEAD"} if "GET" in verbs else verbs
    return separator.join(verb for verb in _VERBS if verb in verbs)


def _method_not_allowed(method: str, path: str, verbs: set[str]) -> Bare:
    allowed = _allowed(verbs, ", ")
    sentence = f"The {method} method is not supported for route {path.lstrip('/')}. Supported methods: {allowed}."
    return Bare(405, sentence, {"Allow": allowed})
