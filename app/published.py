"""What is published about the tools: their routers, and the two documents made from them.

`openapi/openapi.json` is pasted into the GPT builder, `openapi/tools.json` is what MCP hosts see.
"""

from importlib.metadata import version
from typing import Final

from litestar import Router

from app.tools.care.controller import Care
from app.tools.medical_records.controller import MedicalRecords
from app.tools.microchips.controller import Microchips
from app.tools.pets.controller import HealthOverview, Pets
from app.tools.photos.controller import Photos
from app.tools.records.controller import Records
from app.tools.routes import ToolAnswer
from app.tools.species.controller import PetTypesController
from app.tools.table import read_tools
from app.tools.vaccinations.controller import Vaccinations
from app.tools.weights.controller import WeightBatches, Weights
from app.web.bearer_auth import admit_caller
from app.web.openapi import build_document
from app.web.openapi_tidying import format_document

VERSION: Final = version("meo-gpt-connector")


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
            Photos,
            Records,
            Care,
        ],
        guards=[admit_caller],
        response_class=ToolAnswer,
    )
    return [signed_in, Router("/", route_handlers=[PetTypesController], response_class=ToolAnswer)]


def published_document(public_url: str) -> bytes:
    """Return the OpenAPI document for the GPT builder (see `openapi.build_document`)."""
    return build_document(read_tools(tool_routers()), public_url=public_url, version=VERSION)


def published_tools(document: bytes) -> bytes:
    """Return what `tools/list` of the MCP face shows, laid out for people.

    Args:
        document: from `published_document`.
    """
    from app.mcp.tool_list import list_tools  # noqa: PLC0415 - nothing of it is loaded where MCP is off

    found = {"tools": list_tools(document, read_tools(tool_routers()))}
    return f"{format_document(found)}\n".encode()
