"""Which record is taken back, and what it was."""

from typing import Annotated, Final, Literal

from msgspec import Meta

from app.lenient import LenientInt, LenientText
from app.tools.medical_records.schemas import MedicalRecordItem
from app.tools.microchips.schemas import Microchip
from app.tools.schemas import NotOwn, ToolInput, ToolOutput
from app.tools.vaccinations.schemas import Vaccination
from app.tools.weights.schemas import Weight

RecordKind = Literal["vaccination", "medical_record", "weight", "microchip"]
KINDS: Final[tuple[RecordKind, ...]] = ("vaccination", "medical_record", "weight", "microchip")


class RecordToRemove(ToolInput, frozen=True, kw_only=True):
    """One record of a pet."""

    kind: Annotated[
        LenientText,
        Meta(description="vaccination, medical_record, weight or microchip.", extra_json_schema={"enum": list(KINDS)}),
    ]
    record_id: Annotated[
        LenientInt, Meta(description="Number of the record, from the list tool of its kind or get_pet.")
    ]


class RemovedRecord(ToolOutput, frozen=True, kw_only=True):
    """What was removed, as it was stored: one of the four is there."""

    kind: RecordKind
    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    vaccination: Vaccination | None = None
    medical_record: MedicalRecordItem | None = None
    weight: Weight | None = None
    microchip: Microchip | None = None
    notes: Annotated[list[str], Meta(description="What stays and what follows, in plain words: tell the user.")] = []
