"""Dynamic client registration (RFC 7591) without a store: the registration is sealed into the `client_id` itself."""

import base64
import binascii
from collections.abc import Callable
from typing import Final, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from app.oauth.client import Client
from app.oauth.client_metadata import ClientMetadata, check_flow, check_redirect_uris, readable_name
from app.oauth.errors import InvalidClientMetadata, InvalidRedirectUri, UnknownClient
from app.secret import Secret
from app.tokens.encryption import DecryptionFailed, Encryptor

PREFIX: Final = "dcr_"
MAX_BODY: Final = 20_000  # bytes
_PURPOSE: Final = b"client"
_SECRET_BYTES: Final = 32
_MAX_ID: Final = 6_000
AuthMethod = Literal["none", "client_secret_basic", "client_secret_post"]
_METHODS: Final[dict[str, AuthMethod]] = {
    "none": "none",
    "client_secret_basic": "client_secret_basic",
    "client_secret_post": "client_secret_post",
}


class SealedRegistration(Struct, frozen=True, array_like=True):
    """What a `client_id` holds; `secret` is None for a public client."""

    name: str
    redirect_uris: tuple[str, ...]
    secret: bytes | None


class RegistrationResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 7591, 3.2.1."""

    client_id: str
    client_id_issued_at: int
    client_secret: str | UnsetType = UNSET
    client_secret_expires_at: int | UnsetType = UNSET
    client_name: str
    redirect_uris: tuple[str, ...]
    token_endpoint_auth_method: AuthMethod
    grant_types: tuple[str, ...]
    response_types: tuple[str, ...]
    scope: str


class Registrations:
    """Register clients, and know them again."""

    def __init__(
        self, encryptor: Encryptor, *, token_bytes: Callable[[int], bytes], clock: Callable[[], float]
    ) -> None:
        self._encryptor = encryptor
        self._token_bytes = token_bytes
        self._clock = clock

    def register(self, body: bytes) -> RegistrationResponse:
        """Register a client; nothing is stored.

        Raises:
            InvalidRedirectUri: no address, or one that codes may not go to.
            InvalidClientMetadata: anything else that cannot be taken.
        """
        metadata = _read(body)
        redirect_uris = check_redirect_uris(metadata)
        check_flow(metadata)
        method = _check_auth_method(metadata)
        secret = None if method == "none" else self._token_bytes(_SECRET_BYTES)
        name = readable_name(metadata, redirect_uris)
        return RegistrationResponse(
            client_id=self._seal(SealedRegistration(name, redirect_uris, secret)),
            client_id_issued_at=int(self._clock()),
            client_secret=UNSET if secret is None else _text(secret),
            client_secret_expires_at=UNSET if secret is None else 0,
            client_name=name,
            redirect_uris=redirect_uris,
            token_endpoint_auth_method=method,
            grant_types=("authorization_code", "refresh_token"),
            response_types=("code",),
            scope="pets:read pets:write",
        )

    def find(self, client_id: str) -> Client:
        """Return the client that is sealed in this id.

        Raises:
            UnknownClient: it was not made here, was changed, or is of a key that is no longer known.
        """
        try:
            sealed = _bytes(client_id.removeprefix(PREFIX)) if len(client_id) <= _MAX_ID else b""
            plain = self._encryptor.decrypt(sealed, purpose=_PURPOSE)
            found = msgspec.msgpack.decode(plain, type=SealedRegistration)
        except (DecryptionFailed, ValueError) as error:
            raise UnknownClient("registration unreadable") from error
        return Client(
            id=client_id,
            name=found.name,
            kind="registered",
            redirect_uris=found.redirect_uris,
            secret=None if found.secret is None else Secret(_text(found.secret)),
            audience="mcp",
        )

    def _seal(self, registration: SealedRegistration) -> str:
        return PREFIX + _text(self._encryptor.encrypt(msgspec.msgpack.encode(registration), purpose=_PURPOSE))


def _read(body: bytes) -> ClientMetadata:
    if len(body) > MAX_BODY:
        raise InvalidClientMetadata("The registration is too large.")
    try:
        return msgspec.json.decode(body, type=ClientMetadata)
    except msgspec.ValidationError as error:
        if "`$.redirect_uris" in str(error):
            raise InvalidRedirectUri("redirect_uris must be a list of texts.") from error
        raise InvalidClientMetadata(f"The registration cannot be read: {error}.") from error
    except msgspec.DecodeError as error:
        raise InvalidClientMetadata("The registration must be a JSON object.") from error


def _check_auth_method(metadata: ClientMetadata) -> AuthMethod:
    """RFC 7591, 2: a client that names no method authenticates with Basic."""
    method = _METHODS.get(metadata.token_endpoint_auth_method or "client_secret_basic")
    if method is None:
        raise InvalidClientMetadata(f"token_endpoint_auth_method must be one of {', '.join(_METHODS)}.")
    return method


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
