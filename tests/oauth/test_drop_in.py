"""The day this connector replaces the earlier one: whoever is connected stays connected."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SANCTUM = "9|earlierearlierearlierearlierearlierearlier0badcafe"


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture
def earlier_token(stage: Any, settings_secrets: dict[str, str]) -> str:
    """Build a token exactly as the earlier connector issued it a month ago, from nothing but the algorithm."""
    nonce = bytes(range(12))
    sealed = AESGCM(bytes.fromhex(settings_secrets["ENCRYPTION_KEY"])).encrypt(nonce, SANCTUM.encode(), None)
    issued = int(stage.calendar().timestamp()) - 30 * 24 * 3600
    tok = base64.urlsafe_b64encode(nonce + sealed).decode()
    claims = {"sub": "42", "tok": tok, "exp": issued + 365 * 24 * 3600, "jti": "1b4e28ba2fa1411d883f0016d3cca427"}
    signed = ".".join(base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
    return (
        f"{signed}.{base64url(hmac.digest(settings_secrets['JWT_SECRET'].encode(), signed.encode(), hashlib.sha256))}"
    )


async def test_tools_answer_and_the_main_app_gets_the_token_inside(stage: Any, earlier_token: str) -> None:
    stage.main_app.alive.add(SANCTUM)
    answer = await stage.client.get("/pets", headers={"Authorization": f"Bearer {earlier_token}"})
    assert (answer.status_code, answer.json()["pets"]) == (200, [])
    assert stage.main_app.requests[-1].headers["authorization"] == f"Bearer {SANCTUM}"


@pytest.mark.parametrize("form", ["bearer", "rfc"])
async def test_it_can_be_revoked(stage: Any, earlier_token: str, form: str) -> None:
    stage.main_app.alive.add(SANCTUM)
    headers = {"Authorization": f"Bearer {earlier_token}"}
    named = {"data": {"token": earlier_token, **stage.credentials}}
    answer = await stage.client.post("/oauth/revoke", **({"headers": headers} if form == "bearer" else named))
    assert answer.status_code == 200
    assert stage.main_app.alive == set()
    assert (await stage.client.get("/pets", headers=headers)).status_code == 401


async def test_it_is_refused_from_the_day_it_expires(stage: Any, earlier_token: str) -> None:
    stage.main_app.alive.add(SANCTUM)
    headers = {"Authorization": f"Bearer {earlier_token}"}
    stage.calendar.advance(334 * 24 * 3600)
    assert (await stage.client.get("/pets", headers=headers)).status_code == 200
    stage.calendar.advance(24 * 3600)
    assert (await stage.client.get("/pets", headers=headers)).status_code == 401
