"""Every tool of the controllers as plain data: what documents and faces read instead of the routes themselves.

Besides controllers, `inputs` and `routes` the one module here that knows what a Litestar route tells about itself.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Sequence
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import msgspec
from litestar import Router
from litestar.params import BodyKwarg, ParameterKwarg, PathParameter, QueryParameter
from litestar.routes import HTTPRoute
from litestar.types import Empty
from litestar.typing import FieldDefinition
from msgspec import Meta, Struct

from app.tools.routes import Kind, ReadTool, ToolRoute
from app.tools.schemas import is_published

Place = Literal["path", "query"]
_METHODS: Final = ("GET", "PUT", "POST", "DELETE", "PATCH")
"""In the order of an OpenAPI path item, which is that of the document."""


class Tool(Struct, frozen=True, kw_only=True):
    """One published tool.

    Attributes:
        name: its operationId.
        title: the summary.
        description: the text the model reads, on one line.
        kind: READ, ADD or CHANGE.
        is_public: whether it can be called without signing in over HTTP.
        method: of its HTTP route.
        status: of its HTTP answer when all went well.
        path: of its HTTP route, with parameters in braces.
        places: where each parameter stands in the request, by its name.
        body: the struct of the body; None when there is none.
        inputs: parameters and published fields of the body together, as one struct.
        texts: names of the inputs that are plain text.
        result: the struct of the answer.
        injected: names of the handler's dependencies, such as `call`.
        run: the handler, called with its parameters, `data` and dependencies by name.
    """

    name: str
    title: str
    description: str
    kind: Kind
    is_public: bool
    method: str
    status: int
    path: str
    places: dict[str, Place]
    body: type[Struct] | None
    inputs: type[Struct]
    texts: frozenset[str]
    result: type[Struct]
    injected: tuple[str, ...]
    run: Callable[..., Awaitable[Struct]]


def read_tools(routers: Sequence[Router]) -> tuple[Tool, ...]:
    """Read the tools off their routes, in the order of the published document.

    Raises:
        ValueError: two tools have one name, or two inputs of a tool do.
    """
    tools = tuple(_read_tool(path, method, handler) for path, method, handler in _handlers(routers))
    names = [tool.name for tool in tools]
    if len(set(names)) < len(names):
        raise ValueError("Two tools have the same operation_id.")
    return tools


def _handlers(routers: Sequence[Router]) -> Iterator[tuple[str, str, ToolRoute]]:
    """Name paths in the order of the routers, the methods of a path in one fixed order."""
    found: dict[str, dict[str, ToolRoute]] = {}
    for route in (route for router in routers for route in router.routes if isinstance(route, HTTPRoute)):
        handlers = [handler for handler in route.route_handlers if isinstance(handler, ToolRoute)]
        found.setdefault(route.path_format, {}).update(
            {str(method): handler for handler in handlers for method in handler.http_methods}
        )
    for path, by_method in found.items():
        yield from ((path, method, by_method[method]) for method in _METHODS if method in by_method)


def _read_tool(path: str, method: str, handler: ToolRoute) -> Tool:
    name = str(handler.operation_id)
    fields = handler.parsed_fn_signature.parameters
    places = {each: place for each, field in fields.items() if (place := _place(field))}
    body = next((field for field in fields.values() if isinstance(field.kwarg_definition, BodyKwarg)), None)
    operation: type[ReadTool] = handler.operation_class  # type: ignore[assignment]  # every tool states its kind
    inputs = _join_inputs(name, {each: fields[each] for each in places}, body.annotation if body else None)
    return Tool(
        name=name,
        title=handler.summary or "",
        description=" ".join((inspect.getdoc(handler.fn) or "").split()),
        kind=operation.kind,
        is_public=operation.is_public,
        method=method,
        status=handler.status_code or 200,
        path=path,
        places=places,
        body=body.annotation if body else None,
        inputs=inputs,
        texts=frozenset(field.name for field in msgspec.structs.fields(inputs) if _is_text(field.type)),
        result=handler.parsed_fn_signature.return_type.annotation,
        injected=tuple(each for each, field in fields.items() if each not in places and field is not body),
        run=handler.fn,
    )


def _place(field: FieldDefinition) -> Place | None:
    match field.kwarg_definition:
        case PathParameter():
            return "path"
        case QueryParameter():
            return "query"
        case _:
            return None


def _join_inputs(name: str, parameters: dict[str, FieldDefinition], body: type[Struct] | None) -> type[Struct]:
    """Make one struct of all inputs; arguments come as one flat object where there is no address."""
    joined: list[Any] = [_struct_field(each, field) for each, field in parameters.items()]
    for field in msgspec.structs.fields(body) if body else ():
        if not is_published(field.type):
            continue
        if field.required:
            joined.append((field.name, field.type))
        elif field.default is not msgspec.NODEFAULT:
            joined.append((field.name, field.type, field.default))
        else:
            joined.append((field.name, field.type, msgspec.field(default_factory=field.default_factory)))
    names = [field[0] for field in joined]
    if len(set(names)) < len(names):
        raise ValueError(f"{name} has two inputs of the same name.")
    return msgspec.defstruct(f"{name}_inputs", joined, kw_only=True, frozen=True, forbid_unknown_fields=True)


def _struct_field(name: str, field: FieldDefinition) -> tuple[str, Any] | tuple[str, Any, Any]:
    kind: Any = field.annotation
    if isinstance(rules := field.kwarg_definition, ParameterKwarg):
        shown = Meta(description=rules.description, extra_json_schema=rules.schema_extra)
        limits = Meta(min_length=rules.min_length, max_length=rules.max_length) if kind is str else Meta()
        kind = Annotated[kind, shown, limits]
    return (name, kind) if field.default is Empty else (name, kind, field.default)


def _is_text(annotation: Any) -> bool:
    """Tell whether a value is a text and nothing else; None may stand beside it."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    parts = [part for part in get_args(annotation) if part is not NoneType]
    return annotation is str or (bool(parts) and get_origin(annotation) is not list and all(map(_is_text, parts)))
