"""The committed document keeps every rule of the GPT builder, and every rule is able to find what it is there for."""

import copy
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.contract.builder_rules import RULES, breaches
from tests.contract.builder_rules.__main__ import main

COMMITTED = Path("openapi/openapi.json")
Json = Any
Breaking = Callable[[Json], None]


def small_document() -> Json:
    """A document that keeps every rule."""
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "row": _ref("Row")}}
    row = {"type": "object", "properties": {"kind": {"type": "string", "enum": ["a", "b"]}}}
    error = {"type": "object", "properties": {"error": {"type": "string"}}}
    body = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "Its name."},
            "words": {"type": "array", "items": {"type": "string"}, "description": "Some words."},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1.0.0", "description": "About things."},
        "servers": [{"url": "https://things.example"}],
        "security": [{"key": []}],
        "paths": {
            "/things/{thing_id}": {
                "get": _operation("get_thing", parameters=[_parameter("thing_id", "path"), _parameter("size", "query")])
            },
            "/things": {
                "post": _operation("add_thing", requestBody={"content": {"application/json": {"schema": _ref("New")}}})
            },
        },
        "components": {
            "schemas": {"Thing": thing, "Row": row, "New": body, "Error": error},
            "responses": {
                "Error": {"description": "Wrong.", "content": {"application/json": {"schema": _ref("Error")}}}
            },
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation(name: str, **more: Json) -> Json:
    answer = {"description": "The thing.", "content": {"application/json": {"schema": _ref("Thing")}}}
    return {
        "operationId": name,
        "summary": "Something about a thing",
        "description": "Returns the thing with its id and its row, as it is stored at the time of the call.",
        "x-openai-isConsequential": False,
        "responses": {"200": answer, "default": {"$ref": "#/components/responses/Error"}},
        **more,
    }


def _parameter(name: str, place: str) -> Json:
    schema = {"type": "string"}
    return {"name": name, "in": place, "required": place == "path", "description": f"The {name}.", "schema": schema}


def _get(document: Json) -> Json:
    return document["paths"]["/things/{thing_id}"]["get"]


def _post(document: Json) -> Json:
    return document["paths"]["/things"]["post"]


def _fields(document: Json) -> Json:
    return document["components"]["schemas"]["New"]["properties"]


def _schema(document: Json, name: str) -> Json:
    return document["components"]["schemas"][name]


# One way to break each rule, and more where a rule has several halves. The last part of the sentence is what the
# finding must name.
BREAKING: list[tuple[str, str, Breaking]] = [
    ("openapi_version", "3.0.3", lambda d: d.update(openapi="3.0.3")),
    ("openapi_version", "None", lambda d: d.pop("openapi")),
    ("about", "version", lambda d: d["info"].pop("version")),
    ("about", "title", lambda d: d["info"].update(title=" ")),
    ("size", "under 90000", lambda d: d["info"].update(description="x" * 90_000)),
    ("operation_count", "0 operations", lambda d: d.update(paths={})),
    (
        "operation_count",
        "28 operations",
        lambda d: d["paths"].update({f"/more{n}": {"get": _operation(f"more{n}")} for n in range(26)}),
    ),
    ("one_server", "0 servers", lambda d: d.update(servers=[])),
    ("one_server", "2 servers", lambda d: d["servers"].append({"url": "https://other.example"})),
    ("one_server", "http:", lambda d: d["servers"][0].update(url="http://things.example")),
    ("one_server", "Things", lambda d: d["servers"][0].update(url="https://Things.example")),
    ("one_server", ":8443", lambda d: d["servers"][0].update(url="https://things.example:8443")),
    ("one_server", "example/", lambda d: d["servers"][0].update(url="https://things.example/")),
    ("one_server", "{host}", lambda d: d["servers"][0].update(url="https://{host}")),
    ("one_server", "user@", lambda d: d["servers"][0].update(url="https://user@things.example")),
    ("one_server", "''", lambda d: d["servers"][0].pop("url")),
    (
        "one_security_scheme",
        "2 security schemes",
        lambda d: d["components"]["securitySchemes"].update(other={"type": "http", "scheme": "basic"}),
    ),
    ("one_security_scheme", "0 security schemes", lambda d: d["components"].pop("securitySchemes")),
    ("one_security_scheme", "must ask", lambda d: d.pop("security")),
    ("one_security_scheme", "unknown scheme", lambda d: d.update(security=[{"nobody": []}])),
    ("components_present", "object", lambda d: d["components"].pop("schemas")),
    ("tools_only", "/oauth/token", lambda d: d["paths"].update({"/oauth/token": {"post": _operation("token")}})),
    ("tools_only", "/health", lambda d: d["paths"].update({"/health": {"get": _operation("health")}})),
    ("known_references", "Nobody", lambda d: _schema(d, "Thing")["properties"].update(row=_ref("Nobody"))),
    ("known_references", "http", lambda d: _fields(d).update(far={"$ref": "https://x.example/s.json"})),
    ("used_components", "Alone", lambda d: d["components"]["schemas"].update(Alone=_schema(d, "Row"))),
    ("no_nulls", "example", lambda d: _fields(d)["name"].update(example=None)),
    ("known_methods", "parameters", lambda d: d["paths"]["/things"].update(parameters=[])),
    ("known_methods", "trace", lambda d: d["paths"]["/things"].update(trace=_operation("trace"))),
    ("operation_ids", "get thing", lambda d: _get(d).update(operationId="get thing")),
    ("operation_ids", "''", lambda d: _get(d).pop("operationId")),
    ("operation_ids", "twice", lambda d: _get(d).update(operationId="add_thing")),
    ("operation_texts", "summary", lambda d: _get(d).pop("summary")),
    ("operation_texts", "301", lambda d: _get(d).update(description="x" * 301)),
    ("operation_texts", "summary has 301", lambda d: _get(d).update(summary="x" * 301)),
    ("operation_texts", "description has 5", lambda d: _get(d).update(description="Short")),
    ("operation_texts", "several lines", lambda d: _get(d).update(description="Returns a thing.\n" + "x" * 60)),
    (
        "no_orders",
        "when the user says",
        lambda d: _get(d).update(description="Returns a thing. Call it when the user says that they want a thing."),
    ),
    ("consequential_flag", "true or false", lambda d: _get(d).pop("x-openai-isConsequential")),
    ("consequential_flag", "True for get", lambda d: _get(d).update({"x-openai-isConsequential": True})),
    ("consequential_flag", "False for delete", lambda d: d["paths"]["/things"].update(delete=_operation("drop"))),
    ("typed_answer", "no 200", lambda d: _get(d)["responses"].pop("200")),
    ("typed_answer", "text/html", lambda d: _get(d)["responses"]["200"]["content"].update({"text/html": {}})),
    ("error_answer", "default", lambda d: _get(d)["responses"].pop("default")),
    ("error_answer", "error shape", lambda d: _get(d)["responses"].update(default={"description": "Wrong."})),
    ("open_tools", "security", lambda d: _get(d).update(security=[{"key": []}])),
    ("inline_parameters", "reference", lambda d: _get(d)["parameters"].append({"$ref": "#/components/parameters/X"})),
    ("inline_parameters", "size", lambda d: _get(d)["parameters"][1].update({"in": "header"})),
    ("inline_parameters", "size", lambda d: _get(d)["parameters"][1].update(schema={"type": "array", "items": {}})),
    ("path_parameters", "thing_id", lambda d: _get(d)["parameters"].pop(0)),
    ("path_parameters", "stray", lambda d: _get(d)["parameters"].append(_parameter("stray", "path"))),
    ("path_parameters", "required", lambda d: _get(d)["parameters"][0].update(required=False)),
    ("path_parameters", "2 times", lambda d: _get(d)["parameters"].append(_parameter("size", "query"))),
    ("distinct_names", "name", lambda d: _post(d).update(parameters=[_parameter("name", "query")])),
    ("plain_bodies", "get has no body", lambda d: _get(d).update(requestBody=_post(d)["requestBody"])),
    ("plain_bodies", "form", lambda d: _post(d).update(requestBody={"content": {"application/x-form": {}}})),
    ("plain_bodies", "no object", lambda d: d["components"]["schemas"].update(New={"type": "array"})),
    ("input_descriptions", "name", lambda d: _fields(d)["name"].pop("description")),
    ("input_descriptions", "size", lambda d: _get(d)["parameters"][1].update(description="")),
    ("input_descriptions", "701", lambda d: _fields(d)["name"].update(description="x" * 701)),
    ("input_descriptions", "several lines", lambda d: _fields(d)["name"].update(description="a\nb")),
    ("flat_bodies", "row", lambda d: _fields(d).update(row=_ref("Row") | {"description": "A row."})),
    ("one_type", "words[]", lambda d: _fields(d)["words"].update(items={})),
    ("one_type", "['string', 'null']", lambda d: _fields(d)["name"].update(type=["string", "null"])),
    ("one_type", "'null'", lambda d: _fields(d)["name"].update(type="null")),
    ("one_type", "None", lambda d: _fields(d)["name"].pop("type")),
    ("no_unions", "anyOf", lambda d: _fields(d)["name"].update(anyOf=[{"type": "string"}])),
    ("no_unions", "oneOf", lambda d: _schema(d, "New").update(oneOf=[])),
    ("no_unions", "allOf", lambda d: _schema(d, "Row").update(allOf=[_ref("Error")])),
    ("no_unions", "nullable", lambda d: _fields(d)["name"].update(nullable=True)),
    ("no_maps", "additionalProperties", lambda d: _schema(d, "Row").update(additionalProperties={"type": "string"})),
    ("objects_with_properties", "missing properties", lambda d: _schema(d, "Row").update(properties={})),
    ("objects_with_properties", "ghost", lambda d: _schema(d, "Thing")["required"].append("ghost")),
    ("arrays_with_items", "missing items", lambda d: _fields(d)["words"].pop("items")),
    ("enums_with_values", "enum []", lambda d: _schema(d, "Row")["properties"]["kind"].update(enum=[])),
    ("enums_with_values", "enum", lambda d: _schema(d, "Row")["properties"]["kind"].update(enum=["a", "a"])),
    ("no_recursion", "Row", lambda d: _schema(d, "Row")["properties"].update(thing=_ref("Thing"))),
    ("no_recursion", "New", lambda d: _fields(d)["words"].update(items=_ref("New"))),
]


def written(document: Json) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def test_the_committed_document_breaks_no_rule() -> None:
    assert breaches(COMMITTED.read_bytes()) == []


def test_the_small_document_of_this_table_breaks_no_rule() -> None:
    assert breaches(written(small_document())) == []


@pytest.mark.parametrize(
    ("rule", "named", "breaking"), BREAKING, ids=[f"{n}-{rule}" for n, (rule, _, _) in enumerate(BREAKING)]
)
def test_a_broken_document_is_reported_by_its_rule(rule: str, named: str, breaking: Breaking) -> None:
    document = copy.deepcopy(small_document())
    breaking(document)

    found = [str(finding) for finding in breaches(written(document)) if finding.rule == rule]

    assert any(named in line for line in found), found


def test_every_rule_has_a_document_that_breaks_it() -> None:
    assert {rule.__name__ for rule in RULES} == {rule for rule, _, _ in BREAKING}


@pytest.mark.parametrize("text", [b"[]", b"'", b"null"])
def test_what_is_no_document_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON"):
        breaches(text)


def test_the_report_shows_every_rule_and_says_by_its_exit_code_whether_one_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_bytes(written(small_document() | {"openapi": "3.0.0"}))

    good, good_report = main([]), capsys.readouterr().out
    bad, bad_report = main([str(broken)]), capsys.readouterr().out

    assert (good, bad) == (0, 1)
    assert good_report.count("  ok  ") == len(RULES)
    assert re.search(r"\b2[0-9] operations", good_report)
    assert "must be 3.1.0, is '3.0.0'" in bad_report
