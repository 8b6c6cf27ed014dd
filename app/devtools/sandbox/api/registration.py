"""Sign-up through the bridge."""

import re

from msgspec import UNSET, Struct, UnsetType

from app.devtools.sandbox.api.answers import Answer, Failure, success
from app.devtools.sandbox.api.bridge import check_signature, session_rules
from app.devtools.sandbox.api.bridge_state import MARKER_LIFETIME
from app.devtools.sandbox.api.browser import log_in, set_session_cookie
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.phrases import say
from app.devtools.sandbox.api.validation import Needs, Rules, settled
from app.devtools.sandbox.data.people import User

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
_LEAKED = frozenset({"Password123", "Password1234", "Qwerty12345", "Iloveyou123", "Welcome12345"})
_MIN_LENGTH = 10


class NewUser(Struct, frozen=True, kw_only=True):
    """The fresh user in the answer."""

    name: str
    email: str
    registered_via_gpt: bool = True
    updated_at: str
    created_at: str
    id: int
    avatar_url: str | None = None
    avatar: str | None = None
    has_password: bool = True
    media: list[str] = []
    email_verified_at: str | None | UnsetType = UNSET


class Registered(Struct, frozen=True, kw_only=True):
    """The answer to a sign-up."""

    user: NewUser
    requires_verification: bool = True
    email_verified: bool = False
    email_sent: bool = True
    message: str


class SentRegistration(Struct, frozen=True, kw_only=True):
    """A sign-up whose fields have passed their rules."""

    name: str
    email: str
    password: str


def register(call: Call) -> Answer:
    """Create an unverified account and log the browser in."""
    rules = call.rules()
    session_id, signature = session_rules(rules)
    sent = read_registration(call, rules)
    check_signature(call, settled(session_id), settled(signature))
    user = create_account(call, settled(session_id), sent)
    message = (
        f"We've sent a verification email to {user.email}. Please check your inbox and click the link to verify "
        "your email address. If you did not receive the email, check your spam folder."
    )
    fresh = NewUser(
        name=user.name, email=user.email, updated_at=user.updated_at, created_at=user.created_at, id=user.id
    )
    answer = success(Registered(user=fresh, message=message), 201)
    answer.headers["Set-Cookie"] = set_session_cookie(log_in(call, user))
    return answer


def read_registration(call: Call, rules: Rules) -> SentRegistration:
    """Read name, e-mail and password; raises 422 D."""
    name = rules.text("name", Needs.VALUE, max_length=255)
    email = _read_email(call, rules)
    password = _read_password(call, rules)
    rules.settle()
    return SentRegistration(name=settled(name), email=settled(email), password=settled(password))


def create_account(call: Call, session_id: str, sent: SentRegistration) -> User:
    """Use the session for one registration and send the verification e-mail."""
    registered = call.services.bridge.registered
    if registered.get(session_id):
        raise Failure(400, "Session has already been used for registration.")
    registered.put(session_id, value=True, seconds=MARKER_LIFETIME)
    user = call.world.add_user(sent.name, sent.email, password=sent.password, verified=False)
    user.registered_via_gpt = True
    call.world.accounts.send_verification(user)
    return user


def _read_email(call: Call, rules: Rules) -> str | None:
    email = rules.text("email", Needs.VALUE, max_length=255)
    if not isinstance(email, str):
        return None
    if not _EMAIL.fullmatch(email):
        rules.refuse("email", say("email_invalid", call.locale))
    elif call.world.accounts.user_by_email(email) is not None:
        rules.refuse("email", say("email_taken", call.locale))
    return email


def _read_password(call: Call, rules: Rules) -> str | None:
    password = rules.text("password", Needs.VALUE)
    if not isinstance(password, str):
        return None
    if password != call.inputs.get("password_confirmation"):
        rules.refuse("password", say("password_differs", call.locale))
    for sentence in password_findings(password, call.locale):
        rules.refuse("password", sentence)
    return password


def password_findings(password: str, locale: str) -> list[str]:
    """Say what a password lacks."""
    checks = [
        (len(password) >= _MIN_LENGTH, say("password_too_short", locale)),
        (
            re.search("[a-z]", password) and re.search("[A-Z]", password),
            "The password field must contain at least one uppercase and one lowercase letter.",
        ),
        (re.search("[0-9]", password), "The password field must contain at least one number."),
        (
            password not in _LEAKED,
            "The given password has appeared in a data leak. Please choose a different password.",
        ),
    ]
    return [sentence for holds, sentence in checks if not holds]
