"""Photos of pets and records: uploads, guards, the storage limit, the queue of conversions, and their size."""

import json
from typing import Any

import httpx
import pytest

from app.devtools.sandbox import SandboxConfig
from tests.devtools.sandbox.recorded_steps import jpeg

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (800).to_bytes(4) + (600).to_bytes(4) + bytes(50)
GIF = b"GIF89a" + (80).to_bytes(2, "little") + (60).to_bytes(2, "little") + bytes(20)
RABIES = "/api/pets/7/vaccinations/61/photo"
CHECKUP = "/api/pets/7/medical-records/18/photos"
OLD_VERSION = "2025-07-20T10:11:12.000000Z"
CHECKUP_VERSION = "2026-06-30T07:00:00.000000Z"


def picture(content: bytes = b"", name: str = "cat.jpg") -> dict[str, Any]:
    return {"photo": (name, content or jpeg(size=5_000), "image/jpeg")}


async def photograph_rabies(client: httpx.AsyncClient) -> Any:
    body = {"base_version": OLD_VERSION, "expected_photo_id": ""}
    answer = await client.post(RABIES, data=body, files=picture())
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


@pytest.mark.parametrize(
    ("content", "mime_type", "size"),
    [(jpeg(30, 20), "image/jpeg", (30, 20)), (PNG, "image/png", (800, 600)), (GIF, "image/gif", (80, 60))],
)
async def test_a_pet_photo_becomes_the_first_and_changes_the_version(
    content: bytes, mime_type: str, size: tuple[int, int], lin: httpx.AsyncClient
) -> None:
    before = (await lin.get("/api/pets/7")).json()["data"]

    pet = (await lin.post("/api/pets/7/photos", files=picture(content, "my cat.jpg"))).json()["data"]

    assert len(pet["photos"]) == len(before["photos"]) + 1
    assert [photo["is_primary"] for photo in pet["photos"]] == [True, False, False]
    assert (pet["photos"][0]["width"], pet["photos"][0]["height"]) == size
    assert pet["media"][0]["mime_type"] == mime_type
    assert [row["order_column"] for row in pet["media"]] == [1, 2, 3]
    assert pet["updated_at"] != before["updated_at"]
    assert pet["photos"][0]["processing"] is False
    assert pet["photos"][0]["srcset"] is None


async def test_what_was_uploaded_can_be_fetched_by_anybody(
    lin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    pet = (await lin.post("/api/pets/7/photos", files=picture(PNG, "cat.png"))).json()["data"]

    answer = await anonymous.get(pet["media"][0]["original_url"])

    assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")


@pytest.mark.parametrize(
    ("files", "sentences"),
    [
        ({}, ["The photo field is required."]),
        ({"photo": ("", b"no file", "image/jpeg")}, ["The photo field must be an image.", "The photo field must be a"]),
        (picture(b"%PDF-1.7"), ["The photo field must be an image.", "The photo field must be a file of type: "]),
        (picture(b"RIFF\0\0\0\0WEBPVP8 "), ["The photo field must be a file of type: jpeg, png, jpg, gif, svg."]),
    ],
)
async def test_what_is_no_photo_is_refused(files: Any, sentences: list[str], lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/7/photos", data={"x": "y"}, files=files or {"other": b""})

    errors = answer.json()["errors"]["photo"]
    assert answer.status_code == 422
    assert all(found.startswith(wanted) for found, wanted in zip(errors, sentences, strict=True))


async def test_a_request_over_the_proxys_limit_is_an_html_page(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/7/photos", files=picture(jpeg(size=10 * 1024 * 1024)))

    assert (answer.status_code, answer.headers["content-type"]) == (413, "text/html")


@pytest.mark.parametrize("path", ["/api/pets/15/photos", "/api/pets/9/vaccinations/61/photo"])
async def test_a_species_without_the_feature_is_refused(path: str, lin: httpx.AsyncClient) -> None:
    answer = await lin.post(path, files=picture())

    assert (answer.status_code, "error_code" in answer.json()) == (422, True)


@pytest.mark.parametrize(("asked", "left"), [("current", [288]), ("301", [288]), ("288", [301])])
async def test_a_pet_photo_is_deleted_by_id_or_as_the_current_one(
    asked: str, left: list[int], lin: httpx.AsyncClient
) -> None:
    answer = await lin.delete(f"/api/pets/7/photos/{asked}")

    pet = (await lin.get("/api/pets/7")).json()["data"]
    assert (answer.status_code, answer.content) == (204, b"")
    assert [photo["id"] for photo in pet["photos"]] == left
    assert (await lin.delete("/api/pets/7/photos/999")).json()["message"] == "Photo not found."


async def test_a_changed_pet_takes_no_photo_for_an_older_version(lin: httpx.AsyncClient) -> None:
    answer = await lin.post("/api/pets/7/photos", data={"base_version": OLD_VERSION}, files=picture())

    assert (answer.status_code, "server_value" in answer.json()["data"]) == (409, True)


async def test_a_vaccination_has_one_photo_converted_by_the_queue(clock: Any, lin: httpx.AsyncClient) -> None:
    record = await photograph_rabies(lin)

    clock.pass_by(seconds=5)

    later = (await lin.get("/api/pets/7/vaccinations/61")).json()["data"]
    assert (record["photo"]["processing"], later["photo"]["processing"]) == (True, False)
    assert record["photo_url"] == record["photo"]["url"] == record["media"][0]["original_url"]
    assert "/conversions/" in later["photo_url"]
    assert record["updated_at"] != OLD_VERSION
    assert later["updated_at"] == record["updated_at"]


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        ({}, 422, ["base_version", "expected_photo_id"]),
        ({"expected_photo_id": ""}, 422, ["base_version"]),
        ({"base_version": OLD_VERSION}, 422, ["expected_photo_id"]),
        ({"base_version": "2020-01-01T00:00:00.000000Z", "expected_photo_id": ""}, 409, None),
        ({"base_version": OLD_VERSION, "expected_photo_id": "301"}, 409, None),
    ],
)
async def test_an_upload_to_a_vaccination_is_guarded(
    body: dict[str, str], status: int, errors: list[str] | None, lin: httpx.AsyncClient
) -> None:
    answer = await lin.post(RABIES, data=body, files=picture())

    assert answer.status_code == status
    assert errors is None or list(answer.json()["errors"]) == errors


async def test_a_vaccination_photo_is_replaced_by_deleting_it_first(lin: httpx.AsyncClient) -> None:
    record = await photograph_rabies(lin)
    number, version = record["photo"]["id"], record["updated_at"]
    as_form = await lin.post(RABIES, data={"base_version": version, "expected_photo_id": str(number)}, files=picture())
    as_text = await lin.request("DELETE", RABIES, json={"base_version": version, "expected_photo_id": str(number)})

    deleted = await lin.request("DELETE", RABIES, json={"base_version": version, "expected_photo_id": number})
    fresh = (await lin.get("/api/pets/7/vaccinations/61")).json()["data"]
    again = await lin.post(RABIES, data={"base_version": fresh["updated_at"], "expected_photo_id": ""}, files=picture())

    assert (as_form.status_code, as_form.json()["data"], as_text.status_code) == (409, None, 409)
    assert (deleted.status_code, fresh["photo"], fresh["photo_url"]) == (204, None, None)
    assert again.json()["data"]["photo"]["id"] != number


async def test_a_medical_record_has_many_photos_and_no_primary_one(lin: httpx.AsyncClient) -> None:
    first = await lin.post(CHECKUP, data={"base_version": CHECKUP_VERSION}, files=picture())
    second = await lin.post(CHECKUP, data={"base_version": first.json()["data"]["updated_at"]}, files=picture(PNG))

    record = second.json()["data"]
    assert [photo["is_primary"] for photo in record["photos"]] == [False, False]
    unguarded = await lin.request("DELETE", f"{CHECKUP}/{record['photos'][0]['id']}", json={})
    version = {"base_version": record["updated_at"]}
    missing = await lin.request("DELETE", f"{CHECKUP}/999", json=version)
    deleted = await lin.request("DELETE", f"{CHECKUP}/{record['photos'][0]['id']}", json=version)
    assert [answer.status_code for answer in (unguarded, missing, deleted)] == [422, 404, 204]
    left = (await lin.get("/api/pets/7/medical-records/18")).json()["data"]["photos"]
    assert [photo["id"] for photo in left] == [record["photos"][1]["id"]]


@pytest.mark.parametrize("path", ["/api/pets/7/photos", RABIES, CHECKUP])
async def test_only_who_may_edit_a_pet_may_photograph_it(
    path: str, household: Any, bearer: Any, anonymous: httpx.AsyncClient
) -> None:
    answer = await anonymous.post(path, files=picture(), headers=bearer(household.other))

    assert answer.status_code == 403


async def test_an_upload_is_repeated_under_its_key_and_another_file_conflicts(lin: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k"}
    first = await lin.post("/api/pets/7/photos", files=picture(), headers=headers)
    same = await lin.post("/api/pets/7/photos", files=picture(), headers=headers)
    other = await lin.post("/api/pets/7/photos", files=picture(PNG), headers=headers)

    assert (first.status_code, same.content) == (200, first.content)
    assert other.json()["data"] == {"code": "idempotency_conflict"}


class TestASmallStorage:
    """An account whose storage holds two more pictures of 5,000 bytes."""

    @pytest.fixture
    def config(self) -> SandboxConfig:
        return SandboxConfig(seed=False, storage_limit=412_330 + 733_102 + 10_000)

    async def test_is_full_after_them_until_one_is_deleted(self, lin: httpx.AsyncClient) -> None:
        async def upload() -> int:
            return (await lin.post("/api/pets/7/photos", files=picture())).status_code

        statuses = [await upload() for _ in range(3)]
        await lin.delete("/api/pets/7/photos/current")

        assert [*statuses, await upload()] == [200, 200, 413, 200]
        me = (await lin.get("/api/users/me")).json()["data"]
        assert me["storage_used_bytes"] == me["storage_limit_bytes"] == 412_330 + 733_102 + 10_000

    async def test_refuses_before_it_looks_at_rights_or_values(self, lin: httpx.AsyncClient) -> None:
        answer = await lin.post("/api/pets/21/photos", files=picture(jpeg(size=20_000)))

        assert answer.status_code == 413
        assert answer.json()["meta"] == {
            "used_bytes": 412_330 + 733_102,
            "limit_bytes": 412_330 + 733_102 + 10_000,
            "incoming_bytes": 20_000,
            "upgrade_available": True,
        }


async def test_a_photo_adds_12_7_kilobytes_to_every_payload_of_its_pet(clock: Any, lin: httpx.AsyncClient) -> None:
    async def size() -> int:
        pets = (await lin.get("/api/my-pets")).json()["data"]
        return len(json.dumps(next(pet for pet in pets if pet["id"] == 7), separators=(",", ":")))

    before = await size()
    await lin.post("/api/pets/7/photos", files=picture(jpeg()))
    queued = await size()
    clock.pass_by(seconds=5)
    processed = await size()

    assert 6_000 < queued - before < 6_900
    assert 12_500 < processed - before < 13_000
