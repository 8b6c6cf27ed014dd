"""Several calls at once, never too many: what bounds the concurrency towards the main app."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import TypeVar

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
Job = Callable[[], Awaitable[T]]

MAX_AT_ONCE = 4


async def gather_bounded(jobs: Iterable[Job[T]], *, most: int = MAX_AT_ONCE) -> list[T]:
    """Run jobs and return their results in order; begins them in order as well.

    Args:
        jobs: each raises only what is to end them all.
        most: how many run at once.

    Raises:
        Exception: that of the first job that failed, as it was raised; the others are cancelled.
    """
    turn = asyncio.Semaphore(most)

    async def run(job: Job[T]) -> T:
        async with turn:
            return await job()

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run(job)) for job in jobs]
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return [task.result() for task in tasks]


async def gather_two(one: Coroutine[None, None, A], other: Coroutine[None, None, B]) -> tuple[A, B]:
    """Await two calls at once.

    Raises:
        Exception: that of the first that failed, as it was raised; the other is cancelled.
    """
    try:
        async with asyncio.TaskGroup() as group:
            first, second = group.create_task(one), group.create_task(other)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    return first.result(), second.result()
