"""A sandbox with many people who are the same after every start: ids, tokens and pets depend on their number alone.

    python -m tests.resilience.crowd --port 8002 --people 100

Every text of person 17 holds the mark `own0017`, so that an answer can be checked against its user. The access tokens
of the connector stay valid over restarts, as they hold a token made here.
"""

import argparse
import os
import re
import zlib
from collections.abc import Sequence

import uvicorn

from app.devtools.sandbox import SandboxConfig, World, create_sandbox, world_of
from app.devtools.sandbox.data.people import Token
from app.devtools.sandbox.server import read_config
from tests.resilience.sample_calls import Household, settle

FIRST_USER = 1_000
_MARK = re.compile(r"own\d{4}")


def mark_of(number: int) -> str:
    """Return what stands in every text of a person."""
    return f"own{number:04d}"


def marks_in(text: str) -> set[str]:
    """Return whose texts stand in an answer."""
    return set(_MARK.findall(text))


def email_of(number: int) -> str:
    """Return a person's address."""
    return f"{mark_of(number)}@example.test"


def token_of(number: int) -> str:
    """Return a person's token for the main app, as its holder sends it."""
    letters = f"{mark_of(number)}{'x' * 33}"
    return f"{FIRST_USER + number}|{letters}{zlib.crc32(letters.encode()):08x}"


def people(world: World, count: int) -> list[Household]:
    """Fill a world that is otherwise empty."""
    households = []
    for number in range(count):
        user = world.add_user(f"Person {mark_of(number)}", email_of(number), with_id=FIRST_USER + number)
        token = Token(id=FIRST_USER + number, user_id=user.id, secret=token_of(number).partition("|")[2])
        accounts = world.accounts
        accounts._by_secret[token.secret] = accounts._by_user[user.id][token.id] = token
        households.append(settle(world, user, mark=mark_of(number)))
    return households


def same_people(count: int) -> list[Household]:
    """Return whom a sandbox in another process holds, with their ids."""
    return people(world_of(create_sandbox(SandboxConfig(seed=False))), count)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--people", type=int, default=100)
    options = parser.parse_args(arguments)
    app = create_sandbox(read_config(os.environ, seed=False))
    people(world_of(app), options.people)
    uvicorn.run(app, host="127.0.0.1", port=options.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
