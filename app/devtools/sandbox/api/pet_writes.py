"""Creating, changing and deleting pets."""

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, Failure, no_content, server_error, success, unauthorized_by_policy
from app.devtools.sandbox.api.birthdays import SentBirthday, apply_birthday, check_birthday, read_birthday
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.pet_bodies import created_pet, pet_columns, plain_pet, updated_pet
from app.devtools.sandbox.api.phrases import say
from app.devtools.sandbox.api.rights import may_edit
from app.devtools.sandbox.api.validation import Needs, Rules, or_none, settled, whole_number
from app.devtools.sandbox.api.versions import check_expected, check_version
from app.devtools.sandbox.data.catalog import cities, pet_types
from app.devtools.sandbox.data.pets import City, Pet, PetType

SEXES = ("male", "female", "not_specified")
STATUSES = ("active", "lost", "deceased", "deleted")
_MAX = 2**63 - 1


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


class DuplicatePets(Struct, frozen=True):
    """The `data` of the duplicate's 409."""

    existing_pet_ids: list[int]


def create_pet(call: Call) -> Answer:
    """Create a pet of the caller; raises 422 D, 422 B and the duplicate's 409."""
    rules = call.rules()
    sent = _read_pet(call, rules, Needs.VALUE)
    allow_duplicate = rules.flag("allow_duplicate")
    check_birthday(sent.birthday, rules, call.world.today())
    rules.settle()
    pet_type = pet_types()[sent.pet_type_id or 1]
    name, country = settled(sent.name), settled(sent.country).upper()
    city = _chosen_city(sent.city_id, country)
    if not allow_duplicate:
        _refuse_duplicate(call, name, pet_type)
    pet = call.world.add_pet(call.signed_in, name, pet_type.slug)
    pet.country, pet.city = country, city
    pet.sex = sent.sex or "not_specified"
    pet.state, pet.address = sent.state, sent.address
    if sent.description is not None:
        pet.description, pet.description_locale = sent.description, call.locale
    apply_birthday(sent.birthday, pet, creating=True)
    body = created_pet(call, pet)
    if isinstance(typed := call.inputs.get("pet_type_id"), str):
        body.pet_type_id = typed
    return success(body, 201)


def update_pet(call: Call) -> Answer:
    """Change a pet; nulls are dropped, so nothing can be emptied."""
    pet = call.pet
    if not may_edit(call.world, call.signed_in, pet):
        raise Failure(403, say("access_forbidden", call.locale))
    check_version(call, pet.updated_at, pet_columns(call, pet))
    rules = call.rules()
    sent = _read_pet(call, rules, Needs.VALUE_IF_SENT)
    check_birthday(sent.birthday, rules, call.world.today())
    rules.settle()
    pet_type = pet_types()[sent.pet_type_id] if sent.pet_type_id else pet.pet_type
    country = sent.country.upper() if sent.country else pet.country
    city = _chosen_city(sent.city_id, country) or pet.city
    before = _columns(pet)
    pet.pet_type, pet.country, pet.city = pet_type, country, city
    _apply_texts(call, pet, sent)
    apply_birthday(sent.birthday, pet, creating=False)
    if _columns(pet) != before:
        pet.updated_at = call.world.now()
    return success(updated_pet(call, pet))


def update_status(call: Call) -> Answer:
    """Set the status; lost and deceased pets leave all habits."""
    pet = call.pet
    if not may_edit(call.world, call.signed_in, pet):
        raise unauthorized_by_policy()
    check_version(call, pet.updated_at, pet_columns(call, pet))
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
    check_version(call, pet.updated_at, pet_columns(call, pet))
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
        city_id=_read_city(rules),
        description=or_none(rules.text("description", Needs.NOTHING)),
        pet_type_id=_read_pet_type(call, rules, pet_type_needs),
        birthday=read_birthday(call, rules),
    )


def _read_country(rules: Rules, needs: Needs) -> str | None:
    country = or_none(rules.text("country", needs))
    if country is not None and len(country) != 2:
        rules.refuse("country", "The country field must be 2 characters.")
    return country


def _read_city(rules: Rules) -> int | None:
    city_id = or_none(rules.integer("city_id", Needs.NOTHING, low=-_MAX, high=_MAX))
    if city_id is not None and city_id not in cities():
        rules.refuse("city_id", "The selected city id is invalid.")
    return city_id


def _read_pet_type(call: Call, rules: Rules, needs: Needs) -> int | None:
    """Look the species up without a type check: what is no number breaks the database."""
    sent = call.inputs.get("pet_type_id")
    if sent is None:
        if "pet_type_id" in call.inputs and needs is Needs.VALUE_IF_SENT:
            rules.refuse("pet_type_id", "The pet type id field is required.")
        return None
    pet_type_id = whole_number(sent)
    if pet_type_id is None or abs(pet_type_id) > _MAX:
        raise server_error()
    if pet_type_id not in pet_types():
        rules.refuse("pet_type_id", "The selected pet type id is invalid.")
    return pet_type_id


def _chosen_city(city_id: int | None, country: str) -> City | None:
    if city_id is None:
        return None
    city = cities()[city_id]
    if city.country != country:
        raise Failure(422, "Selected city does not belong to the specified country.")
    return city


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
        pet.birthday_precision,
    )  # fmt: skip
