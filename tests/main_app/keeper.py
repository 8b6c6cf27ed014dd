"""A main app that keeps what it saves, and may lose its answers."""

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import httpx


class Keeper:
    """A main app that keeps records and answers under idempotency keys, and little else."""

    def __init__(self, clock: Callable[[], datetime], *, dated: bool = True) -> None:
        self.records: dict[int, dict[str, Any]] = {}
        self.lose_answers = 0
        self.probes = 0
        self._answers: dict[str, tuple[str, dict[str, Any]]] = {}
        self._ids = itertools.count(1)
        self._clock = clock
        self._dated = dated

    def __call__(self, request: httpx.Request) -> httpx.Response:
        response = self._read(request) if request.method == "GET" else self._write(request)
        if self.lose_answers and request.method != "GET":
            self.lose_answers -= 1
            raise httpx.ReadError("the answer is lost", request=request)
        if self._dated:
            response.headers["Date"] = format_datetime(self._clock().astimezone(UTC), usegmt=True)
        return response

    def _read(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.rsplit("/", 1)[1]
        if name == "my-pets":
            return httpx.Response(200, json={"data": [row for row in self.records.values() if "name" in row]})
        if not name.isdecimal():
            rows = [row for row in self.records.values() if "name" not in row]
            return httpx.Response(200, json={"data": {"data": rows, "meta": {"total": len(rows)}}})
        record = self.records.get(int(name))
        if record is None:
            return httpx.Response(404, json={"message": "Resource not found."})
        return httpx.Response(200, json={"success": True, "data": record | {"viewer_permissions": {"can_edit": True}}})

    def _write(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["Idempotency-Key"]
        fingerprint = f"{request.method} {request.url.path} {request.content.decode()}"
        if key in self._answers:
            known, answer = self._answers[key]
            if known == fingerprint:
                return httpx.Response(201, json=answer)
            return httpx.Response(409, json={"message": "x", "data": {"code": "idempotency_conflict"}})
        values = json.loads(request.content)
        if not values:
            self.probes += 1
            return httpx.Response(422, json={"message": "x", "errors": {"record_type": ["Required."]}})
        refusal = self._refusal(request.url.path, values)
        if refusal:
            return refusal
        moment = self._clock().replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        record = values | {"id": next(self._ids), "created_at": moment, "updated_at": moment}
        self.records[record["id"]] = record
        self._answers[key] = (fingerprint, {"success": True, "data": record})
        return httpx.Response(201, json={"success": True, "data": record})

    def _refusal(self, path: str, values: dict[str, Any]) -> httpx.Response | None:
        same = [row["id"] for row in self.records.values() if row.get("name") == values.get("name", 0)]
        if path == "/api/pets" and same and not values.get("allow_duplicate"):
            body = {"error": "duplicate_pet", "message": "x", "data": {"existing_pet_ids": same}}
            return httpx.Response(409, json=body)
        if path.endswith("weights") and any(
            row["record_date"] == values["record_date"] for row in self.records.values()
        ):
            text = "The record date has already been taken for this pet."
            return httpx.Response(422, json={"message": text, "errors": {"record_date": [text]}})
        return None
