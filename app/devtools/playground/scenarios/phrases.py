"""Small pieces of sentences for the replies."""

from http import HTTPStatus

from app.devtools.playground.answers import CareItem, Pet, Routine
from app.devtools.playground.language import Texts
from app.devtools.playground.problems import KnownPet, Problem


def told_apart(pet: KnownPet | Pet, texts: Texts) -> str:
    """A pet with what tells it apart: the cat Mimi (female, 2 years)."""
    sex = texts.word("sex", pet.sex) if pet.sex != "unknown" else ""
    facts = ", ".join(fact for fact in (sex, texts.age(pet.age)) if fact)
    named = texts.say("phrase.pet", species=texts.word("species", pet.species), name=pet.name)
    return f"{named} ({facts})" if facts else named


def there_already(pet: KnownPet | Pet, texts: Texts) -> str:
    """Ask whether a pet of the account is meant."""
    return texts.say(
        "phrase.there_already", pet=told_apart(pet, texts), pronoun=texts.word("pronoun", pet.sex or "unknown")
    )


def of_kind(pet: Pet, texts: Texts) -> str:
    """A pet with its species: Mimi the cat."""
    return texts.say("phrase.of_kind", name=pet.name, species=texts.word("species", pet.species))


def routine(each: Routine, texts: Texts) -> str:
    """A habit with its reminder and when it was last done."""
    facts = [each.reminder, texts.say("phrase.scale", scale=each.scale) if each.scale else ""]
    if each.average is not None:
        facts.append(texts.say("phrase.lately", average=f"{each.average:g}"))
    if each.days_since_done is not None:
        facts.append(texts.say("phrase.last_done", when=texts.in_days(-each.days_since_done)))
    known = "; ".join(fact for fact in facts if fact)
    return f"{each.name} ({known})" if known else each.name


def care_line(item: CareItem, texts: Texts) -> str:
    """One thing to remember, with its day."""
    if item.kind != "birthday":
        what = f"{item.pet_name}: {item.vaccine_name or item.kind}"
    elif item.turns:
        what = texts.say("household.turns", name=item.pet_name, age=item.turns)
    else:
        what = texts.say("household.has_birthday", name=item.pet_name)
    return texts.say("phrase.overdue_since" if item.overdue else "phrase.on", what=what, day=texts.day(item.date))


def message_of(problem: Problem, texts: Texts) -> str:
    """What the connector says of an error, or, where that is not in the language, what its code says."""
    if texts.language == "en":
        return problem.message
    key = f"error.{problem.error}"
    return texts.say(key if key in texts.sentences else "error.other", fields=", ".join(problem.names))


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
            return message_of(problem, texts)
