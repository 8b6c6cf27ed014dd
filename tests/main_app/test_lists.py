"""Lists are read over all their pages, with addresses of our own, up to a cap that is told."""

import asyncio
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from pytest_httpx import HTTPXMock

from app.errors import UpstreamError
from app.main_app.account import Account

VACCINATIONS = "/api/pets/7/vaccinations"


class Shelf:
    """A main app with this many vaccinations."""

    def __init__(self, total: int, *, per_page: int = 25) -> None:
        self.total = total
        self.per_page = per_page
        self.asked: list[tuple[str, str]] = []
        self.open = 0
        self.most_open = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.url.path == VACCINATIONS
        query = parse_qs(request.url.query.decode())
        number = int(query.get("page", ["1"])[0])
        self.asked.append((query["status"][0], str(number)))
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        await asyncio.sleep(0)
        self.open -= 1
        return httpx.Response(200, json={"success": True, "data": self._page(number)})

    def _page(self, number: int) -> dict[str, Any]:
        ids = range(self.total, 0, -1)[(number - 1) * self.per_page : number * self.per_page]
        last = max(-(-self.total // self.per_page), 1)
        return {
            "data": [{"id": row, "administered_at": "2026-08-20T00:00:00.000000Z"} for row in ids],
            "links": {"next": "http://evil.test/?page=2"},
            "meta": {"current_page": number, "last_page": last, "per_page": self.per_page, "total": self.total},
        }


@pytest.mark.parametrize("total", [0, 1, 25, 26, 75, 176, 200])
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_all_rows_are_read_in_order(total: int, account: Account, httpx_mock: HTTPXMock) -> None:
    shelf = Shelf(total)
    httpx_mock.add_callback(shelf)

    listing = await account.list_vaccinations(7, status="all")

    assert [row.id for row in listing.rows] == list(range(total, 0, -1))
    assert listing.total == total
    assert {status for status, _ in shelf.asked} == {"all"}
    assert len(shelf.asked) == max(-(-total // 25), 1)
    assert shelf.most_open <= 3


@pytest.mark.parametrize(("cap", "calls"), [(10, 1), (25, 1), (26, 2), (50, 2), (200, 8)])
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_a_cut_list_tells_its_whole_length(cap: int, calls: int, account: Account, httpx_mock: HTTPXMock) -> None:
    shelf = Shelf(1000)
    httpx_mock.add_callback(shelf)

    listing = await account.list_vaccinations(7, cap=cap)

    assert [row.id for row in listing.rows] == list(range(1000, 1000 - cap, -1))
    assert listing.total == 1000
    assert len(shelf.asked) == calls


@pytest.mark.parametrize("per_page", [25, 10])
@pytest.mark.parametrize(
    ("offset", "cap"), [(0, 30), (5, 10), (24, 2), (25, 25), (60, 30), (99, 5), (100, 5), (500, 5)]
)
@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_a_list_is_read_from_an_offset(
    offset: int, cap: int, per_page: int, account: Account, httpx_mock: HTTPXMock
) -> None:
    shelf = Shelf(100, per_page=per_page)
    httpx_mock.add_callback(shelf)

    listing = await account.list_vaccinations(7, cap=cap, offset=offset)

    assert [row.id for row in listing.rows] == list(range(100, 0, -1))[offset : offset + cap]
    assert listing.total == 100
    assert len(shelf.asked) <= cap // per_page + 3


@pytest.mark.parametrize(
    "meta",
    [
        None,
        [],
        {},
        {"last_page": "x", "total": None},
        {"last_page": -5, "per_page": 0, "total": -1},
        {"per_page": True},
    ],
    ids=repr,
)
async def test_odd_page_counts_mean_one_page(meta: Any, account: Account, httpx_mock: HTTPXMock) -> None:
    rows = [{"id": 1, "administered_at": "2026-08-20"}]
    httpx_mock.add_response(json={"success": True, "data": {"data": rows, "meta": meta}})

    listing = await account.list_vaccinations(7)

    assert ([row.id for row in listing.rows], listing.total) == ([1], 1)


@pytest.mark.httpx_mock(can_send_already_matched_responses=True)
async def test_a_claim_of_a_billion_pages_is_not_followed(account: Account, httpx_mock: HTTPXMock) -> None:
    rows = [{"id": 1, "administered_at": "2026-08-20"}]
    meta = {"last_page": 10**9, "per_page": 25, "total": 25 * 10**9}
    httpx_mock.add_response(json={"success": True, "data": {"data": rows, "meta": meta}})

    listing = await account.list_vaccinations(7)

    assert listing.total == 25 * 10**9
    assert len(httpx_mock.get_requests()) == 8


async def test_a_row_that_two_pages_show_is_listed_once(account: Account, httpx_mock: HTTPXMock) -> None:
    meta = {"last_page": 2, "per_page": 2, "total": 3}
    for ids in ([3, 2], [2, 1]):
        rows = [{"id": row, "administered_at": "2026-08-20"} for row in ids]
        httpx_mock.add_response(json={"success": True, "data": {"data": rows, "meta": meta}})

    listing = await account.list_vaccinations(7)

    assert [row.id for row in listing.rows] == [3, 2, 1]


async def test_a_page_that_fails_fails_the_list_with_its_own_error(account: Account, httpx_mock: HTTPXMock) -> None:
    rows = [{"id": 1, "administered_at": "2026-08-20"}]
    meta = {"last_page": 2, "per_page": 25, "total": 26}
    httpx_mock.add_response(json={"success": True, "data": {"data": rows, "meta": meta}})
    httpx_mock.add_response(status_code=500)

    with pytest.raises(UpstreamError):
        await account.list_vaccinations(7)
