"""Sealing: AES-256-GCM, so that a token at rest in a JWT or in Redis is neither readable nor exchangeable."""

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.secret import Secret

_NONCE_BYTES = 12
_TAG_BYTES = 16


class DecryptionFailed(Exception):
    """Sealed with another key, for another purpose, or changed."""


class Encryptor:
    """Seal with the current key; unseal with the current or the previous one, so that keys can be rotated.

    Keys are 64 hexadecimal characters (ENCRYPTION_KEY, ENCRYPTION_KEY_PREVIOUS).
    """

    def __init__(self, key: Secret, *, previous: Secret | None = None, token_bytes: Callable[[int], bytes]) -> None:
        self._keys = [AESGCM(bytes.fromhex(one.reveal())) for one in (key, previous) if one]
        self._token_bytes = token_bytes

    def encrypt(self, plain: bytes, *, purpose: bytes) -> bytes:
        """Return nonce, ciphertext and tag; only the same `purpose` (the associated data) opens it again."""
        nonce = self._token_bytes(_NONCE_BYTES)
        return nonce + self._keys[0].encrypt(nonce, plain, purpose)

    def decrypt(self, sealed: bytes, *, purpose: bytes) -> bytes:
        """Return what was sealed for this purpose.

        Raises:
            CannotUnseal: none of the keys opens it.
        """
        if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
            raise DecryptionFailed
        for key in self._keys:
            try:
                return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], purpose)
            except InvalidTag:
                continue
        raise DecryptionFailed
