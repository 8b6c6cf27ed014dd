"""Photos of pets, vaccinations and medical records: upload and delete."""

from app.devtools.sandbox.api.answers import Answer, Failure, no_content, success, unauthorized_by_policy
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.medical_records import medical_record_body, require_medical_records
from app.devtools.sandbox.api.pet_bodies import pet_columns, photographed_pet
from app.devtools.sandbox.api.rights import may_edit, require_feature
from app.devtools.sandbox.api.uploads import read_photo, store_photo
from app.devtools.sandbox.api.vaccinations import require_vaccinations, shown_vaccination
from app.devtools.sandbox.api.validation import Needs, Rules, settled
from app.devtools.sandbox.api.versions import CHANGED, check_version
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.photos import Photo


def add_pet_photo(call: Call) -> Answer:
    """Put a photo before all others of a pet."""
    pet = _pet_to_edit(call)
    rules = call.rules()
    picture = read_photo(call, rules)
    rules.settle()
    pet.photos.insert(0, store_photo(call, settled(picture)))
    _reorder(call, pet)
    return success(photographed_pet(call, pet))


def delete_pet_photo(call: Call) -> Answer:
    """Delete a photo by its id, or the first one as `current`."""
    pet = _pet_to_edit(call)
    asked = call.parameters["photo"]
    photo = pet.photos[0] if asked == "current" and pet.photos else _found(pet.photos, asked)
    pet.photos.remove(photo)
    call.world.forget_photos(photo)
    _reorder(call, pet)
    return no_content()


def set_vaccination_photo(call: Call) -> Answer:
    """Store the photo of a vaccination.

    A field of a form is a text, and an id is compared with it strictly: replacing a photo cannot work this way.
    """
    require_vaccinations(call)
    record = call.vaccination
    check_version(call, record.updated_at, shown_vaccination(call, record))
    rules = call.rules()
    _require_guards(call, rules, "base_version")
    if call.guards_are_required and "expected_photo_id" not in call.inputs:
        rules.refuse("expected_photo_id", "The expected photo id field must be present.")
    picture = read_photo(call, rules)
    rules.settle()
    _check_expected_photo(call, record.photo)
    if record.photo is not None:
        call.world.forget_photos(record.photo)
    record.photo, record.updated_at = store_photo(call, settled(picture)), call.world.now()
    return success(shown_vaccination(call, record))


def delete_vaccination_photo(call: Call) -> Answer:
    """Delete the photo of a vaccination, which must be the expected one."""
    require_vaccinations(call)
    record = call.vaccination
    check_version(call, record.updated_at, shown_vaccination(call, record))
    rules = call.rules()
    _require_guards(call, rules, "base_version")
    if call.guards_are_required:
        rules.integer("expected_photo_id", Needs.VALUE, low=1, high=2**63 - 1)
    rules.settle()
    _check_expected_photo(call, record.photo)
    if record.photo is None:
        raise _no_photo()
    call.world.forget_photos(record.photo)
    record.photo, record.updated_at = None, call.world.now()
    return no_content()


def add_medical_record_photo(call: Call) -> Answer:
    """Add a photo to a medical record."""
    require_medical_records(call)
    record = call.medical_record
    check_version(call, record.updated_at, medical_record_body(call, record))
    rules = call.rules()
    _require_guards(call, rules, "base_version")
    picture = read_photo(call, rules)
    rules.settle()
    record.photos.append(store_photo(call, settled(picture)))
    record.updated_at = call.world.now()
    return success(medical_record_body(call, record))


def delete_medical_record_photo(call: Call) -> Answer:
    """Delete a photo of a medical record."""
    require_medical_records(call)
    record = call.medical_record
    check_version(call, record.updated_at, medical_record_body(call, record))
    rules = call.rules()
    _require_guards(call, rules, "base_version")
    rules.settle()
    photo = _found(record.photos, call.parameters["photo"])
    record.photos.remove(photo)
    call.world.forget_photos(photo)
    record.updated_at = call.world.now()
    return no_content()


def _pet_to_edit(call: Call) -> Pet:
    pet = call.pet
    if not may_edit(call.world, call.signed_in, pet):
        raise unauthorized_by_policy()
    require_feature(present=pet.pet_type.photos)
    check_version(call, pet.updated_at, pet_columns(call, pet))
    return pet


def _reorder(call: Call, pet: Pet) -> None:
    """Number a pet's photos anew, which touches the pet and every photo."""
    pet.updated_at = call.world.now()
    for photo in pet.photos:
        photo.updated_at = pet.updated_at


def _require_guards(call: Call, rules: Rules, *names: str) -> None:
    for name in names:
        rules.text(name, Needs.VALUE if call.guards_are_required else Needs.NOTHING)


def _check_expected_photo(call: Call, photo: Photo | None) -> None:
    """Compare strictly: the text "17" is not the id 17."""
    if "expected_photo_id" not in call.inputs:
        return
    expected, actual = call.inputs["expected_photo_id"], None if photo is None else photo.id
    if expected != actual or isinstance(expected, bool):
        raise Failure(409, CHANGED)


def _found(photos: list[Photo], asked: str) -> Photo:
    for photo in photos:
        if str(photo.id) == asked:
            return photo
    raise _no_photo()


def _no_photo() -> Failure:
    return Failure(404, "Photo not found.")
