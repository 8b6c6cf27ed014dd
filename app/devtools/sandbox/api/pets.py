"""Reading pets: my-pets, its sections, and one pet."""

from msgspec import Struct, UnsetType

from app.devtools.sandbox.api.answers import Answer, Failure, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.pet_bodies import PetBody, pet_card, section_card, whole_pet
from app.devtools.sandbox.api.phrases import say
from app.devtools.sandbox.api.rights import require_view
from app.devtools.sandbox.api.validation import Needs
from app.devtools.sandbox.data.people import Group
from app.devtools.sandbox.data.pets import Pet

_MAX = 2**63 - 1


class SectionContext(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whose pets the sections hold."""

    type: str
    group_id: int | None = None
    group_name: str | None = None


class Sections(Struct, frozen=True, kw_only=True):
    """All pets a person has to do with, each once: owner beats foster beats the rest."""

    owned: list[PetBody]
    fostering_active: list[PetBody]
    shared: list[PetBody]
    fostering_past: list[PetBody]
    context: SectionContext


def list_pets(call: Call) -> Answer:
    """Serve the pets that the caller owns now, whatever their status; no pages, no order."""
    wanted = call.request.query.get("pet_type", "").strip()
    user_id = call.signed_in.id
    owned = [pet for pet in call.world.pets_of(user_id) if "owner" in pet.active_roles(user_id)]
    return success([pet_card(call, pet) for pet in owned if not wanted or pet.pet_type.slug == wanted])


def list_sections(call: Call) -> Answer:
    """Serve owned, fostered, shared and formerly fostered pets."""
    group = _chosen_group(call)
    sorted_pets: dict[str, list[PetBody]] = {"owned": [], "foster": [], "shared": [], "past": []}
    for pet in _reachable_pets(call):
        section = _section_of(call, pet)
        if section is not None and (group is None or pet.id in group.pet_ids):
            sorted_pets[section].append(section_card(call, pet))
    sections = Sections(
        owned=sorted_pets["owned"],
        fostering_active=sorted_pets["foster"],
        shared=sorted_pets["shared"],
        fostering_past=sorted_pets["past"],
        context=SectionContext(type="group", group_id=group.id, group_name=group.name)
        if group
        else SectionContext(type="all"),
    )
    return success(sections)


def show_pet(call: Call) -> Answer:
    """Serve one pet to anyone who may see it."""
    require_view(call.world, call.user, call.pet)
    return success(whole_pet(call, call.pet))


def _chosen_group(call: Call) -> Group | None:
    """Read `group_id`: 422 D when there is no such group, 403 B when it is a foreign one."""
    rules = call.rules()
    group_id = rules.integer("group_id", Needs.NOTHING, low=-_MAX, high=_MAX)
    rules.settle()
    if group_id is None or isinstance(group_id, UnsetType):
        return None
    group = call.world.groups.get(group_id)
    if group is None:
        rules.refuse("group_id", "The selected group id is invalid.")
        rules.settle()
    elif call.signed_in.id not in group.member_ids:
        raise Failure(403, say("access_forbidden", call.locale))
    return group


def _reachable_pets(call: Call) -> list[Pet]:
    """List the pets of one's own ties and of one's groups, each once."""
    world, user_id = call.world, call.signed_in.id
    found = {pet.id: pet for pet in world.pets_of(user_id)}
    for group in world.groups.values():
        if user_id in group.member_ids:
            pets = [world.find_pet(pet_id) for pet_id in sorted(group.pet_ids)]
            found.update({pet.id: pet for pet in pets if pet is not None})
    return list(found.values())


def _section_of(call: Call, pet: Pet) -> str | None:
    user_id = call.signed_in.id
    roles = pet.active_roles(user_id)
    if "owner" in roles:
        return "owned"
    if "foster" in roles:
        return "foster"
    if roles or call.world.in_groups_of(user_id, pet.id):
        return "shared"
    fostered = any(tie.role == "foster" and tie.user_id == user_id for tie in pet.relationships)
    return "past" if fostered else None
