"""The command line: `meo-connector demo | serve | spec | new-keys | doctor`."""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from app import published_document, read_environment
from app.doctor import examine
from app.doctor.findings import summary
from app.new_keys import new_keys
from app.serving import serve_production
from app.settings import WrongSettings, load_settings

SPEC_FILE = Path("openapi/openapi.json")
PUBLISHED_URL = "https://gpt.troioi.vn"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what follows `meo-connector`; default: the process's own.

    Returns:
        The exit code: 0 done, 1 something is wrong, 2 wrong usage.
    """
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
    except WrongSettings as wrong:
        print("The settings cannot be used:", *(f"  {line}" for line in wrong.problems), sep="\n", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="meo-connector", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    demo = commands.add_parser("demo", help="show everything on this machine, with nothing else installed")
    demo.add_argument("--port", type=int, default=8000, help="of the playground; the two after it serve the rest")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="the production server, set up by the environment or .env")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8001)
    serve.add_argument("--workers", type=int, default=1)
    serve.set_defaults(run=_serve)

    spec = commands.add_parser("spec", help="write openapi/openapi.json")
    spec.add_argument("--check", action="store_true", help="only compare; exit code 1 when the file differs")
    spec.add_argument("--server-url", default=PUBLISHED_URL, help="public address of the connector")
    spec.set_defaults(run=_spec)

    keys = commands.add_parser("new-keys", help="print fresh values for every secret in .env.example")
    keys.set_defaults(run=_new_keys)

    doctor = commands.add_parser("doctor", help="check the settings against their real surroundings")
    doctor.set_defaults(run=_doctor)
    return parser


def _demo(given: argparse.Namespace) -> int:
    from app.demo import run_demo  # noqa: PLC0415 - production never loads the sandbox

    run_demo(given.port)
    return 0


def _serve(given: argparse.Namespace) -> int:
    load_settings(read_environment())  # refuse before any worker starts
    serve_production(host=given.host, port=given.port, workers=given.workers)
    return 0


def _spec(given: argparse.Namespace) -> int:
    document = published_document(given.server_url.rstrip("/"))
    if not given.check:
        SPEC_FILE.parent.mkdir(exist_ok=True)
        SPEC_FILE.write_bytes(document)
        print(f"{SPEC_FILE} written, {len(document)} bytes.")
        return 0
    if SPEC_FILE.exists() and SPEC_FILE.read_bytes() == document:
        print(f"{SPEC_FILE} is up to date.")
        return 0
    print(f"{SPEC_FILE} differs from the code; `meo-connector spec` writes it anew.", file=sys.stderr)
    return 1


def _new_keys(_given: argparse.Namespace) -> int:
    for name, value in new_keys(secrets.token_urlsafe, secrets.token_hex).items():
        print(f"{name}={value}")
    return 0


def _doctor(_given: argparse.Namespace) -> int:
    examination = examine(
        read_environment(), document=published_document, document_file=SPEC_FILE, published_url=PUBLISHED_URL
    )
    findings = asyncio.run(examination)
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for finding in findings:
        print(finding.line(coloured=coloured))
    print(summary(findings))
    return 1 if any(finding.level == "WRONG" for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main())
