"""The command `meo-connector`: here, so that Ctrl-C ends it without a word while Python still loads the rest."""

import signal


def main() -> int:
    """Run one command; returns its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from app.cli import main as run  # noqa: PLC0415 - loading takes a while, which is the point

    signal.signal(signal.SIGINT, signal.default_int_handler)
    return run()
