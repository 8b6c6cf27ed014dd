"""The floor: the least that a Python process can do for `GET /pets` and still be of use.

Raw ASGI, no routing, no sign-in, no log, no limits, no retries; one aiohttp session fetches the body, msgspec decodes
the wanted fields, they are shaped into the answer and encoded. Started with the same server as the connector:

    STUB=http://127.0.0.1:9002 uvicorn --factory tests.benchmarks.floor:create_floor
"""

import os
from typing import Any

import aiohttp
import msgspec
from msgspec import Struct

HEADERS = {"Accept": "application/json", "Authorization": "Bearer 1|token", "Accept-Language": "en"}


class _Type(Struct):
    slug: str


class _Health(Struct):
    latest_weight_kg: str | None
    latest_weight_record_date: str | None
    vaccination_status: str


class _Record(Struct):
    id: int
    name: str
    sex: str
    status: str
    birthday: str | None
    birthday_precision: str
    pet_type: _Type
    health_summary: _Health


class _Envelope(Struct):
    data: list[_Record]


class _Pet(Struct, omit_defaults=True):
    id: int
    name: str
    species: str
    sex: str
    status: str
    birth: str | None = None
    latest_weight_kg: float | None = None
    latest_weight_date: str | None = None
    vaccination_status: str = "unknown"


class _Pets(Struct):
    pets: list[_Pet]
    total: int


class Floor:
    """The application."""

    def __init__(self, url: str) -> None:
        """Take the stub's origin."""
        self.url = f"{url}/api/my-pets"
        self._decoder = msgspec.json.Decoder(_Envelope)
        self._encoder = msgspec.json.Encoder()
        self._session: aiohttp.ClientSession | None = None

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        shown = self._encoder.encode(_shape(self._decoder.decode(await self.fetch()).data))
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(shown)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": shown})

    async def fetch(self) -> bytes:
        """Return the body of the main app's answer."""
        self._session = self._session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100))
        async with self._session.get(self.url, headers=HEADERS) as answer:
            return await answer.read()


def _shape(records: list[_Record]) -> _Pets:
    rows = [
        _Pet(
            id=record.id,
            name=record.name,
            species=record.pet_type.slug,
            sex=record.sex,
            status=record.status,
            birth=record.birthday[:10] if record.birthday else None,
            latest_weight_kg=float(record.health_summary.latest_weight_kg or 0),
            latest_weight_date=record.health_summary.latest_weight_record_date,
            vaccination_status=record.health_summary.vaccination_status,
        )
        for record in records
    ]
    return _Pets(rows, len(rows))


def create_floor() -> Floor:
    """Build the floor in front of the stub named by the variable STUB."""
    return Floor(os.environ["STUB"])
