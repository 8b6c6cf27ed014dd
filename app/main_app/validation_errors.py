"""What a 422 of the main app means: which of the connector's own inputs is wrong, and why.

See docs/main-app-api.md, "Statuses", "Validation messages", "Features by species".
Three kinds: fields (shape D), a feature the species lacks (E), a business rule (B without `errors`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.errors import FieldError, InvalidInput
from app.main_app.error_body import FailureBody, WrongField
from app.main_app.request import ApiRequest

_MAX_LENGTH = 240
_MAX_FIELDS = 10
_NOT_TODAY = re.compile(r"before or equal to today|in the future", re.IGNORECASE)
_TAKEN = re.compile(r"already (been taken|exists)", re.IGNORECASE)
_TOMORROW = (
    "Meo Mai Moi counts days in UTC, where this day has not begun. Tell the user, and send the same day again when it "
    "has; never another day than the one it happened."
)
_THERE_ALREADY = "List what is stored and, if the user wants it changed, update that record instead of adding one."


class FeatureMissing(InvalidInput):
    """Meo Mai Moi keeps nothing of this kind for the pet's species."""

    def __init__(self, feature: str) -> None:
        reason = f"Meo Mai Moi keeps no {feature} for pets of this species."
        super().__init__(reason, fields=(FieldError("pet_id", reason),))


class AlreadyThere(InvalidInput):
    """An equal record is stored: the same vaccine on the same day, a weight of the same day."""


def refused_input(body: FailureBody, call: ApiRequest, *, today: date) -> InvalidInput | None:
    """Turn the body of a 422 into the error the user gets.

    Args:
        body: of the answer.
        call: what was asked, with the connector's names for the fields.
        today: the main app's day, which is the one in UTC.

    Returns:
        None when the body says nothing that the user could act on.
    """
    if body.error_code == "FEATURE_NOT_AVAILABLE_FOR_PET_TYPE":
        return FeatureMissing(call.feature)
    if body.errors:
        return _wrong_fields(body.errors[:_MAX_FIELDS], call, today)
    sentence = _sentence(body.message)
    # About our own header: nothing a user could change.
    if sentence is None or sentence.startswith("Idempotency key"):
        return None
    return InvalidInput(sentence)


def _wrong_fields(wrong: Sequence[WrongField], call: ApiRequest, today: date) -> InvalidInput:
    found: dict[FieldError, None] = {}
    hint, kind = None, InvalidInput
    for field in wrong:
        for reason in field.reasons:
            sentence = _sentence(reason) or "This value is not accepted."
            found[FieldError(call.names.get(field.name, field.name), _in_own_words(sentence, call.names))] = None
            if _TAKEN.search(sentence):
                hint, kind = _THERE_ALREADY, AlreadyThere
            elif _NOT_TODAY.search(sentence) and call.dates.get(field.name) == today + timedelta(days=1):
                hint = _TOMORROW
    fields = tuple(found)
    message = " ".join(dict.fromkeys(field.reason for field in fields))
    return kind(message[: 2 * _MAX_LENGTH], fields=fields, hint=hint)


def _sentence(text: str) -> str | None:
    return None if "<" in text else " ".join(text.split())[:_MAX_LENGTH] or None


def _in_own_words(sentence: str, names: Mapping[str, str]) -> str:
    # The main app writes `record_date` as "record date"; the user's field is called measured_at.
    own = {}
    for upstream, name in names.items():
        own[upstream] = own[upstream.replace("_", " ")] = name
    if not own:
        return sentence
    longest_first = "|".join(re.escape(word) for word in sorted(own, key=len, reverse=True))
    return re.sub(rf"\b({longest_first})\b", lambda match: own[match[1]], sentence)
