"""Requests that are wrong, faults of the main app, and the error that answers each."""

import json
from typing import Any

from app.devtools.sandbox import Fault

JSON = {"Content-Type": "application/json"}
LARGE = json.dumps({"name": "x" * 500_000, "species": "cat"})
WEIGHT = {"weight_kg": 4}

# method, path, what is sent, status, code
WRONG: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/pets", {"content": "{", "headers": JSON}, 400, "VALIDATION_ERROR"),
    ("POST", "/pets", {"content": "[" * 5000, "headers": JSON}, 400, "VALIDATION_ERROR"),
    ("POST", "/pets", {"content": b"\xff\xfe", "headers": JSON}, 400, "VALIDATION_ERROR"),
    ("POST", "/pets", {"content": "name=Mimi", "headers": {"Content-Type": "text/plain"}}, 415, "VALIDATION_ERROR"),
    ("POST", "/pets", {}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"content": "null", "headers": JSON}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": []}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": "Mimi"}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": None, "species": "cat"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "cat", "colour": "red"}}, 422, "VALIDATION_ERROR"),
    (
        "POST",
        "/pets",
        {"json": {"name": "A", "species": "cat", **dict.fromkeys("abcdefghij" * 3)}},
        422,
        "VALIDATION_ERROR",
    ),
    ("POST", "/pets", {"json": {f"{'long' * 50}{n}": 1 for n in range(50)}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "dragon"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "  "}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "", "species": "cat"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A" * 300, "species": "cat"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "cat", "country": "Atlantis"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "cat", "birth_date": "2027-01-01"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "cat", "birth_year": 1700}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets", {"json": {"name": "A", "species": "cat", "age_months": 700}}, 422, "VALIDATION_ERROR"),
    (
        "POST",
        "/pets",
        {
            "json": {
                "name": "A",
                "species": "cat",
                "birth_date": "2026-01-01",
                "birth_month_year": "2026-01",
                "birth_year": 2026,
                "age_months": 3,
            }
        },
        422,
        "VALIDATION_ERROR",
    ),
    (
        "POST",
        "/pets",
        {
            "json": {
                "name": 1,
                "species": [],
                "sex": "кошка",
                "birth_date": "x",
                "birth_month_year": "y",
                "age_months": "z",
            }
        },
        422,
        "VALIDATION_ERROR",
    ),
    ("PATCH", "/pets/Rex", {"json": {}}, 422, "VALIDATION_ERROR"),
    ("PATCH", "/pets/Rex", {"json": {"description": "d" * 6000}}, 422, "VALIDATION_ERROR"),
    ("GET", "/pets/Rex/vaccinations", {}, 422, "VALIDATION_ERROR"),
    ("GET", "/pets/Oliver/vaccinations?status=some", {}, 422, "VALIDATION_ERROR"),
    ("GET", "/pets/Oliver/medical-records?record_type=magic", {}, 422, "VALIDATION_ERROR"),
    ("GET", "/pets/Oliver/weights?limit=0&offset=-1", {}, 422, "VALIDATION_ERROR"),
    ("GET", "/care/upcoming?days=soon", {}, 422, "VALIDATION_ERROR"),
    ("GET", "/care/upcoming?days=900", {}, 422, "VALIDATION_ERROR"),
    ("GET", "/pets?species=dragon", {}, 422, "VALIDATION_ERROR"),
    ("PATCH", "/pets/Oliver/weights/first", {"json": WEIGHT}, 422, "VALIDATION_ERROR"),
    ("PATCH", "/pets/Oliver/vaccinations/607", {"json": {"clear": ["vaccine_name"]}}, 422, "VALIDATION_ERROR"),
    ("PATCH", "/pets/Oliver/vaccinations/607", {"json": {"clear": ["notes"], "notes": "x"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets/Oliver/weights", {"json": WEIGHT | {"measured_at": "2026-08-14"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets/Oliver/weights", {"json": WEIGHT | {"measured_at": "2026-08-25"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/pets/Oliver/weights", {"json": {"weight_kg": "heavy"}}, 422, "VALIDATION_ERROR"),
    ("POST", "/weights/batch", {"json": {"rows": []}}, 422, "VALIDATION_ERROR"),
    ("POST", "/weights/batch", {"json": {"rows": [{}] * 51}}, 422, "VALIDATION_ERROR"),
    ("POST", "/weights/batch", {"json": {"rows": [{"cat": "Oliver", "kg": 4}] * 20}}, 422, "VALIDATION_ERROR"),
    ("GET", "/nothing", {}, 404, "NOT_FOUND"),
    ("GET", "/pets/Oliver/nothing", {}, 404, "NOT_FOUND"),
    ("GET", "/pets/Nobody", {}, 404, "NOT_FOUND"),
    ("GET", "/pets/999", {}, 404, "NOT_FOUND"),
    ("GET", "/pets/-1", {}, 404, "NOT_FOUND"),
    ("GET", "/pets/%00%ff", {}, 404, "NOT_FOUND"),
    ("PATCH", "/pets/Oliver/weights/999", {"json": WEIGHT}, 404, "NOT_FOUND"),
    ("DELETE", "/pets", {}, 405, "METHOD_NOT_ALLOWED"),
    ("PUT", "/pets/Rex", {"json": {}}, 405, "METHOD_NOT_ALLOWED"),
    ("POST", "/pets", {"content": LARGE, "headers": JSON}, 413, "PAYLOAD_TOO_LARGE"),
    ("POST", "/pets", {"json": {"name": "mun", "species": "cat"}}, 201, ""),
    ("POST", "/pets", {"json": {"name": "Oliver", "species": "cat"}}, 409, "DUPLICATE_WARNING"),
    ("PATCH", "/pets/Bún", {"json": {"description": "x"}}, 200, ""),
]
FAULTS: list[tuple[Fault, int, str]] = [
    (Fault(mode="unauthenticated"), 401, "UNAUTHORIZED"),
    (Fault(mode="throttled", seconds=30), 429, "UPSTREAM_ERROR"),
    (Fault(mode="quota"), 429, "UPSTREAM_ERROR"),
    (Fault(mode="server_error"), 502, "UPSTREAM_ERROR"),
    (Fault(mode="html"), 502, "UPSTREAM_ERROR"),
    (Fault(mode="empty"), 502, "UPSTREAM_ERROR"),
    (Fault(mode="garbage"), 502, "UPSTREAM_ERROR"),
    (Fault(mode="odd_types"), 502, "UPSTREAM_ERROR"),
    (Fault(mode="down"), 502, "UPSTREAM_ERROR"),
    (Fault(mode="maintenance"), 503, "UPSTREAM_ERROR"),
]
