"""Print what every published tool answers under every fault, and what was saved meanwhile.

    uv run python -m tests.resilience.fault_table               short budgets: half a minute
    uv run python -m tests.resilience.fault_table --production  the budgets of production: about five minutes
    ... --only silence                                          faults whose name holds this
    ... --all                                                   a line for each tool as well

Connector, sandbox and the misbehaving socket live in this process, on loopback. "saved" counts the records that one
struck call left behind, over all tools that create; "in the end" those after the same call was repeated twice without
the fault. Exit code 1 when anything is not as it must be.
"""

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Sequence

from tests.resilience.fault_stage import SHORT_BUDGETS, Outcome, Stage, run_all
from tests.resilience.faults import FAULTS, Result
from tests.resilience.sample_calls import SAMPLES

WRITERS = {sample.tool for sample in SAMPLES if sample.writes}


async def main(options: argparse.Namespace) -> int:
    """Run the table; returns the exit code."""
    settings = {} if options.production else SHORT_BUDGETS
    print("| fault | where it strikes | tools that read | tools that write | slowest | saved | in the end |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    problems: list[str] = []
    cases = 0
    async with Stage(settings) as stage:
        for fault in FAULTS:
            if options.only not in fault.name:
                continue
            outcomes = await run_all(stage, fault)
            cases += len(outcomes)
            problems += [
                f"{fault.name}, {fault.where}, {one.tool}: {text}" for one in outcomes for text in one.problems
            ]
            print("| " + " | ".join((fault.name, fault.where, *_cells(outcomes))) + " |", flush=True)
            if options.all:
                _print_tools(outcomes)
    print(f"\n{cases} cases, {len(problems)} not as they must be.", *problems, sep="\n")
    return 1 if problems else 0


def _cells(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    reads = [one for one in outcomes if one.tool not in WRITERS]
    writes = [one for one in outcomes if one.tool in WRITERS]
    slowest = max(one.seconds for one in outcomes)
    saved, in_the_end = sum(one.saved for one in outcomes), sum(one.saved_in_the_end for one in outcomes)
    wanted = sum(sample.creates for sample in SAMPLES if any(one.tool == sample.tool for one in outcomes))
    return _grouped(reads), _grouped(writes), f"{slowest:.1f} s", str(saved), f"{in_the_end} of {wanted}"


def _grouped(outcomes: Sequence[Outcome]) -> str:
    by_result: defaultdict[Result, list[str]] = defaultdict(list)
    for one in outcomes:
        by_result[(200, "") if one.result == (201, "") else one.result].append(one.tool)
    usual = max(by_result, key=lambda result: len(by_result[result]))
    parts = [_said(usual)]
    parts += [f"{_said(result)}: {', '.join(tools)}" for result, tools in by_result.items() if result != usual]
    return "; ".join(parts)


def _said(result: Result) -> str:
    return f"{result[0]} {result[1]}".strip() if result[1] else "2xx"


def _print_tools(outcomes: Sequence[Outcome]) -> None:
    for one in outcomes:
        print(f"|  | {one.tool} | {_said(one.result)} | | {one.seconds:.2f} s | {one.saved} | {one.saved_in_the_end} |")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--production", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(_options())))
