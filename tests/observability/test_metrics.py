"""What /metrics shows, and to whom."""

import re
import uuid
from collections.abc import Awaitable, Callable

import httpx
import pytest
from litestar import Litestar

from app import create_app
from app.config.settings import load_settings
from app.devtools.sandbox import Fault, faults_of
from app.observability.metrics import Metrics

Number = Callable[..., Awaitable[float]]


async def test_requests_are_counted_by_route_template_and_status(signed_in: httpx.AsyncClient, number: Number) -> None:
    await signed_in.get("/pets", params={"name": "Mun"})
    await signed_in.get("/pets")
    await signed_in.patch("/pets/4711", json={"name": "Mun"})

    assert await number("meo_connector_requests_seconds_count", endpoint="GET /pets", status="200") == 2
    assert await number("meo_connector_requests_seconds_count", endpoint="PATCH /pets/{pet_id}", status="404") == 1


async def test_errors_are_counted_by_operation_and_code(
    anonymous: httpx.AsyncClient, signed_in: httpx.AsyncClient, number: Number
) -> None:
    await anonymous.get("/pets")
    await signed_in.post("/pets", json={"name": "Mun", "species": "dragon", "country": "VN"})

    assert await number("meo_connector_errors_total", endpoint="GET /pets", code="UNAUTHORIZED") == 1
    assert await number("meo_connector_errors_total", endpoint="POST /pets", code="VALIDATION_ERROR") == 1


async def test_one_requests_error_is_not_counted_for_the_next(anonymous: httpx.AsyncClient, number: Number) -> None:
    await anonymous.get("/pets")
    await anonymous.get("/health")

    assert await number("meo_connector_errors_total", endpoint="GET /health", code="UNAUTHORIZED") == 0


async def test_refused_calls_and_sign_ins_are_counted_together(anonymous: httpx.AsyncClient, number: Number) -> None:
    assert await number("meo_connector_auth_failures_total") == 0, "it must exist before the first failure"

    await anonymous.get("/pets")
    await anonymous.post("/oauth/token", data={"client_id": "meo-gpt", "client_secret": "wrong"})
    await anonymous.get("/oauth/callback", params={"session_id": str(uuid.uuid4()), "code": str(uuid.uuid4())})
    await anonymous.get("/nowhere")

    assert await number("meo_connector_auth_failures_total") == 3


async def test_calls_to_the_main_app_are_counted_by_route_and_status(
    signed_in: httpx.AsyncClient, sandbox: Litestar, number: Number
) -> None:
    await signed_in.get("/pets")
    faults_of(sandbox).set(Fault(mode="maintenance", path="/api/my-pets"))
    await signed_in.get("/pets")

    assert await number("meo_connector_upstream_seconds_count", route="GET /api/my-pets", status="200") == 1
    assert await number("meo_connector_upstream_seconds_count", route="GET /api/my-pets", status="503") == 2, "retried"


async def test_the_bridge_is_counted_with_the_calls_to_the_main_app(
    anonymous: httpx.AsyncClient, number: Number
) -> None:
    await anonymous.get("/oauth/callback", params={"session_id": str(uuid.uuid4()), "code": str(uuid.uuid4())})

    assert await number("meo_connector_upstream_seconds_count", route="POST /api/gpt-auth/exchange", status="400") == 1


async def test_the_sign_in_is_counted_step_by_step(anonymous: httpx.AsyncClient, number: Number) -> None:
    redirect_uri = "https://chatgpt.com/aip/g-123/oauth/callback"
    await anonymous.get(
        "/oauth/authorize",
        params={"client_id": "meo-gpt", "redirect_uri": redirect_uri, "response_type": "code", "state": "s"},
    )
    await anonymous.get("/oauth/callback", params={"session_id": str(uuid.uuid4())})

    assert await number("meo_connector_sign_in_total", step="started", outcome="ok") == 1
    assert await number("meo_connector_sign_in_total", step="returned", outcome="expired") == 1


async def test_the_version_is_shown(number: Number) -> None:
    from app.published import VERSION  # noqa: PLC0415 - beside its only use

    assert await number("meo_connector_info", version=VERSION) == 1


async def test_a_forwarding_header_of_an_unknown_proxy_is_counted(anonymous: httpx.AsyncClient, number: Number) -> None:
    await anonymous.get("/oauth/authorize")
    await anonymous.get("/oauth/authorize", headers={"X-Forwarded-For": "198.51.100.7"})
    assert await number("meo_connector_sign_in_total", step="forwarded", outcome="unknown_proxy") == 1


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic bWV0cmljcw==", "Bearer ", "Bearer ä"])
async def test_a_wrong_token_shows_nothing(anonymous: httpx.AsyncClient, header: str) -> None:
    answer = await anonymous.get("/metrics", headers={b"Authorization": header.encode()} if header else {})

    assert answer.status_code == 401
    assert answer.json()["error"] == "UNAUTHORIZED"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "meo_connector" not in answer.text


@pytest.mark.parametrize("second", ["", "Bearer {right}", "Bearer wrong"])
async def test_two_authorization_headers_show_nothing(
    anonymous: httpx.AsyncClient, environment: dict[str, str], second: str
) -> None:
    right = environment["METRICS_TOKEN"]
    headers = [("Authorization", f"Bearer {right}"), ("Authorization", second.format(right=right))]
    answer = await anonymous.get("/metrics", headers=headers)

    assert answer.status_code == 400
    assert "meo_connector" not in answer.text


async def test_without_a_metrics_token_the_address_does_not_exist(environment: dict[str, str]) -> None:
    app = create_app(load_settings({**environment, "METRICS_TOKEN": ""}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test") as client:  # type: ignore[arg-type]  # ASGI, typed more narrowly
        answer = await client.get("/metrics", headers={"Authorization": "Bearer "})

    assert answer.status_code == 404


async def test_two_applications_in_one_process_do_not_share_numbers() -> None:
    one, other = Metrics("1"), Metrics("1")
    one.sign_in("started", "ok")

    assert b'outcome="ok"' in one.render()
    assert b'outcome="ok"' not in other.render()


async def test_whatever_strangers_send_makes_no_new_labels(
    anonymous: httpx.AsyncClient, metrics_text: Callable[[], Awaitable[str]]
) -> None:
    for number in range(20):
        await anonymous.request(f"ODD{number}", f"/{uuid.uuid4()}")
        await anonymous.get(f"/{uuid.uuid4()}", params={"code": "secret-code"})

    endpoints = set(re.findall(r'endpoint="([^"]*)"', await metrics_text()))
    assert endpoints == {"OTHER unrouted", "GET unrouted"}
