"""Users, tokens and browser sessions by every key that finds them."""

import random
import string
import uuid
import zlib
from collections import defaultdict

from app.devtools.sandbox.data.ids import Ids
from app.devtools.sandbox.data.people import ALL_ABILITIES, Mail, Password, Session, Token, User
from app.devtools.sandbox.timestamps import Clock, stamp

_LETTERS = string.ascii_letters + string.digits


_MAX_ID = 2**63 - 1


class MalformedTokenId(Exception):
    """No digits, or too many, stand before the bar, which PostgreSQL would refuse as an id."""


class Accounts:
    """Everybody who can sign in, and what they are signed in with."""

    def __init__(self, *, clock: Clock, rng: random.Random, ids: Ids) -> None:
        self._clock = clock
        self._rng = rng
        self._ids = ids
        self.users: dict[int, User] = {}
        self.sessions: dict[str, Session] = {}
        self.mailbox: list[Mail] = []
        self._by_email: dict[str, User] = {}
        self._by_secret: dict[str, Token] = {}
        self._by_user: defaultdict[int, dict[int, Token]] = defaultdict(dict)

    def add_user(self, name: str, email: str, password: str, *, with_id: int | None = None) -> User:
        """Create an unverified account."""
        now = stamp(self._clock())
        number = self._ids.take("user", with_id)
        user = User(id=number, name=name, email=email, password=Password(password), created_at=now, updated_at=now)
        self.users[number] = self._by_email[email] = user
        return user

    def user_by_email(self, email: str) -> User | None:
        """Find an account by its address, spelled as at sign-up."""
        return self._by_email.get(email)

    def log_in(self, email: str, password: str) -> User | None:
        """Find the account of these credentials; an address with capitals from sign-up never matches."""
        user = self._by_email.get(email.lower())
        return user if user is not None and user.password.matches(password) else None

    def add_token(self, user: User, abilities: frozenset[str] = ALL_ABILITIES) -> Token:
        """Mint a token: 40 letters and digits and their checksum."""
        letters = "".join(self._rng.choices(_LETTERS, k=40))
        secret = f"{letters}{zlib.crc32(letters.encode()):08x}"
        token = Token(id=self._ids.take("token"), user_id=user.id, secret=secret, abilities=abilities)
        self._by_secret[secret] = self._by_user[user.id][token.id] = token
        return token

    def find_token(self, plain: str) -> Token | None:
        """Find a living token by `id|secret` or by the secret alone; raises `MalformedTokenId`."""
        number, bar, secret = plain.partition("|")
        if not bar:
            return self._by_secret.get(plain)
        if not (number.isascii() and number.isdigit()) or int(number) > _MAX_ID:
            raise MalformedTokenId
        token = self._by_secret.get(secret)
        return token if token is not None and token.id == int(number) else None

    def remove_token(self, token: Token) -> None:
        """End a token."""
        self._by_secret.pop(token.secret, None)
        self._by_user[token.user_id].pop(token.id, None)

    def tokens_of(self, user_id: int) -> list[Token]:
        """List a user's living tokens."""
        return list(self._by_user[user_id].values())

    def count_tokens(self) -> int:
        """Count the living tokens of everybody."""
        return len(self._by_secret)

    def open_session(self) -> Session:
        """Start a browser session that nobody is logged in to yet."""
        session = Session(id=self.new_code(), csrf_token=self.new_code())
        self.sessions[session.id] = session
        return session

    def send_verification(self, user: User) -> Mail:
        """Put a verification link into the sandbox mailbox."""
        mail = Mail(to=user.email, user_id=user.id, link_token=self.new_code())
        self.mailbox.append(mail)
        return mail

    def verify(self, link_token: str) -> User | None:
        """Follow a verification link; the link may be followed again."""
        for mail in self.mailbox:
            if mail.link_token == link_token:
                user = self.users[mail.user_id]
                user.email_verified_at = user.email_verified_at or stamp(self._clock())
                return user
        return None

    def new_code(self) -> str:
        """Return a fresh UUID version 4."""
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))

    def new_telegram_token(self) -> str:
        """Return twenty lower-case letters and digits."""
        return "".join(self._rng.choices(string.ascii_lowercase + string.digits, k=20))
