"""Habits as the routes show them, and which of them a person may see."""

from msgspec import Struct

from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.media import gallery_of_pet
from app.devtools.sandbox.api.rights import may_view
from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.pets import Pet


class HabitPet(Struct, frozen=True, kw_only=True):
    """A pet of a habit."""

    id: int
    name: str
    photo_url: str | None


class HabitCapabilities(Struct, frozen=True, kw_only=True):
    """What the viewer may do with a habit."""

    can_edit: bool
    can_delete: bool
    can_archive: bool
    can_share: bool


class HabitBody(Struct, frozen=True, kw_only=True):
    """A habit."""

    id: int
    name: str
    timezone: str
    value_type: str
    scale_min: int | None
    scale_max: int | None
    day_summary_mode: str
    share_with_coowners: bool
    reminder_enabled: bool
    reminder_time: str | None
    reminder_weekdays: list[int] | None
    archived_at: str | None
    pet_count: int
    pets: list[HabitPet]
    capabilities: HabitCapabilities
    created_by: int
    created_at: str
    updated_at: str


def habit_body(call: Call, habit: Habit) -> HabitBody:
    """Show a habit with the pets that the viewer may see."""
    pets = visible_pets(call, habit)
    own = habit.created_by == call.signed_in.id
    return HabitBody(
        id=habit.id,
        name=habit.name,
        timezone=habit.timezone,
        value_type=habit.value_type,
        scale_min=habit.scale_min,
        scale_max=habit.scale_max,
        day_summary_mode=habit.day_summary_mode,
        share_with_coowners=habit.share_with_coowners,
        reminder_enabled=habit.reminder_time is not None,
        reminder_time=habit.reminder_time,
        reminder_weekdays=habit.reminder_weekdays,
        archived_at=habit.archived_at,
        pet_count=len(pets),
        pets=[HabitPet(id=pet.id, name=pet.name, photo_url=photo_of(call, pet)) for pet in pets],
        capabilities=HabitCapabilities(can_edit=True, can_delete=own, can_archive=own, can_share=True),
        created_by=habit.created_by,
        created_at=habit.created_at,
        updated_at=habit.updated_at,
    )


def may_read_habit(call: Call, habit: Habit) -> bool:
    """Own habits, and others' that are shared with the co-owners of a pet."""
    user_id = call.signed_in.id
    if habit.created_by == user_id:
        return True
    if not habit.share_with_coowners:
        return False
    pets = [call.world.find_pet(pet_id) for pet_id in habit.pet_ids]
    return any("owner" in pet.active_roles(user_id) for pet in pets if pet is not None)


def visible_pets(call: Call, habit: Habit) -> list[Pet]:
    """List the habit's pets that the viewer may see."""
    pets = [call.world.find_pet(pet_id) for pet_id in habit.pet_ids]
    return [pet for pet in pets if pet is not None and may_view(call.world, call.user, pet)]


def photo_of(call: Call, pet: Pet) -> str | None:
    """Return the thumb of a pet."""
    return gallery_of_pet(pet, call.request.base_url, call.world.clock()).thumb_url()
