"""The tools that keep attached pictures."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from app.tools.attachments import Attachments
from app.tools.call import ToolCall
from app.tools.inputs import PetId
from app.tools.photos import service
from app.tools.photos.schemas import FilesToKeep, FileToKeep, KeptPhotos
from app.tools.routes import AddTool, ChangeTool, ToolRoute

VaccinationId = Annotated[int, PathParameter(description="Number of the record, from list_vaccinations.")]
MedicalRecordId = Annotated[int, PathParameter(description="Number of the record, from list_medical_records.")]


class Photos(Controller):
    """Under one pet."""

    path = "/pets/{pet_id:str}"

    @ToolRoute(
        "/photos",
        http_method="POST",
        operation_id="add_pet_photo",
        operation_class=AddTool,
        summary="Keep pictures of a pet that the user attached",
        status_code=200,
    )
    async def add_pet_photo(
        self,
        pet_id: PetId,
        data: JSONBody[FilesToKeep],
        call: NamedDependency[ToolCall],
        attachments: NamedDependency[Attachments],
    ) -> KeptPhotos:
        """Stores pictures of the animal with the pet, the last one in front. Only when the user asked for it or said
        yes. Certificates and receipts belong to their record: add_vaccination_photo, add_medical_record_photo.
        """
        return await service.add_pet_photo(call.account, attachments, pet_id, data, today=call.today)

    @ToolRoute(
        "/vaccinations/{vaccination_id:str}/photo",
        http_method="POST",
        operation_id="add_vaccination_photo",
        operation_class=ChangeTool,
        summary="Keep the picture of a vaccination's certificate",
        status_code=200,
    )
    async def add_vaccination_photo(
        self,
        pet_id: PetId,
        vaccination_id: VaccinationId,
        data: JSONBody[FileToKeep],
        call: NamedDependency[ToolCall],
        attachments: NamedDependency[Attachments],
    ) -> KeptPhotos:
        """Stores the attached certificate with a vaccination that is saved already; of a PDF the first page. One
        picture per vaccination: another one is deleted only with replace. Only when the user asked or said yes.
        """
        return await service.add_vaccination_photo(
            call.account, attachments, pet_id, vaccination_id, data, today=call.today
        )

    @ToolRoute(
        "/medical-records/{record_id:str}/photos",
        http_method="POST",
        operation_id="add_medical_record_photo",
        operation_class=AddTool,
        summary="Keep attached pictures or a PDF with a medical record",
        status_code=200,
    )
    async def add_medical_record_photo(
        self,
        pet_id: PetId,
        record_id: MedicalRecordId,
        data: JSONBody[FilesToKeep],
        call: NamedDependency[ToolCall],
        attachments: NamedDependency[Attachments],
    ) -> KeptPhotos:
        """Stores attached pictures or the first five pages of a PDF (receipt, lab result) with a medical record that is
        saved already, after those it has. Only when the user asked for it or said yes.
        """
        return await service.add_medical_record_photo(
            call.account, attachments, pet_id, record_id, data, today=call.today
        )
