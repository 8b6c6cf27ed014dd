"""The recorded answers of the real main app: requests, answers, and which of them the sandbox does not give."""

import json
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parents[2] / "main_app" / "recorded"
INDEX: list[dict[str, Any]] = json.loads((ANSWERS / "_index.json").read_text())["files"]

NO_ROUTE = "the sandbox has no such route: the connector does not call it"
NOT_PRODUCED = {
    "countries-200.json": NO_ROUTE,
    "locale-200.json": NO_ROUTE,
    "settings-public-200.json": NO_ROUTE,
    "extra.categories-200.json": NO_ROUTE,
    "extra.user-403.json": NO_ROUTE,
    "habit-show-200.json": NO_ROUTE,
    "habit-heatmap-200.json": NO_ROUTE,
    "habit-day-entries-200.json": NO_ROUTE,
    "extra.habit-500.bad-date.json": NO_ROUTE,
    "extra.pet-show-200.expired-token.json": "tokens of the sandbox do not expire, as the connector's never do",
}
ALLOWED = {
    "gpt-register-201.json": {
        "$.message": "mail went nowhere while the answers were recorded; the sandbox has a mailbox",
    },
    "extra.login-422.capitals.json": {
        "header x-ratelimit-limit": "log-ins are not limited to five a minute here: tests log in more often",
    },
    "error-503.maintenance-bare.json": {
        "header retry-after": "only where the operator set one; the sandbox's fault stands for one who did not",
    },
}
"""Differences that are meant, by file and place, with their reasons."""


def body_of(file: str) -> Any:
    """Return what the main app sent."""
    return json.loads((ANSWERS / file).read_text())


def entry_of(file: str) -> dict[str, Any]:
    """Return the request of an answer."""
    return next(entry for entry in INDEX if entry["file"] == file)


def produced() -> list[dict[str, Any]]:
    """List every answer that the sandbox can give."""
    return [entry for entry in INDEX if entry["file"] not in NOT_PRODUCED]
