"""Small pieces of sentences for the replies."""

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus

from app.devtools.playground.answers import Pet, Routine
from app.devtools.playground.language import Texts
from app.devtools.playground.problems import KnownPet, Problem

_PRONOUNS = {"female": "her", "male": "him"}


def join(parts: Sequence[str], last: str = "and") -> str:
    """a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def on_day(text: str) -> str:
    """Say a date of an answer in words: 3 December 2026, December 2026; anything else as it is."""
    parts = text.split("-")
    try:
        if len(parts) == 3:
            day = date.fromisoformat(text)
            return f"{day.day} {day:%B %Y}"
        return f"{date(int(parts[0]), int(parts[1]), 1):%B %Y}" if len(parts) == 2 else text
    except ValueError:
        return text


def kilograms(weight: float | None) -> str:
    """3.95 kg, without needless zeros."""
    return "no weight" if weight is None else f"{weight:.2f}".rstrip("0").rstrip(".") + " kg"


def in_days(days: int | None) -> str:
    """When something is, seen from today."""
    match days:
        case None:
            return ""
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case _ if days < 0:
            return f"{-days} day{'s' if days < -1 else ''} ago"
        case _:
            return f"in {days} days"


def told_apart(pet: KnownPet | Pet) -> str:
    """A pet with what tells it apart: the cat Mimi (female, 2 years)."""
    facts = ", ".join(fact for fact in (pet.sex if pet.sex != "unknown" else "", pet.age) if fact)
    return f"the {pet.species} {pet.name}" + (f" ({facts})" if facts else "")


def pronoun(sex: str) -> str:
    """Her, him, or it."""
    return _PRONOUNS.get(sex, "it")


def routine(each: Routine) -> str:
    """A habit with its reminder and when it was last done."""
    facts = [each.reminder, f"scale {each.scale}" if each.scale else ""]
    if each.average is not None:
        facts.append(f"lately {each.average:g}")
    if each.days_since_done is not None:
        facts.append(f"last done {in_days(-each.days_since_done)}")
    known = "; ".join(fact for fact in facts if fact)
    return f"{each.name} ({known})" if known else each.name


def sorry(problem: Problem, texts: Texts, status: int = 0) -> str:
    """What a GPT may say after an error that the conversation did not expect.

    The connector's own message is English; in the other languages the error's code and the answer's status decide.
    """
    if problem.error == "FORBIDDEN" and "not verified" in problem.message:
        return texts.say("sorry.verify")
    if texts.language != "en":
        return _sorry_by_code(problem, texts, status)
    if problem.error == "UNAUTHORIZED":
        return texts.say("sorry.connect", message=problem.message)
    after = texts.say("sorry.again") if problem.retryable and "again" not in problem.message else ""
    return " ".join(part for part in (texts.say("sorry.other", message=problem.message), after) if part)


def _sorry_by_code(problem: Problem, texts: Texts, status: int) -> str:
    match problem.error:
        case "UPSTREAM_ERROR" if status == HTTPStatus.TOO_MANY_REQUESTS and not problem.retryable:
            return texts.say("sorry.QUOTA")
        case "UPSTREAM_ERROR" if status == HTTPStatus.TOO_MANY_REQUESTS and problem.retry_after:
            return texts.say("sorry.RATE_LIMITED", seconds=problem.retry_after)
        case "UPSTREAM_ERROR":
            after = [texts.say("sorry.again")] if problem.retryable else []
            return " ".join([texts.say("sorry.UPSTREAM_ERROR"), *after])
        case _:
            key = f"error.{problem.error}"
            return texts.say(key if key in texts.sentences else "error.other", fields=", ".join(problem.names))
