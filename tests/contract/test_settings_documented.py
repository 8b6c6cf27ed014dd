"""`.env.example`, `Settings` and the operations guide name the same variables, with the same defaults."""

import re
import secrets
from pathlib import Path

import msgspec
import pytest
from dotenv import dotenv_values

from app.config.keys import new_keys
from app.config.settings import Settings, load_settings
from app.secret import Secret

EXAMPLE = Path(".env.example")
FIELDS = {field.name.upper(): field for field in msgspec.structs.fields(Settings)}
# What the example shows differs from what is assumed when the variable is not set.
SHOWN_ON_PURPOSE = {"MAIN_APP_URL", "CONNECTOR_PUBLIC_URL", "OAUTH_CLIENT_ID", "REDIS_URL"}


def example() -> dict[str, str]:
    return {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}


def test_the_example_names_every_setting_once_and_no_other() -> None:
    named = re.findall(r"^([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE)

    assert sorted(named) == sorted(FIELDS)


def test_every_setting_in_the_example_has_a_sentence_above_it() -> None:
    lines = EXAMPLE.read_text().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"[A-Z_]+=", line):
            # The heading of the three budgets speaks for all of them.
            assert lines[number - 1].startswith("# ") or "_TIMEOUT=" in line, line


def test_the_example_shows_the_defaults() -> None:
    filled = load_settings({**example(), **new_keys(secrets.token_urlsafe, secrets.token_hex)})
    for name, value in example().items():
        default = FIELDS[name].default
        if value and name not in SHOWN_ON_PURPOSE:
            assert getattr(filled, name.lower()) == default, name
        elif not value:
            assert default in {msgspec.NODEFAULT, None, "", ()}, name


def test_the_example_holds_no_secret() -> None:
    secrets = {name for name, field in FIELDS.items() if field.type in {Secret, Secret | None}}

    assert [name for name in secrets - {"REDIS_URL"} if example()[name]] == []


def test_the_example_with_new_keys_starts_in_production() -> None:
    settings = load_settings({**example(), **new_keys(secrets.token_urlsafe, secrets.token_hex)})

    assert settings.environment == "production"


def test_new_keys_makes_every_secret_an_operator_invents() -> None:
    made = new_keys(lambda size: "k" * size, lambda size: "ab" * size)
    secrets = {name for name, field in FIELDS.items() if field.type in {Secret, Secret | None}}

    assert set(made) == {name for name in secrets if not name.endswith("_PREVIOUS")} - {"REDIS_URL"}


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_the_operations_guide_explains_every_setting(name: str) -> None:
    assert f"| `{name}` |" in Path("docs/operations.md").read_text()
