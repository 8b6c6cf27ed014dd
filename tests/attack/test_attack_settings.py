"""Settings that would open a door without saying so: they are refused at the start, by name."""

import secrets

import pytest

from app import create_app
from app.config.keys import new_keys
from app.config.settings import WrongSettings, load_settings

GOOD = {
    **new_keys(secrets.token_urlsafe, secrets.token_hex),
    "ENVIRONMENT": "production",
    "MAIN_APP_URL": "https://meo.example",
    "CONNECTOR_PUBLIC_URL": "https://gpt.example",
    "OAUTH_CLIENT_ID": "meo-gpt",
    "REDIS_URL": "redis://localhost:6379",
}
CALLBACK = "https://chatgpt.com/aip/g-1/oauth/callback"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # An empty list would count as none, and then every GPT's address is admitted.
        ("OAUTH_REDIRECT_URIS", ","),
        ("OAUTH_REDIRECT_URIS", " , ,"),
        ("OAUTH_REDIRECT_URIS", "*"),
        ("OAUTH_REDIRECT_URIS", "https://*.chatgpt.com/aip/g-1/oauth/callback"),
        ("OAUTH_REDIRECT_URIS", "https://chatgpt.com/aip/*/oauth/callback"),
        ("OAUTH_REDIRECT_URIS", f"{CALLBACK}\nhttps://evil.test/"),
        ("OAUTH_REDIRECT_URIS", f"{CALLBACK} https://evil.test/"),
        ("OAUTH_REDIRECT_URIS", "https://chatgpt.com@evil.test/callback"),
        ("OAUTH_REDIRECT_URIS", "http://chatgpt.com/aip/g-1/oauth/callback"),
        ("OAUTH_REDIRECT_URIS", "//chatgpt.com/callback"),
        ("OAUTH_REDIRECT_URIS", "data:text/html,x"),
        ("TRUSTED_PROXIES", ","),
        ("TRUSTED_PROXIES", "*"),
        ("CONNECTOR_PUBLIC_URL", "https://user:password@gpt.example"),
        ("CONNECTOR_PUBLIC_URL", "https://gpt.example?x"),
        ("CONNECTOR_PUBLIC_URL", "HTTP://gpt.example"),
        ("MAIN_APP_URL", "https://user:password@meo.example"),
        ("CONNECTOR_API_KEY", "a-key-of-more-than-32-characters-\nX-Evil: 1"),
        ("CONNECTOR_API_KEY", "a key of more than 32 characters, cut"),
        ("CONNECTOR_API_KEY", "kéy-of-more-than-32-characters-0123456"),
        ("REDIS_URL", "redis://:hunter2/hunter2@redis:6379/0"),
        ("REDIS_URL", "redis://redis:port/0"),
        ("HMAC_SHARED_SECRET", " \t "),
        ("OAUTH_CLIENT_SECRET", " "),
        ("JWT_SECRET", " " * 40),
        ("METRICS_TOKEN", "short"),
        ("OAUTH_BROWSER_CHECK", "false"),
        ("ENVIRONMENT", "prod"),
    ],
)
def test_what_would_open_a_door_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        load_settings({**GOOD, name: value})
    assert all(problem.startswith(name) for problem in caught.value.problems)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "written", ["https://gpt.example", "https://gpt.example/", "HTTPS://GPT.Example", "https://gpt.example:443/"]
)
def test_the_public_address_is_kept_as_browsers_write_it(written: str) -> None:
    """Else a capital letter drops the cookie's prefix, and a port that goes without saying closes the confirm page."""
    assert load_settings({**GOOD, "CONNECTOR_PUBLIC_URL": written}).connector_public_url == "https://gpt.example"


@pytest.mark.parametrize("uri", [CALLBACK, "http://127.0.0.1:8000/oauth/callback", "http://localhost/cb?keep=1"])
def test_good_callbacks_stay_as_they_are(uri: str) -> None:
    assert load_settings({**GOOD, "OAUTH_REDIRECT_URIS": uri}).oauth_redirect_uris == (uri,)


@pytest.mark.parametrize(("check", "warnings"), [("confirm", 0), ("strict", 0), ("always", 0), ("off", 1)])
async def test_a_switched_off_browser_check_is_said_at_the_start(
    check: str, warnings: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async with create_app(load_settings({**GOOD, "OAUTH_BROWSER_CHECK": check})).lifespan():
        assert capsys.readouterr().err.count("OAUTH_BROWSER_CHECK") == warnings
