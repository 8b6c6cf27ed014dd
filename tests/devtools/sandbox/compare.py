"""The sandbox beside the recorded answers of the main app, as a table: `python -m tests.devtools.sandbox.compare`.

Compared are statuses, keys and JSON types at every depth, the sentences, and the headers that a client may act upon;
the data differ, for people and days do.
"""

import asyncio
import sys
from random import Random
from typing import Any, NamedTuple

import httpx

from app.devtools.sandbox import SandboxConfig, create_sandbox, transport_of, world_of
from tests.devtools.sandbox.likeness import differences
from tests.devtools.sandbox.recorded_answers import ALLOWED, INDEX, NOT_PRODUCED, body_of, produced
from tests.devtools.sandbox.recorded_household import NOW, RecordedHousehold
from tests.devtools.sandbox.recorded_scenes import SCENES, Scene
from tests.devtools.sandbox.recorded_steps import BROWSER, ORIGIN, SECRET, Stage, of

_API_KEY = "EXAMPLE-CONNECTOR-API-KEY"
_SENTENCES = ("message", "error", "errors", "error_code")
_HEADERS = ("x-app-version", "x-ratelimit-limit", "allow")
_NOT_BY_TOKEN = {
    "nobody": {},
    "revoked token": {"Authorization": "Bearer 9|dead"},
    "bearer that has no digits": {"Authorization": "Bearer abc|def"},
    "browser session without the CSRF header": {"Origin": ORIGIN},
    "browser session": dict(BROWSER),
    "connector API key": {"Authorization": f"Bearer {_API_KEY}"},
}
_HEADERS_OF_ANY_VALUE = ("retry-after", "x-ratelimit-reset")


class Comparison(NamedTuple):
    """How one answer of the sandbox differs from the recorded one."""

    file: str
    route: str
    found: list[str]
    allowed: list[str]


async def compare(entry: dict[str, Any]) -> Comparison:
    """Send a recorded request to a fresh sandbox, and hold its answer against the recorded one."""
    answer = await _send(entry, SCENES.get(entry["file"], Scene()))
    found = _differences(entry, answer)
    reasons = ALLOWED.get(entry["file"], {})
    return Comparison(
        file=entry["file"],
        route=f"{entry['method']} {entry['path']}",
        found=[one for one in found if not one.startswith(tuple(reasons))],
        allowed=[reason for place, reason in reasons.items() if any(one.startswith(place) for one in found)],
    )


async def _send(entry: dict[str, Any], scene: Scene) -> httpx.Response:
    config = SandboxConfig(
        seed=False,
        connector_url="" if entry["file"] == "gpt-500.url-not-configured.json" else "https://gpt.example",
        connector_api_key="" if entry["file"] == "gpt-503.key-not-configured.json" else _API_KEY,
        hmac_secret=SECRET,
        storage_limit=1024 * 1024 if "413" in entry["file"] else 50 * 1024 * 1024,
    )
    app = create_sandbox(config, clock=lambda: NOW, rng=Random(7))
    household = RecordedHousehold(world_of(app))
    async with httpx.AsyncClient(transport=transport_of(app), base_url=ORIGIN) as client:
        stage = Stage(app, config, household, client)
        if scene.before is not None:
            await scene.before(stage)
        headers = {"Accept": "application/json", **_caller(entry.get("who"), stage), **entry.get("request_headers", {})}
        body = scene.body if scene.body is not None else entry.get("request")
        sent = {"data": body, "files": scene.files} if scene.files else {"json": body} if body is not None else {}
        return await client.request(entry["method"], entry["path"], headers={**headers, **scene.headers}, **sent)


def _caller(who: str | None, stage: Stage) -> dict[str, str]:
    """Return the headers of whoever asked, as the index words it."""
    household, world = stage.household, stage.world
    if who == "unverified user":
        household.anna.email_verified_at = None
    if who == "banned user":
        world.ban(household.anna)
    for beginning, headers in _NOT_BY_TOKEN.items():
        if who is None or who.startswith(beginning):
            return headers
    if who == "token without the ability":
        return {"Authorization": f"Bearer {world.add_token(household.anna, frozenset({'read'}))}"}
    people = {"pet 71": household.hana, "pet 74": household.pat, "another verified user": household.stranger}
    if str(who).startswith(("viewer", "editor")):
        return of(world, household.hugo)
    found = [person for words, person in people.items() if str(who).endswith(words)]
    return of(world, found[0] if found else household.anna)


def _differences(entry: dict[str, Any], answer: httpx.Response) -> list[str]:
    if answer.status_code != entry["status"]:
        return [f"status {entry['status']} against {answer.status_code}: {answer.text[:120]}"]
    recorded = body_of(entry["file"])
    if entry["shape"] == "empty":
        return [] if answer.content == b"" else [f"a body: {answer.text[:80]}"]
    body = answer.json()
    found = differences(recorded, body)
    if entry["status"] >= 400:
        found += [
            f"$.{name}: {recorded.get(name)!r} against {body.get(name)!r}"
            for name in _SENTENCES
            if recorded.get(name) != body.get(name)
        ]
    elif isinstance(recorded["data"], dict) and recorded["data"].get("message") != body["data"].get("message"):
        found.append(f"$.message: {recorded['data']['message']!r} against {body['data'].get('message')!r}")
    return found + _differing_headers(entry.get("headers", {}), answer)


def _differing_headers(recorded: dict[str, str], answer: httpx.Response) -> list[str]:
    pairs = [(name, recorded.get(name), answer.headers.get(name)) for name in _HEADERS]
    pairs += [(name, str(name in recorded), str(name in answer.headers)) for name in _HEADERS_OF_ANY_VALUE]
    return [f"header {name}: {there} against {here}" for name, there, here in pairs if there != here]


async def compare_all() -> list[Comparison]:
    """Compare every answer that the sandbox can give."""
    return [await compare(entry) for entry in produced()]


def write_table(rows: list[Comparison]) -> str:
    """Write the outcome for people: a line per answer, then the sums."""
    lines = []
    for row in rows:
        outcome = "; ".join(row.found) or ("allowed: " + "; ".join(row.allowed) if row.allowed else "same")
        lines.append(f"{row.file:58} {row.route:62} {outcome}")
    lines += [f"{file:58} {'':62} not compared: {reason}" for file, reason in NOT_PRODUCED.items()]
    differing, allowed = sum(bool(row.found) for row in rows), sum(bool(row.allowed) for row in rows)
    lines.append(
        f"{len(INDEX)} recorded answers: {len(rows)} compared, {len(rows) - differing - allowed} same, "
        f"{allowed} differ as allowed, {differing} differ otherwise, {len(NOT_PRODUCED)} not compared"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(write_table(asyncio.run(compare_all())) + "\n")
