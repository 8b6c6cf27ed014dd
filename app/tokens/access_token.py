"""The access token a client holds: a JWT with the user's id and, sealed inside, the main app's token.

It is for one face only (RFC 8707): the GPT's or the one for MCP hosts. Verification takes the current and the previous
keys, so that they can be rotated without disconnecting anyone, and the tokens of the connector before this one, which
are the GPT's, so that nobody has to reconnect when this one replaces it.
"""

import base64
import hmac
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any, NewType

import jwt
import structlog
from jwt.types import Options
from msgspec import Struct

from app.errors import Unauthorized, revoked_message
from app.secret import Secret
from app.tokens.audience import (
    AUDIENCES,
    GPT_CLIENT_NAME,
    MCP_SCOPES,
    Audience,
    audience_uri,
    mcp_scopes_in,
    scope_text,
)
from app.tokens.caller import Caller
from app.tokens.claims import read_moment, read_sealed, read_subject, read_text
from app.tokens.encryption import DecryptionFailed, Encryptor
from app.tokens.grant import TokenGrant
from app.tokens.verification_cache import VerificationCache, VerifiedToken

UnverifiedToken = NewType("UnverifiedToken", str)
"""What a request carried; only `AccessTokens.verify` makes a `Caller` of it."""

LIFETIME_SECONDS = 365 * 24 * 3600
"""Of the GPT's tokens, which cannot be refreshed."""
DEFAULT_MCP_ACCESS_DAYS = 30
_ALGORITHM = "HS256"
_MAX_TOKEN_LENGTH = 8_192
_CLOCK_SKEW = 60
# Nothing was ever issued for longer than a year: whatever ends later has been made up, by whoever holds the key.
_MAX_LIFETIME = 366 * 24 * 3600
_MIN_SECRET = 32
_CLAIMS = ["iss", "aud", "sub", "tok", "iat", "exp", "jti", "client_id"]
# Compared in `_verify`, with the clock that was handed in.
_OWN_TIMES: Options = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
_EARLIER_CHECKS: Options = {**_OWN_TIMES, "require": ["sub", "tok", "exp"], "verify_sub": False}

log = structlog.get_logger()


class TokenIdentity(Struct, frozen=True):
    """What tokens say about where they come from, and how long those of MCP hosts live.

    Attributes:
        issuer: the public URL, from which the audiences are made as well.
        client_id: of the GPT.
        mcp_access_days: lifetime of the access tokens of MCP hosts.
    """

    issuer: str
    client_id: str
    mcp_access_days: int = DEFAULT_MCP_ACCESS_DAYS


class AccessTokens:
    """Issue and verify access tokens."""

    def __init__(
        self,
        identity: TokenIdentity,
        *,
        key: Secret,
        previous: Secret | None = None,
        encryptor: Encryptor,
        clock: Callable[[], datetime],
        token_bytes: Callable[[int], bytes],
    ) -> None:
        """Take keys and collaborators.

        Args:
            identity: issuer, the GPT's client, lifetime.
            key: signs and verifies (JWT_SECRET).
            previous: only verifies (JWT_SECRET_PREVIOUS). May be short, because the earlier connector took any.
            encryptor: seals the main app's token.
            clock: the present, aware.
            token_bytes: cryptographic randomness.
        """
        self._identity = identity
        self._audiences = {audience_uri(identity.issuer, audience): audience for audience in AUDIENCES}
        self._key_id = _key_id(key)
        self._keys = {_key_id(one): one for one in (key, previous) if one}
        self._encryptor = encryptor
        self._clock = clock
        self._token_bytes = token_bytes
        self._verified_claims = VerificationCache()
        if previous and len(previous.reveal()) < _MIN_SECRET:
            # The start warns in our own words (see `app.config.settings`); the library would warn at each token.
            warnings.filterwarnings("ignore", category=jwt.InsecureKeyLengthWarning)

    def lifetime(self, audience: Audience) -> int:
        """Return how long a token is good for, in seconds."""
        return LIFETIME_SECONDS if audience == "gpt" else self._identity.mcp_access_days * 24 * 3600

    def issue(self, grant: TokenGrant) -> str:
        """Return a new token for this grant."""
        now = int(self._clock().timestamp())
        subject, token_id = str(grant.user_id), self._token_bytes(16).hex()
        sealed = self._encryptor.encrypt(grant.sanctum_token.reveal().encode(), purpose=_purpose(subject, token_id))
        claims = {
            "iss": self._identity.issuer,
            "aud": audience_uri(self._identity.issuer, grant.audience),
            "sub": subject,
            "tok": base64.urlsafe_b64encode(sealed).rstrip(b"=").decode(),
            "iat": now,
            "exp": now + self.lifetime(grant.audience),
            "jti": token_id,
            "client_id": self._identity.client_id,
        }
        if grant.audience == "mcp":
            scope = scope_text(grant.scopes)
            claims |= {"client_id": grant.client_id, "client_name": grant.client_name, "scope": scope}
        key = self._keys[self._key_id].reveal()
        return jwt.encode(claims, key, algorithm=_ALGORITHM, headers={"kid": self._key_id})

    def verify(
        self, unverified_token: UnverifiedToken, *, audience: Audience | None, even_expired: bool = False
    ) -> Caller:
        """Prove a token.

        Args:
            unverified_token: as it came.
            audience: the face it was shown at. None is for revocation only, which takes tokens of both.
            even_expired: for revocation only: the main app's token inside lives on after the JWT has ended.

        Raises:
            Unauthorized: not ours, of the other face, changed, expired, or sealed with a key nobody has any more.
                Nothing else.
        """
        try:
            return self._verify(unverified_token, audience, even_expired=even_expired)
        except (Unauthorized, jwt.PyJWTError, DecryptionFailed, ValueError, RecursionError) as error:
            # ValueError: no base64, no UTF-8, endless digits. RecursionError: a header of thousands of brackets.
            raise Unauthorized(revoked_message("" if audience == "mcp" else GPT_CLIENT_NAME)) from error

    def _verify(self, unverified_token: UnverifiedToken, audience: Audience | None, *, even_expired: bool) -> Caller:
        if len(unverified_token) > _MAX_TOKEN_LENGTH:
            raise Unauthorized
        verified = self._verified_claims.recall(unverified_token)
        if verified is None:
            verified = self._read(unverified_token)
            self._verified_claims.remember(unverified_token, verified)
        if audience not in (None, verified.audience):
            raise Unauthorized
        now = self._clock().timestamp()
        if verified.issued > now + _CLOCK_SKEW or verified.ends > now + _MAX_LIFETIME:
            raise Unauthorized
        if verified.ends <= now and not even_expired:
            raise Unauthorized
        plain = self._encryptor.decrypt(verified.sealed, purpose=verified.purpose)
        return Caller(
            user_id=verified.user_id,
            sanctum_token=Secret(plain.decode()),
            token_id=verified.token_id,
            scopes=verified.scopes,
            client_id=verified.client_id,
            client_name=verified.client_name,
        )

    def _read(self, unverified_token: UnverifiedToken) -> VerifiedToken:
        key_id = jwt.get_unverified_header(unverified_token).get("kid")
        earlier = key_id is None
        claims = self._earlier_claims(unverified_token) if earlier else self._claims(unverified_token, key_id)
        subject, token_id = read_subject(claims), "" if earlier else claims["jti"]
        audience: Audience = "gpt" if earlier else self._audiences[read_text(claims, "aud")]
        is_gpt = audience == "gpt"
        return VerifiedToken(
            user_id=int(subject),
            token_id=token_id,
            issued=max((read_moment(claims[name]) for name in ("iat", "nbf") if name in claims), default=0.0),
            ends=read_moment(claims["exp"]),
            sealed=read_sealed(claims["tok"]),
            # The earlier connector sealed without associated data.
            purpose=b"" if earlier else _purpose(subject, token_id),
            audience=audience,
            scopes=MCP_SCOPES if is_gpt else mcp_scopes_in(read_text(claims, "scope")),
            # Whatever it was called when the token was issued: there is one client at the GPT's face.
            client_id=self._identity.client_id if is_gpt else read_text(claims, "client_id"),
            client_name=GPT_CLIENT_NAME if is_gpt else read_text(claims, "client_name"),
        )

    def _claims(self, unverified_token: UnverifiedToken, key_id: object) -> dict[str, Any]:
        key = self._keys.get(key_id) if isinstance(key_id, str) else None
        if key is None:
            raise Unauthorized
        return jwt.decode(
            unverified_token,
            key.reveal(),
            algorithms=[_ALGORITHM],
            issuer=self._identity.issuer,
            audience=list(self._audiences),
            options={**_OWN_TIMES, "require": _CLAIMS},
        )

    def _earlier_claims(self, unverified_token: UnverifiedToken) -> dict[str, Any]:
        """Read a token of the connector before this one: it names neither key, issuer nor audience, nor its beginning.

        An issuer or an audience makes it a token of somebody else who has the same key.
        """
        failure: jwt.PyJWTError = jwt.InvalidSignatureError()
        for key in self._keys.values():
            try:
                # `sub` may be a number there.
                claims = jwt.decode(unverified_token, key.reveal(), algorithms=[_ALGORITHM], options=_EARLIER_CHECKS)
            except jwt.InvalidSignatureError as error:
                failure = error
                continue
            if "iss" in claims or "aud" in claims:
                raise Unauthorized
            return claims
        raise failure


def _purpose(subject: str, token_id: str) -> bytes:
    return f"access token {subject} {token_id}".encode()


def _key_id(key: Secret) -> str:
    """Name a key without telling anything about it."""
    return hmac.digest(key.reveal().encode(), b"kid", "sha256")[:8].hex()
