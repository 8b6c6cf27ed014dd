"""What the GPT bridge remembers between its calls: codes and the markers of used sessions."""

import hashlib
import hmac

from msgspec import Struct

from app.devtools.sandbox.data.expiring import Expiring
from app.devtools.sandbox.timestamps import Clock

CODE_LIFETIME = 5 * 60
MARKER_LIFETIME = 10 * 60
TELEGRAM_LIFETIME = 30 * 60


class IssuedCode(Struct, frozen=True, kw_only=True):
    """The token that was minted at confirm and waits to be fetched."""

    plain_token: str
    user_id: int


class BridgeDesk:
    """The cache entries of the bridge; clearing them is what a deploy does."""

    def __init__(self, clock: Clock) -> None:
        self.codes: Expiring[IssuedCode] = Expiring(clock)
        self.confirmed: Expiring[bool] = Expiring(clock)
        self.registered: Expiring[bool] = Expiring(clock)
        self.telegram: Expiring[str] = Expiring(clock)

    def clear(self) -> None:
        """Forget pending codes and markers."""
        for entries in (self.codes, self.confirmed, self.registered, self.telegram):
            entries.clear()


def sign_session(secret: str, session_id: str) -> str:
    """Sign a session id as the connector does: lower-case hex of HMAC-SHA256."""
    return hmac.new(secret.encode(), session_id.encode(), hashlib.sha256).hexdigest()


def signature_holds(secret: str, session_id: str, signature: str) -> bool:
    """Compare in constant time, in any case; an empty secret makes every signature wrong."""
    if not secret:
        return False
    expected = sign_session(secret, session_id).encode()
    return hmac.compare_digest(expected, signature.lower().encode())
