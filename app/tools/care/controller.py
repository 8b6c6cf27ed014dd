"""What is due next, and the care routines."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from app.domain.due_dates import DEFAULT_WINDOW
from app.lenient import LenientBool, LenientInt
from app.tools.call import ToolCall
from app.tools.care import routines, service
from app.tools.care.schemas import CareRoutines, UpcomingCare
from app.tools.routes import ReadTool, ToolRoute

OnePet = Annotated[
    str, QueryParameter(description="Only this pet: its number or its exact name. Left out: all.", max_length=255)
]
IncludeShared = Annotated[
    LenientBool,
    QueryParameter(
        description="true: also pets that the user fosters or that others share.", schema_extra={"type": "boolean"}
    ),
]
_NO = LenientBool(0)
_THREE_MONTHS = LenientInt(DEFAULT_WINDOW)
_TWO_WEEKS = LenientInt(14)


class Care(Controller):
    """Reads only."""

    path = "/care"

    @ToolRoute(
        "/upcoming",
        http_method="GET",
        operation_id="upcoming_care",
        operation_class=ReadTool,
        summary="Show what is due next, by date: vaccinations and birthdays",
    )
    async def upcoming_care(
        self,
        call: NamedDependency[ToolCall],
        days: Annotated[
            LenientInt,
            QueryParameter(
                description="Days to look ahead, 1 to 366; default 90, about 3 months.",
                schema_extra={"type": "integer", "minimum": 1, "maximum": 366},
            ),
        ] = _THREE_MONTHS,
        species: Annotated[
            str, QueryParameter(description="Only this species, such as cat or dog. Left out: all.", max_length=100)
        ] = "",
        pet_id: OnePet = "",
        kind: Annotated[
            str,
            QueryParameter(
                description="Only vaccination or only birthday. Left out: both.",
                max_length=100,
                schema_extra={"enum": list(service.KINDS)},
            ),
        ] = "",
        include_shared: IncludeShared = _NO,
    ) -> UpcomingCare:
        """Returns overdue vaccinations, and vaccinations and birthdays within the next days, by date, of all the user's
        pets, one species or one pet. Says which pets have no due dates on record or could not be read.
        """
        wanted = service.CareQuery(
            days=days, kind=kind, species=species, pet_id=pet_id, include_shared=bool(include_shared)
        )
        return await service.upcoming(call.account, call.pet_types, wanted, today=call.today)

    @ToolRoute(
        "/routines",
        http_method="GET",
        operation_id="care_routines",
        operation_class=ReadTool,
        summary="Show what a sitter needs: description, care routines and recent treatments per pet",
    )
    async def care_routines(
        self,
        call: NamedDependency[ToolCall],
        days: Annotated[
            LenientInt,
            QueryParameter(
                description="Recent days to show, today included, 1 to 90; default 14.",
                schema_extra={"type": "integer", "minimum": 1, "maximum": 90},
            ),
        ] = _TWO_WEEKS,
        pet_id: OnePet = "",
    ) -> CareRoutines:
        """Returns what a sitter needs per pet, foster and shared ones and pets without routines included: description,
        care routines (brushing teeth, walks, appetite) with reminder times and recent days, and the treatments of the
        last 30 days. upcoming_care has what is due.
        """
        return await routines.routines(call.account, days=days, pet_id=pet_id, today=call.today)
