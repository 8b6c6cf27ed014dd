"""The forms of the published tools: one for each operation, and calls exactly as ChatGPT makes them."""

import html
import json
import re
import shlex
from pathlib import Path

import pytest

from app.devtools.playground.document import Document, Input, UnknownTool, WrongDocument, read_document
from app.devtools.playground.form_values import call_from_form, missing_from_address
from app.devtools.playground.wire import ToolCall
from app.devtools.sandbox import World
from tests.devtools.playground.conftest import CONNECTOR, ByAddress, Person

COMMITTED = Path(__file__).parents[3] / "openapi" / "openapi.json"
OPERATIONS = sorted(
    operation["operationId"]
    for item in json.loads(COMMITTED.read_text("utf-8"))["paths"].values()
    for operation in item.values()
)


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(COMMITTED.read_bytes())


@pytest.mark.parametrize("operation_id", OPERATIONS)
async def test_every_published_operation_has_a_form_that_calls_it(connected: Person, operation_id: str) -> None:
    page = await connected.open(f"/tools/{operation_id}")
    assert f'action="/tools/{operation_id}"' in page

    await connected.submit(
        f"/tools/{operation_id}", {"pet_id": "101", "vaccination_id": "1", "record_id": "1", "weight_id": "1"}
    )

    assert f'aria-label="Tool call {operation_id}"' in connected.text
    assert "no answer" not in connected.text


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_a_form_shows_all_inputs_with_their_descriptions(document: Document, operation_id: str) -> None:
    raw = json.loads(COMMITTED.read_text("utf-8"))
    operation = next(
        each for item in raw["paths"].values() for each in item.values() if each["operationId"] == operation_id
    )
    names = {each["name"] for each in operation.get("parameters", [])}
    if "requestBody" in operation:
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        names |= set(raw["components"]["schemas"][name]["properties"])

    tool = document.tool(operation_id)

    assert {each.name for each in tool.inputs} == names
    assert all(each.description for each in tool.inputs)


async def test_the_list_groups_all_tools(person: Person) -> None:
    page = await person.open("/tools")

    assert all(f'href="/tools/{operation_id}"' in page for operation_id in OPERATIONS)
    assert f"{len(OPERATIONS)} tools" in page


async def test_a_call_shows_request_answer_and_cost(connected: Person) -> None:
    await connected.submit("/tools/find_pet", {"name": "мео мун"})

    text = connected.text
    assert "POST /pets/find" in text
    assert "200 OK" in text
    assert "Mèo Mun" in text
    assert "authorization: Bearer eyJh…" in text
    assert "GET /api/my-pets" in text


async def test_an_open_tool_gets_no_token(connected: Person) -> None:
    await connected.submit("/tools/list_pet_types")

    assert "200 OK" in connected.text
    assert "authorization:" not in connected.text


async def test_a_tool_needs_a_connection(person: Person, network: ByAddress) -> None:
    await person.submit("/tools/list_pets")

    assert "Connect first" in person.text
    assert f"{CONNECTOR}/pets" not in network.asked


async def test_an_error_is_told_kindly_and_in_full(connected: Person) -> None:
    await connected.submit("/tools/create_pet", {"name": "Zoe", "species": "unicorn", "country": "VN"})

    assert "422" in connected.text
    assert "VALIDATION_ERROR" in connected.text
    assert "Allowed:" in connected.text


async def test_what_was_typed_stays_in_the_form(connected: Person) -> None:
    await connected.submit("/tools/create_pet", {"name": 'Zo"e <b>', "species": "cat", "sex": "female"})

    assert 'value="Zo&#34;e &lt;b&gt;"' in connected.text
    assert '<option value="female" selected>' in connected.text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "</pre>"])
async def test_hostile_pet_names_are_only_text(connected: Person, household: World, name: str) -> None:
    linh = household.accounts.user_by_email("demo@meo.example")
    assert linh
    pet = household.add_pet(linh, name)
    household.add_weight(pet, "4.20", household.today())
    household.add_vaccination(pet, name, household.today(), due_at=household.today())

    pages = [await connected.open("/household")]
    pages.append(await connected.submit("/tools/list_pets"))
    pages.append(await connected.submit("/talk/reconnect/next", {"position": "0"}))
    pages.append(await connected.submit("/tools/find_pet", {"name": name}))

    for page in pages:
        assert "alert(1)</script>" not in page
        assert "<img src=x" not in page
        assert ">49<" not in page
        assert page.count("<pre") == page.count("</pre>")
    assert any(_escaped(name) in page for page in pages)


def _escaped(name: str) -> str:
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")


def test_arguments_go_where_the_document_says(document: Document) -> None:
    call = ToolCall(
        operation_id="renew_vaccination",
        arguments={"pet_id": "Mèo/Mun?", "vaccination_id": 5, "due_at": "2027-01-01"},
    )

    placed = document.tool("renew_vaccination").place(call)

    assert placed.path == "/pets/M%C3%A8o%2FMun%3F/vaccinations/5/renew"
    assert placed.body == {"due_at": "2027-01-01"}
    assert placed.query == {}


def test_query_values_are_texts(document: Document) -> None:
    call = ToolCall(operation_id="list_pets", arguments={"name": "Mun", "include_shared": True})

    assert document.tool("list_pets").place(call).query == {"name": "Mun", "include_shared": "true"}


@pytest.mark.parametrize(
    ("operation_id", "posted", "arguments"),
    [
        ("list_pets", {"name": ["  "], "include_shared": [""]}, {}),
        ("list_pets", {"include_shared": ["false"]}, {"include_shared": False}),
        ("create_pet", {"name": [" Zoe "], "age_months": ["6"]}, {"name": "Zoe", "age_months": 6}),
        ("create_pet", {"age_months": ["half a year"]}, {"age_months": "half a year"}),
        ("add_weight", {"pet_id": ["7"], "weight_kg": ["4.25"]}, {"pet_id": "7", "weight_kg": 4.25}),
        ("add_weight", {"weight_kg": ["4,2 kg"]}, {"weight_kg": "4,2 kg"}),
        ("add_weight", {"weight_kg": ["NaN"]}, {"weight_kg": "NaN"}),
        ("add_weight", {"weight_kg": ["1e999"]}, {"weight_kg": "1e999"}),
        (
            "add_weights",
            {"rows.0.pet": ["Mun"], "rows.0.weight_kg": ["4"], "rows.2.pet": ["Rex"], "rows.9.pet": ["no such row"]},
            {"rows": [{"pet": "Mun", "weight_kg": 4}, {"pet": "Rex"}]},
        ),
        ("add_weights", {"rows.0.pet": [""]}, {}),
        ("update_vaccination", {"clear": ["due_at", "notes"]}, {"clear": ["due_at", "notes"]}),
    ],
)
def test_typed_values_become_arguments(
    document: Document, operation_id: str, posted: dict[str, list[str]], arguments: dict[str, object]
) -> None:
    assert call_from_form(document.tool(operation_id), posted).arguments == arguments


def test_a_call_without_its_pet_has_no_address(document: Document) -> None:
    tool = document.tool("get_pet")

    assert missing_from_address(tool, call_from_form(tool, {})) == ["pet_id"]


def test_an_unknown_tool_is_refused(document: Document) -> None:
    with pytest.raises(UnknownTool):
        document.tool("delete_everything")


@pytest.mark.parametrize("text", [b"", b"<html>", b"[]", b'{"paths": 3}', b'{"paths": {"/a": {"get": {}}}}'])
def test_what_is_no_document_is_refused(text: bytes) -> None:
    with pytest.raises(WrongDocument):
        read_document(text)


def test_lists_of_records_have_columns(document: Document) -> None:
    rows = next(each for each in document.tool("add_weights").inputs if each.name == "rows")

    assert isinstance(rows, Input)
    assert [column.name for column in rows.columns] == ["pet", "weight_kg", "measured_at", "confirm_unusual"]


async def test_a_double_click_calls_once(connected: Person, network: ByAddress) -> None:
    await connected.submit("/talk/birthday/next", {"position": "0"})
    calls = network.asked.count(f"{CONNECTOR}/pets/overview")
    await connected.submit("/talk/birthday/next", {"position": "0"})

    assert calls == 1
    assert network.asked.count(f"{CONNECTOR}/pets/overview") == 1


@pytest.mark.parametrize("operation_id", OPERATIONS)
async def test_an_example_fills_in_what_is_needed(connected: Person, document: Document, operation_id: str) -> None:
    tool = document.tool(operation_id)
    page = await connected.submit(f"/tools/{operation_id}/example")

    shown = dict(re.findall(r'name="([\w.]+)" value="([^"]*)"', page))
    needed = {each.name for each in tool.inputs if each.required and each.kind == "text"}
    assert {name for name in needed if not shown.get(name)} <= {"clear", "pet"}


async def test_an_example_is_an_account_s_own_pet_and_can_be_sent(connected: Person, household: World) -> None:
    page = await connected.submit("/tools/add_medical_record/example")
    sent = dict(re.findall(r'name="([\w.]+)" value="([^"]*)"', page))

    await connected.submit("/tools/add_medical_record", sent)

    assert "201 Created" in connected.text
    assert any(pet.name == sent["pet_id"] for pet in household.pets.values())


async def test_values_to_choose_from_stand_beside_the_inputs(connected: Person) -> None:
    weight = await connected.open("/tools/add_weight")
    create = await connected.open("/tools/create_pet")

    assert '<option value="Mèo Mun"></option>' in weight
    assert 'list="known-pets"' in weight
    assert 'list="known-days"' in weight
    assert '<option value="yesterday"></option>' in weight
    assert '<option value="rabbit"></option>' in create


async def test_without_an_account_no_pets_are_offered(person: Person) -> None:
    assert "known-pets" not in await person.open("/tools/add_weight")


async def test_a_wrong_input_is_marked_and_said_once(connected: Person) -> None:
    page = await connected.submit("/tools/add_weight", {"pet_id": "Oliver", "weight_kg": "heavy"})

    assert re.search(r'value="heavy"[^>]*aria-invalid="true" aria-describedby="in-weight_kg-wrong"', page)
    assert 'id="in-weight_kg-wrong"' in page
    assert page.count('aria-invalid="true"') == 1


async def test_of_rows_the_one_that_was_typed_is_marked(connected: Person) -> None:
    rows = {"rows.0.pet": "Oliver", "rows.0.weight_kg": "6", "rows.2.pet": "Rex", "rows.2.weight_kg": "heavy"}

    page = await connected.submit("/tools/add_weights", rows)

    third = page.split('aria-label="Row 3"')[1].split('aria-label="Row 4"')[0]
    assert '<p class="wrong" lang="en">Send the weight in kilograms as a number' in third
    assert page.count('class="wrong"') == 1


async def test_a_form_can_be_emptied(connected: Person) -> None:
    await connected.submit("/tools/add_weight", {"pet_id": "Oliver", "weight_kg": "heavy"})

    page = await connected.submit("/tools/add_weight/clear")

    assert "heavy" not in page
    assert "aria-invalid" not in page


async def test_a_call_can_be_copied_for_a_shell(connected: Person) -> None:
    page = await connected.submit("/tools/find_pet", {"name": "O'Malley"})

    shown = page.split("<summary>As curl</summary>")[1].split("<pre")[1].partition(">")[2]
    command = html.unescape(shown.split("</pre>")[0])
    words = shlex.split(command.replace("\\\n", " "))
    assert words[:4] == ["curl", "-X", "POST", f"{CONNECTOR}/pets/find"]
    assert "Authorization: Bearer $TOKEN" in words
    assert json.loads(words[-1]) == {"name": "O'Malley"}
