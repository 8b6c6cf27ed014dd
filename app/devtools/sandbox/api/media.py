"""Photos as payloads carry them, and the raw media rows that leak beside them.

See docs/main-app-api.md, "Photo payloads", "Photos".
"""

from datetime import datetime
from typing import Any

from msgspec import Struct

from app.devtools.sandbox.data.pets import Photo

_PLACEHOLDER = "data:image/svg+xml;base64,PCFET0NUWVBFIHN2Zz4="
_CONVERSIONS = {"thumb": True, "medium": True, "webp": True}


class Source(Struct, frozen=True):
    """One `<source>` of a picture."""

    type: str
    srcset: str


class MediaImage(Struct, frozen=True, kw_only=True):
    """A photo for showing."""

    id: int
    url: str
    thumb_url: str
    medium_url: str
    webp_url: str | None
    srcset: str | None
    sources: list[Source]
    width: int | None
    height: int | None
    is_primary: bool
    processing: bool


class MediaRow(Struct, frozen=True, kw_only=True):
    """A row of the media table: undocumented, bulky, internal."""

    id: int
    model_type: str
    model_id: int
    uuid: str
    collection_name: str
    name: str
    file_name: str
    mime_type: str
    disk: str
    conversions_disk: str
    size: int
    manipulations: list[str]
    custom_properties: dict[str, dict[str, int]]
    generated_conversions: dict[str, bool]
    responsive_images: dict[str, dict[str, Any]]
    order_column: int
    created_at: str
    updated_at: str
    original_url: str
    preview_url: str


def media_images(photos: list[Photo], base_url: str) -> list[MediaImage]:
    """Show a pet's photos, the primary one first."""
    return [_image(photo, base_url, is_primary=position == 0) for position, photo in enumerate(photos)]


def media_rows(photos: list[Photo], pet_id: int, base_url: str) -> list[MediaRow]:
    """Show the rows behind the photos."""
    return [_row(photo, pet_id, base_url, position + 1) for position, photo in enumerate(photos)]


def thumb_url(photos: list[Photo], base_url: str) -> str | None:
    """Return the thumb of the first photo."""
    return _conversion(photos[0], base_url, "thumb.jpg") if photos else None


def _image(photo: Photo, base_url: str, *, is_primary: bool) -> MediaImage:
    folder = f"{base_url}/storage/{photo.id}/responsive-images/{photo.name}"
    size = f"{photo.width}_{photo.height}.jpg {photo.width}w, {_PLACEHOLDER} 32w"
    return MediaImage(
        id=photo.id,
        url=_conversion(photo, base_url, "medium.jpg"),
        thumb_url=_conversion(photo, base_url, "thumb.jpg"),
        medium_url=_conversion(photo, base_url, "medium.jpg"),
        webp_url=_conversion(photo, base_url, "webp.webp"),
        srcset=f"{folder}___media_library_original_{size}",
        sources=[Source("image/webp", f"{folder}___webp_{size}")],
        width=photo.width,
        height=photo.height,
        is_primary=is_primary,
        processing=False,
    )


def _row(photo: Photo, pet_id: int, base_url: str, position: int) -> MediaRow:
    urls = [f"{photo.name}___media_library_original_{photo.width}_{photo.height}.jpg"]
    return MediaRow(
        id=photo.id,
        model_type="App\\Models\\Pet",
        model_id=pet_id,
        uuid=f"5f0c2b1e-6a1d-4c0e-9b7a-{photo.id:012d}",
        collection_name="photos",
        name=photo.name,
        file_name=f"{photo.name}.jpg",
        mime_type="image/jpeg",
        disk="public",
        conversions_disk="public",
        size=photo.size,
        manipulations=[],
        custom_properties={"image": {"width": photo.width, "height": photo.height}},
        generated_conversions=_CONVERSIONS,
        responsive_images={"media_library_original": {"urls": urls, "base64svg": _PLACEHOLDER}},
        order_column=position,
        created_at=photo.created_at,
        updated_at=photo.updated_at,
        original_url=f"{base_url}/storage/{photo.id}/{photo.name}.jpg?v={_unix(photo)}",
        preview_url="",
    )


def _conversion(photo: Photo, base_url: str, ending: str) -> str:
    return f"{base_url}/storage/{photo.id}/conversions/{photo.name}-{ending}?v={_unix(photo)}"


def _unix(photo: Photo) -> int:
    return int(datetime.fromisoformat(photo.updated_at).timestamp())
