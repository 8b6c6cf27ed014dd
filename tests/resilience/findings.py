"""What a run found while servers died: every answer counted, times, memory, and what was not as it must be."""

import statistics
import time
from collections import Counter
from pathlib import Path

from tests.resilience.outages import Outage
from tests.resilience.processes import Server


class Findings:
    """Counts and measures while a run goes on."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.problems: list[str] = []
        self.memory: list[tuple[float, float]] = []
        self.slowest_error = 0.0
        self.health_seconds: list[float] = []
        self._began = time.monotonic()

    def note(self, what: str, outcome: str, problem: str) -> None:
        """Count an answer, and keep what is wrong with it."""
        self.answers[f"{what}: {outcome}"] += 1
        if problem:
            self.problems.append(f"{self._seconds():.0f} s, {problem}")

    def note_memory(self, megabytes: float) -> None:
        """Keep what the connector holds now."""
        self.memory.append((self._seconds(), megabytes))

    def _seconds(self) -> float:
        return time.monotonic() - self._began


def report(findings: Findings, connector: Server, main_app: Outage, redis: Outage, minutes: float) -> int:
    """Print what was found; returns the exit code."""
    total = sum(findings.answers.values())
    print(f"{total} answers in {minutes:g} minutes; main app killed {main_app.kills} times, ", end="")
    print(f"Redis {redis.kills} times.")
    print(*(f"  {count:7d}  {outcome}" for outcome, count in sorted(findings.answers.items())), sep="\n")
    print(f"Slowest answer with an error: {findings.slowest_error:.1f} s.")
    health = sorted(findings.health_seconds)
    print(f"/health without waits for a processor: median {statistics.median(health):.2f} s, ", end="")
    print(f"slowest {health[-1]:.2f} s.")
    print("Memory of the connector (minute: MiB): ", end="")
    whole_minutes = {int(seconds // 60): megabytes for seconds, megabytes in reversed(findings.memory)}
    print(", ".join(f"{minute}: {megabytes:.1f}" for minute, megabytes in sorted(whole_minutes.items())), end="")
    print(f", end: {findings.memory[-1][1]:.1f}")
    print(f"Open files of the connector at the end: {len(list(Path(f'/proc/{connector.pid}/fd').iterdir()))}")
    logged = connector.printed().splitlines()
    faults = [line for line in logged if "unhandled" in line or "Traceback" in line]
    print(f"Lines logged at level error: {len(logged)}, unhandled exceptions: {len(faults)}.")
    print(f"Not as they must be: {len(findings.problems)}", *findings.problems[:50], *faults[:5], sep="\n  ")
    return 1 if findings.problems or faults else 0
