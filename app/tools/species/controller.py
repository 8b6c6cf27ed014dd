"""The species, for everyone."""

from litestar import Controller
from litestar.di import NamedDependency

from app.tools.routes import OpenTool, ToolRoute
from app.tools.species.schemas import PetTypeList
from app.tools.species.service import PetTypes, list_pet_types


class PetTypesController(Controller):
    """Needs no sign-in and no call per request: the list is kept for a day."""

    path = "/pet-types"

    @ToolRoute(
        "/",
        http_method="GET",
        operation_id="list_pet_types",
        operation_class=OpenTool,
        summary="List the species pets can have",
    )
    async def list_pet_types(self, pet_types: NamedDependency[PetTypes]) -> PetTypeList:
        """Returns every species with its slug, its names in four languages, and which of weights, vaccinations and
        medical records are kept for it; what is not kept is left out.
        """
        return list_pet_types(await pet_types.catalog())
