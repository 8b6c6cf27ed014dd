"""What holds for every page: headers, nothing from elsewhere, nobody else's forms, nothing in production."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

import app.devtools.playground
from app.devtools.playground import PlaygroundConfig, PlaygroundRefused, create_playground
from app.devtools.playground.scenarios import TALKS
from tests.devtools.playground.conftest import CONNECTOR, MAIN_APP, OWN, ByAddress, Person

PAGES = (
    "/",
    "/connection",
    "/household",
    "/trouble",
    "/tools",
    "/tools/create_pet",
    "/tools/add_weights",
    *(f"/talk/{talk.slug}" for talk in TALKS),
    "/nothing-here",
    "/talk/nothing",
    "/tools/nothing",
    "/assets/nothing.js",
)
FILES = ("/assets/playground.css", "/assets/playground.js", "/assets/paw.svg", "/photos/certificate", "/photos/weights")
FOLDER = Path(app.devtools.playground.__file__).parent
ROOT = FOLDER.parent.parent
_ADDRESS = re.compile(r"""(?:https?:)?//[a-z0-9][^\s"'<>)]*""", re.IGNORECASE)
_OURS = (OWN, CONNECTOR, MAIN_APP, "http://www.w3.org/2000/svg", "127.0.0.1")


POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "form-action": f"'self' {CONNECTOR} {MAIN_APP}",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


async def test_every_answer_carries_the_strict_policy(person: Person) -> None:
    for path in (*PAGES, *FILES):
        await person.open(path)

        headers = person.page.headers
        assert dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; ")) == POLICY, path
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["x-frame-options"] == "DENY", path
        assert headers["referrer-policy"] == "same-origin", path


async def test_nothing_on_a_page_comes_from_elsewhere(connected: Person) -> None:
    for path in (*PAGES, *FILES):
        await connected.open(path)

        assert [found for found in _ADDRESS.findall(connected.text) if not found.startswith(_OURS)] == [], path
        loaded = re.findall(r"""<(?:script|link|img|iframe|use)[^>]*?(?:src|href)="([^"]*)""", connected.text)
        assert [each for each in loaded if not each.startswith(("/", "#")) or each.startswith("//")] == [], path


async def test_no_page_needs_inline_scripts_or_styles(connected: Person) -> None:
    for path in PAGES:
        await connected.open(path)

        found = re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", connected.text)
        assert found == [], path


async def test_every_page_opens(connected: Person) -> None:
    for path in (path for path in PAGES if "nothing" not in path):
        await connected.open(path)

        assert connected.page.status_code == 200, path
        assert connected.text.count("<h1") == 1, path
        assert connected.page.headers["cache-control"] == "no-store", path


@pytest.mark.parametrize("path", ["/nothing-here", "/talk/nothing", "/tools/nothing", "/assets/nothing.js"])
async def test_what_is_not_there_is_a_friendly_page(person: Person, path: str) -> None:
    await person.open(path)

    assert person.page.status_code == 404
    assert "There is nothing at this address." in person.text


async def test_every_field_has_a_label(connected: Person) -> None:
    for operation in ("create_pet", "add_weights", "update_vaccination", "list_vaccinations"):
        page = await connected.open(f"/tools/{operation}")
        fields = set(re.findall(r'<(?:input|select) id="([^"]+)"', page))
        assert fields
        assert fields <= set(re.findall(r'<label for="([^"]+)"', page))


FORMS = (
    "/connect",
    "/disconnect",
    "/talk/birthday/next",
    "/talk/birthday/restart",
    "/tools/list_pets",
    "/trouble/on",
    "/trouble/off",
    "/trouble/ask",
    "/trouble/revoke",
)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", CONNECTOR, MAIN_APP, f"{OWN}.evil.example", ""])
@pytest.mark.usefixtures("playground")
async def test_a_form_of_another_page_is_refused(network: ByAddress, path: str, origin: str) -> None:
    person = Person(_client(network))

    await person.submit(path, origin=origin or "http://")

    assert person.page.status_code == 403
    assert network.asked == [f"{OWN}{path}"]


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.usefixtures("playground")
async def test_a_form_without_an_origin_is_refused(network: ByAddress, path: str) -> None:
    answer = await _client(network).post(f"{OWN}{path}")

    assert answer.status_code == 403


@pytest.mark.usefixtures("playground")
async def test_localhost_leads_to_the_one_address(network: ByAddress) -> None:
    localhost = {"Host": f"localhost:{urlsplit(OWN).port}"}

    answer = await _client(network).get(f"{OWN}/tools?a=1", headers=localhost)

    assert answer.status_code == 307
    assert answer.headers["location"] == f"{OWN}/tools?a=1"
    assert (await _client(network).post(f"{OWN}/tools", headers=localhost)).status_code == 421


@pytest.mark.parametrize("host", ["evil.example", "localhost:7101", "localhost.evil.example:7100", "127.0.0.1", ""])
@pytest.mark.usefixtures("playground")
async def test_another_name_for_this_address_is_refused(network: ByAddress, host: str) -> None:
    answer = await _client(network).get(f"{OWN}/", headers={"Host": host})

    assert answer.status_code == 421
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("environment", ["production", "PRODUCTION", " Production "])
def test_production_is_refused(environment: str) -> None:
    with pytest.raises(PlaygroundRefused, match="ENVIRONMENT=production"):
        create_playground(_config(OWN, environment))


@pytest.mark.parametrize("own_url", ["https://play.example", "http://0.0.0.0:8000", "http://10.0.0.5:8000", ""])
def test_only_a_loopback_address_will_do(own_url: str) -> None:
    with pytest.raises(PlaygroundRefused, match="loopback"):
        create_playground(_config(own_url, "development"))


def test_the_production_server_does_not_even_load_it() -> None:
    program = "import sys, app.server.run; print([name for name in sys.modules if name.startswith('app.devtools')])"

    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)

    assert printed.stdout.strip() == "[]"


def test_the_secret_is_not_printed_with_the_configuration() -> None:
    assert "hush-hush" not in repr(_config(OWN, "development"))


def test_no_template_switches_escaping_off() -> None:
    templates = list((FOLDER / "templates").rglob("*.*"))
    assert len(templates) > 8
    for template in templates:
        text = template.read_text("utf-8")
        assert "|safe" not in text.replace(" ", "")
        assert "autoescape" not in text


async def test_a_page_without_connector_says_so(person: Person, network: ByAddress) -> None:
    network.take_down(CONNECTOR)

    await person.open("/tools")

    assert person.page.status_code == 502
    assert "The connector does not answer." in person.text


async def test_pages_open_without_a_main_app(connected: Person, network: ByAddress) -> None:
    network.take_down(MAIN_APP)

    for path in ("/", "/trouble", "/household", "/connection"):
        await connected.open(path)
        assert connected.page.status_code == 200


def _config(own_url: str, environment: str) -> PlaygroundConfig:
    return PlaygroundConfig(
        own_url=own_url,
        connector_url=CONNECTOR,
        main_app_url=MAIN_APP,
        client_id="meo-gpt",
        client_secret="hush-hush",
        environment=environment,
    )


def _client(network: ByAddress) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=network)
