"""Settings as an operator meets them: every problem named at once, by its variable."""

import secrets

import pytest

from app.config.keys import new_keys
from app.config.production_rules import is_plain_text_to_others
from app.config.settings import WrongSettings, load_settings
from app.secret import Secret

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


NO_SENTINELS = [
    *("", "a:26379", "a:26379/", "/meo", ":26379/meo", "a,/meo", "a,,b/meo", "a b/meo", "[::1/meo", "a:b/meo"),
    *("a:0/meo", "a:65536/meo", "a/meo/x", "a/meo/0/1", "a/me%20o", "a/meo?no_such_option=1", "a/meo#0"),
    *("a/meo?sentinel_db=1", "a/meo?ssl_cert_reqs=none", "u:p@a@b/c@d/meo", "a;b/meo"),
]

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
    ("REDIS_URL", "redis://localhost:6379/0?ssl_cert_reqs=none"),
    ("REDIS_URL", "unix:///run/redis.sock?ssl_ca_certs=/etc/ca.pem"),
    ("REDIS_URL", "rediss://localhost?ssl_cert_reqs=sometimes"),
    ("REDIS_URL", "rediss://localhost?ssl_ca_certs=/nowhere/ca.pem"),
    ("REDIS_URL", "rediss://localhost?ssl_ciphers=none-such"),
    ("REDIS_URL", "rediss://localhost?ssl_min_version=1"),
    ("REDIS_URL", "redis://localhost?decode_responses=true"),
    ("REDIS_URL", "redis://localhost?retry_on_timeout=true"),
    ("REDIS_URL", "redis://localhost?protocol=9"),
    ("REDIS_URL", "redis://localhost?no_such_option=1"),
    ("REDIS_URL", "redis://localhost?socket_timeout=soon"),
    ("REDIS_URL", "redis://localhost?socket_timeout=nan"),
    ("REDIS_URL", "redis://localhost?max_connections=0"),
    ("REDIS_URL", "redis://localhost?db=-1"),
    ("REDIS_URL", "redis://localhost?db"),
    ("REDIS_URL", "redis://localhost/sign-ins"),
    ("REDIS_URL", "redis://localhost/0/1"),
    ("REDIS_URL", "unix://"),
    *(("REDIS_URL", f"redis+sentinel://{rest}") for rest in NO_SENTINELS),
    ("REDIS_URL", "rediss+sentinel://a,b/meo?ssl_ca_certs=/nowhere/ca.pem"),
    ("REDIS_URL", "unix+sentinel://a,b/meo"),
    ("CONNECTOR_PUBLIC_URL", "https://["),
    ("DEFAULT_TIMEZONE", "Saigon time"),
    ("DEFAULT_TIMEZONE", "../../etc/passwd"),
    ("CONNECTOR_API_KEY", "a-key-with-a-comma,0123456789-0123456789"),
    ("MCP", "yes"),
    ("MCP_CLIENTS", "some"),
    ("MCP_FETCH_CLIENTS", "sometimes"),
    ("MCP_ALLOWED_ORIGINS", "inspector.example"),
    ("MCP_ALLOWED_ORIGINS", "https://inspector.example/path"),
    ("MCP_ALLOWED_ORIGINS", "https://inspector.example, *"),
    ("MCP_ALLOWED_ORIGINS", ","),
    ("MCP_ACCESS_DAYS", "0"),
    ("MCP_ACCESS_DAYS", "366"),
    ("GPT_URL", "javascript:alert(1)"),
    ("GPT_URL", "chatgpt.com/g/g-1"),
    ("OPENAI_APPS_CHALLENGE", "x" * 501),
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
    ("MAIN_APP_URL", "http://meo.troioi.vn"),
    ("MAIN_APP_URL", "http://meo.troioi.vn."),
    ("MAIN_APP_URL", "http://8.8.8.8"),
    ("MAIN_APP_URL", "http://134744072"),
    ("MAIN_APP_URL", "http://0x8080808"),
    ("MAIN_APP_URL", "http://172.32.0.1"),
    ("MAIN_APP_URL", "http://[2001:db8::1]:8000"),
    ("MAIN_APP_URL", "http://[::ffff:8.8.8.8]"),
    ("MAIN_APP_URL", "http://internal.example"),
    ("MAIN_APP_URL", "http://app.local.example"),
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


PRIVATE = [
    *("http://localhost:8002", "http://127.0.0.1:8002", "http://127.8.9.1", "http://[::1]:80", "http://10.0.0.5"),
    *("http://172.31.255.1", "http://192.168.1.9:8080", "http://169.254.3.4", "http://[fd00::5]", "http://[fe80::1]"),
    *("http://[::ffff:10.0.0.1]", "http://app", "http://APP:80", "http://main_app", "http://meo.local"),
    *("http://app.internal", "http://host.docker.internal:8000", "http://meo.pets.svc", "http://meo.localhost"),
    *("http://meo.pets.svc.cluster.local:8000", "http://meo.home.arpa", "https://meo.troioi.vn", "https://8.8.8.8"),
]


@pytest.mark.parametrize("url", PRIVATE)
def test_http_to_this_machine_and_to_private_networks_is_admitted_in_production(url: str) -> None:
    assert load_settings({**GOOD, "MAIN_APP_URL": url}).main_app_url == url.lower().removesuffix(":80")


REDIS = [
    *("redis://redis", "redis://:p%40ss@redis:6379/3", "redis://user:p@ss@redis/0", "redis://[::1]:6379/0?db=1"),
    *("unix:///run/redis.sock?db=2", "rediss://redis:6380/0?ssl_cert_reqs=none&ssl_check_hostname=false"),
    *("redis+sentinel://a/meo", "redis+sentinel://u:p%40ss@10.0.0.1:26379,[::1]:26380,c.internal/meo-1/3"),
    "redis+sentinel://:p@a,b,c/meo/0?sentinel_username=u&sentinel_password=s%26t&socket_timeout=0.3",
    "rediss+sentinel://a,b,c/meo?ssl_cert_reqs=none",
    "redis://redis?socket_timeout=0.3&max_connections=10&health_check_interval=30&client_name=connector",
]


@pytest.mark.parametrize("url", REDIS)
def test_addresses_of_redis_that_the_library_takes_are_taken(url: str) -> None:
    assert load_settings({**GOOD, "REDIS_URL": url}).redis_url == Secret(url)


def test_the_earlier_connectors_signing_secret_may_be_shorter() -> None:
    assert load_settings({**GOOD, "JWT_SECRET_PREVIOUS": "k3Jd92mLq0Zx81Wq"}).jwt_secret_previous is not None


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


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("redis://redis.example.org", True),
        ("redis://10.0.0.5", False),
        ("rediss://redis.example.org", False),
        ("unix:///run/redis.sock", False),
        ("redis+sentinel://u:p@10.0.0.1,[fd00::1]:5,c.internal/meo", False),
        ("redis+sentinel://10.0.0.1,redis.example.org/meo", True),
        ("rediss+sentinel://redis.example.org/meo", False),
    ],
)
def test_an_address_in_plain_text_out_of_the_private_network_is_known(url: str, expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_plain_text_to_others(url) is expected


UNESCAPED = [f"redis+sentinel://user:{start}{sign}hunter2@a:1/meo" for sign in "/?#[" for start in ("", "12")]
UNESCAPED += [f"redis://user:{start}{sign}hunter2@redis:6379/0" for sign in "/?#[" for start in ("", "12")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_SECRET", "hunter2"),
        ("REDIS_URL", "http://:hunter2@redis"),
        ("REDIS_URL", "redis://:x@redis?hunter2=1"),
        ("REDIS_URL", "rediss://:x@redis?ssl_cert_reqs=hunter2"),
        *(("REDIS_URL", url) for url in UNESCAPED),
    ],
)
def test_no_problem_repeats_a_secret(name: str, value: str) -> None:
    assert "hunter2" not in "".join(problems_of({**GOOD, name: value}))


@pytest.mark.parametrize(
    ("environment", "given", "fetches"),
    [
        ("production", "", False),
        ("production", "on", True),
        ("production", "Off", False),
        ("development", "", True),
        ("development", "off", False),
    ],
)
def test_documents_of_clients_are_fetched_in_production_only_when_the_operator_says_so(
    environment: str, given: str, *, fetches: bool
) -> None:
    settings = load_settings({**GOOD, "ENVIRONMENT": environment, "MCP_FETCH_CLIENTS": given})
    assert settings.fetches_clients == fetches


def test_allowed_origins_are_written_as_browsers_write_them() -> None:
    settings = load_settings({**GOOD, "MCP_ALLOWED_ORIGINS": "https://A.example:443/, http://b.example:8080"})
    assert settings.mcp_allowed_origins == ("https://a.example", "http://b.example:8080")
