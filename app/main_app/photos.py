"""Uploads and removals of pictures (docs/main-app-api.md, "Photos").

An upload is saved once: its key follows from the user, the target, the file as it was fetched and the ten-minute
window. The version of the target is part of the request and changes with each upload, so a repeat is another request
under the same key; the main app refuses it, and by that the picture is known to be there.
"""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic
from typing import Generic, TypeVar

import httpx
from msgspec import Struct, field
from msgspec.structs import replace

from app.main_app.errors import BrokenOff, KeyUsed
from app.main_app.health_records import HealthRoutes
from app.main_app.idempotent_create import derive_key, fresh_key, is_early_in_window, is_replay, window_of
from app.main_app.pagination import decode_one, fetch
from app.main_app.records import MedicalRecord, PhotoRecord, Saved, Stored, VaccinationRecord
from app.main_app.request import ApiRequest, body_of, path_of
from app.main_app.requestor import Requestor

_PET = "/api/pets/{pet}"
_OF_VACCINATION = f"{_PET}/vaccinations/{{record}}/photo"
_EMPTY = b"{}"
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}

T = TypeVar("T", bound=Stored)


class Upload(Struct, frozen=True, kw_only=True):
    """A picture to store.

    Attributes:
        content: the picture.
        media_type: image/jpeg, image/png or image/gif.
        fingerprint: names what was fetched, so that a repeat is known; the same file converted again may differ.
        name: what its address will end with.
    """

    content: bytes
    media_type: str
    fingerprint: str
    name: str = "photo"


class Before(Struct, frozen=True):
    """How the target of a picture was last seen.

    Attributes:
        version: of the target.
        newest: id of its newest picture; None without any.
    """

    version: str | None
    newest: int | None


class _Target(Struct, Generic[T], frozen=True, kw_only=True):
    """What a picture is stored with.

    Attributes:
        call: the upload, without body and key.
        kind: of the record in the answer.
        show: reads the record.
        newest: returns its newest picture.
        fields: of the form, besides the version.
    """

    call: ApiRequest
    kind: type[T]
    show: Callable[[], Awaitable[T]]
    newest: Callable[[T], PhotoRecord | None]
    fields: Mapping[str, str] = {}


class PhotographedPet(Stored, frozen=True, kw_only=True):
    """A pet with its pictures, the newest first."""

    photos: list[PhotoRecord] = field(default_factory=list)


class _Guards(Struct, frozen=True, kw_only=True):
    base_version: str | None
    expected_photo_id: int


class PhotoRoutes:
    """The pictures of a user's pets and records."""

    def __init__(
        self,
        calls: Requestor,
        vaccinations: HealthRoutes[VaccinationRecord],
        medical_records: HealthRoutes[MedicalRecord],
        *,
        user_id: int,
        conversation: str,
    ) -> None:
        self._calls = calls
        self._vaccinations = vaccinations
        self._medical_records = medical_records
        self._user_id = user_id
        self._conversation = conversation

    async def add_to_pet(self, pet_id: int, upload: Upload, before: Before) -> Saved[PhotographedPet]:
        """Store a picture of a pet once, before all others.

        Args:
            pet_id: of the pet.
            upload: the picture.
            before: how the pet was just read or answered; so in the other two.

        Returns:
            The target with the picture; `already_saved` when an earlier equal call had stored it.
        """
        read = ApiRequest(method="GET", route=_PET, path=path_of(_PET, pet=pet_id), guests=True)
        target = _Target(
            call=_posting(f"{_PET}/photos", pet=pet_id),
            kind=PhotographedPet,
            show=lambda: fetch(self._calls, read, PhotographedPet),
            newest=lambda pet: pet.photos[0] if pet.photos else None,
        )
        return await self._upload(target, upload, before)

    async def add_to_vaccination(
        self, pet_id: int, record_id: int, upload: Upload, before: Before
    ) -> Saved[VaccinationRecord]:
        """Store the picture of a vaccination once; it must have none."""
        target = _Target(
            call=_posting(_OF_VACCINATION, pet=pet_id, record=record_id),
            kind=VaccinationRecord,
            show=lambda: self._vaccinations.show(pet_id, record_id),
            newest=lambda record: record.photo,
            fields={"expected_photo_id": ""},
        )
        return await self._upload(target, upload, before)

    async def add_to_medical_record(
        self, pet_id: int, record_id: int, upload: Upload, before: Before
    ) -> Saved[MedicalRecord]:
        """Store a picture of a medical record once, after all others."""
        target = _Target(
            call=_posting(f"{_PET}/medical-records/{{record}}/photos", pet=pet_id, record=record_id),
            kind=MedicalRecord,
            show=lambda: self._medical_records.show(pet_id, record_id),
            newest=lambda record: record.photos[-1] if record.photos else None,
        )
        return await self._upload(target, upload, before)

    async def was_added_to_vaccination(self, pet_id: int, record_id: int, upload: Upload) -> bool:
        """Tell whether this very file was stored with the vaccination within the last minutes."""
        call = _posting(_OF_VACCINATION, pet=pet_id, record=record_id)
        now = self._calls.link.clock()
        windows = [window_of(now), window_of(now) - 1] if is_early_in_window(now) else [window_of(now)]
        for window in windows:
            key = self._living_key(call, upload, window, "")
            if self._calls.link.recent.saved_as(key) is not None or await self._was_used(call, key):
                return True
        return False

    async def remove_from_vaccination(self, pet_id: int, record: VaccinationRecord, photo: PhotoRecord) -> None:
        """Delete the picture of a vaccination that is still as it was read.

        Raises:
            Conflict: the record or its picture changed.
        """
        guards = _Guards(base_version=record.updated_at, expected_photo_id=photo.id)
        call = replace(
            _posting(_OF_VACCINATION, pet=pet_id, record=record.id),
            method="DELETE",
            body=body_of(guards),
            key=fresh_key(self._calls.link.random),
        )
        await self._calls.send(call)

    async def _upload(self, target: _Target[T], upload: Upload, before: Before) -> Saved[T]:
        now = self._calls.link.clock()
        window, instead_of = window_of(now), ""
        if is_early_in_window(now) and await self._was_used(
            target.call, self._living_key(target.call, upload, window - 1, "")
        ):
            window -= 1
        while True:
            key = self._living_key(target.call, upload, window, instead_of)
            try:
                if self._calls.link.recent.saved_as(key) is None:
                    return await self._send(target, upload, before, key)
            except KeyUsed:
                pass
            found = await target.show()
            newest = target.newest(found)
            if newest or instead_of:
                return Saved(found, already_saved=True)
            before, instead_of = Before(found.updated_at, None), "/gone"

    async def _send(self, target: _Target[T], upload: Upload, before: Before, key: str) -> Saved[T]:
        body, media_type = _form({"base_version": before.version or "", **target.fields}, upload)
        call = replace(target.call, body=body, media_type=media_type, key=key, repeatable=True)
        started = monotonic()
        try:
            answer = await self._calls.send(call)
        except BrokenOff:
            self._calls.link.recent.note_dead(key)
            # Nobody will ever be answered under this key: whether the picture is there has to be looked at now.
            found = await target.show()
            newest = target.newest(found)
            if newest is None or newest.id == before.newest:
                raise
            self._calls.link.recent.note_saved(key, newest.id)
            return Saved(found)
        record = decode_one(target.kind, answer, call)
        # Versions have a resolution of a second: a repeat may look like the first call, and get its stored answer.
        answered_at = answer.answered_at() or self._calls.link.clock()
        replayed = is_replay(record.updated_at, answered_at=answered_at, seconds_taken=monotonic() - started)
        return Saved(record, already_saved=replayed)

    async def _was_used(self, call: ApiRequest, key: str) -> bool:
        # An empty body saves nothing: it is refused as invalid, or as another request where the key was used.
        try:
            answer = await self._calls.send(replace(call, key=key, body=_EMPTY), accept=(409, 422))
        except BrokenOff:
            self._calls.link.recent.note_dead(key)
            raise
        return answer.status == 409

    def _living_key(self, call: ApiRequest, upload: Upload, window: int, instead_of: str) -> str:
        """Return the first key whose request has not died."""
        while self._calls.link.recent.is_dead(
            key := self._key(call, upload, window, instead_of), self._calls.link.clock()
        ):
            instead_of = f"{instead_of}/dead"
        return key

    def _key(self, call: ApiRequest, upload: Upload, window: int, instead_of: str) -> str:
        sent = (call.method, call.path, upload.fingerprint.encode())
        return derive_key(self._user_id, sent, window=window, conversation=self._conversation, instead_of=instead_of)


def _posting(route: str, **ids: int) -> ApiRequest:
    return ApiRequest(method="POST", route=route, path=path_of(route, **ids), feature="photos")


def _form(fields: Mapping[str, str], upload: Upload) -> tuple[bytes, str]:
    """Encode a form with one file (RFC 7578)."""
    file = (f"{upload.name}.{_SUFFIXES[upload.media_type]}", upload.content, upload.media_type)
    request = httpx.Request("POST", "http://form", data=dict(fields), files={"photo": file})
    return request.read(), request.headers["Content-Type"]
