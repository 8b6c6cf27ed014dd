"""The pet tools: list, find, show, create, change, and all pets at a glance."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from app.lenient import LenientBool
from app.tools.call import ToolCall
from app.tools.inputs import FROM_THE_START, Offset, PetId
from app.tools.pet_schemas import StoredPet
from app.tools.pets import details, finding, overview, service, update
from app.tools.pets.schemas import (
    CreatedPet,
    NewPet,
    OverviewQuery,
    PetCandidates,
    PetDetails,
    PetList,
    PetPatch,
    PetQuery,
    PetsOverview,
)
from app.tools.routes import AddTool, ChangeTool, ReadTool, ToolRoute

_NO = LenientBool(0)


class Pets(Controller):
    """List, find, create and change pets."""

    path = "/pets"

    @ToolRoute(
        "/",
        http_method="GET",
        operation_id="list_pets",
        operation_class=ReadTool,
        summary="List the user's pets, all or by species or name",
    )
    async def list_pets(
        self,
        call: NamedDependency[ToolCall],
        name: Annotated[str, QueryParameter(description="Only pets whose name fits.", max_length=255)] = "",
        species: Annotated[
            str, QueryParameter(description="Only this species, such as cat or dog.", max_length=100)
        ] = "",
        include_shared: Annotated[
            LenientBool,
            QueryParameter(
                description="true: also pets that the user fosters or that others share.",
                schema_extra={"type": "boolean"},
            ),
        ] = _NO,
        offset: Offset = FROM_THE_START,
    ) -> PetList:
        """Returns the pets the user owns with id, species, sex, age, latest weight and vaccination status. Name and
        species narrow it. To get from a spoken name to an id, find_pet understands more.
        """
        return await service.list_pets(
            call.account,
            call.pet_types,
            name=name,
            species=species,
            include_shared=bool(include_shared),
            offset=offset,
            today=call.today,
        )

    @ToolRoute(
        "/find",
        http_method="POST",
        operation_id="find_pet",
        operation_class=ReadTool,
        summary="Find a pet by its name as said, misspelt or in another script, or by species",
        status_code=200,
    )
    async def find_pet(
        self,
        data: JSONBody[PetQuery],
        call: NamedDependency[ToolCall],
    ) -> PetCandidates:
        """Returns up to 5 pets that fit a name as said, a species ("my cat") or both, best first. Own, fostered and
        shared ones. A sole candidate with match exact, form or species: use its id and name it. Several, or only
        similar names: let the user choose. None: list_pets shows all.
        """
        return await finding.find(call.account, call.pet_types, data, today=call.today)

    @ToolRoute(
        "/",
        http_method="POST",
        operation_id="create_pet",
        operation_class=AddTool,
        summary="Create a pet, unless one of this name exists",
    )
    async def create_pet(
        self,
        data: JSONBody[NewPet],
        call: NamedDependency[ToolCall],
    ) -> CreatedPet:
        """Creates a pet and returns it as stored. A pet of the same name gives DUPLICATE_WARNING with the existing one
        and creates nothing; ask the user before sending confirm_duplicate. similar names pets that may be the same one.
        """
        return await service.create(call.account, call.pet_types, data, calendar=call.calendar)

    @ToolRoute(
        "/{pet_id:str}",
        http_method="PATCH",
        operation_id="update_pet",
        operation_class=ChangeTool,
        summary="Change a pet's name, species, sex, birth, country, city or description",
    )
    async def update_pet(
        self,
        pet_id: PetId,
        data: JSONBody[PetPatch],
        call: NamedDependency[ToolCall],
    ) -> StoredPet:
        """Changes the fields sent and returns the pet as stored. What is stored can be replaced but not emptied."""
        return await update.update(call.account, call.pet_types, pet_id, data, calendar=call.calendar)


_ALL_PETS = OverviewQuery()
"""What a missing body means."""


class HealthOverview(Controller):
    """Reads only."""

    path = "/pets"

    @ToolRoute(
        "/{pet_id:str}",
        http_method="GET",
        operation_id="get_pet",
        operation_class=ReadTool,
        summary="Show one pet with its vaccinations, medical records and weights",
    )
    async def get_pet(self, pet_id: PetId, call: NamedDependency[ToolCall]) -> PetDetails:
        """Returns one pet with age, next birthday, description, and its health: vaccinations in force, latest medical
        records and weights, weight trend. The list tools have the rest.
        """
        return await details.get_pet(call.account, pet_id, today=call.today)

    @ToolRoute(
        "/overview",
        http_method="POST",
        operation_id="pets_overview",
        operation_class=ReadTool,
        summary="Compare all pets: ages, next birthdays, weights, vaccinations due",
        status_code=200,
    )
    async def pets_overview(
        self,
        call: NamedDependency[ToolCall],
        data: JSONBody[OverviewQuery] = _ALL_PETS,
    ) -> PetsOverview:
        """Returns all the user's pets with age, days until the next birthday, the last two weights and their change,
        and vaccinations overdue or due within 30 days. Compares pets in one call. Send {} for all.
        """
        return await overview.overview(call.account, call.pet_types, data, today=call.today)
