"""The command `meo-connector`: here, so that Ctrl-C ends it without a word while Python still loads the rest."""

import signal


def main() -> int:
    """Run one command; returns its exit code."""
    before = signal.getsignal(signal.SIGINT)  # a shell lets programs in the background ignore it
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from app.cli import main as run  # noqa: PLC0415 - loading takes a while, which is the point

    signal.signal(signal.SIGINT, before)
    return run()
