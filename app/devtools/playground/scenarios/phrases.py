"""Small pieces of sentences for the replies."""

from collections.abc import Sequence
from datetime import date

from app.devtools.playground.answers import Pet, Routine
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


def sorry(problem: Problem) -> str:
    """What a GPT may say after an error that the conversation did not expect."""
    if problem.error == "UNAUTHORIZED":
        return f"{problem.message} Press Connect, and I will try again."
    if problem.error == "FORBIDDEN" and "not verified" in problem.message:
        return (
            "Your e-mail address is not verified yet. Please follow the link that Meo Mai Moi sent you, then ask again."
        )
    after = "I can try again." if problem.retryable and "again" not in problem.message else ""
    return " ".join(part for part in (f"That did not work. {problem.message}", after) if part)
