"""Keeping attached pictures with a pet, a vaccination or a medical record.

Upstream one call for each picture, and before it one for the pet and one for the record; two more to replace the
picture of a vaccination. One file that cannot be kept costs no other; alone, it is the error of the call.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from app.errors import AppError, Conflict, InvalidInput, Unauthorized, UpstreamError
from app.images.converter import Picture
from app.lenient import AttachedFile
from app.main_app.account import Account
from app.main_app.photos import Before, Upload
from app.main_app.records import MedicalRecord, PetRecord, PhotoRecord, Saved, VaccinationRecord
from app.tools.attachments import Attachment, Attachments
from app.tools.checks import pet_with
from app.tools.lookup import resolve_pet
from app.tools.photos.schemas import FilesToKeep, FileToKeep, KeptPhoto, KeptPhotos, PhotoFailure
from app.tools.presenters import not_own, truncate

MAX_PAGES: Final = 5
_PREPARING_SECONDS: Final = 20.0
_TOO_SLOW: Final = "This file took too long to be fetched and read."
_ONE_ONLY: Final = "A vaccination has one picture. Send one file; ask the user which."
_THERE_ALREADY: Final = "This vaccination has a picture already; nothing was changed."
_ASK: Final = "Show the user the picture there now ({url}); send replace: true only if that one is to be deleted."

Store = Callable[[Upload, Before], Awaitable["Stored"]]


class Stored(Struct, frozen=True):
    """A picture in its place, and the version of what it belongs to."""

    photo: PhotoRecord | None
    already_saved: bool
    version: str | None


async def add_pet_photo(
    account: Account, attachments: Attachments, pet_id: str, given: FilesToKeep, *, today: date
) -> KeptPhotos:
    """Keep pictures of a pet, the last file before all others.

    Raises:
        InvalidInput: there was one file and it cannot be kept.
        TooMuch: there is no room left for it.
    """
    pet = await resolve_pet(account, pet_id, today=today)

    async def store(upload: Upload, before: Before) -> Stored:
        saved = await account.photos.add_to_pet(pet.id, upload, before)
        return Stored(_first(saved.record.photos), saved.already_saved, saved.record.updated_at)

    photos = await _keep(
        attachments, given.openaiFileIdRefs, store, before=Before(pet.updated_at, _id_in(pet.photo_url)), max_pages=1
    )
    return _answer(pet, photos)


async def add_vaccination_photo(
    account: Account, attachments: Attachments, pet_id: str, vaccination_id: int, given: FileToKeep, *, today: date
) -> KeptPhotos:
    """Keep the picture of a vaccination; another one is deleted for it on the user's word.

    Raises:
        Conflict: it has another picture, and `replace` was not sent.
        InvalidInput: several files, or the file cannot be kept.
        TooMuch: there is no room left for it.
    """
    if len(given.openaiFileIdRefs) > 1:
        raise InvalidInput.field("openaiFileIdRefs", _ONE_ONLY)
    pet = await pet_with("vaccinations", account, pet_id, today=today)
    record = await account.show_vaccination(pet.id, vaccination_id)
    replaced: list[int] = []

    async def store(upload: Upload, _before: Before) -> Stored:
        saved = await _store_vaccination_photo(account, pet, record, upload, replaced, may_replace=bool(given.replace))
        return Stored(saved.record.photo, saved.already_saved, saved.record.updated_at)

    photos = await _keep(
        attachments, given.openaiFileIdRefs, store, before=Before(record.updated_at, None), max_pages=1
    )
    return _answer(
        pet,
        photos,
        vaccination_id=record.id,
        vaccine_name=truncate(record.vaccine_name, 255),
        replaced_photo_id=replaced[0] if replaced else None,
    )


async def add_medical_record_photo(
    account: Account, attachments: Attachments, pet_id: str, record_id: int, given: FilesToKeep, *, today: date
) -> KeptPhotos:
    """Keep pictures of a medical record, after those it has; of a PDF the first pages.

    Raises:
        InvalidInput: there was one file and it cannot be kept.
        TooMuch: there is no room left for it.
    """
    pet = await pet_with("medical_records", account, pet_id, today=today)
    record: MedicalRecord = await account.show_medical_record(pet.id, record_id)
    newest = _first(record.photos[::-1])
    before = Before(record.updated_at, newest.id if newest else None)

    async def store(upload: Upload, before: Before) -> Stored:
        saved = await account.photos.add_to_medical_record(pet.id, record.id, upload, before)
        return Stored(_first(saved.record.photos[::-1]), saved.already_saved, saved.record.updated_at)

    photos = await _keep(attachments, given.openaiFileIdRefs, store, before=before, max_pages=MAX_PAGES)
    return _answer(pet, photos, medical_record_id=record.id)


async def _store_vaccination_photo(
    account: Account,
    pet: PetRecord,
    record: VaccinationRecord,
    upload: Upload,
    replaced: list[int],
    *,
    may_replace: bool,
) -> Saved[VaccinationRecord]:
    """Store it where there is none; where there is one, find out first whether it is this very one."""
    photos = account.photos
    if record.photo is not None:
        if await photos.was_added_to_vaccination(pet.id, record.id, upload):
            return Saved(record, already_saved=True)
        if not may_replace:
            raise Conflict(_THERE_ALREADY, hint=_ASK.format(url=record.photo.url or "in Meo Mai Moi"))
        await photos.remove_from_vaccination(pet.id, record, record.photo)
        replaced.append(record.photo.id)
        record = await account.show_vaccination(pet.id, record.id)
    return await photos.add_to_vaccination(pet.id, record.id, upload, Before(record.updated_at, None))


async def _keep(
    attachments: Attachments, files: Sequence[AttachedFile], store: Store, *, before: Before, max_pages: int
) -> list[KeptPhoto]:
    """Read all files side by side, then store one picture after the other: each changes the version."""
    kept: list[KeptPhoto] = []
    for number, read in enumerate(await _read_all(attachments, files, max_pages), 1):
        try:
            if isinstance(read, AppError):
                raise read
            for page, picture in enumerate(read.pictures):
                stored = await store(_upload(read, page), before)
                before = Before(stored.version, stored.photo.id if stored.photo else None)
                kept.append(_kept(number, stored, picture))
        except Unauthorized:
            raise
        except AppError as error:
            if len(files) == 1 and not kept:
                raise
            kept.append(KeptPhoto(file=number, status="failed", failure=_failure(error)))
    return kept


async def _read_all(
    attachments: Attachments, files: Sequence[AttachedFile], max_pages: int
) -> list[Attachment | AppError]:
    tasks = [asyncio.create_task(attachments.read(file, max_pages=max_pages)) for file in files]
    try:
        await asyncio.wait(tasks, timeout=_PREPARING_SECONDS)
        return [_outcome(task) for task in tasks]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _outcome(task: asyncio.Task[Attachment]) -> Attachment | AppError:
    if not task.done():
        return UpstreamError(_TOO_SLOW, status=504)
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, AppError):
        return error
    raise error


def _upload(attachment: Attachment, page: int) -> Upload:
    picture = attachment.pictures[page]
    return Upload(content=picture.content, media_type=picture.media_type, fingerprint=f"{attachment.digest} {page}")


def _kept(number: int, stored: Stored, picture: Picture) -> KeptPhoto:
    return KeptPhoto(
        file=number,
        status="already_saved" if stored.already_saved else "saved",
        photo_id=stored.photo.id if stored.photo else None,
        photo_url=stored.photo.url if stored.photo else None,
        done=picture.done,
    )


def _failure(error: AppError) -> PhotoFailure:
    return PhotoFailure(error=error.code, message=error.message, hint=error.hint, retryable=error.retryable)


def _id_in(photo_url: str | None) -> int | None:
    """Return the id of a picture, which stands in its address (docs/main-app-api.md, "Photos")."""
    found = re.search(r"/storage/(\d{1,18})/", photo_url or "")
    return int(found[1]) if found else None


def _first(photos: Sequence[PhotoRecord]) -> PhotoRecord | None:
    return photos[0] if photos else None


def _answer(pet: PetRecord, photos: list[KeptPhoto], **more: object) -> KeptPhotos:
    return KeptPhotos(
        pet_id=pet.id,
        pet_name=truncate(pet.name, 255),
        relation=not_own(pet),
        photos=photos,
        failed=sum(photo.status == "failed" for photo in photos),
        **more,  # type: ignore[arg-type]  # what the pictures belong to, under its own names
    )
