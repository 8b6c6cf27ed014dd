"""Photos as payloads carry them, and the raw media rows that leak beside them.

Both carry base64 placeholders: a photo adds 12.7 kB to every payload of its pet once the queue worker has been
through, about half of that before.
"""

from datetime import datetime

from msgspec import Struct

from app.devtools.sandbox.data.health import MedicalRecord, Vaccination
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.photos import Photo

_PLACEHOLDER = "data:image/svg+xml;base64," + "PHN2Zy8+" * 304
_STEP = 0.8366
_WIDTHS = 7
_MAX_SIDE = 1600
NO_ENTRIES: tuple[()] = ()
"""An empty map as PHP writes it: `[]`."""


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


class ResponsiveImages(Struct, frozen=True, kw_only=True):
    """The smaller copies of a picture, and a blurred one in the text itself."""

    urls: list[str]
    base64svg: str


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
    disk: str = "public"
    conversions_disk: str = "public"
    size: int
    manipulations: tuple[()] = ()
    custom_properties: dict[str, dict[str, int]]
    generated_conversions: dict[str, bool] | tuple[()]
    responsive_images: dict[str, ResponsiveImages] | tuple[()]
    order_column: int
    created_at: str
    updated_at: str
    original_url: str
    preview_url: str = ""


class Collection(Struct, frozen=True, kw_only=True):
    """How a model keeps its photos."""

    model_type: str
    name: str
    converted_at_once: bool
    has_primary: bool


_OF_PETS = Collection(model_type="App\\Models\\Pet", name="photos", converted_at_once=True, has_primary=True)
_OF_VACCINATIONS = Collection(
    model_type="App\\Models\\VaccinationRecord", name="photo", converted_at_once=False, has_primary=True
)
_OF_MEDICAL_RECORDS = Collection(
    model_type="App\\Models\\MedicalRecord", name="photos", converted_at_once=False, has_primary=False
)


class Gallery(Struct, frozen=True, kw_only=True):
    """The photos of one pet or record at one moment."""

    collection: Collection
    model_id: int
    photos: list[Photo]
    base_url: str
    now: datetime

    def images(self) -> list[MediaImage]:
        """Show the photos, the primary one first."""
        return [self._image(photo, position) for position, photo in enumerate(self.photos)]

    def rows(self) -> list[MediaRow]:
        """Show the rows behind the photos."""
        return [self._row(photo, position + 1) for position, photo in enumerate(self.photos)]

    def thumb_url(self) -> str | None:
        """Return the thumb of the first photo."""
        return self.images()[0].thumb_url if self.photos else None

    def _image(self, photo: Photo, position: int) -> MediaImage:
        converted, processed = self._is_converted(photo), self._is_processed(photo)
        medium = self._conversion(photo, "medium.jpg") if converted else self._original(photo)
        return MediaImage(
            id=photo.id,
            url=medium,
            thumb_url=self._conversion(photo, "thumb.jpg") if converted else medium,
            medium_url=medium,
            webp_url=self._conversion(photo, "webp.webp") if converted else None,
            srcset=self._srcset(photo, "media_library_original", photo.extension) if processed else None,
            sources=[Source("image/webp", self._srcset(photo, "webp", "webp"))] if converted else [],
            width=photo.width,
            height=photo.height,
            is_primary=self.collection.has_primary and position == 0,
            processing=not converted,
        )

    def _row(self, photo: Photo, order: int) -> MediaRow:
        copies: dict[str, ResponsiveImages] = {}
        if self._is_converted(photo):
            copies["webp"] = ResponsiveImages(urls=_copies(photo, "webp", "webp"), base64svg=_PLACEHOLDER)
        if self._is_processed(photo):
            names = _copies(photo, "media_library_original", photo.extension)
            copies["media_library_original"] = ResponsiveImages(urls=names, base64svg=_PLACEHOLDER)
        return MediaRow(
            id=photo.id,
            model_type=self.collection.model_type,
            model_id=self.model_id,
            uuid=f"5f0c2b1e-6a1d-4c0e-9b7a-{photo.id:012d}",
            collection_name=self.collection.name,
            name=photo.name,
            file_name=photo.file_name,
            mime_type=photo.mime_type,
            size=photo.size,
            custom_properties={"image": {"width": photo.width, "height": photo.height}},
            generated_conversions={"thumb": True, "medium": True, "webp": True} if copies else NO_ENTRIES,
            responsive_images=copies or NO_ENTRIES,
            order_column=order,
            created_at=photo.created_at,
            updated_at=photo.updated_at,
            original_url=self._original(photo),
        )

    def _is_converted(self, photo: Photo) -> bool:
        return self.collection.converted_at_once or self._is_processed(photo)

    def _is_processed(self, photo: Photo) -> bool:
        return photo.queued_until <= self.now.timestamp()

    def _original(self, photo: Photo) -> str:
        return f"{self.base_url}/storage/{photo.id}/{photo.file_name}?v={_unix(photo)}"

    def _conversion(self, photo: Photo, ending: str) -> str:
        return f"{self.base_url}/storage/{photo.id}/conversions/{photo.name}-{ending}?v={_unix(photo)}"

    def _srcset(self, photo: Photo, conversion: str, extension: str) -> str:
        folder, version = f"{self.base_url}/storage/{photo.id}/responsive-images", _unix(photo)
        names = _copies(photo, conversion, extension)
        widths = (width for width, _ in _sizes(photo))
        copies = [f"{folder}/{name}?v={version} {width}w" for name, width in zip(names, widths, strict=True)]
        return ", ".join([*copies, f"{_PLACEHOLDER} 32w"])


def gallery_of_pet(pet: Pet, base_url: str, now: datetime) -> Gallery:
    """Return the photos of a pet, converted as soon as they are uploaded."""
    return Gallery(collection=_OF_PETS, model_id=pet.id, photos=pet.photos, base_url=base_url, now=now)


def gallery_of_vaccination(record: Vaccination, base_url: str, now: datetime) -> Gallery:
    """Return the one photo of a vaccination, converted by the queue worker."""
    photos = [] if record.photo is None else [record.photo]
    return Gallery(collection=_OF_VACCINATIONS, model_id=record.id, photos=photos, base_url=base_url, now=now)


def gallery_of_medical_record(record: MedicalRecord, base_url: str, now: datetime) -> Gallery:
    """Return the photos of a medical record, converted by the queue worker."""
    return Gallery(collection=_OF_MEDICAL_RECORDS, model_id=record.id, photos=record.photos, base_url=base_url, now=now)


def _copies(photo: Photo, conversion: str, extension: str) -> list[str]:
    return [f"{photo.name}___{conversion}_{width}_{height}.{extension}" for width, height in _sizes(photo)]


def _sizes(photo: Photo) -> list[tuple[int, int]]:
    """List widths and heights of the smaller copies, the largest first."""
    scale = _MAX_SIDE / max(photo.width, photo.height, 1)
    factors = [scale * _STEP**step for step in range(_WIDTHS)]
    return [(round(photo.width * factor), round(photo.height * factor)) for factor in factors]


def _unix(photo: Photo) -> int:
    return int(datetime.fromisoformat(photo.updated_at).timestamp())
