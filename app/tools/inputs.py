"""Inputs that several tools share, with the texts the model reads."""

from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from app.tools.pagination import MOST_OFFSET, MOST_ROWS, USUAL_ROWS
from app.lenient import SpokenInt

PetId = Annotated[
    str,
    PathParameter(
        description="The pet's number, or its exact name when only one pet has it (case and accents are ignored).",
        min_length=1,
        max_length=255,
    ),
]
Limit = Annotated[
    SpokenInt,
    QueryParameter(
        description=f"Most rows to return, 1 to {MOST_ROWS}; default {USUAL_ROWS}.",
        schema_extra={"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
    ),
]
Offset = Annotated[
    SpokenInt,
    QueryParameter(
        description="Rows to pass over, 0 or more; to get the rest, send next_offset of the answer before.",
        schema_extra={"type": "integer", "minimum": 0, "maximum": MOST_OFFSET},
    ),
]
FROM_THE_START = SpokenInt(0)
AS_USUAL = SpokenInt(USUAL_ROWS)
