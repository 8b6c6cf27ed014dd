"""One pet, or all of them, at a glance."""

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody

from app.tools.inputs import PetId
from app.web.openapi import Tool
from app.tools.pets import overview
from app.tools.pets import details as pet_details
from app.tools.call import ToolCall
from app.tools.pets.overview_schemas import OverviewQuery, PetsOverview
from app.tools.pets.details_schemas import PetDetails
from app.tools.routes import ToolRoute

_ALL_PETS = OverviewQuery()
"""What a missing body means."""


class HealthOverview(Controller):
    """Reads only."""

    path = "/pets"

    @ToolRoute(
        "/{pet_id:str}",
        http_method="GET",
        operation_id="get_pet",
        operation_class=Tool,
        summary="Show one pet with its vaccinations, medical records and weights",
    )
    async def get_pet(self, pet_id: PetId, call: NamedDependency[ToolCall]) -> PetDetails:
        """Returns one pet with age, next birthday, description, and its health: vaccinations in force, latest medical
        records and weights, weight trend. The list tools have the rest.
        """
        return await pet_details.get_pet(call.account, pet_id, today=call.today)

    @ToolRoute(
        "/overview",
        http_method="POST",
        operation_id="pets_overview",
        operation_class=Tool,
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
