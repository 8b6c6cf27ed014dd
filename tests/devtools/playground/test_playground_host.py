"""The page that plays an MCP host: a connection of its own, the list it may see, one call with a form."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.seed import DEMO
from tests.devtools.playground.conftest import CONNECTOR, MAIN_APP, OWN, ByAddress, NewPerson, Person
from tests.oauth.confirm_page import confirmation_of

ALL_TOOLS = json.loads(Path("openapi/tools.json").read_text(encoding="utf-8"))["tools"]
_HIDDEN = ("_token", "session_id", "session_sig")


async def go_to_our_page(person: Person) -> None:
    await person.submit("/host/connect")
    assert "Connect Playground host to your pets?" in person.text


async def answer_our_page(person: Person, choice: str = "allow", **more: str) -> str:
    form = {"confirmation": confirmation_of(person.page), "choice": choice, **more}
    return await person.submit(f"{CONNECTOR}/oauth/consent", form)


async def connect_host(person: Person, **more: str) -> str:
    """Press Connect, allow it on the connector's page, log in, and agree on the main app's."""
    await go_to_our_page(person)
    await answer_our_page(person, **more)
    fields = {name: person.hidden(name) for name in _HIDDEN}
    if 'name="password"' in person.text:
        login = {**fields, "email": DEMO.email, "password": DEMO.password}
        await person.submit(f"{MAIN_APP}/gpt-connect/log-in", login)
        fields = {name: person.hidden(name) for name in _HIDDEN}
    action = re.search(r'<form[^>]*action="([^"]*)"', person.text)
    assert action
    return await person.submit(f"{MAIN_APP}{action[1]}", fields)


@pytest.fixture
async def host(person: Person) -> Person:
    """Somebody whose host is connected."""
    await connect_host(person)
    assert "Disconnect this host" in person.text, person.text
    return person


async def test_a_person_connects_a_host_and_sees_its_tools(host: Person) -> None:
    assert host.page.url == f"{OWN}/host"
    assert f"{len(ALL_TOOLS)} tools for this connection" in host.text
    assert "see and change" in host.text
    assert "tools/list" in host.text


async def test_the_sign_in_is_the_one_of_a_public_client(person: Person, network: ByAddress) -> None:
    await go_to_our_page(person)
    started = next(url for url in network.asked if url.startswith(f"{CONNECTOR}/oauth/authorize"))
    query = parse_qs(urlsplit(started).query)
    assert query["resource"] == [f"{CONNECTOR}/mcp"]
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == [f"{OWN}/host/callback"]
    assert "client_secret" not in query


async def test_a_tool_is_called_with_a_form_and_both_messages_are_shown(host: Person, household: World) -> None:
    await host.open("/host/tools/create_pet")
    await host.submit("/host/tools/create_pet", {"name": "Hosted", "species": "cat", "country": "VN"})

    assert host.page.url == f"{OWN}/host/tools/create_pet"
    assert "structuredContent" in host.text
    assert "mcp-name: create_pet" in host.text
    assert 'value="Hosted"' in host.text
    assert "Hosted" in {pet.name for pet in household.pets.values()}


async def test_a_tool_that_fails_is_shown_as_failed(host: Person) -> None:
    await host.submit("/host/tools/get_pet", {"pet_id": "999999"})

    assert "the tool failed" in host.text
    assert "isError" in host.text


async def test_who_may_only_see_has_the_shorter_list(person: Person) -> None:
    await connect_host(person, access="see")

    reading = [tool for tool in ALL_TOOLS if tool["annotations"]["readOnlyHint"]]
    assert f"{len(reading)} tools for this connection" in person.text
    assert "only see" in person.text
    assert "create_pet" not in person.text
    await person.open("/host/tools/create_pet")
    assert person.page.status_code == 404


async def test_who_does_not_allow_is_not_connected(person: Person, household: World) -> None:
    await go_to_our_page(person)
    await answer_our_page(person, "deny")

    assert person.page.url == f"{OWN}/host"
    assert "You did not allow it" in person.text
    assert "Disconnect this host" not in person.text
    assert household.accounts.count_tokens() == 0


async def test_host_and_gpt_are_ended_one_by_one(host: Person, household: World) -> None:
    await host.connect()
    assert household.accounts.count_tokens() == 2
    await host.submit("/host/disconnect")
    assert household.accounts.count_tokens() == 1
    assert "Connected as Linh Trần</span>" in await host.open("/")
    assert "Connect as a host" in await host.open("/host")


async def test_a_connection_ended_at_the_main_app_is_noticed_at_the_next_call(host: Person, household: World) -> None:
    user = household.accounts.user_by_email(DEMO.email)
    assert user
    household.revoke_tokens(user)
    await host.submit("/host/tools/list_pets")

    assert host.page.url == f"{OWN}/host"
    assert "connection was ended" in host.text
    assert "Connect as a host" in host.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("code=abc&state=other&iss={issuer}", "does not belong to a sign-in"),
        ("code=abc&iss={issuer}", "does not belong to a sign-in"),
        ("code=abc&state={state}&iss=http://evil.example", "another issuer"),
        ("code=abc&state={state}", "another issuer"),
        ("code=abc&state={state}&iss={issuer}", "invalid_grant"),
        ("state={state}&iss={issuer}", "no code"),
        ("error=%3Cb%3E&state={state}&iss={issuer}", "&lt;b&gt;"),
    ],
)
async def test_an_answer_that_is_not_right_connects_nothing(person: Person, query: str, sentence: str) -> None:
    await go_to_our_page(person)
    state = parse_qs(urlsplit(str(person.page.url)).query)["state"][0]
    await person.open("/host/callback?" + query.format(state=state, issuer=CONNECTOR))

    assert sentence in person.text
    assert "Connect as a host" in person.text


async def test_one_browser_does_not_see_the_host_of_another(host: Person, new_person: NewPerson) -> None:
    other = new_person()
    assert "Connect as a host" in await other.open("/host")
    await other.open("/host/tools/list_pets")
    assert other.page.status_code == 404
    assert "Disconnect this host" in await host.open("/host")


async def test_neither_token_nor_code_nor_verifier_reaches_a_page(host: Person, network: ByAddress) -> None:
    callback = next(url for url in network.asked if url.startswith(f"{OWN}/host/callback"))
    code = parse_qs(urlsplit(callback).query)["code"][0]
    await host.submit("/host/tools/list_pets")
    for page in (host.text, await host.open("/host")):
        assert code not in page
        assert "eyJ" not in page.replace("eyJh…", "")


@pytest.mark.parametrize("step", ["/host/list", "/host/tools/list_pets", "/host/disconnect"])
async def test_a_connector_that_is_gone_is_said_in_one_sentence(
    host: Person, network: ByAddress, connector: Any, step: str
) -> None:
    network.take_down(CONNECTOR)
    await host.submit(step)

    assert host.page.status_code == 200
    assert "does not answer" in host.text or "There was no answer" in host.text
    network.put(CONNECTOR, connector)
    assert "Disconnect this host" in await host.open("/host")


async def test_a_connector_that_is_gone_before_the_sign_in_is_said_too(person: Person, network: ByAddress) -> None:
    network.take_down(CONNECTOR)
    await person.submit("/host/connect")

    assert person.page.url == f"{OWN}/host"
    assert "does not answer" in person.text


async def test_a_question_is_asked_and_its_answer_sent_with_the_same_call(host: Person, household: World) -> None:
    await host.open("/host/tools/create_pet")
    await host.submit("/host/tools/create_pet", {"name": "Oliver", "species": "cat", "country": "VN"})
    assert "Is the new one another pet?" in host.text
    assert "Yes, it is another pet" in host.text
    before = len(household.pets)

    await host.submit("/host/tools/create_pet/answer", {"answer": ""})
    assert "did not say yes" in host.text
    assert len(household.pets) == before

    await host.submit("/host/tools/create_pet", {"name": "Oliver", "species": "cat", "country": "VN"})
    await host.submit("/host/tools/create_pet/answer", {"answer": "yes"})
    assert "structuredContent" in host.text
    assert len(household.pets) == before + 1


async def test_a_card_is_shut_in_its_frame(host: Person) -> None:
    await host.open("/host/tools/list_weights")
    await host.submit("/host/tools/list_weights", {"pet_id": "Mèo Mun"})
    assert re.search(r'<iframe[^>]*sandbox="allow-scripts"[^>]*src="/host/cards/list_weights"', host.text)

    await host.open("/host/cards/list_weights")
    assert host.text.startswith("<!doctype html>")
    policy = host.page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
