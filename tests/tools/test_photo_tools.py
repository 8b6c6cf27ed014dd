"""Attached pictures are kept with their pet or record: once, without hidden data, and only where there is room."""

from collections.abc import Callable
from datetime import datetime

import httpx
import pytest

from app.devtools.sandbox.data.pets import Pet
from tests.conftest import FixedClock, SandboxUser
from tests.file_host import FileHost, refs
from tests.images import UPSIDE_DOWN, opened, pdf, picture
from tests.tools.conftest import GetJson, Upstream

FindPet = Callable[[str], Pet]
ORIENTATION = 0x0112


class TestPets:
    async def test_the_last_file_stands_in_front(
        self, ok: GetJson, files: FileHost, pet: FindPet, upstream: Upstream
    ) -> None:
        upstream.start()

        answer = await ok("POST", "/pets/Rex/photos", refs(files.attach(picture()), files.attach(picture("PNG"))))

        kept = pet("Rex").photos
        assert [photo["status"] for photo in answer["photos"]] == ["saved", "saved"]
        assert [photo["photo_id"] for photo in answer["photos"]] == [kept[1].id, kept[0].id]
        assert [photo.mime_type for photo in kept] == ["image/png", "image/jpeg"]
        assert (answer["pet_name"], answer["failed"]) == ("Rex", 0)
        assert upstream.calls == 3
        assert (await ok("GET", "/pets/Rex"))["photo_url"].endswith(".jpg?v=" + answer_version(pet("Rex")))

    async def test_the_pixels_stay_and_the_place_goes(self, ok: GetJson, files: FileHost, pet: FindPet) -> None:
        sent = picture()

        answer = await ok("POST", "/pets/Rex/photos", refs(files.attach(sent)))

        stored = pet("Rex").photos[0].content
        assert opened(stored).tobytes() == opened(sent).tobytes()
        assert dict(opened(stored).getexif()) == {ORIENTATION: UPSIDE_DOWN}
        assert b"105.8342" in sent
        assert b"105.8342" not in stored
        assert answer["photos"][0]["done"] == "kept, without hidden data"

    @pytest.mark.parametrize("kind", ["WEBP", "BMP", "AVIF", "HEIF"])
    async def test_what_the_main_app_does_not_take_becomes_jpeg(
        self, ok: GetJson, files: FileHost, pet: FindPet, kind: str
    ) -> None:
        sent = picture(kind, (64, 48))

        answer = await ok("POST", "/pets/Rex/photos", refs(files.attach(sent)))

        assert answer["photos"][0]["done"] == f"converted from {kind} to JPEG"
        stored = opened(pet("Rex").photos[0].content)
        turned = kind in ("WEBP", "AVIF")
        assert (stored.format, stored.size, dict(stored.getexif())) == ("JPEG", (48, 64) if turned else (64, 48), {})

    async def test_a_repeat_saves_nothing_twice(self, ok: GetJson, files: FileHost, pet: FindPet) -> None:
        sent = refs(files.attach(picture()))
        first = await ok("POST", "/pets/Rex/photos", sent)

        again = await ok("POST", "/pets/Rex/photos", sent)

        assert again["photos"][0]["status"] == "already_saved"
        assert again["photos"][0]["photo_id"] == first["photos"][0]["photo_id"]
        assert len(pet("Rex").photos) == 1

    async def test_a_repeat_across_the_border_of_two_windows_saves_nothing_twice(
        self, ok: GetJson, files: FileHost, pet: FindPet, clock: FixedClock
    ) -> None:
        sent = refs(files.attach(picture()))
        await ok("POST", "/pets/Rex/photos", sent)
        seconds_left = 600 - clock().timestamp() % 600
        clock.advance(seconds=seconds_left + 30)

        assert (await ok("POST", "/pets/Rex/photos", sent))["photos"][0]["status"] == "already_saved"
        assert len(pet("Rex").photos) == 1

    async def test_what_was_deleted_meanwhile_is_kept_anew(
        self, ok: GetJson, files: FileHost, pet: FindPet, clock: FixedClock
    ) -> None:
        sent = refs(files.attach(picture()))
        await ok("POST", "/pets/Rex/photos", sent)
        clock.advance(seconds=5)
        pet("Rex").photos.clear()

        assert (await ok("POST", "/pets/Rex/photos", sent))["photos"][0]["status"] == "saved"
        assert len(pet("Rex").photos) == 1

    async def test_one_bad_file_costs_no_other(self, ok: GetJson, files: FileHost, pet: FindPet) -> None:
        sent = refs(files.attach(b"no picture"), files.attach(picture()), "file-abc")

        answer = await ok("POST", "/pets/Rex/photos", sent)

        assert [photo["status"] for photo in answer["photos"]] == ["failed", "saved", "failed"]
        assert answer["failed"] == 2
        assert len(pet("Rex").photos) == 1
        assert "attach the file again" in answer["photos"][2]["failure"]["hint"]

    async def test_somebody_elses_pet_stays_as_it_is(self, nam: SandboxUser, files: FileHost, pet: FindPet) -> None:
        answer = await nam.client.post(f"/pets/{pet('Rex').id}/photos", json=refs(files.attach(picture())))

        assert answer.status_code in (403, 404)
        assert pet("Rex").photos == []


class TestVaccinations:
    async def test_the_certificate_is_kept_with_its_record(
        self, ok: GetJson, files: FileHost, pet: FindPet, upstream: Upstream
    ) -> None:
        record = next(iter(pet("Mèo Mun").vaccinations.values()))
        upstream.start()

        answer = await ok("POST", f"/pets/Mèo Mun/vaccinations/{record.id}/photo", refs(files.attach(pdf(3))))

        assert record.photo is not None
        assert answer["vaccination_id"] == record.id
        assert answer["vaccine_name"] == record.vaccine_name
        assert answer["photos"][0]["done"] == "page 1 of 3 of the PDF"
        assert answer["photos"][0]["photo_id"] == record.photo.id
        assert upstream.calls == 3
        listed = await ok("GET", "/pets/Mèo Mun/vaccinations?status=all")
        shown = next(row for row in listed["vaccinations"] if row["id"] == record.id)
        assert shown["photo_url"] == answer["photos"][0]["photo_url"]

    async def test_another_picture_is_deleted_on_the_users_word_only(
        self, ok: GetJson, refused: GetJson, files: FileHost, pet: FindPet, clock: FixedClock
    ) -> None:
        record = next(iter(pet("Mèo Mun").vaccinations.values()))
        path = f"/pets/Mèo Mun/vaccinations/{record.id}/photo"
        first = await ok("POST", path, refs(files.attach(picture())))
        clock.advance(seconds=5)
        other = refs(files.attach(picture("PNG")))

        error = await refused(409, "POST", path, other)
        assert error["error"] == "CONFLICT"
        assert f"/storage/{first['photos'][0]['photo_id']}/" in error["hint"]
        assert "replace: true" in error["hint"]

        answer = await ok("POST", path, other | {"replace": True})
        assert answer["replaced_photo_id"] == first["photos"][0]["photo_id"]
        assert record.photo is not None
        assert record.photo.mime_type == "image/png"

    async def test_a_repeat_is_known_before_anything_is_deleted(
        self, ok: GetJson, files: FileHost, pet: FindPet, clock: FixedClock
    ) -> None:
        record = next(iter(pet("Mèo Mun").vaccinations.values()))
        path, sent = f"/pets/Mèo Mun/vaccinations/{record.id}/photo", refs(files.attach(picture()))
        first = await ok("POST", path, sent)
        clock.advance(seconds=5)

        again = await ok("POST", path, sent | {"replace": True})

        assert again["photos"][0]["status"] == "already_saved"
        assert again["photos"][0]["photo_id"] == first["photos"][0]["photo_id"]

    async def test_it_takes_one_file(self, refused: GetJson, files: FileHost, pet: FindPet) -> None:
        record = next(iter(pet("Mèo Mun").vaccinations.values()))
        sent = refs(files.attach(picture()), files.attach(picture()))

        error = await refused(422, "POST", f"/pets/Mèo Mun/vaccinations/{record.id}/photo", sent)

        assert "one picture" in error["message"]
        assert record.photo is None


class TestMedicalRecords:
    async def test_the_first_five_pages_of_a_document_are_kept(
        self, ok: GetJson, files: FileHost, pet: FindPet
    ) -> None:
        record = next(iter(pet("Mèo Mun").medical_records.values()))

        answer = await ok("POST", f"/pets/Mèo Mun/medical-records/{record.id}/photos", refs(files.attach(pdf(7))))

        assert [photo["done"] for photo in answer["photos"]] == [f"page {n} of 7 of the PDF" for n in range(1, 6)]
        assert [photo["photo_id"] for photo in answer["photos"]] == [photo.id for photo in record.photos]
        listed = await ok("GET", "/pets/Mèo Mun/medical-records")
        shown = next(row for row in listed["medical_records"] if row["id"] == record.id)
        assert shown["photo_urls"] == [photo["photo_url"] for photo in answer["photos"]]

    async def test_a_repeat_of_many_pages_saves_none_twice(
        self, ok: GetJson, files: FileHost, pet: FindPet, clock: FixedClock
    ) -> None:
        record = next(iter(pet("Mèo Mun").medical_records.values()))
        path, sent = f"/pets/Mèo Mun/medical-records/{record.id}/photos", refs(files.attach(pdf(3)))
        await ok("POST", path, sent)
        clock.advance(seconds=5)

        again = await ok("POST", path, sent)

        assert {photo["status"] for photo in again["photos"]} == {"already_saved"}
        assert len(record.photos) == 3


async def test_a_name_reaches_the_pet_whatever_the_address(me: httpx.AsyncClient, files: FileHost) -> None:
    answer = await me.post("/pets/Барсик/photos", json=refs(files.attach(picture())))

    assert answer.json()["pet_name"] == "Барсик"


def answer_version(pet: Pet) -> str:
    """The version in the address of the newest picture."""
    return str(int(datetime.fromisoformat(pet.photos[0].updated_at).timestamp()))
