"""What the pet tools take and answer: queries, one pet with its health, the overview."""

from typing import Annotated, Any

from msgspec import Meta

from app.domain.pet_search import MatchKind
from app.domain.weight_trend import Direction
from app.lenient import LenientBool, LenientDate, LenientInt, LenientMonth, LenientSex, LenientText
from app.tools.medical_records.schemas import MedicalRecordItem
from app.tools.microchips.schemas import Microchip
from app.tools.pet_schemas import DueVaccination, NextBirthday, Pet, PetStatus, SpeciesName, StoredPet
from app.tools.schemas import UNPUBLISHED, NextOffset, PhotoUrl, ToolInput, ToolOutput
from app.tools.vaccinations.schemas import Vaccination
from app.tools.weights.schemas import Weight, WeightLossAnswer, WeightTrendAnswer

BirthDate = Annotated[
    LenientDate, Meta(description="Exact date of birth, YYYY-MM-DD. Send only one of the five birth inputs.")
]
BirthMonth = Annotated[
    LenientMonth, Meta(description="Month of birth, YYYY-MM, when the day is not known. Only one birth input.")
]
BirthYear = Annotated[
    LenientInt, Meta(description="Year of birth, four digits, when the month is not known. Only one birth input.")
]
AgeMonths = Annotated[
    LenientInt,
    Meta(description="Age in whole months, 0 to 600, when only the age is known: 2 years is 24. Only one birth input."),
]
AgeWeeks = Annotated[
    LenientInt,
    Meta(description="Age in whole weeks, 0 to 104, for the very young; the month is kept. Only one birth input."),
]
PetSex = Annotated[LenientSex, Meta(description="male, female or unknown.")]
Country = Annotated[
    LenientText,
    Meta(
        description="Country the pet lives in, two letters such as VN, or its name. May be left out when all the "
        "user's pets live in one country."
    ),
]
City = Annotated[
    LenientText,
    Meta(description="City the pet lives in, one of those that Meo Mai Moi has in its country. Only as the user said."),
]
Description = Annotated[
    LenientText, Meta(description="Free text about the pet, in the user's language, at most 5000 characters.")
]


class PetQuery(ToolInput, frozen=True, kw_only=True):
    """Whom to look for: by name, by species ("my cat"), or both."""

    name: (
        Annotated[LenientText, Meta(description="The name as the user said it, misspelt or in another script.")] | None
    ) = None
    species: SpeciesName | None = None


class NewPet(ToolInput, frozen=True, kw_only=True):
    """A pet to create."""

    name: Annotated[LenientText, Meta(description="Name of the pet, at most 255 characters.")]
    species: SpeciesName
    sex: PetSex | None = None
    birth_date: BirthDate | None = None
    birth_month_year: BirthMonth | None = None
    birth_year: BirthYear | None = None
    age_months: AgeMonths | None = None
    age_weeks: AgeWeeks | None = None
    country: Country | None = None
    city: City | None = None
    description: Description | None = None
    confirm_duplicate: (
        Annotated[
            LenientBool,
            Meta(description="true only after a DUPLICATE_WARNING and the user's word that this is another pet."),
        ]
        | None
    ) = None


class PetPatch(ToolInput, frozen=True, kw_only=True):
    """Only the fields the user wants changed."""

    name: Annotated[LenientText, Meta(description="New name, at most 255 characters.")] | None = None
    species: SpeciesName | None = None
    sex: PetSex | None = None
    birth_date: BirthDate | None = None
    birth_month_year: BirthMonth | None = None
    birth_year: BirthYear | None = None
    age_months: AgeMonths | None = None
    age_weeks: AgeWeeks | None = None
    country: Country | None = None
    city: City | None = None
    description: Description | None = None


class PetList(ToolOutput, frozen=True, kw_only=True):
    """The user's pets; ages hold for `as_of`."""

    pets: list[Pet]
    total: int
    returned: int
    has_more: bool
    next_offset: NextOffset | None = None
    as_of: str


class PetCandidate(Pet, frozen=True, kw_only=True):
    """A pet that fits what the user said, and why; a shared pet with its owner's name."""

    match: Annotated[
        MatchKind,
        Meta(
            description="exact: pet_id takes what was said. form: the name with an ending, in other letters or inside "
            "what was said. species: only the species was said. The others are similar names."
        ),
    ]
    owner_name: str | None = None
    photo_url: PhotoUrl | None = None


class PetCandidates(ToolOutput, frozen=True, kw_only=True):
    """The pets that fit, best first; none, one or several."""

    candidates: list[PetCandidate]
    total: int
    returned: int
    has_more: bool
    as_of: str


class SimilarPet(ToolOutput, frozen=True, kw_only=True):
    """A pet whose name is much like that of the new one."""

    id: int
    name: str
    species: str
    status: PetStatus


class CreatedPet(StoredPet, frozen=True, kw_only=True):
    """The new pet as stored; `similar` are pets that were there before and may be the same one."""

    similar: Annotated[
        list[SimilarPet], Meta(description="Pets of a similar name. Ask whether the new one is another pet.")
    ] = []


class OverviewQuery(ToolInput, frozen=True, kw_only=True):
    """Which pets to show; nothing means all the user owns."""

    species: SpeciesName | None = None
    # As the GPT sends it that imported an earlier document; nothing in it is ever refused.
    name: Annotated[Any, Meta(extra_json_schema=UNPUBLISHED)] = None
    only_with_upcoming_vaccination: Annotated[Any, Meta(extra_json_schema=UNPUBLISHED)] = None
    sort_by: Annotated[Any, Meta(extra_json_schema=UNPUBLISHED)] = None
    sort_order: Annotated[Any, Meta(extra_json_schema=UNPUBLISHED)] = None
    include_shared: (
        Annotated[LenientBool, Meta(description="true: also pets that the user fosters or that others share.")] | None
    ) = None
    offset: (
        Annotated[LenientInt, Meta(description="Pets to pass over: next_offset of the answer before, to get the rest.")]
        | None
    ) = None


class PetOverview(Pet, frozen=True, kw_only=True):
    """One pet with what is coming."""

    next_birthday: NextBirthday | None = None
    previous_weight_kg: float | None = None
    previous_weight_date: str | None = None
    weight_change_kg: Annotated[float, Meta(description="Latest minus previous measurement.")] | None = None
    weight_direction: (
        Annotated[Direction, Meta(description="unknown: the weights compared are less than 14 days apart.")] | None
    ) = None
    weight_days_between: Annotated[int, Meta(description="Days between the last two, where under 14.")] | None = None
    weight_trend: (
        Annotated[WeightTrendAnswer, Meta(description="Where the last two are too close: against an older one.")] | None
    ) = None
    loss_since_highest: WeightLossAnswer | None = None
    due_vaccinations: list[DueVaccination] = []
    due_vaccinations_left_out: Annotated[int, Meta(description="How many more are due.")] = 0
    vaccinations_available: Annotated[
        bool, Meta(description="false: due vaccinations were not or not all read; list_vaccinations shows them.")
    ] = True


class PetsOverview(ToolOutput, frozen=True, kw_only=True):
    """The pets by name; ages, birthdays and due dates hold for `as_of`."""

    pets: list[PetOverview]
    total: int
    returned: int
    has_more: bool
    next_offset: NextOffset | None = None
    left_out: Annotated[list[str], Meta(description="What this answer does not show, in plain words.")] = []
    as_of: str


class HealthSummary(ToolOutput, frozen=True, kw_only=True):
    """The active vaccinations, microchips, the latest medical records and weights; the list tools have the rest."""

    vaccinations: list[Vaccination] = []
    vaccinations_total: int | None = None
    medical_records: list[MedicalRecordItem] = []
    medical_records_total: int | None = None
    weights: list[Weight] = []
    weights_total: int | None = None
    weight_trend: WeightTrendAnswer | None = None
    microchips: list[Microchip] = []
    loss_since_highest: WeightLossAnswer | None = None
    not_available: Annotated[
        list[str], Meta(description="Parts that are not kept for this species or could not be read now, and why.")
    ] = []


class PetDetails(StoredPet, frozen=True, kw_only=True):
    """The pet, its next birthday and its health."""

    can_edit: Annotated[bool, Meta(description="false: this account can see the pet but change nothing.")] | None = None
    owner_name: Annotated[str, Meta(description="Only for a pet that somebody else owns.")] | None = None
    photo_url: PhotoUrl | None = None
    next_birthday: NextBirthday | None = None
    health: HealthSummary
