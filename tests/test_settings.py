"""Settings as an operator meets them: every problem named at once, by its variable (decisions 3)."""

import secrets

import pytest

from app.new_keys import new_keys
from app.secret import Secret
from app.settings import WrongSettings, load_settings

GOOD = {
    **new_keys(secrets.token_urlsafe, secrets.token_hex),
    "ENVIRONMENT": "production",
    "MAIN_APP_URL": "https://meo.troioi.vn",
    "CONNECTOR_PUBLIC_URL": "https://gpt.troioi.vn",
    "OAUTH_CLIENT_ID": "meo-gpt",
    "REDIS_URL": "redis://localhost:6379",
}
REQUIRED = [
    "CONNECTOR_API_KEY",
    "CONNECTOR_PUBLIC_URL",
    "ENCRYPTION_KEY",
    "HMAC_SHARED_SECRET",
    "JWT_SECRET",
    "MAIN_APP_URL",
    "OAUTH_CLIENT_ID",
    "OAUTH_CLIENT_SECRET",
]


def problems_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(WrongSettings) as caught:
        load_settings(environ)
    return caught.value.problems


def names_in(problems: list[str]) -> set[str]:
    return {problem.split(maxsplit=1)[0].rstrip(":") for problem in problems}


def test_good_values_are_read_with_their_types() -> None:
    settings = load_settings(
        {
            **GOOD,
            "RATE_LIMIT_PER_MINUTE": "90",
            "CALL_TIMEOUT": "7.5",
            "OAUTH_REDIRECT_URIS": "https://chatgpt.com/aip/g-1/oauth/callback, https://chat.openai.com/aip/g-1/oauth/callback",
            "LOG_LEVEL": "Warning",
            "OAUTH_SEND_ISSUER": "false",
        }
    )

    assert settings.rate_limit_per_minute == 90
    assert settings.call_timeout == 7.5
    assert len(settings.oauth_redirect_uris) == 2
    assert settings.log_level == "warning"
    assert settings.oauth_send_issuer is False
    assert settings.jwt_secret == Secret(GOOD["JWT_SECRET"])


def test_an_empty_environment_names_everything_that_is_missing() -> None:
    problems = problems_of({})

    assert names_in(problems) == {*REQUIRED, "REDIS_URL"}
    assert all("missing" in problem for problem in problems)


def test_empty_values_count_as_missing() -> None:
    assert names_in(problems_of({**GOOD, "JWT_SECRET": "  ", "OAUTH_CLIENT_ID": ""})) == {
        "JWT_SECRET",
        "OAUTH_CLIENT_ID",
    }


def test_development_needs_no_redis() -> None:
    settings = load_settings({**GOOD, "ENVIRONMENT": "development", "REDIS_URL": ""})

    assert settings.redis_url is None


def test_slashes_at_the_end_of_addresses_do_not_matter() -> None:
    settings = load_settings({**GOOD, "MAIN_APP_URL": "https://meo.troioi.vn/"})

    assert settings.main_app_url == "https://meo.troioi.vn"


def test_unknown_variables_do_not_matter() -> None:
    assert load_settings({**GOOD, "PATH": "/usr/bin", "JWT_SECRETS": "x"}) == load_settings(GOOD)


NEVER = [
    ("ENVIRONMENT", "staging"),
    ("LOG_LEVEL", "loud"),
    ("OAUTH_BROWSER_CHECK", "sometimes"),
    ("OAUTH_SEND_ISSUER", "perhaps"),
    ("RATE_LIMIT_PER_MINUTE", "0"),
    ("RATE_LIMIT_PER_MINUTE", "many"),
    ("RATE_LIMIT_PER_MINUTE", "1.5"),
    ("CALL_TIMEOUT", "0"),
    ("CALL_TIMEOUT", "nan"),
    ("TOOL_TIMEOUT", "-1"),
    ("CONNECT_TIMEOUT", "soon"),
    ("MAIN_APP_CONNECTIONS", "0"),
    ("ENCRYPTION_KEY", "abc"),
    ("ENCRYPTION_KEY", "g" * 64),
    ("ENCRYPTION_KEY", "ab" * 16),
    ("ENCRYPTION_KEY_PREVIOUS", "ab" * 31),
    ("MAIN_APP_URL", "meo.troioi.vn"),
    ("MAIN_APP_URL", "ftp://meo.troioi.vn"),
    ("MAIN_APP_URL", "https://"),
    ("MAIN_APP_URL", "https://meo.troioi.vn/api"),
    ("MAIN_APP_URL", "https://meo.troioi.vn:99999"),
    ("CONNECTOR_PUBLIC_URL", "gpt"),
    ("CONNECTOR_PUBLIC_URL", "https://gpt.troioi.vn/connector"),
    ("CONNECTOR_PUBLIC_URL", "https://gpt.troioi.vn?x=1"),
    ("OAUTH_REDIRECT_URIS", "chatgpt.com/callback"),
    ("OAUTH_REDIRECT_URIS", "https://chatgpt.com/aip/g-1/oauth/callback, javascript:alert(1)"),
    ("OAUTH_REDIRECT_URIS", "https://chatgpt.com/callback#fragment"),
    ("OAUTH_REDIRECT_URIS", "https://чат.example/callback"),
    ("REDIS_URL", "localhost:6379"),
    ("REDIS_URL", "http://localhost:6379"),
    ("DEFAULT_TIMEZONE", "Saigon time"),
    ("DEFAULT_TIMEZONE", "../../etc/passwd"),
    ("CONNECTOR_API_KEY", "a-key-with-a-comma,0123456789-0123456789"),
    ("TRUSTED_PROXIES", "proxy.internal"),
    ("TRUSTED_PROXIES", "10.0.0.0/8, 300.1.1.1"),
]


@pytest.mark.parametrize(("name", "value"), NEVER)
@pytest.mark.parametrize("environment", ["production", "development"])
def test_a_malformed_value_is_refused_everywhere(name: str, value: str, environment: str) -> None:
    problems = problems_of({**GOOD, "ENVIRONMENT": environment, name: value})

    assert names_in(problems) == {name}


PRODUCTION_ONLY = [
    ("CONNECTOR_PUBLIC_URL", "http://gpt.troioi.vn"),
    ("REDIS_URL", ""),
    ("JWT_SECRET", "changeme"),
    ("JWT_SECRET", "CHANGE_ME"),
    ("JWT_SECRET", "your-jwt-secret-goes-here-and-it-is-long-enough"),
    ("JWT_SECRET", "x" * 64),
    ("JWT_SECRET", "0" * 64),
    ("JWT_SECRET", "k3Jd92mLq0"),
    ("JWT_SECRET_PREVIOUS", "changeme"),
    ("OAUTH_CLIENT_SECRET", "secret"),
    ("OAUTH_CLIENT_SECRET", "..."),
    ("CONNECTOR_API_KEY", "replace-me"),
    ("HMAC_SHARED_SECRET", "example-hmac-secret"),
    ("HMAC_SHARED_SECRET", "placeholder-placeholder-placeholder-placeholder"),
    ("METRICS_TOKEN", "metrics"),
    ("ENCRYPTION_KEY", "0" * 64),
    ("ENCRYPTION_KEY_PREVIOUS", "f" * 64),
]


@pytest.mark.parametrize(("name", "value"), PRODUCTION_ONLY)
def test_an_unsafe_value_is_refused_in_production_only(name: str, value: str) -> None:
    assert names_in(problems_of({**GOOD, name: value})) == {name}
    assert load_settings({**GOOD, "ENVIRONMENT": "development", name: value}).environment == "development"


@pytest.mark.parametrize("value", ["k3", "k3Jd92mLq0", "k3Jd92mLq0" * 3])
def test_the_secret_of_the_earlier_connector_may_be_short(value: str) -> None:
    assert load_settings({**GOOD, "JWT_SECRET_PREVIOUS": value}).jwt_secret_previous == Secret(value)


@pytest.mark.parametrize(
    ("name", "other"), [("JWT_SECRET", "OAUTH_CLIENT_SECRET"), ("METRICS_TOKEN", "ENCRYPTION_KEY")]
)
def test_one_secret_in_two_places_is_refused_in_production(name: str, other: str) -> None:
    assert names_in(problems_of({**GOOD, name: GOOD[other]})) == {name}


def test_every_problem_is_named_at_once() -> None:
    wrong = dict(NEVER[:3] + NEVER[4:5] + NEVER[12:13] + PRODUCTION_ONLY[3:4])
    wrong |= {"OAUTH_CLIENT_ID": "", "CONNECTOR_PUBLIC_URL": "http://gpt.troioi.vn", "REDIS_URL": "nowhere"}
    wrong["ENVIRONMENT"] = "production"

    assert names_in(problems_of({**GOOD, **wrong})) == set(wrong) - {"ENVIRONMENT"}


@pytest.mark.parametrize(("name", "value"), [("JWT_SECRET", "hunter2"), ("REDIS_URL", "http://:hunter2@redis")])
def test_no_problem_repeats_a_secret(name: str, value: str) -> None:
    assert "hunter2" not in "".join(problems_of({**GOOD, name: value}))
