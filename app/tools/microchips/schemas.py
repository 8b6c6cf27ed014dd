"""Microchips as the model reads and writes them."""

from typing import Annotated

from msgspec import Meta

from app.lenient import LenientBool, LenientDate, LenientText
from app.tools.schemas import NotOwn, ToolInput, ToolOutput


class NewMicrochip(ToolInput, frozen=True, kw_only=True):
    """A microchip to keep with a pet."""

    chip_number: Annotated[
        LenientText,
        Meta(description="Number of the chip as it stands in the passport, usually 15 digits. Never guess a digit."),
    ]
    issuer: (
        Annotated[
            LenientText, Meta(description="Register or maker of the chip, as the user says it, at most 255 characters.")
        ]
        | None
    ) = None
    implanted_at: (
        Annotated[
            LenientDate,
            Meta(description="Day it was implanted, YYYY-MM-DD, not in the future. Left out: not known."),
        ]
        | None
    ) = None
    confirm_unusual: (
        Annotated[
            LenientBool,
            Meta(
                description="true only after a refusal of this number as unusual and the user's word that it is right."
            ),
        ]
        | None
    ) = None


class Microchip(ToolOutput, frozen=True, kw_only=True):
    """A microchip of a pet."""

    id: int
    chip_number: str
    issuer: str | None = None
    implanted_at: str | None = None


class StoredMicrochip(Microchip, frozen=True, kw_only=True):
    """The microchip as stored."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    already_saved: bool = False
