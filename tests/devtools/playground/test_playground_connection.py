"""Connecting through the real authorization server and the sandbox's own pages, and everything that can go wrong."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.devtools.sandbox import World
from app.devtools.sandbox.data.seed import DEMO, FRIEND
from tests.conftest import ENVIRONMENT
from tests.devtools.playground.conftest import CONNECTOR, MAIN_APP, OWN, ByAddress, NewPerson, Person


async def test_a_person_connects_and_the_whole_flow_is_drawn(person: Person, household: World) -> None:
    await person.connect(back_to="/connection")

    assert person.page.url == f"{OWN}/connection"
    assert person.text.count('class="message done"') == 6
    assert "Connected. Everything you try here" in person.text
    assert "counted at Meo Mai Moi" in person.text
    assert household.accounts.count_tokens() == 1


async def test_the_notice_is_shown_once(person: Person) -> None:
    await person.connect()

    assert "Everything you try here" in person.text
    assert "Everything you try here" not in await person.open("/")


async def test_neither_token_nor_code_nor_secret_reaches_a_page(connected: Person, network: ByAddress) -> None:
    callback = next(url for url in network.asked if url.startswith(f"{OWN}/oauth/callback"))
    query = parse_qs(urlsplit(callback).query)
    pages = [await connected.open(path) for path in ("/", "/connection", "/household", "/trouble")]
    await connected.submit("/tools/list_pets")
    pages.append(connected.text)

    for page in pages:
        assert query["code"][0] not in page
        assert query["state"][0] not in page
        assert ENVIRONMENT["OAUTH_CLIENT_SECRET"] not in page
        assert "eyJ" not in page.replace("eyJh…", "")


async def test_the_address_bar_does_not_keep_the_code(connected: Person) -> None:
    assert not connected.page.url.query


async def test_disconnecting_ends_the_token_at_the_main_app(connected: Person, household: World) -> None:
    await connected.submit("/disconnect")

    assert "Disconnected." in connected.text
    assert household.accounts.count_tokens() == 0


async def test_a_connection_stays_when_the_connector_cannot_be_told(connected: Person, network: ByAddress) -> None:
    network.take_down(CONNECTOR)

    await connected.submit("/disconnect")

    assert "does not answer" in connected.text
    assert "Connected as Linh Trần</span>" in connected.text


async def test_a_connection_stays_when_the_main_app_cannot_be_told(connected: Person) -> None:
    await connected.submit("/trouble/on", {"mode": "down"})
    await connected.submit("/disconnect")

    assert "the token is still valid" in connected.text
    assert "Connected as Linh Trần</span>" in connected.text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("error=access_denied&state={state}", "did not accept the sign-in"),
        ("error=server_error&state={state}", "could not reach Meo Mai Moi"),
        ("error=temporarily_unavailable&state={state}", "cannot start sign-ins right now"),
        ("error=odd&error_description=%3Cb%3Eodd%3C/b%3E&state={state}", "&lt;b&gt;odd&lt;/b&gt;"),
        ("state={state}", "sent no code"),
        ("code=abc&state={state}&iss=http://evil.example", "names another issuer"),
        ("code=never-issued&state={state}", "invalid_grant"),
        ("code=abc&state=somebody-elses", "does not belong to a sign-in that this browser started"),
        ("code=abc", "does not belong to a sign-in that this browser started"),
        ("", "does not belong to a sign-in that this browser started"),
    ],
)
async def test_a_sign_in_that_fails_says_why(person: Person, network: ByAddress, query: str, sentence: str) -> None:
    await person.submit("/connect")
    authorize = next(url for url in network.asked if "/oauth/authorize?" in url)
    state = parse_qs(urlsplit(authorize).query)["state"][0]

    await person.open(f"/oauth/callback?{query.format(state=state)}")

    assert sentence in person.text
    assert "Nothing is connected." in person.text
    assert "Disconnect" not in person.text


async def test_a_state_is_good_for_one_answer(connected: Person, network: ByAddress) -> None:
    callback = next(url for url in network.asked if url.startswith(f"{OWN}/oauth/callback"))

    await connected.open(callback)

    assert "does not belong to a sign-in" in connected.text


async def test_another_browser_cannot_finish_a_sign_in(
    person: Person, new_person: NewPerson, network: ByAddress
) -> None:
    await person.submit("/connect")
    authorize = next(url for url in network.asked if "/oauth/authorize?" in url)
    state = parse_qs(urlsplit(authorize).query)["state"][0]
    other = new_person()

    await other.open(f"/oauth/callback?code=abc&state={state}")

    assert "does not belong to a sign-in that this browser started" in other.text


@pytest.mark.parametrize(
    "back_to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a?b=c", ""]
)
async def test_a_sign_in_never_leads_elsewhere(person: Person, back_to: str) -> None:
    await person.connect(back_to=back_to)

    assert person.page.url == f"{OWN}/"


async def test_a_token_ended_at_the_main_app_disconnects_with_the_next_call(connected: Person) -> None:
    await connected.submit("/trouble/revoke")

    assert "Your connection has been revoked" in connected.text
    assert "Press Connect to sign in again" in connected.text
    assert "Disconnect" not in connected.text


async def test_a_cookie_of_another_port_is_not_taken_for_ours(person: Person) -> None:
    await person.open("/")
    names = {cookie.name for cookie in person.client.cookies.jar}
    await person.connect()

    assert names == {"meo_playground"}
    everyone = [cookie.name for cookie in person.client.cookies.jar]
    assert everyone.count("meo_playground") == 1
    assert len(everyone) == len(set(everyone))


async def test_the_session_cookie_is_closed_to_scripts_and_other_sites(person: Person) -> None:
    await person.open("/")

    cookie = person.page.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # loopback speaks http


async def test_a_new_account_is_connected_too(person: Person, household: World) -> None:
    await person.submit("/connect")
    fields = {name: person.hidden(name) for name in ("_token", "session_id", "session_sig")}
    new = {"name": "<script>", "email": "new@meo.example", "password": "Sandbox-2026x"}
    await person.submit(
        f"{MAIN_APP}/gpt-connect/sign-up",
        {**fields, **new, "password_confirmation": new["password"], "step": "sign-up"},
    )
    fields = {name: person.hidden(name) for name in ("_token", "session_id", "session_sig")}
    await person.submit(f"{MAIN_APP}/gpt-connect/connect", fields)

    assert "Disconnect" in person.text
    assert household.accounts.user_by_email("new@meo.example")
    assert household.accounts.user_by_email(DEMO.email)


async def test_odd_cookies_of_other_local_servers_do_no_harm(connected: Person) -> None:
    session = connected.client.cookies["meo_playground"]
    odd = f'theme={{"dark": [1,2]}}; a b=c; ="; meo_playground={session}; x=\x7f'

    page = await connected.client.get(f"{OWN}/", headers={"Cookie": odd})

    assert "Disconnect" in page.text


@pytest.mark.parametrize("value", ["", "guess", "'; DROP", "é", "x" * 4000])
async def test_a_guessed_session_is_a_new_one(person: Person, value: str) -> None:
    cookie = f"meo_playground={value}".encode()

    page = await person.client.get(f"{OWN}/", headers=[(b"Cookie", cookie)])

    assert page.status_code == 200
    assert "meo_playground=" in page.headers["set-cookie"]
    assert value not in page.headers["set-cookie"] or not value


async def test_another_account_does_not_see_what_the_first_read(connected: Person) -> None:
    await connected.submit("/talk/birthday/next", {"position": "0"})
    await connected.submit("/tools/list_pets")
    await connected.submit("/trouble/revoke")
    assert "Mèo Mun turns" in await connected.open("/talk/birthday")
    connected.client.cookies.delete("meo_session")

    await connected.connect(FRIEND)

    assert "Mèo Mun turns" not in await connected.open("/talk/birthday")
    assert "Mèo Mun" not in await connected.open("/tools/list_pets")


async def test_disconnecting_forgets_what_was_read(connected: Person) -> None:
    await connected.submit("/tools/list_pets")
    await connected.submit("/disconnect")

    assert "Mèo Mun" not in await connected.open("/tools/list_pets")


@pytest.mark.parametrize(
    ("query", "done"),
    [
        ("error=access_denied&state={state}", 3),
        ("error=server_error&state={state}", 3),
        ("error=temporarily_unavailable&state={state}", 1),
        ("code=never-issued&state={state}", 5),
        ("code=abc&state=foreign", 0),
    ],
)
async def test_the_drawing_ends_where_the_sign_in_ended(
    person: Person, network: ByAddress, query: str, done: int
) -> None:
    await person.submit("/connect")
    authorize = next(url for url in network.asked if "/oauth/authorize?" in url)
    state = parse_qs(urlsplit(authorize).query)["state"][0]

    await person.open(f"/oauth/callback?{query.format(state=state)}")

    assert person.text.count('class="message done"') == done
    assert person.text.count('class="message failed"') == 1


async def test_a_foreign_answer_leaves_the_connection_alone(connected: Person) -> None:
    await connected.open("/oauth/callback?code=abc&state=foreign")

    assert "The connection you have stays as it was." in connected.text
    assert "Disconnect" in connected.text
