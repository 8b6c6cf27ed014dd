"""What creating and changing a pet have in common: names of inputs, limits, the birthday.

See docs/main-app-api.md, "Create a pet".
"""

from typing import Protocol

from msgspec import UNSET
from msgspec.structs import asdict, replace

from app.domain.birth_inputs import BIRTH_INPUTS, from_inputs
from app.domain.birthday import upstream_fields
from app.domain.storable_days import Calendar
from app.lenient import LenientDate, LenientInt, LenientMonth
from app.main_app.writes import PetWrite

MAX_NAME_LENGTH = 255
MAX_DESCRIPTION_LENGTH = 5000


class BirthInputs(Protocol):
    """The five ways to say when a pet was born."""

    @property
    def birth_date(self) -> LenientDate | None: ...  # noqa: D102 - the class docstring says it
    @property
    def birth_month_year(self) -> LenientMonth | None: ...  # noqa: D102 - as above
    @property
    def birth_year(self) -> LenientInt | None: ...  # noqa: D102 - as above
    @property
    def age_months(self) -> LenientInt | None: ...  # noqa: D102 - as above
    @property
    def age_weeks(self) -> LenientInt | None: ...  # noqa: D102 - as above


def birth_input_of(inputs: BirthInputs) -> str:
    """Name the birth input that was sent, so that a refusal of the main app can be said of it."""
    sent = (name for name in BIRTH_INPUTS if getattr(inputs, name) is not None)
    return next(sent, "birth_date")


def with_birthday(pet: PetWrite, inputs: BirthInputs, *, calendar: Calendar) -> PetWrite:
    """Add the birthday to what is sent, with its precision and just the parts it allows.

    Raises:
        InvalidInput: more than one birth input, or an impossible or future one.
    """
    birthday = from_inputs(
        birth_date=inputs.birth_date,
        birth_month_year=inputs.birth_month_year,
        birth_year=inputs.birth_year,
        age_months=inputs.age_months,
        age_weeks=inputs.age_weeks,
        calendar=calendar,
    )
    if birthday is None:
        return pet
    parts = upstream_fields(birthday)
    return replace(pet, **{name: UNSET if value is None else value for name, value in asdict(parts).items()})
