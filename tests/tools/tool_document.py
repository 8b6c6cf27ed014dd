"""Writes docs/tools.md from the published document and from real answers: `python -m tests.tools.tool_document`.

`test_tool_document.py` fails when the file is not what this writes.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.devtools.sandbox.data.seed import FRIEND
from app.web.openapi_tidying import format_document
from tests.tools.conversations import CONVERSATIONS
from tests.tools.talks import Talk, read_operations, talking

PAGE = Path(__file__).parents[2] / "docs" / "tools.md"

_HEAD = """# Tools

The operations that ChatGPT sees, what typical conversations cost, and what each operation really answers.
Written by `uv run python -m tests.tools.tool_document`, from the published document and from the seeded household of
the sandbox on 24 August 2026; a test holds this page to the code.

- A pet is named by its number or by its exact name, everywhere: as written (case aside), or else with all accents left
  out on one side. "Meo Mun" is Mèo Mun, "Bông" is not Bống. Two pets of that name: 409 `AMBIGUOUS` with candidates;
  none: 404 with the nearest names. Nothing is written until the pet is certain.
- A number that is the id of one pet and the name of another is `AMBIGUOUS` for writes; `#101` is always the id, `007`
  never one. In a path a slash in a name is sent as `%2F`.
- `find_pet` says why a pet fits: `exact` (pet_id takes what was said), `form` (with a case ending, in other letters, in
  raw Telex or VNI keys, or inside what was said), `species`, `prefix`, `word_prefix`, `substring`, `nickname` (a pet
  form), `typo`. Of equal ones the nearer spelling comes first, then own before shared, the living before the dead.
- Lists say `total`, `returned`, `has_more` and `next_offset`; `limit` is 25 unless said, at most 100. An answer never
  exceeds 30,000 characters: long texts shorten the page, and `next_offset` continues where it ended.
- A part that could not be read is named (`not_available`, `not_read`, `vaccinations_available: false`, `left_out`);
  what could be read is shown. A dead connection (401) fails the whole answer.
- A creation sent twice within ten minutes is saved once; the second answer is 200 with `already_saved: true`. Only
  `create_pet` without the id of ChatGPT's conversation answers `DUPLICATE_WARNING` with the pet that is there.
- Words that clearly mean one of the six kinds of medical record are understood ("worming", "spay"); any other becomes
  `other`. What the word says beyond the kind stays at the head of the description.
- Upstream calls are those made with the user's token (each user has 1,000 a day for everything). The species are read
  without it, four times a day for everybody. A failed call is repeated once and then counts twice.
- Meo Mai Moi takes 15 new weights a minute. A longer list is saved in part; the answer says which rows are missing and
  after how many seconds they can be sent again. Rows that are saved already are not saved twice.
- In the first two minutes of a ten-minute window of the clock, a new medical record costs one more call, and so does a
  weight or vaccination that is there already: it may be a repeat from the window before.
"""


async def document() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_operations(), *await _conversations(), *await _answers(), *await _large_household()])


def _operations() -> list[str]:
    rows = [
        f"| `{name}` | {method} {path} | {'yes' if operation['x-openai-isConsequential'] else ''} "
        f"| {operation['summary']} |"
        for name, (method, path, operation) in read_operations().items()
    ]
    return [
        "## Operations\n",
        "ChatGPT asks the user before each call of an operation that overwrites something.\n",
        "| operationId | method and path | asks | does |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
    ]


async def _conversations() -> list[str]:
    rows = []
    for one in CONVERSATIONS:
        async with talking(one.email) as talk:
            await one.play(talk)
        tools = ", ".join(f"`{tool}`" for tool in talk.tools)
        rows.append(f"| {one.question} | {tools} | {len(talk.tools)} | {sum(talk.upstream.values())} |")
    return [
        "## Conversations\n",
        "Each is a test in `tests/tools/test_conversations.py`.\n",
        "| the user says | tools | tool calls | upstream calls |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
    ]


Step = Callable[[Talk], Awaitable[Any]]

_STEPS: tuple[Step, ...] = (
    lambda talk: talk.use("list_pets"),
    lambda talk: talk.use("find_pet", {"name": "барсик"}),
    lambda talk: talk.use("get_pet", pet_id="Mèo Mun"),
    lambda talk: talk.use("pets_overview", {}),
    lambda talk: talk.use("create_pet", {"name": "Clauddy", "species": "cat", "sex": "female", "age_months": 6}),
    lambda talk: talk.use("update_pet", {"birth_month_year": "2026-03"}, pet_id="Clauddy"),
    lambda talk: talk.use("list_vaccinations", pet_id="Mèo Mun"),
    lambda talk: talk.use(
        "add_vaccination",
        {"vaccine_name": "Rabies", "administered_at": "2026-07-01", "due_at": "2027-07-01"},
        pet_id="Clauddy",
    ),
    lambda talk: talk.use("update_vaccination", {"clear": ["notes"]}, pet_id=101, vaccination_id=603),
    lambda talk: talk.use("renew_vaccination", {"due_at": "2027-08-24"}, pet_id=101, vaccination_id=602),
    lambda talk: talk.use("list_medical_records", pet_id="Mèo Mun"),
    lambda talk: talk.use("add_medical_record", {"record_type": "grooming", "description": "claws cut"}, pet_id=101),
    lambda talk: talk.use("update_medical_record", {"vet_name": "Dr. Nam"}, pet_id=101, record_id=1801),
    lambda talk: talk.use("list_weights", query={"limit": 3}, pet_id="Mèo Mun"),
    lambda talk: talk.use("add_weight", {"weight_kg": 3.9}, pet_id="Mèo Mun"),
    lambda talk: talk.use("update_weight", {"weight_kg": 3.93}, pet_id=101, weight_id=9006),
    lambda talk: talk.use(
        "add_weights", {"rows": [{"pet": "Oliver", "weight_kg": 6.2}, {"pet": "Барсек", "weight_kg": 5.2}]}
    ),
    lambda talk: talk.use("add_microchip", {"chip_number": "985 112 345 678 903"}, pet_id="Rex"),
    lambda talk: talk.use("remove_record", {"kind": "weight", "record_id": 9006}, pet_id=101),
    lambda talk: talk.use("upcoming_care"),
    lambda talk: talk.use("care_routines", query={"pet_id": "Mèo Mun", "days": 7}),
    lambda talk: talk.use("list_pet_types"),
)


async def _answers() -> list[str]:
    lines = ["## Answers\n", "Sizes are those on the wire, in characters; the longest are cut here.\n"]
    async with talking() as talk:
        for step in _STEPS:
            talk.world.journal.clear()
            await step(talk)
            lines += _answer(talk)
    async with talking(FRIEND.email) as talk:
        await talk.use("add_weight", {"weight_kg": 4.2}, status=409, pet_id="Mimi")
        lines += ["A name that two pets have:\n", *_answer(talk)]
    async with talking() as talk:
        await talk.use("list_vaccinations", status=422, pet_id="Rex")
        lines += ["A feature that a species lacks:\n", *_answer(talk)]
    return lines


def _answer(talk: Talk) -> list[str]:
    body = talk.answer.json()
    size = f"{len(talk.answer.text):,} characters" if talk.answer.is_success else f"status {talk.answer.status_code}"
    if len(talk.answer.text) > 2000:
        body = {name: value[:2] if isinstance(value, list) else value for name, value in body.items()}
    shown = re.sub(r"req_[0-9a-f]{32}", "req_…", format_document(body))
    calls = sum(talk.upstream.values())
    head = f"### {talk.tools[-1]}\n" if talk.answer.is_success else ""
    told = f"`{talk.request}` · {size} · {calls} upstream {'call' if calls == 1 else 'calls'}\n"
    return [*([head] if head else []), told, f"```json\n{shown}\n```\n"]


_LARGE_STEPS: tuple[Step, ...] = (
    lambda talk: talk.use("pets_overview", {}),
    lambda talk: talk.use("upcoming_care"),
    lambda talk: talk.use("get_pet", pet_id="Cat 07"),
    lambda talk: talk.use("list_vaccinations", query={"limit": 100}, pet_id="Cat 07"),
    lambda talk: talk.use("list_pets"),
)


async def _large_household() -> list[str]:
    """Measure the household of 60 pets with 200 records of each kind."""
    rows = []
    async with talking() as talk:
        for number in range(60):
            cat = talk.world.add_pet(talk.user, f"Cat {number:02}")
            for age in range(200):
                day = date(2026, 8, 20) - timedelta(days=age)
                talk.world.add_vaccination(cat, f"Vaccine {age}", day, due_at=day + timedelta(days=1))
                talk.world.add_weight(cat, "4.20", day)
                talk.world.add_medical_record(cat, "checkup", day)
        for step in _LARGE_STEPS:
            talk.world.journal.clear()
            body = await step(talk)
            said = "; ".join(body.get("left_out", ())) or _unread(body)
            shown = f"{body['returned']} of {body['total']}" if "total" in body else ""
            rows.append(
                f"| `{talk.request}` | {len(talk.answer.text):,} | {sum(talk.upstream.values())} | {shown} | {said} |"
            )
    return [
        "## A large household\n",
        "The seeded household and 60 cats more, each with 200 vaccinations (all overdue), 200 weights and 200 medical",
        "records.\n",
        "| call | characters | upstream calls | rows | says that it left out |",
        "| --- | --- | --- | --- | --- |",
        *rows,
        "",
    ]


def _unread(body: dict[str, Any]) -> str:
    if "not_read" not in body:
        return ""
    more = f" and counts {body['not_read_left_out']} more" if "not_read_left_out" in body else ""
    return f"`not_read` names {len(body['not_read'])} pets{more}"


if __name__ == "__main__":
    PAGE.write_text(asyncio.run(document()))
