"""The published document: operation classes that state ChatGPT's confirmation flag, and the building of the file.

Litestar finds routes, parameters and texts; msgspec writes the schemas, because Litestar's lose struct docstrings and
write optionals as unions with null, which the GPT builder refuses. Rules: docs/gpt-builder-rules.md, "The document".
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    OpenAPIResponse,
    Reference,
    SecurityScheme,
    Server,
)
from litestar.routes import HTTPRoute
from msgspec import Struct

from app.web.openapi_tidying import Json, format_document, tidy_document

SchemaHook = Callable[[type], Json]
_SCHEMAS = "#/components/schemas/{name}"
_TITLE = "Meo Mai Moi connector"
_DESCRIPTION = (
    "Manage the pets of a Meo Mai Moi user: pets, vaccinations, medical records, weights and what is due next. "
    "Wherever an operation takes pet_id, the pet's number or its exact name will do."
)


def build_document(
    tools: Sequence[Router],
    *,
    public_url: str,
    version: str,
    error_body: type[Struct],
    injected: Collection[str],
    schema_hook: SchemaHook | None = None,
) -> bytes:
    """Write the document as the GPT builder imports it.

    Args:
        tools: the routers whose operations are published.
        public_url: the one server, without trailing slash.
        version: shown as `info.version`.
        error_body: the struct of the one error response.
        injected: names of the handlers' dependencies, which are no inputs.
        schema_hook: gives the JSON schema of types that msgspec does not know.

    Returns:
        JSON in UTF-8, laid out for people, with a final newline; the same bytes on every run.
    """
    app = Litestar(
        route_handlers=list(tools),
        dependencies={name: Provide(lambda: None, sync_to_thread=False) for name in injected},
        openapi_config=_config(public_url, version),
        logging_config=None,  # the default sets the root logger to INFO, and httpx prints every address from then on
    )
    document = tidy_document(app.openapi_schema.to_schema(), _schemas(app, error_body, schema_hook), _paths(tools))
    return f"{format_document(document)}\n".encode()


def _paths(tools: Sequence[Router]) -> list[str]:
    """Name the paths in the order in which routers and controllers are given."""
    routes = [route for router in tools for route in router.routes]
    return list(dict.fromkeys(route.path_format for route in routes))


def _config(public_url: str, version: str) -> OpenAPIConfig:
    error = OpenAPIResponse(
        description="What went wrong and what to do next.",
        content={"application/json": OpenAPIMediaType(schema=Reference(ref=_SCHEMAS.format(name="ErrorBody")))},
    )
    return OpenAPIConfig(
        title=_TITLE,
        version=version,
        description=_DESCRIPTION,
        servers=[Server(url=public_url)],
        use_handler_docstrings=True,
        security=[{"connector": []}],
        components=Components(
            responses={"Error": error},
            security_schemes={"connector": SecurityScheme(type="http", scheme="bearer", bearer_format="JWT")},
        ),
    )


def _schemas(app: Litestar, error_body: type[Struct], schema_hook: SchemaHook | None) -> Json:
    kinds: list[Any] = [error_body]
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler, _ in route.route_handler_map.values():
                if handler.resolve_include_in_schema():
                    signature = handler.parsed_fn_signature
                    kinds.append(signature.return_type.annotation)
                    if body := signature.parameters.get("data"):
                        kinds.append(body.annotation)
    _, schemas = msgspec.json.schema_components(kinds, ref_template=_SCHEMAS, schema_hook=schema_hook)
    return schemas
