"""No cache between the connector and its caller may keep what is said about somebody's pets (RFC 9111, 5.2.2.5)."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/pets", None, 200),
        ("GET", "/pets/Oliver", None, 200),
        ("GET", "/pet-types", None, 200),
        ("GET", "/care/upcoming", None, 200),
        ("POST", "/pets/find", {"name": "Oliver"}, 200),
        ("POST", "/pets/Oliver/weights", {"weight_kg": 6}, 201),
        ("POST", "/pets", {"name": "Oliver", "species": "cat"}, 409),
        ("POST", "/pets", {}, 422),
        ("GET", "/pets/nobody", None, 404),
        ("GET", "/nothing", None, 404),
        ("DELETE", "/pets", None, 405),
    ],
)
async def test_no_answer_and_no_error_of_a_tool_may_be_kept(
    household: httpx.AsyncClient, method: str, path: str, body: object, status: int
) -> None:
    answer = await household.request(method, path, json=body)

    assert answer.status_code == status
    assert answer.headers.get_list("cache-control") == ["no-store"]
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


async def test_a_refused_token_may_not_be_kept_either(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/pets")

    assert answer.status_code == 401
    assert answer.headers["cache-control"] == "no-store"
