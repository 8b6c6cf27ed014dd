"""The command line: `meo-connector demo | serve | spec | new-keys | sandbox | doctor`."""

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from app.cli.doctor import examine
from app.cli.doctor.findings import summary
from app.config.keys import new_keys
from app.config.settings import WrongSettings, load_settings, read_environment, settings_at_default, warnings_about
from app.observability.logs import configure_logs
from app.published import VERSION, published_document, published_tools
from app.server.listening import CannotListen, bind
from app.server.run import serve_production

SPEC_FILE = Path("openapi/openapi.json")
TOOLS_FILE = Path("openapi/tools.json")
PUBLISHED_URL = "https://gpt.troioi.vn"

log = structlog.get_logger()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: what follows `meo-connector`; default: the process's own.

    Returns:
        The exit code: 0 done, 1 something is wrong, 2 wrong usage.
    """
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except WrongSettings as wrong:
        print("The settings cannot be used:", *(f"  {line}" for line in wrong.problems), sep="\n", file=sys.stderr)
        return 1
    except CannotListen as taken:
        print(taken, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    with_defaults = argparse.ArgumentDefaultsHelpFormatter
    parser = argparse.ArgumentParser(prog="meo-connector", description=__doc__, formatter_class=with_defaults)
    parser.add_argument("--version", action="version", version=f"meo-connector {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        added.formatter_class = with_defaults
        added.set_defaults(run=run)
        return added

    demo = command("demo", _demo, "show everything on this machine, with nothing else installed")
    demo.epilog = "With MODEL_URL (https://host/v1), MODEL_NAME and MODEL_KEY a model answers what people type."
    demo.add_argument(
        "--port", type=_whole(1, 65533), default=8000, help="of the playground; the two after it serve the rest"
    )
    demo.add_argument("--show-secrets", action="store_true", help="print the throw-away keys too, for other programs")
    serve = command("serve", _serve, "the production server, set up by the environment or .env")
    _add_address(serve, port=8001)
    serve.add_argument("--workers", type=_whole(1, 64), default=1, help="processes that serve")
    spec = command("spec", _spec, f"write {SPEC_FILE} and {TOOLS_FILE}")
    spec.add_argument("--check", action="store_true", help="only compare; exit code 1 when the file differs")
    spec.add_argument("--server-url", default=PUBLISHED_URL, help="public address of the connector")
    command("new-keys", _new_keys, "print fresh values for every secret in .env.example")
    sandbox = command("sandbox", _sandbox, "a stand-in for the main app alone; asks for ENVIRONMENT=development")
    _add_address(sandbox, port=8002)
    sandbox.add_argument("--empty", action="store_true", help="start without the demo household")
    command("doctor", _doctor, "check the settings against their real surroundings")
    return parser


def _add_address(parser: argparse.ArgumentParser, *, port: int) -> None:
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on; 0.0.0.0 is every IPv4 address, :: every IPv6 and IPv4 one",
    )
    parser.add_argument("--port", type=_whole(1, 65535), default=port, help="to listen on")


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if not (written.isascii() and written.isdigit() and lowest <= int(written) <= highest):
            raise argparse.ArgumentTypeError(f"must be a whole number from {lowest} to {highest}")
        return int(written)

    return read


def _demo(options: argparse.Namespace) -> int:
    from app.devtools.demo import run_demo  # noqa: PLC0415 - production never loads the sandbox
    from app.devtools.playground.model.chat import WrongEndpoint, endpoint_of  # noqa: PLC0415 - as above

    try:
        model = endpoint_of(read_environment())
    except WrongEndpoint as error:
        print(error, file=sys.stderr)
        return 2
    run_demo(options.port, show_secrets=options.show_secrets, model=model)
    return 0


def _serve(options: argparse.Namespace) -> int:
    environ = read_environment()
    settings = load_settings(environ)  # refuse before any worker starts
    configure_logs(settings.log_level)
    for variable, event in warnings_about(settings).items():
        log.warning(event, setting=variable)
    facts = {"version": VERSION, "main_app": settings.main_app_url, "at_default": settings_at_default(environ)}
    return serve_production(host=options.host, port=options.port, workers=options.workers, facts=facts)


def _sandbox(options: argparse.Namespace) -> int:
    from app.devtools.sandbox import SandboxRefused, create_sandbox  # noqa: PLC0415 - as above
    from app.devtools.sandbox.server import read_config, serve_sandbox  # noqa: PLC0415 - as above

    try:
        sandbox = create_sandbox(read_config(read_environment(), seed=not options.empty))
    except SandboxRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    serve_sandbox(sandbox, bind(options.host, options.port))
    return 0


def _spec(options: argparse.Namespace) -> int:
    document = published_document(options.server_url.rstrip("/"))
    written = {SPEC_FILE: document, TOOLS_FILE: published_tools(document)}
    if not options.check:
        for file, content in written.items():
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
            print(f"{file} written, {len(content)} bytes.")
        return 0
    different = [file for file, content in written.items() if not file.exists() or file.read_bytes() != content]
    for file in different:
        print(f"{file} differs from the code; `meo-connector spec` writes it anew.", file=sys.stderr)
    for file in written.keys() - set(different):
        print(f"{file} is up to date.")
    return 1 if different else 0


def _new_keys(_options: argparse.Namespace) -> int:
    for name, value in new_keys(secrets.token_urlsafe, secrets.token_hex).items():
        print(f"{name}={value}")
    return 0


def _doctor(_options: argparse.Namespace) -> int:
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
