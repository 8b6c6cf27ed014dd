"""Plays the next step of a conversation: makes the call, keeps the answer, writes the reply it allows."""

from collections.abc import Awaitable, Callable

from app.devtools.playground.answers import Unreadable
from app.devtools.playground.language import Said
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.phrases import sorry
from app.devtools.playground.scenarios.progress import FAILED, TakenStep, TalkProgress
from app.devtools.playground.scenarios.script import End, Moment, Step, Talk
from app.devtools.playground.wire import Run, ToolCall

RunTool = Callable[[ToolCall], Awaitable[Run]]
DoDeed = Callable[[], Awaitable[Said]]


def next_step(talk: Talk, moment: Moment) -> Step | None:
    """Return the step that comes now, leaving out those that do not apply."""
    progress = moment.progress
    if progress.ended:
        return None
    while progress.position < len(talk.steps):
        step = talk.steps[progress.position]
        if step.skip is None or not step.skip(moment):
            return step
        progress.position += 1
    return None


async def take_step(step: Step, moment: Moment, *, run_tool: RunTool, deeds: dict[str, DoDeed]) -> TakenStep:
    """Play a step and move on.

    Args:
        step: what `next_step` returned.
        moment: its progress is changed.
        run_tool: makes the call; its exceptions pass through and leave the progress as it was.
        deeds: what can happen beside calls, by name; each returns a sentence about it.
    """
    progress = moment.progress
    run, deed, reply = None, None, ""
    if step.deed:
        deed = await deeds[step.deed]()
    elif step.call:
        try:
            call = step.call(moment)
        except End as end:
            reply = _end(progress, end)
        else:
            run = await run_tool(call)
            reply = _reply(step, run, moment)
            progress.runs[step.key] = run
    elif step.tells:
        reply = step.tells(moment)
    taken = TakenStep(
        key=step.key,
        language=moment.texts.language,
        says=step.says(moment) if step.says else "",
        photo=step.photo,
        thought=step.thought(moment),
        run=run,
        deed=deed,
        reply=reply,
    )
    progress.taken.append(taken)
    progress.position += 1
    return taken


def _reply(step: Step, run: Run, moment: Moment) -> str:
    progress, texts = moment.progress, moment.texts
    problem = problem_of(run)
    expected = run.ok or (problem is not None and problem.error in step.expected)
    if not expected:
        progress.ended = FAILED
        return sorry(problem, texts, run.status) if problem else texts.say("no_answer")
    try:
        return step.reply(run, moment) if step.reply else ""
    except End as end:
        return _end(progress, end)
    except Unreadable:
        progress.ended = Said("talk.stopped")
        return texts.say("unreadable")


def _end(progress: TalkProgress, end: End) -> str:
    progress.ended = Said("talk.no_further")
    return str(end)
