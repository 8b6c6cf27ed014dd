"""Every failure, whoever raises it, is the one shape, short, and told the same way in body, header and log."""

import json
import re
from collections.abc import Callable
from typing import Any, get_args

import httpx
import msgspec
import pytest
from litestar import Litestar

from app.devtools.sandbox import Fault, World, faults_of
from app.devtools.sandbox.data.seed import BANNED, DEMO, FRIEND, UNVERIFIED, DemoAccount
from app.errors import ErrorCode
from app.secret import Secret
from app.tools.failures import ErrorBody
from tests.conftest import client_of
from tests.contract.conftest import AsAccount
from tests.contract.wrong_requests import FAULTS, WRONG

MAX_LENGTH = 600  # docs/gpt-builder-rules.md, "Errors"
FIVE_CANDIDATES = 450  # what up to five pets, told apart, may add to it
REQUIRED = {"error", "message", "fields", "request_id", "retryable"}
OPTIONAL = {"hint", "allowed_values", "candidates", "existing", "retry_after"}
REQUEST_ID = re.compile(r"req_[0-9a-f]{32}")

Check = Callable[[httpx.Response], Any]


@pytest.fixture(autouse=True)
def captured(capsys: pytest.CaptureFixture[str]) -> pytest.CaptureFixture[str]:
    """Begin to capture before the application takes hold of stderr for its log."""
    return capsys


@pytest.fixture
def held(capsys: pytest.CaptureFixture[str]) -> Check:
    """Give the check that every failure must pass; it returns the body."""

    def check(answer: httpx.Response) -> Any:
        body = answer.json()
        print(f"{answer.status_code} {body.get('error')} {len(answer.text)}")
        assert answer.headers["Content-Type"] == "application/json"
        assert REQUIRED <= set(body) <= REQUIRED | OPTIONAL
        msgspec.convert(body, ErrorBody, strict=True)
        _check_length(answer.text, body)
        assert "<" not in answer.text
        assert REQUEST_ID.fullmatch(body["request_id"])
        assert answer.headers["X-Request-ID"] == body["request_id"]
        _check_log(capsys.readouterr().err, answer, body)
        assert answer.headers.get("Retry-After") == (str(body["retry_after"]) if "retry_after" in body else None)
        assert ("WWW-Authenticate" in answer.headers) is (answer.status_code == 401)
        return body

    return check


def _check_length(text: str, body: Any) -> None:
    pets = len(body.get("candidates", [])) + len(body.get("existing", []))
    assert pets <= 5
    assert len(text) <= MAX_LENGTH + (FIVE_CANDIDATES if pets > 3 else 0)
    assert len(body["message"]) + len(body.get("hint", "")) <= MAX_LENGTH


def _check_log(lines: str, answer: httpx.Response, body: Any) -> None:
    """The line of this request names the same id, status and code."""
    found = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    (line,) = [line for line in found if line["event"] == "request" and line["request_id"] == body["request_id"]]
    assert line["status"] == answer.status_code
    assert line["error_code"] == body["error"]


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    WRONG,
    ids=[f"{n}-{case[0]} {case[1]}"[:60] for n, case in enumerate(WRONG)],
)
async def test_a_wrong_request_is_answered_in_the_one_shape(
    household: httpx.AsyncClient, held: Check, method: str, path: str, sent: dict[str, Any], status: int, code: str
) -> None:
    answer = await household.request(method, path, **sent)

    assert answer.status_code == status, answer.text
    if code:
        assert held(answer)["error"] == code


@pytest.mark.parametrize(("fault", "status", "code"), FAULTS, ids=[fault.mode for fault, _, _ in FAULTS])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_failing_main_app_is_told_in_the_one_shape(
    household: httpx.AsyncClient, sandbox: Litestar, held: Check, fault: Fault, status: int, code: str, method: str
) -> None:
    faults_of(sandbox).set(fault)

    body = {"weight_kg": 4} if method == "POST" else None
    answer = await household.request(method, "/pets/103/weights", json=body)

    assert answer.status_code == status, answer.text
    told = held(answer)
    assert told["error"] == code
    assert told["retryable"] is (status != 401 and fault.mode != "quota")


async def test_two_pets_of_one_name_are_told_apart(as_account: AsAccount, held: Check) -> None:
    friend = (await as_account(FRIEND)).client

    body = held(await friend.get("/pets/Mimi"))

    assert body["error"] == "AMBIGUOUS"
    assert {pet["species"] for pet in body["candidates"]} == {"cat", "dog"}


async def test_five_pets_with_endless_names_still_make_a_short_error(
    household: httpx.AsyncClient, world: World, held: Check
) -> None:
    owner = world.accounts.user_by_email(DEMO.email)
    assert owner is not None
    for _ in range(7):
        world.add_pet(owner, "Ы" * 255, created_days_ago=1)

    body = held(await household.get(f"/pets/{'Ы' * 255}"))

    assert body["error"] == "AMBIGUOUS"
    assert len(body["candidates"]) == 5


@pytest.mark.parametrize("account", [UNVERIFIED, BANNED])
async def test_an_account_that_may_not_is_told_what_to_do(
    as_account: AsAccount, held: Check, account: DemoAccount
) -> None:
    person = (await as_account(account)).client

    body = held(await person.post("/pets", json={"name": "A", "species": "cat", "country": "VN"}))

    assert body["error"] == "FORBIDDEN"


async def test_a_record_that_changed_in_between_is_a_conflict(
    household: httpx.AsyncClient, sandbox: Litestar, world: World, held: Check
) -> None:
    seen = (await household.get("/pets/Oliver/vaccinations")).json()["vaccinations"][0]
    stored = world.vaccinations[seen["id"]]
    reads = faults_of(sandbox)
    before = reads.choose

    def changed_after_the_read(method: str, path: str) -> Fault | None:
        if method == "POST":
            stored.updated_at = "2026-08-24T11:59:59.000000Z"
        return before(method, path)

    reads.choose = changed_after_the_read  # type: ignore[method-assign]  # the sandbox's seam for what happens meanwhile
    body = held(await household.post(f"/pets/Oliver/vaccinations/{seen['id']}/renew", json={"due_at": "2027-08-24"}))

    assert body["error"] == "CONFLICT"


async def test_no_token_and_a_bad_token_are_told_apart(anonymous: httpx.AsyncClient, held: Check) -> None:
    missing = await anonymous.get("/pets")
    bad = await anonymous.get("/pets", headers={"Authorization": "Bearer x.y.z"})

    assert held(missing)["error"] == "UNAUTHORIZED"
    assert missing.headers["WWW-Authenticate"] == "Bearer"
    bad_body = bad.json()
    assert bad_body["error"] == "UNAUTHORIZED"
    assert bad.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'


class TestWithATightLimit:
    @pytest.fixture
    def environment(self, environment: dict[str, str]) -> dict[str, str]:
        return environment | {"RATE_LIMIT_PER_MINUTE": "1"}

    async def test_too_many_calls_say_how_long_to_wait(self, household: httpx.AsyncClient, held: Check) -> None:
        await household.get("/pets")

        answer = await household.get("/pets")

        assert answer.status_code == 429
        body = held(answer)
        assert body["error"] == "RATE_LIMITED"
        assert body["retryable"] is True
        assert 1 <= body["retry_after"] <= 60


async def test_a_fault_of_our_own_says_nothing_about_its_cause(own_connector: Litestar, held: Check) -> None:
    own_connector.state.admission = Secret("no admission at all")

    async with client_of(own_connector) as client:
        answer = await client.get("/pets")

    assert answer.status_code == 500
    body = held(answer)
    assert body["error"] == "INTERNAL_ERROR"
    assert "attribute" not in answer.text.lower()


def test_this_file_provokes_every_code() -> None:
    named = {code for *_, code in WRONG} | {code for _, _, code in FAULTS}
    elsewhere = {"AMBIGUOUS", "FORBIDDEN", "CONFLICT", "RATE_LIMITED", "INTERNAL_ERROR"}

    assert named - {""} | elsewhere == set(get_args(ErrorCode))
