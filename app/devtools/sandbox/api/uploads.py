"""Uploaded photos: the storage limit, the rules of the field `photo`, and storing the file."""

from pathlib import PurePosixPath

from app.devtools.sandbox.api.answers import StorageFull
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.images import Picture, counts_as_image, counts_as_storage, read_picture
from app.devtools.sandbox.api.validation import Rules
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.photos import Photo

_TYPES = "The photo field must be a file of type: jpeg, png, jpg, gif, svg."


def check_storage(call: Call) -> None:
    """Refuse any request whose files go over the caller's limit; before rights and validation."""
    files = call.request.files.values()
    if not files:
        return
    user = call.signed_in
    incoming = sum(len(file.content) for file in files if counts_as_storage(file.content))
    used, limit = call.world.storage_used(user.id), storage_limit(call, user)
    if used + incoming > limit:
        raise StorageFull(used=used, limit=limit, incoming=incoming, upgrade_available=not user.is_premium)


def storage_limit(call: Call, user: User) -> int:
    """Return how many bytes of originals a user may keep."""
    return call.config.premium_storage_limit if user.is_premium else call.config.storage_limit


def read_photo(call: Call, rules: Rules) -> Picture | None:
    """Look at the field `photo`: an image of three types, by content; the proxy refuses larger ones."""
    upload = call.request.files.get("photo")
    if upload is None and call.inputs.get("photo") is None:
        rules.refuse("photo", "The photo field is required.")
        return None
    content = b"" if upload is None else upload.content
    picture = read_picture(content)
    if picture is None:
        if not counts_as_image(content):
            rules.refuse("photo", "The photo field must be an image.")
        rules.refuse("photo", _TYPES)
    return picture


def store_photo(call: Call, picture: Picture) -> Photo:
    """Store the uploaded file and hand it to the queue of conversions."""
    upload = call.request.files["photo"]
    name = PurePosixPath(upload.name.replace("\\", "/"))
    photo = Photo(
        id=call.world.ids.take("photo"),
        name=name.stem.replace(" ", "-") or "photo",
        extension=name.suffix.removeprefix(".") or picture.mime_type.removeprefix("image/"),
        mime_type=picture.mime_type,
        width=picture.width,
        height=picture.height,
        size=len(upload.content),
        created_at=call.world.now(),
        updated_at=call.world.now(),
        queued_until=call.world.clock().timestamp() + call.config.conversion_seconds,
        content=upload.content,
    )
    call.world.photos[photo.id] = photo
    return photo
