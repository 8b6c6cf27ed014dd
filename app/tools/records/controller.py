"""The tool that takes a record back."""

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.tools.call import ToolCall
from app.tools.inputs import PetId
from app.tools.records import service
from app.tools.records.schemas import RecordToRemove, RemovedRecord
from app.tools.routes import ChangeTool, ToolRoute


class Records(Controller):
    """Under one pet; pets themselves are never removed here."""

    path = "/pets/{pet_id:str}/records"

    @ToolRoute(
        "/remove",
        http_method="POST",
        operation_id="remove_record",
        operation_class=ChangeTool,
        summary="Remove one wrong record of a pet for good",
        status_code=200,
    )
    async def remove_record(
        self,
        pet_id: PetId,
        data: JSONBody[RecordToRemove],
        call: NamedDependency[ToolCall],
    ) -> RemovedRecord:
        """Removes one vaccination, medical record, weight or microchip for good and returns what it was. Its id comes
        from the list tool of its kind or get_pet; only on the user's word. To correct a record, update it instead.
        """
        return await service.remove(call.account, pet_id, data, today=call.today)
