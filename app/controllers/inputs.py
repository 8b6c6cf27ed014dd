"""Inputs that several tools share, with the texts the model reads."""

from typing import Annotated

from litestar.params import PathParameter, QueryParameter

from app.services.windows import MOST_ROWS

PetId = Annotated[
    str,
    PathParameter(
        description="The pet's number, or its exact name when only one pet has it (case and accents are ignored).",
        min_length=1,
        max_length=255,
    ),
]
Limit = Annotated[
    int, QueryParameter(description=f"Most rows to return, 1 to {MOST_ROWS}; default 25.", ge=1, le=MOST_ROWS)
]
Offset = Annotated[
    int,
    QueryParameter(
        description="Rows to pass over, 0 or more; to get the rest, send next_offset of the answer before.",
        ge=0,
        le=1_000_000,
    ),
]
