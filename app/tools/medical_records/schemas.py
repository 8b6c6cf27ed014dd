"""Medical records as the model reads and writes them."""

from typing import Annotated, Literal

from msgspec import Meta

from app.domain.medical_record_types import RECORD_TYPES
from app.lenient import LenientBool, LenientDate, LenientText
from app.tools.former_values import FormerValues
from app.tools.schemas import NextOffset, NotOwn, StoredDay, ToolInput, ToolOutput, UsersDay

ClearableMedicalField = Literal["description", "vet_name"]

RecordTypeInput = Annotated[
    LenientText,
    Meta(
        description="checkup, deworming, flea_treatment, surgery, dental or other; for other say in description what "
        "it was. Left out: other. (A word outside the list is kept at the head of the description.)",
        extra_json_schema={"enum": list(RECORD_TYPES)},
    ),
]
MedicalDescription = Annotated[
    LenientText, Meta(description="What was done or found, in the user's words, at most 2000 characters.")
]
VetName = Annotated[LenientText, Meta(description="Name of the vet or clinic, at most 255 characters.")]


class NewMedicalRecord(ToolInput, frozen=True, kw_only=True):
    """Something that happened to the pet's health."""

    record_type: RecordTypeInput | None = None
    description: MedicalDescription | None = None
    record_date: (
        Annotated[LenientDate, Meta(description="Day it happened, YYYY-MM-DD, not in the future. Left out: today.")]
        | None
    ) = None
    vet_name: VetName | None = None
    add_again: (
        Annotated[
            LenientBool,
            Meta(description="true only when the user says it really happened a second time just like this."),
        ]
        | None
    ) = None


class MedicalRecordPatch(ToolInput, frozen=True, kw_only=True):
    """Only the fields the user wants corrected."""

    record_type: RecordTypeInput | None = None
    description: MedicalDescription | None = None
    record_date: Annotated[LenientDate, Meta(description="Day it happened, YYYY-MM-DD, not in the future.")] | None = (
        None
    )
    vet_name: VetName | None = None
    clear: Annotated[
        list[ClearableMedicalField], Meta(description="Fields to empty: description, vet_name.", max_length=2)
    ] = []


class MedicalRecordItem(ToolOutput, frozen=True, kw_only=True):
    """One record."""

    id: int
    record_type: str
    record_date: str
    description: str | None = None
    vet_name: str | None = None
    photo_urls: Annotated[list[str], Meta(description="Pictures kept with it; they open in the user's browser.")] = []


class MedicalRecordList(ToolOutput, frozen=True, kw_only=True):
    """The medical records of one pet, newest first."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    medical_records: list[MedicalRecordItem]
    total: int
    returned: int
    has_more: Annotated[bool, Meta(description="Without next_offset: see left_out.")]
    next_offset: NextOffset | None = None
    left_out: Annotated[list[str], Meta(description="What this answer does not show, in plain words.")] = []


class StoredMedicalRecord(MedicalRecordItem, frozen=True, kw_only=True):
    """The record as stored."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    already_saved: bool = False
    stored_day: StoredDay | None = None
    users_day: UsersDay | None = None
    stored_day_reason: str | None = None
    replaced: FormerValues = []
