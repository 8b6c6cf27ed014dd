"""The tools for medical records."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from app.domain.medical_record_types import RECORD_TYPES
from app.tools.call import ToolCall
from app.tools.inputs import DEFAULT_BEHAVIOUR, FROM_THE_START, Limit, Offset, PetId
from app.tools.medical_records import service
from app.tools.medical_records.schemas import (
    MedicalRecordList,
    MedicalRecordPatch,
    NewMedicalRecord,
    StoredMedicalRecord,
)
from app.tools.pagination import PageRequest
from app.tools.routes import AddTool, ChangeTool, ReadTool, ToolRoute

RecordId = Annotated[int, PathParameter(description="Number of the record, from list_medical_records.")]
RecordTypeFilter = Annotated[
    str,
    QueryParameter(
        description="Only this type: checkup, deworming, flea_treatment, surgery, dental or other. Left out: all.",
        schema_extra={"enum": list(RECORD_TYPES)},
    ),
]


class MedicalRecords(Controller):
    """Under one pet; Meo Mai Moi keeps medical records for cats only."""

    path = "/pets/{pet_id:str}/medical-records"

    @ToolRoute(
        "/",
        http_method="GET",
        operation_id="list_medical_records",
        operation_class=ReadTool,
        summary="List a cat's check-ups, dewormings, surgeries and other records",
    )
    async def list_medical_records(
        self,
        pet_id: PetId,
        call: NamedDependency[ToolCall],
        record_type: RecordTypeFilter = "",
        limit: Limit = DEFAULT_BEHAVIOUR,
        offset: Offset = FROM_THE_START,
    ) -> MedicalRecordList:
        """Returns one cat's checkups, dewormings, flea treatments, surgeries, dental and other records, newest first,
        with date, description and vet. Other species have none. Vaccinations are in list_vaccinations.
        """
        window = PageRequest(limit=limit, offset=offset)
        return await service.list_medical_records(
            call.account, pet_id, record_type=record_type, window=window, today=call.today
        )

    @ToolRoute(
        "/",
        http_method="POST",
        operation_id="add_medical_record",
        operation_class=AddTool,
        summary="Save a check-up, deworming, flea treatment, surgery or the like",
    )
    async def add_medical_record(
        self,
        pet_id: PetId,
        data: JSONBody[NewMedicalRecord],
        call: NamedDependency[ToolCall],
    ) -> StoredMedicalRecord:
        """Saves something that happened to a cat's health, such as a deworming or a vet visit, and returns it as
        stored. The same record sent twice within ten minutes is saved once (already_saved).
        """
        return await service.add(call.account, pet_id, data, calendar=call.calendar)

    @ToolRoute(
        "/{record_id:str}",
        http_method="PATCH",
        operation_id="update_medical_record",
        operation_class=ChangeTool,
        summary="Correct a stored medical record",
    )
    async def update_medical_record(
        self,
        pet_id: PetId,
        record_id: RecordId,
        data: JSONBody[MedicalRecordPatch],
        call: NamedDependency[ToolCall],
    ) -> StoredMedicalRecord:
        """Corrects the fields sent of a stored medical record and returns it as stored; clear empties description or
        vet_name. The record's id comes from list_medical_records.
        """
        return await service.update(call.account, pet_id, record_id, data, calendar=call.calendar)
