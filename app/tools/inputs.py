"""Inputs that several tools share, with the texts the model reads."""

from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from app.lenient import LenientInt
from app.tools.pagination import DEFAULT_ROWS, MAX_OFFSET, MAX_ROWS

PetId = Annotated[
    str,
    PathParameter(
        description="The pet's number, or its exact name when only one pet has it. Case does not matter; accents "
        "may be left out.",
        min_length=1,
        max_length=255,
    ),
]
Limit = Annotated[
    LenientInt,
    QueryParameter(
        description=f"Most rows to return, 1 to {MAX_ROWS}; default {DEFAULT_ROWS}.",
        schema_extra={"type": "integer", "minimum": 1, "maximum": MAX_ROWS},
    ),
]
Offset = Annotated[
    LenientInt,
    QueryParameter(
        description="Rows to pass over, 0 or more; to get the rest, send next_offset of the answer before.",
        schema_extra={"type": "integer", "minimum": 0, "maximum": MAX_OFFSET},
    ),
]
FROM_THE_START = LenientInt(0)
DEFAULT_BEHAVIOUR = LenientInt(DEFAULT_ROWS)
