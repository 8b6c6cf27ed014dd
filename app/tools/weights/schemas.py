"""Weights as the model reads and writes them."""

from typing import Annotated, Literal

from msgspec import Meta

from app.domain.weight_trend import Direction
from app.errors import ErrorCode, KnownPet
from app.lenient import DeferredKilograms, Kilograms, LenientBool, LenientDate, LenientText
from app.tools.former_values import FormerValues
from app.tools.schemas import NextOffset, NotOwn, ToolInput, ToolOutput

RowStatus = Literal["saved", "already_saved", "failed"]

WeightKg = Annotated[Kilograms, Meta(description="Weight in kilograms, above 0 and at most 1000; 4.2 means 4.2 kg.")]
MeasuredAt = Annotated[
    LenientDate, Meta(description="Day it was measured, YYYY-MM-DD, not in the future. Left out: today.")
]
ConfirmUnusual = Annotated[
    LenientBool,
    Meta(description="true only after a refusal of this weight as unusual and the user's word that it is right."),
]


class NewWeight(ToolInput, frozen=True, kw_only=True):
    """One measurement."""

    weight_kg: WeightKg
    measured_at: MeasuredAt | None = None
    confirm_unusual: ConfirmUnusual | None = None


class WeightPatch(ToolInput, frozen=True, kw_only=True):
    """Only the fields the user wants corrected."""

    weight_kg: WeightKg | None = None
    measured_at: (
        Annotated[LenientDate, Meta(description="Day it was measured, YYYY-MM-DD, not in the future.")] | None
    ) = None
    confirm_unusual: ConfirmUnusual | None = None


class WeightRow(ToolInput, frozen=True, kw_only=True):
    """One row of a list of weights; a row that cannot be read fails alone."""

    pet: Annotated[LenientText, Meta(description="The pet's number or its exact name.")]
    weight_kg: Annotated[DeferredKilograms, Meta(description="Weight in kilograms, above 0 and at most 1000.")]
    measured_at: (
        Annotated[LenientText, Meta(description="Day it was measured, YYYY-MM-DD, not in the future. Left out: today.")]
        | None
    ) = None
    confirm_unusual: ConfirmUnusual | None = None


class NewWeights(ToolInput, frozen=True, kw_only=True):
    """Up to fifty rows, for instance read from one photo."""

    rows: Annotated[
        list[WeightRow],
        Meta(
            min_length=1,
            max_length=50,
            description="1 to 50 rows: pet (number or exact name), weight_kg in kilograms, measured_at YYYY-MM-DD "
            "(left out: today), confirm_unusual. "
            "Meo Mai Moi takes about 15 a minute: rows beyond fail and can be sent again after "
            "retry_after seconds.",
        ),
    ]


class Weight(ToolOutput, frozen=True, kw_only=True):
    """One measurement."""

    id: int
    weight_kg: float
    measured_at: str
    in_future: Annotated[bool, Meta(description="true: dated after today, probably a slip; not in the trend.")] = False


class WeightTrendAnswer(ToolOutput, frozen=True, kw_only=True):
    """The latest measurement against an older one; under 2 % is steady, less than 14 days apart unknown."""

    direction: Direction
    latest_kg: float | None = None
    change_kg: float | None = None
    change_percent: float | None = None
    since: Annotated[str, Meta(description="Day of the measurement it is compared with.")] | None = None
    days_between: Annotated[int, Meta(description="Days between the two; under 14 no trend.")] | None = None


class WeightLossAnswer(ToolOutput, frozen=True, kw_only=True):
    """The loss from the highest weight of half a year to the latest one; only where it is 2 % or more."""

    highest_kg: float
    highest_on: str
    loss_kg: float
    loss_percent: float
    looked_back_to: (
        Annotated[str, Meta(description="Only where less than half a year was read: the oldest day read.")] | None
    ) = None


class WeightList(ToolOutput, frozen=True, kw_only=True):
    """The weights of one pet, newest first, and their trend."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    weights: list[Weight]
    trend: Annotated[WeightTrendAnswer, Meta(description="Only with the newest rows, so without offset.")] | None = None
    loss_since_highest: WeightLossAnswer | None = None
    since: Annotated[str, Meta(description="Only weights from this day on are listed.")] | None = None
    change_since: (
        Annotated[WeightTrendAnswer, Meta(description="With since: from the first weight of the period to the latest.")]
        | None
    ) = None
    total: int
    returned: int
    has_more: bool
    next_offset: NextOffset | None = None
    as_of: str


class StoredWeight(Weight, frozen=True, kw_only=True):
    """The measurement as stored."""

    pet_id: int
    pet_name: str
    relation: NotOwn | None = None
    already_saved: bool = False
    replaced: FormerValues = []


class RowFailure(ToolOutput, frozen=True, kw_only=True):
    """Why one row was not saved."""

    error: ErrorCode
    message: str
    hint: str | None = None
    retryable: bool
    candidates: tuple[KnownPet, ...] = ()


class WeightRowResult(ToolOutput, frozen=True, kw_only=True):
    """What became of one row; `row` counts from 1 in the order sent."""

    row: int
    status: RowStatus
    pet_id: int | None = None
    pet_name: str | None = None
    relation: NotOwn | None = None
    weight_id: int | None = None
    weight_kg: float | None = None
    measured_at: str | None = None
    failure: RowFailure | None = None


class WeightBatch(ToolOutput, frozen=True, kw_only=True):
    """Result per row, in the order sent; rows not saved can be sent again."""

    saved: int
    already_saved: int
    failed: int
    retry_after: Annotated[int, Meta(description="Seconds to wait before the failed rows are sent again.")] | None = (
        None
    )
    results: list[WeightRowResult]
