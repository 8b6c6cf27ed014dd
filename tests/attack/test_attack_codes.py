"""Attacks with authorization codes: what the token endpoint refuses leaves no living token of the main app behind."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    "more",
    [
        "&redirect_uri=https://evil.test/",
        "&redirect_uri=https://chatgpt.com/aip/g-123/oauth/callback&redirect_uri=https://evil.test/",
        "&redirect_uri=https://chatgpt.com/aip/g-123/oauth/callback/",
        "&redirect_uri=HTTPS://chatgpt.com/aip/g-123/oauth/callback",
        "&code_verifier=" + "v" * 43,
        "&code_verifier=" + "v" * 43 + "&code_verifier=" + "v" * 43,
    ],
)
async def test_a_code_spent_in_vain_leaves_no_token_behind(walk: Any, more: str) -> None:
    before = walk.living_tokens()
    code = await walk.code()
    assert walk.living_tokens() == before + 1
    answer = await walk.exchange(code, more)
    assert answer.status_code == 400
    assert answer.json()["error"] in ("invalid_grant", "invalid_request")
    assert walk.living_tokens() == before
    assert (await walk.exchange(code)).json()["error"] == "invalid_grant"


async def test_a_stranger_with_a_used_code_disconnects_nobody(walk: Any) -> None:
    """RFC 6749, 4.1.2 revokes on replay; that needs the client's own secret."""
    code = await walk.code()
    assert (await walk.exchange(code)).status_code == 200
    living = walk.living_tokens()
    for body in (f"grant_type=authorization_code&code={code}", f"code={code}&client_id=meo-gpt&client_secret=guess"):
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        refused = await walk.client.post("/oauth/token", content=body, headers=headers)
        assert refused.json()["error"] == "invalid_client"
    assert walk.living_tokens() == living
