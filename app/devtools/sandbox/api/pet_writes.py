"""Creating, changing and deleting pets (docs/main-app-api.md, "Create a pet", "Update a pet")."""

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, Failure, no_content, success, unauthorized_by_policy
from app.devtools.sandbox.api.birthdays import SentBirthday, apply_birthday, check_birthday, read_birthday
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.pet_bodies import created_pet, plain_pet, updated_pet
from app.devtools.sandbox.api.phrases import say
from app.devtools.sandbox.api.rights import may_edit
from app.devtools.sandbox.api.validation import Needs, Rules, or_none, settled
from app.devtools.sandbox.api.versions import check_expected, check_version
from app.devtools.sandbox.data.catalog import categories, cities, pet_types
from app.devtools.sandbox.data.pets import Category, City, Pet, PetType

SEXES = ("male", "female", "not_specified")
STATUSES = ("active", "lost", "deceased", "deleted")
_MAX = 2**63 - 1
_MAX_CATEGORIES = 10


class SentPet(Struct, frozen=True, kw_only=True):
    """What a create or update says; None stands for null and for not sent, which are the same here."""

    name: str | None
    country: str | None
    sex: str | None
    state: str | None
    address: str | None
    city_id: int | None
    description: str | None
    pet_type_id: int | None
    birthday: SentBirthday
    category_ids: list[int] | None


class DuplicatePets(Struct, frozen=True):
    """The `data` of the duplicate's 409."""

    existing_pet_ids: list[int]


def create_pet(call: Call) -> Answer:
    """Create a pet of the caller; raises 422 D, 422 B and the duplicate's 409."""
    rules = call.rules()
    sent = _read_pet(call, rules, Needs.VALUE)
    allow_duplicate = rules.flag("allow_duplicate")
    rules.settle()
    check_birthday(sent.birthday, call.world.today())
    pet_type = pet_types()[sent.pet_type_id or 1]
    name, country = settled(sent.name), settled(sent.country).upper()
    city = _chosen_city(sent.city_id, country)
    labels = _chosen_categories(sent.category_ids, pet_type)
    if not allow_duplicate:
        _refuse_duplicate(call, name, pet_type)
    pet = call.world.add_pet(call.signed_in, name, pet_type.slug)
    pet.country, pet.city, pet.categories = country, city, labels or []
    pet.sex = sent.sex or "not_specified"
    pet.state, pet.address = sent.state, sent.address
    if sent.description is not None:
        pet.description, pet.description_locale = sent.description, call.locale
    apply_birthday(sent.birthday, pet, creating=True)
    return success(created_pet(call, pet), 201)


def update_pet(call: Call) -> Answer:
    """Change a pet; nulls are dropped, so nothing can be emptied."""
    pet = call.pet
    if not may_edit(call.world, call.signed_in, pet):
        raise Failure(403, say("access_forbidden", call.locale))
    check_version(call, pet.updated_at, updated_pet(call, pet))
    rules = call.rules()
    sent = _read_pet(call, rules, Needs.VALUE_IF_SENT)
    rules.settle()
    check_birthday(sent.birthday, call.world.today())
    pet_type = pet_types()[sent.pet_type_id] if sent.pet_type_id else pet.pet_type
    country = sent.country.upper() if sent.country else pet.country
    city = _chosen_city(sent.city_id, country) or pet.city
    labels = _chosen_categories(sent.category_ids, pet_type)
    before = _columns(pet)
    pet.pet_type, pet.country, pet.city = pet_type, country, city
    pet.categories = pet.categories if labels is None else labels
    _apply_texts(call, pet, sent)
    apply_birthday(sent.birthday, pet, creating=False)
    if _columns(pet) != before:
        pet.updated_at = call.world.now()
    return success(updated_pet(call, pet))


def update_status(call: Call) -> Answer:
    """Set the status; lost and deceased pets leave all habits (docs/main-app-api.md, "Pet status and deletion")."""
    pet = call.pet
    if not may_edit(call.world, call.signed_in, pet):
        raise unauthorized_by_policy()
    check_version(call, pet.updated_at, plain_pet(call, pet))
    rules = call.rules()
    status = rules.choice("status", Needs.VALUE, STATUSES)
    rules.settle()
    if status == "deleted":
        raise Failure(422, "Use the delete endpoint to delete a pet.")
    _check_expected_pet(call, pet)
    if pet.status != status:
        pet.status, pet.updated_at = settled(status), call.world.now()
    if pet.status in {"lost", "deceased"}:
        for habit in call.world.habits.values():
            habit.pet_ids = [pet_id for pet_id in habit.pet_ids if pet_id != pet.id]
    return success(plain_pet(call, pet))


def delete_pet(call: Call) -> Answer:
    """Delete a pet of one's own; afterwards every path of it is 404."""
    pet = call.pet
    if "owner" not in pet.active_roles(call.signed_in.id):
        raise unauthorized_by_policy()
    check_version(call, pet.updated_at, plain_pet(call, pet))
    _check_expected_pet(call, pet)
    pet.deleted = True
    return no_content()


def _read_pet(call: Call, rules: Rules, needs: Needs) -> SentPet:
    pet_type_needs = Needs.NOTHING if needs is Needs.VALUE else Needs.VALUE_IF_SENT
    return SentPet(
        name=or_none(rules.text("name", needs, max_length=255)),
        country=_read_country(rules, needs),
        sex=or_none(rules.choice("sex", Needs.NOTHING, SEXES)),
        state=or_none(rules.text("state", Needs.NOTHING, max_length=255)),
        address=or_none(rules.text("address", Needs.NOTHING, max_length=255)),
        city_id=or_none(rules.integer("city_id", Needs.NOTHING, low=-_MAX, high=_MAX)),
        description=or_none(rules.text("description", Needs.NOTHING)),
        pet_type_id=_read_pet_type(rules, pet_type_needs),
        birthday=read_birthday(call, rules),
        category_ids=_read_categories(call, rules),
    )


def _read_country(rules: Rules, needs: Needs) -> str | None:
    country = or_none(rules.text("country", needs))
    if country is not None and len(country) != 2:
        rules.refuse("country", "The country field must be 2 characters.")
    return country


def _read_pet_type(rules: Rules, needs: Needs) -> int | None:
    pet_type_id = or_none(rules.integer("pet_type_id", needs, low=-_MAX, high=_MAX))
    if pet_type_id is not None and pet_type_id not in pet_types():
        rules.refuse("pet_type_id", "The selected pet type id is invalid.")
    return pet_type_id


def _read_categories(call: Call, rules: Rules) -> list[int] | None:
    given = call.inputs.get("category_ids")
    if given is None:
        return None
    if not isinstance(given, list):
        rules.refuse("category_ids", "The category ids field must be an array.")
        return None
    if len(given) > _MAX_CATEGORIES:
        rules.refuse("category_ids", f"The category ids field must not have more than {_MAX_CATEGORIES} items.")
    for position, item in enumerate(given):
        if not isinstance(item, int) or item not in categories():
            rules.refuse(f"category_ids.{position}", f"The selected category_ids.{position} is invalid.")
    return [item for item in given if isinstance(item, int)]


def _chosen_city(city_id: int | None, country: str) -> City | None:
    if city_id is None:
        return None
    city = cities().get(city_id)
    if city is None:
        raise Failure(422, "City not found.")
    if city.country != country:
        raise Failure(422, "Selected city does not belong to the specified country.")
    return city


def _chosen_categories(category_ids: list[int] | None, pet_type: PetType) -> list[Category] | None:
    if category_ids is None:
        return None
    labels = [categories()[category_id] for category_id in category_ids]
    if any(label.pet_type_id != pet_type.id for label in labels):
        raise Failure(422, "Every category must be visible and match the pet type.")
    return labels


def _refuse_duplicate(call: Call, name: str, pet_type: PetType) -> None:
    """Compare with all living pets the caller created, lost and deceased ones too."""
    wanted = name.strip().lower()
    existing = [
        pet.id
        for pet in call.world.pets_created_by(call.signed_in.id)
        if pet.pet_type.id == pet_type.id and pet.name.strip().lower() == wanted
    ]
    if existing and call.token is not None and "pet:write" in call.token.abilities:
        data = DuplicatePets(sorted(existing))
        raise Failure(409, say("duplicate_pet", call.locale), data=data, error="duplicate_pet")


def _apply_texts(call: Call, pet: Pet, sent: SentPet) -> None:
    pet.name = sent.name or pet.name
    pet.sex = sent.sex or pet.sex
    pet.state = sent.state or pet.state
    pet.address = sent.address or pet.address
    if sent.description is not None and sent.description != pet.description:
        pet.description, pet.description_locale = sent.description, call.locale


def _check_expected_pet(call: Call, pet: Pet) -> None:
    check_expected(call.sent_text("expected_name"), pet.name)
    check_expected(call.sent_text("expected_status"), pet.status)


def _columns(pet: Pet) -> tuple[object, ...]:
    """Return what counts as a change; a write of the same values leaves `updated_at` alone."""
    return (
        pet.pet_type.id, pet.name, pet.sex, pet.country, pet.city.id if pet.city else None, pet.state, pet.address,
        pet.description, pet.birthday, pet.birthday_year, pet.birthday_month, pet.birthday_day,
        pet.birthday_precision, [category.id for category in pet.categories],
    )  # fmt: skip
