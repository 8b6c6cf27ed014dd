"""From the main app's failures to `AppError`: the one mapping table, and what a 403 means.

DuplicatePet(DuplicateWarning)     409 duplicate pet, with the existing ids
FeatureMissing(InvalidInput)       422 capability, naming the feature
AlreadyThere(InvalidInput)         422 because an equal record exists

Nothing of the main app's text is passed on except validation sentences (see `validation`). A 403 needs a second look
and is settled in `forbidden`.

See docs/main-app-api.md, "Statuses", "Tokens and accounts".
"""

from datetime import UTC, datetime

import structlog

from app.errors import AppError, Conflict, DuplicateWarning, Forbidden, NotFound, TooMuch, Unauthorized, UpstreamError
from app.main_app.decoding import Unreadable
from app.main_app.error_body import FailureBody, read_failure
from app.main_app.http import Answer, FailureKind, NoResponse
from app.main_app.records import UserRecord
from app.main_app.request import NO_SUCH_RECORD, WHERE_IDS_COME_FROM, ApiRequest
from app.main_app.validation_errors import refused_input

log = structlog.get_logger()

BUSY = "The server is busy, please try again in a moment."
UNAVAILABLE = "Meo Mai Moi is not available right now. Please try again in a few minutes."
BROKEN_ANSWER = "Meo Mai Moi did not answer properly. Please try again in a moment."
TOO_SLOW = "Meo Mai Moi took too long to answer. Please try again in a moment."
TOO_LARGE = (
    "Meo Mai Moi's answer is too large for this connector to read, most likely because of very many photos. Asking "
    "again does not help; other pets and tools may still work."
)
SAVED_UNSEEN = (
    "Meo Mai Moi has saved this, but its answer is too large for this connector to show, most likely because of very "
    "many photos. Do not send it again."
)
NOT_UNDERSTOOD = "Meo Mai Moi refused this request in a way the connector does not understand."
STILL_SAVING = "Meo Mai Moi is still busy with an earlier attempt to save this. Please try again in a few minutes."

BROKEN_OFF = (
    "Meo Mai Moi broke off in the middle of this, and it is not known yet whether it was saved. Please try again now."
)

_MAY_BE_SAVED = "It may have been saved all the same. Sending exactly the same values again saves nothing twice."
_MAY_BE_CHANGED = "The change may have been made all the same. Read the record before sending it again."
_MINUTE = 60
"""Seconds after which a limit per minute is over at the latest."""
_A_MOMENT = 10
"""Seconds that are a moment to somebody in a chat."""
PICTURE_TOO_LARGE = "Meo Mai Moi does not take a picture of this size. The picture was not kept."
_STORAGE_FULL = "STORAGE_LIMIT_EXCEEDED"
_QUOTA = "API_DAILY_QUOTA_EXCEEDED"


class DuplicatePet(DuplicateWarning):
    """The main app knows such a pet; the service can fill `existing` from `existing_ids`."""

    def __init__(self, existing_ids: tuple[int, ...]) -> None:
        super().__init__(
            "A pet with this name and species already exists.",
            hint="Ask the user whether it is the same pet; to save a second one, send confirm_duplicate: true.",
        )
        self.existing_ids = existing_ids


class StillSaving(UpstreamError):
    """An equal request is still running, or it has died and its key says so for a day."""

    def __init__(self, *, retry_after: int | None = None) -> None:
        super().__init__(STILL_SAVING, status=503, retry_after=retry_after)


class KeyUsed(Conflict):
    """Another request was saved under the same idempotency key."""

    def __init__(self) -> None:
        super().__init__(
            "Something else was saved under the same key.",
            hint="Read the record to see what is stored before sending it again.",
        )


class BrokenOff(UpstreamError):
    """The main app's worker died in the middle of the request; its key will never be answered."""

    def __init__(self, call: ApiRequest) -> None:
        super().__init__(BROKEN_OFF, status=503, hint=_outcome_hint(call))


def translate(answer: Answer, call: ApiRequest, *, now: datetime) -> AppError:
    """Turn any answer that is no success, 403 apart, into the error the user gets.

    Args:
        answer: with a status outside 2xx.
        call: what was asked.
        now: to explain refused dates.
    """
    failure = read_failure(answer.body)
    body = failure or FailureBody()
    error: AppError | None = None
    match answer.status:
        case 401:
            error = Unauthorized()
        case 404:
            error = NotFound(NO_SUCH_RECORD, hint=WHERE_IDS_COME_FROM)
        case 409:
            error = _conflict(body)
        case 413:
            error = _no_room(body)
        case 422:
            error = refused_input(body, call, today=now.astimezone(UTC).date())
        case 425:
            error = StillSaving(retry_after=answer.retry_after)
        case 429:
            error = _too_many(answer, body)
    return error or _upstream_failure(answer, call, understood=failure is not None)


def no_answer(failure: NoResponse, call: ApiRequest) -> UpstreamError:
    """Return the error for a call that got no usable answer."""
    trouble = failure.trouble
    log.warning("upstream_no_answer", route=call.route, trouble=trouble.value)
    if trouble is FailureKind.TOO_SLOW:
        return UpstreamError(TOO_SLOW, status=504, hint=_outcome_hint(call))
    if trouble is FailureKind.TOO_LARGE:
        saved = not call.reads and 200 <= failure.status < 300
        return UpstreamError(SAVED_UNSEEN if saved else TOO_LARGE, status=502, retryable=False)
    if trouble is FailureKind.UNREACHABLE:
        return UpstreamError(UNAVAILABLE, status=502)
    return UpstreamError(BROKEN_ANSWER, status=502, hint=_outcome_hint(call))


def unreadable_answer(call: ApiRequest, problem: Unreadable) -> UpstreamError:
    """Return the error for a 2xx answer that makes no sense."""
    log.warning("upstream_unreadable", route=call.route, problem=str(problem))
    return UpstreamError(BROKEN_ANSWER, status=502, hint=_outcome_hint(call))


def _no_room(body: FailureBody) -> TooMuch:
    if body.error_code != _STORAGE_FULL:
        return TooMuch(PICTURE_TOO_LARGE, hint="Nothing else is lost. Ask for a smaller picture.")
    used, limit = body.meta.used_bytes, body.meta.limit_bytes
    figures = f" ({used // 10**6} of {limit // 10**6} MB are used)" if used is not None and limit else ""
    return TooMuch(
        f"There is no room left for pictures in this Meo Mai Moi account{figures}. The picture was not kept.",
        hint="Records stand without it. Tell the user, who can delete pictures or get more room in Meo Mai Moi.",
    )


def _conflict(body: FailureBody) -> AppError:
    if body.error == "duplicate_pet":
        return DuplicatePet(body.data.existing_pet_ids)
    if body.data.code == "idempotency_conflict":
        return KeyUsed()
    return Conflict(
        "This record was changed in the meantime.",
        hint="Read it again, tell the user what is there now, and repeat the change only if it is still wanted.",
    )


def _too_many(answer: Answer, body: FailureBody) -> UpstreamError:
    if body.data.error_code != _QUOTA:
        seconds = answer.retry_after or _MINUTE
        hint = (
            f"Meo Mai Moi takes requests of this account again in {seconds} seconds." if seconds > _A_MOMENT else None
        )
        return UpstreamError(BUSY, status=429, retry_after=seconds, hint=hint)
    moment = body.data.quota.reset_at_utc
    anew = f"{moment:%Y-%m-%d %H:%M}" if moment else "00:00"
    return UpstreamError(
        f"This account has used up its requests to Meo Mai Moi for today. The count starts anew at {anew} UTC.",
        status=429,
        retryable=False,
    )


def _upstream_failure(answer: Answer, call: ApiRequest, *, understood: bool) -> UpstreamError:
    log.warning("upstream_failed", route=call.route, upstream_status=answer.status)
    if answer.status == 503:
        return UpstreamError(UNAVAILABLE, status=503, retry_after=answer.retry_after)
    if answer.status == 504:
        return UpstreamError(TOO_SLOW, status=504, hint=_outcome_hint(call))
    if answer.status >= 500 or not understood:
        # What is no JSON object came from something in front of the main app.
        return UpstreamError(BROKEN_ANSWER, status=502, hint=_outcome_hint(call))
    return UpstreamError(NOT_UNDERSTOOD, status=502, retryable=False)


def _outcome_hint(call: ApiRequest) -> str | None:
    if call.reads:
        return None
    return _MAY_BE_SAVED if call.repeatable else _MAY_BE_CHANGED


VERIFY = (
    "The e-mail address of this Meo Mai Moi account is not verified yet. Ask the user to open the e-mail from "
    "Meo Mai Moi, follow the link in it, and then try again."
)
BANNED = "This Meo Mai Moi account is read-only: it can look at everything but change nothing."
NOT_CHANGEABLE = "This account may not change this pet or its records; only its owner and editors can."
NOT_VISIBLE = "This account may not see this. A pet's health records are open to its owner and editors only."

_VERIFY_TEXT = b"email address is not verified"
_BANNED_TEXT = b"account is banned"
_RIGHTS_TEXTS = (b"Forbidden.", b"This action is unauthorized.", b"Access forbidden.")


def why_forbidden_by_text(body: bytes, call: ApiRequest) -> AppError | None:
    """Tell the reason from the answer alone.

    Returns:
        None where only the account itself can tell: a guest route answers a dead token like a stranger, and some
        texts are translated.
    """
    if _VERIFY_TEXT in body:
        return Forbidden(VERIFY)
    if _BANNED_TEXT in body:
        return Forbidden(BANNED)
    if not call.guests and any(text in body for text in _RIGHTS_TEXTS):
        return _no_right(call)
    return None


def why_forbidden_by_user(user: UserRecord | None, call: ApiRequest) -> AppError:
    """Tell the reason with a fresh look at the account.

    Args:
        user: the account, or None when its token is dead.
        call: what was refused.
    """
    if user is None:
        return Unauthorized()
    if not call.reads and user.is_banned:
        return Forbidden(BANNED)
    if not call.guests and user.email_verified_at is None:
        return Forbidden(VERIFY)
    return _no_right(call)


def _no_right(call: ApiRequest) -> Forbidden:
    return Forbidden(NOT_VISIBLE if call.reads else NOT_CHANGEABLE)
