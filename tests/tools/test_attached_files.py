"""Attached files: which are fetched at all, which are refused, and in which words."""

import json
from collections.abc import Callable

import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.photos import Photo
from tests.file_host import FileHost, refs
from tests.images import pdf, picture
from tests.tools.conftest import GetJson, Upstream

FindPet = Callable[[str], Pet]
REFUSED_FILES: list[tuple[bytes, str]] = [
    (b"", "no file that can be kept"),
    (b"MZ\x90\x00 a program", "no file that can be kept"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no file that can be kept"),
    (b"<html><script>", "no file that can be kept"),
    (b"PK\x03\x04 an archive", "no file that can be kept"),
    (picture()[:900], "damaged or incomplete"),
    (picture("PNG")[:900], "damaged or incomplete"),
    (picture("GIF")[:900], "damaged or incomplete"),
    (picture("WEBP")[:900], "damaged or incomplete"),
    (picture("HEIF")[:900], "damaged or incomplete"),
    (pdf(1)[:100], "damaged or incomplete"),
    (b"%PDF-1.7 and nothing", "damaged or incomplete"),
    (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "damaged or incomplete"),
    (b"BM" + b"\x00" * 64, "damaged or incomplete"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED_FILES, ids=[str(n) for n in range(len(REFUSED_FILES))])
async def test_a_file_that_is_no_whole_picture_is_refused_in_one_sentence(
    refused: GetJson, files: FileHost, pet: FindPet, upstream: Upstream, content: bytes, reason: str
) -> None:
    upstream.start()

    error = await refused(422, "POST", "/pets/Rex/photos", refs(files.attach(content)))

    assert reason in error["message"]
    assert "Nothing else is lost" in error["hint"]
    assert upstream.writes == 0
    assert pet("Rex").photos == []


@pytest.mark.parametrize(
    "link",
    [
        "http://files.oaiusercontent.com/x",
        "https://files.oaiusercontent.com:8443/x",
        "https://user@files.oaiusercontent.com/x",
        "https://files.oaiusercontent.com.evil.example/x",
        "https://evil.example/files.oaiusercontent.com/x",
        "https://oaiusercontent.com/x",
        "https://xoaiusercontent.com/x",
        "https://files.oaiusercontent.com@evil.example/x",
        "https://files.oaiusercontent.com\\@evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/x",
        "file:///etc/passwd",
        "//files.oaiusercontent.com/x",
        "https://files.oaiusercontent.com%2f.evil.example/x",
    ],
)
async def test_nothing_is_asked_of_another_address(refused: GetJson, files: FileHost, link: str) -> None:
    ref = {"name": "a.jpg", "id": "file-1", "mime_type": "image/jpeg", "download_link": link}

    await refused(422, "POST", "/pets/Rex/photos", refs(ref))

    assert files.requests == []


async def test_a_bare_id_is_answered_with_a_request_to_attach_again(refused: GetJson) -> None:
    error = await refused(422, "POST", "/pets/Rex/photos", refs("file-Ab12"))

    assert "attach the file again" in error["hint"]


async def test_a_full_account_says_so_and_keeps_the_record(
    refused: GetJson, files: FileHost, pet: FindPet, world: World
) -> None:
    pet("Rex").photos.extend(huge_photos(world))

    error = await refused(413, "POST", "/pets/Rex/photos", refs(files.attach(picture())))

    assert error["error"] == "PAYLOAD_TOO_LARGE"
    assert "There is no room left" in error["message"]
    assert error["retryable"] is False


async def test_the_link_stands_in_no_log_line(
    ok: GetJson, refused: GetJson, files: FileHost, capfd: pytest.CaptureFixture[str]
) -> None:
    kept, lost = files.attach(picture()), {"download_link": "https://files.oaiusercontent.com/gone?sig=secret-x"}
    await ok("POST", "/pets/Rex/photos", refs(kept))
    await refused(422, "POST", "/pets/Rex/photos", refs(lost))

    written = "".join(capfd.readouterr())
    assert "oaiusercontent" not in written
    assert "secret-" not in written


async def test_more_than_ten_files_are_refused_by_name(refused: GetJson) -> None:
    error = await refused(422, "POST", "/pets/Rex/photos", refs(*(["file-1"] * 11)))

    assert error["fields"][0]["name"] == "openaiFileIdRefs"


async def test_files_may_come_as_json_text(ok: GetJson, files: FileHost) -> None:
    sent = {"openaiFileIdRefs": json.dumps([files.attach(picture())])}

    assert (await ok("POST", "/pets/Rex/photos", sent))["photos"][0]["status"] == "saved"


def huge_photos(world: World) -> list[Photo]:
    """Fill the account to the last byte."""
    photo = Photo(
        id=world.ids.take("photo"),
        name="full",
        width=1,
        height=1,
        size=50 * 1024 * 1024,
        created_at=world.now(),
        updated_at=world.now(),
    )
    world.photos[photo.id] = photo
    return [photo]
