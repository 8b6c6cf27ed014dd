"""Which tokens have proved genuine, so that a conversation's next call costs a hash instead of a JWT check.

Safe to keep, because nothing kept opens anything: the token itself only as its SHA-256, and the main app's token still
sealed. Lifetimes are compared anew at each use, and keys never change within a process.
"""

import hashlib

from msgspec import Struct

from app.tokens.audience import Audience

_MAX = 2_048
"""Tokens remembered; some three megabytes."""


class VerifiedToken(Struct, frozen=True):
    """What stands in a token whose signature, issuer and audience were found right.

    Attributes:
        user_id: whose it is.
        token_id: its own id; empty for tokens of the earlier connector.
        issued: when it began.
        ends: when it ends.
        sealed: the main app's token.
        purpose: what that was sealed for.
        audience: the face it is for.
        scopes: what it is good for there.
        client_id: the client it was issued to.
        client_name: as that client calls itself.
    """

    user_id: int
    token_id: str
    issued: float
    ends: float
    sealed: bytes
    purpose: bytes
    audience: Audience
    scopes: frozenset[str]
    client_id: str
    client_name: str


class VerificationCache:
    """A bounded memory; whoever came first is forgotten first."""

    def __init__(self, most: int = _MAX) -> None:
        self._most = most
        self._known: dict[bytes, VerifiedToken] = {}

    def recall(self, token: str) -> VerifiedToken | None:
        """Return what this very token held, if it was seen lately."""
        return self._known.get(_digest(token))

    def remember(self, token: str, verified: VerifiedToken) -> None:
        """Keep a genuine token's claims."""
        if len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[_digest(token)] = verified


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
