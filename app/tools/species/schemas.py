"""The species as the model reads them."""

from typing import Annotated

from msgspec import Meta

from app.tools.schemas import ToolOutput


class PetType(ToolOutput, frozen=True, kw_only=True):
    """A species the main app knows; what is kept for it is said, what is not kept is left out."""

    slug: str
    name: str
    names: Annotated[list[str], Meta(description="The other names: Vietnamese, Russian, Ukrainian.")]
    weights: bool = False
    vaccinations: bool = False
    medical_records: bool = False


class PetTypeList(ToolOutput, frozen=True, kw_only=True):
    """All species."""

    pet_types: list[PetType]
    total: int
