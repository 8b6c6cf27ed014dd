"""Bodies as hosts write them: byte order marks, halves of emoji, nothing at all."""

import httpx
import pytest

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (b'\xef\xbb\xbf{"name": "Kitty"}', "Kitty"),
        (b'{"name": "Kitty\\ud83d"}', "Kitty"),
        (b'{"name": "Ki\\udc31tty"}', "Kitty"),
        (b'{"name": "Kitty\xed\xa0\xbd"}', "Kitty"),
        (b'{"name": "Kitty\\ud83d\\ude3a"}', "Kitty\U0001f63a"),
        (b'{"name": "Ki\\\\ud83dtty"}', "Ki\\ud83dtty"),
    ],
)
async def test_a_body_is_read_around_its_flaws(household: httpx.AsyncClient, body: bytes, name: str) -> None:
    sent = body[:-1] + b', "species": "cat", "country": "VN"}'

    answer = await household.post("/pets", content=sent, headers=JSON)

    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == name


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b" {} "])
async def test_a_body_that_says_nothing_is_no_body(household: httpx.AsyncClient, body: bytes) -> None:
    answer = await household.post("/pets/overview", content=body, headers=JSON)

    assert answer.status_code == 200, answer.text


async def test_null_for_a_list_counts_as_left_out(household: httpx.AsyncClient) -> None:
    doses = (await household.get("/pets/Oliver/vaccinations?status=all")).json()["vaccinations"]
    body = {"notes": "left", "vaccine_name": None, "administered_at": None, "due_at": None, "clear": None}

    answer = await household.patch(f"/pets/Oliver/vaccinations/{doses[0]['id']}", json=body)

    assert answer.status_code == 200, answer.text
