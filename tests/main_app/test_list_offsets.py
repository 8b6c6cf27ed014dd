"""A list is read from any row on, and only the pages that hold the wanted rows are asked for."""

from urllib.parse import parse_qs

import httpx
import pytest
from pytest_httpx import HTTPXMock

from app.main_app.account import Account


def shelf(total: int, per_page: int, asked: list[int]) -> object:
    """Answer like a main app with this many weights."""

    def answer(request: httpx.Request) -> httpx.Response:
        number = int(parse_qs(request.url.query.decode()).get("page", ["1"])[0])
        asked.append(number)
        ids = range(total, 0, -1)[(number - 1) * per_page : number * per_page]
        rows = [{"id": row, "weight_kg": "4.20", "record_date": "2026-08-20T00:00:00.000000Z"} for row in ids]
        meta = {"last_page": max(-(-total // per_page), 1), "per_page": per_page, "total": total}
        return httpx.Response(200, json={"success": True, "data": {"data": rows, "meta": meta}})

    return answer


@pytest.mark.parametrize(
    ("offset", "cap", "pages"),
    [
        (0, 25, [1]),
        (0, 30, [1, 2]),
        (24, 1, [1]),
        (25, 25, [2]),
        (30, 10, [2]),
        (40, 20, [2, 3]),
        (90, 100, [4]),
        (500, 10, [21]),
    ],
)
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_only_the_pages_with_the_wanted_rows_are_read(
    offset: int, cap: int, pages: list[int], account: Account, httpx_mock: HTTPXMock
) -> None:
    asked: list[int] = []
    httpx_mock.add_callback(shelf(100, 25, asked))  # type: ignore[arg-type]  # a callback, typed as an object

    listing = await account.list_weights(7, cap=cap, offset=offset)

    assert [row.id for row in listing.rows] == list(range(100, 0, -1))[offset : offset + cap]
    assert listing.total == 100
    assert sorted(asked) == pages


@pytest.mark.parametrize("per_page", [1, 10, 40, 100])
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_pages_of_another_size_are_read_right(per_page: int, account: Account, httpx_mock: HTTPXMock) -> None:
    httpx_mock.add_callback(shelf(100, per_page, []))  # type: ignore[arg-type]  # as above

    listing = await account.list_weights(7, cap=30, offset=45)

    assert [row.id for row in listing.rows] == list(range(55, 25, -1))
