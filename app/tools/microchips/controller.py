"""The tool for microchips; get_pet shows them."""

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.tools.call import ToolCall
from app.tools.inputs import PetId
from app.tools.microchips import service
from app.tools.microchips.schemas import NewMicrochip, StoredMicrochip
from app.tools.routes import AddTool, ToolRoute


class Microchips(Controller):
    """Under one pet."""

    path = "/pets/{pet_id:str}/microchips"

    @ToolRoute(
        "/",
        http_method="POST",
        operation_id="add_microchip",
        operation_class=AddTool,
        summary="Save the number of a pet's microchip",
    )
    async def add_microchip(
        self,
        pet_id: PetId,
        data: JSONBody[NewMicrochip],
        call: NamedDependency[ToolCall],
    ) -> StoredMicrochip:
        """Saves the number of a pet's microchip and returns it as stored; spaces and dashes are dropped. get_pet shows
        the microchips of a pet. A number that is not 15 digits is asked back before it is saved.
        """
        return await service.add(call.account, pet_id, data, calendar=call.calendar)
