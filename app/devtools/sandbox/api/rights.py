"""Who may see and change a pet and its health records."""

from msgspec import Struct

from app.devtools.sandbox.api.answers import (
    FORBIDDEN_HEALTH,
    UNAUTHENTICATED,
    Bare,
    FeatureMissing,
    unauthorized_by_policy,
)
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.pets import Pet, Role
from app.devtools.sandbox.data.world import World


class AccessSource(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Through what a person reaches a pet."""

    type: str
    id: int | None = None
    name: str | None = None
    role: str


class Permissions(Struct, frozen=True, kw_only=True):
    """What the viewer may do; past fosters may nothing, anybody may see the contact of a lost pet's owner."""

    can_edit: bool = False
    can_delete: bool = False
    can_manage_people: bool = False
    can_transfer_ownership: bool = False
    can_view_contact: bool = False
    is_owner: bool = False
    is_editor: bool = False
    is_viewer: bool = False
    is_foster: bool = False
    is_sitter: bool = False
    access_sources: list[AccessSource]


def permissions(world: World, user: User, pet: Pet) -> Permissions:
    """Say what a person may do with a pet."""
    roles = pet.active_roles(user.id)
    groups = world.in_groups_of(user.id, pet.id)
    owner = "owner" in roles
    sources = [AccessSource(type="relationship", role=role) for role in roles]
    sources += [AccessSource(type="group", id=group.id, name=group.name, role="member") for group in groups]
    return Permissions(
        can_edit=may_edit(world, user, pet),
        can_delete=owner,
        can_manage_people=owner,
        can_transfer_ownership=owner,
        can_view_contact=not owner and (bool(sources) or pet.status == "lost"),
        is_owner=owner,
        is_editor="editor" in roles,
        is_viewer="viewer" in roles,
        is_foster="foster" in roles,
        is_sitter="sitter" in roles,
        access_sources=sources,
    )


def may_edit(world: World, user: User, pet: Pet) -> bool:
    """Owners, editors and group members."""
    roles: list[Role] = pet.active_roles(user.id)
    return "owner" in roles or "editor" in roles or bool(world.in_groups_of(user.id, pet.id))


def may_view(world: World, user: User | None, pet: Pet) -> bool:
    """Anyone with an active tie, group members, and everybody while the pet is lost."""
    if pet.status == "lost":
        return True
    if user is None:
        return False
    return bool(pet.active_roles(user.id)) or bool(world.in_groups_of(user.id, pet.id))


def require_view(world: World, user: User | None, pet: Pet) -> None:
    """Refuse by policy, 403 C, guests and strangers alike."""
    if not may_view(world, user, pet):
        raise unauthorized_by_policy()


def require_health(world: World, user: User | None, pet: Pet) -> None:
    """Let owners, editors and group members at health records: 401 C for guests, 403 C for all others."""
    if user is None:
        raise Bare(401, UNAUTHENTICATED)
    if not may_edit(world, user, pet):
        raise Bare(403, FORBIDDEN_HEALTH)


def require_feature(*, present: bool) -> None:
    """Refuse records that the pet's species does not have, 422 E."""
    if not present:
        raise FeatureMissing
