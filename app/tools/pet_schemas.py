"""Pets as the model names, finds, creates and reads them."""

from typing import Annotated, Literal

from msgspec import Meta

from app.lenient import LenientBool, LenientDate, LenientInt, LenientMonth, LenientSex, LenientText
from app.lenient.sex_words import Sex
from app.tools.schemas import NextOffset, NotOwn, ToolInput, ToolOutput

PetStatus = Literal["active", "lost", "deceased"]
Relation = Literal["owner", "fostering", "shared"]
MatchKind = Literal["exact", "prefix", "word_prefix", "substring", "typo"]
VaccinationSummary = Literal["overdue", "due_soon", "up_to_date", "unknown"]

BirthDate = Annotated[
    LenientDate, Meta(description="Exact date of birth, YYYY-MM-DD. Send only one of the four birth inputs.")
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
SpokenSpecies = Annotated[
    LenientText,
    Meta(
        description="Species: a slug of list_pet_types such as cat or dog, or the word in English, Vietnamese, "
        "Russian or Ukrainian."
    ),
]
PetSex = Annotated[LenientSex, Meta(description="male, female or unknown.")]
Country = Annotated[
    LenientText,
    Meta(
        description="Country the pet lives in, two letters such as VN, or its name. May be left out when all the "
        "user's pets live in one country."
    ),
]
Description = Annotated[
    LenientText, Meta(description="Free text about the pet, in the user's language, at most 5000 characters.")
]


class PetQuery(ToolInput, frozen=True, kw_only=True):
    """Whom to look for."""

    name: Annotated[LenientText, Meta(description="The name as the user said it, misspelt or in another script.")]
    species: SpokenSpecies | None = None


class NewPet(ToolInput, frozen=True, kw_only=True):
    """A pet to create."""

    name: Annotated[LenientText, Meta(description="Name of the pet, at most 255 characters.")]
    species: SpokenSpecies
    sex: PetSex | None = None
    birth_date: BirthDate | None = None
    birth_month_year: BirthMonth | None = None
    birth_year: BirthYear | None = None
    age_months: AgeMonths | None = None
    country: Country | None = None
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
    species: SpokenSpecies | None = None
    sex: PetSex | None = None
    birth_date: BirthDate | None = None
    birth_month_year: BirthMonth | None = None
    birth_year: BirthYear | None = None
    age_months: AgeMonths | None = None
    country: Country | None = None
    description: Description | None = None


class PetFacts(ToolOutput, frozen=True, kw_only=True):
    """What is said of a pet wherever it is shown."""

    id: int
    name: str
    species: str
    sex: Sex
    age: str | None = None
    birth: Annotated[str, Meta(description="YYYY-MM-DD, YYYY-MM or YYYY, as exactly as it is known.")] | None = None
    status: PetStatus


class Pet(PetFacts, frozen=True, kw_only=True):
    """A pet in a list."""

    relation: Relation
    latest_weight_kg: float | None = None
    latest_weight_date: str | None = None
    vaccination_status: VaccinationSummary | None = None


class PetList(ToolOutput, frozen=True, kw_only=True):
    """The user's pets; ages hold for `as_of`."""

    pets: list[Pet]
    total: int
    returned: int
    has_more: bool
    next_offset: NextOffset | None = None
    as_of: str


class PetCandidate(Pet, frozen=True, kw_only=True):
    """A pet that fits what the user said, and why."""

    match: MatchKind


class PetCandidates(ToolOutput, frozen=True, kw_only=True):
    """The pets that fit, best first; none, one or several."""

    candidates: list[PetCandidate]
    total: int
    returned: int
    has_more: bool
    as_of: str


class StoredPet(PetFacts, frozen=True, kw_only=True):
    """The pet as stored."""

    relation: NotOwn | None = None
    country: str | None = None
    city: str | None = None
    description: str | None = None
    already_saved: bool = False
    as_of: str


class PetType(ToolOutput, frozen=True, kw_only=True):
    """A species the main app knows; what is kept for it is said, what is not kept is left out."""

    slug: str
    name: str
    names: Annotated[list[str], Meta(description="The other names: Vietnamese, Russian, Ukrainian.")]
    weights: bool = False
    vaccinations: bool = False
    medical_records: bool = False


class PetTypeList(ToolOutput, frozen=True, kw_only=True):
    """All species."""

    pet_types: list[PetType]
    total: int
