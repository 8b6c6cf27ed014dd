"""The vaccination tools."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from app.tools.call import ToolCall
from app.tools.inputs import DEFAULT_BEHAVIOUR, FROM_THE_START, Limit, Offset, PetId
from app.tools.pagination import PageRequest
from app.tools.routes import AddTool, ChangeTool, ReadTool, ToolRoute
from app.tools.vaccinations import renewal, service
from app.tools.vaccinations.schemas import (
    NewVaccination,
    StoredVaccination,
    VaccinationList,
    VaccinationPatch,
    VaccinationRenewal,
)

VaccinationId = Annotated[int, PathParameter(description="Number of the record, from list_vaccinations.")]
Status = Annotated[
    str,
    QueryParameter(
        description="active: still in force, overdue ones included (default); overdue: only those past their due date; "
        "completed: replaced by a newer dose; all.",
        schema_extra={"enum": list(service.STATUSES)},
    ),
]

_TODAY = VaccinationRenewal()
"""What a missing body means: the same vaccine, given today."""


class Vaccinations(Controller):
    """Under one pet; Meo Mai Moi keeps vaccinations for cats only."""

    path = "/pets/{pet_id:str}/vaccinations"

    @ToolRoute(
        "/",
        http_method="GET",
        operation_id="list_vaccinations",
        operation_class=ReadTool,
        summary="List a cat's vaccinations: active, overdue, completed or all",
    )
    async def list_vaccinations(
        self,
        pet_id: PetId,
        call: NamedDependency[ToolCall],
        status: Status = "active",
        limit: Limit = DEFAULT_BEHAVIOUR,
        offset: Offset = FROM_THE_START,
    ) -> VaccinationList:
        """Returns one cat's vaccinations, newest first, with due dates, how many days until due, and whether they are
        overdue or completed. For all pets at once upcoming_care is shorter. Other species have none.
        """
        window = PageRequest(limit=limit, offset=offset)
        return await service.list_vaccinations(call.account, pet_id, status=status, window=window, today=call.today)

    @ToolRoute(
        "/",
        http_method="POST",
        operation_id="add_vaccination",
        operation_class=AddTool,
        summary="Save a vaccination that a cat was given",
    )
    async def add_vaccination(
        self,
        pet_id: PetId,
        data: JSONBody[NewVaccination],
        call: NamedDependency[ToolCall],
    ) -> StoredVaccination:
        """Saves a vaccination a cat was given and returns it as stored. For a new dose of a vaccine that is on record,
        renew_vaccination also closes the old one. due_at is worth asking the user for; it is never guessed.
        """
        return await service.add(call.account, pet_id, data, calendar=call.calendar)

    @ToolRoute(
        "/{vaccination_id:str}",
        http_method="PATCH",
        operation_id="update_vaccination",
        operation_class=ChangeTool,
        summary="Correct a stored vaccination; a new dose is a renewal",
    )
    async def update_vaccination(
        self,
        pet_id: PetId,
        vaccination_id: VaccinationId,
        data: JSONBody[VaccinationPatch],
        call: NamedDependency[ToolCall],
    ) -> StoredVaccination:
        """Corrects the fields sent of a stored vaccination and returns it as stored; clear empties due_at or notes.
        For a new dose use renew_vaccination instead: this would overwrite the old date.
        """
        return await service.update(call.account, pet_id, vaccination_id, data, calendar=call.calendar)

    @ToolRoute(
        "/{vaccination_id:str}/renew",
        http_method="POST",
        operation_id="renew_vaccination",
        operation_class=ChangeTool,
        summary="Record the next dose of a vaccine on record and close the old one",
    )
    async def renew_vaccination(
        self,
        pet_id: PetId,
        vaccination_id: VaccinationId,
        call: NamedDependency[ToolCall],
        data: JSONBody[VaccinationRenewal] = _TODAY,
    ) -> StoredVaccination:
        """Records the next dose of a vaccine: the old record (its id from list_vaccinations) becomes completed for good
        and is no longer overdue, the new one is returned. due_at of the next dose is worth asking the user for.
        """
        return await renewal.renew(call.account, pet_id, vaccination_id, data, calendar=call.calendar)
