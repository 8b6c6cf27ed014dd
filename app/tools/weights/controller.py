"""The weight tools."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from app.tools.call import ToolCall
from app.tools.inputs import DEFAULT_BEHAVIOUR, FROM_THE_START, Limit, Offset, PetId
from app.tools.pagination import PageRequest
from app.tools.routes import AddTool, ChangeTool, ReadTool, ToolRoute
from app.tools.weights import batch, listing, service
from app.tools.weights.schemas import NewWeight, NewWeights, StoredWeight, WeightBatch, WeightList, WeightPatch

WeightId = Annotated[int, PathParameter(description="Number of the measurement, from list_weights.")]


Since = Annotated[
    str,
    QueryParameter(description="Only weights from this day on, YYYY-MM-DD: the first day of the period asked about."),
]


class Weights(Controller):
    """Under one pet."""

    path = "/pets/{pet_id:str}/weights"

    @ToolRoute(
        "/",
        http_method="GET",
        operation_id="list_weights",
        operation_class=ReadTool,
        summary="List a pet's weights and their trend",
    )
    async def list_weights(
        self,
        pet_id: PetId,
        call: NamedDependency[ToolCall],
        limit: Limit = DEFAULT_BEHAVIOUR,
        offset: Offset = FROM_THE_START,
        since: Since = "",
    ) -> WeightList:
        """Returns one pet's weights in kilograms, newest first, the trend (up, down, steady; by how much, since when)
        and the loss since the highest weight of half a year. With since also the change over that period. To compare
        all pets use pets_overview.
        """
        window = PageRequest(limit=limit, offset=offset)
        return await listing.list_weights(call.account, pet_id, window=window, since=since, today=call.today)

    @ToolRoute(
        "/",
        http_method="POST",
        operation_id="add_weight",
        operation_class=AddTool,
        summary="Save one weight of one pet",
    )
    async def add_weight(
        self,
        pet_id: PetId,
        data: JSONBody[NewWeight],
        call: NamedDependency[ToolCall],
    ) -> StoredWeight:
        """Saves one weight of one pet and returns it as stored. A pet has one weight a day: for a day that has one,
        update_weight corrects it. Several weights go into one call of add_weights.
        """
        return await service.add(call.account, pet_id, data, today=call.today)

    @ToolRoute(
        "/{weight_id:str}",
        http_method="PATCH",
        operation_id="update_weight",
        operation_class=ChangeTool,
        summary="Correct a stored weight",
    )
    async def update_weight(
        self,
        pet_id: PetId,
        weight_id: WeightId,
        data: JSONBody[WeightPatch],
        call: NamedDependency[ToolCall],
    ) -> StoredWeight:
        """Corrects the kilograms or the day of a stored weight and returns it as stored. The weight's id comes from
        list_weights.
        """
        return await service.update(call.account, pet_id, weight_id, data, today=call.today)


class WeightBatches(Controller):
    """Many pets at once."""

    path = "/weights/batch"

    @ToolRoute(
        "/",
        http_method="POST",
        operation_id="add_weights",
        operation_class=AddTool,
        summary="Save up to 50 weights of any pets at once",
        status_code=200,
    )
    async def add_weights(self, data: JSONBody[NewWeights], call: NamedDependency[ToolCall]) -> WeightBatch:
        """Saves up to 50 weights of any pets, for instance read from a photo, and returns what became of each row in
        the order sent. Rows that failed say why; the others are saved. Pets are named by number or exact name.
        """
        return await batch.add_weights(call.account, data, today=call.today)
