"""What a 403 of the main app means: four things that only some answers tell apart.

See docs/main-app-api.md, "Statuses", "Tokens and accounts".
"""

from app.errors import AppError, Forbidden, Unauthorized
from app.main_app.request import ApiRequest
from app.main_app.records import UserRecord

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
