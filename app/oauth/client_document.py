"""Client ID metadata documents: a client whose `client_id` is the https address of a document about itself.

One check per rule; what was read is remembered for a day, what could not be read for a minute.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec
import structlog
from msgspec import UNSET, Struct, UnsetType

from app.oauth.client import Client
from app.oauth.client_metadata import NOT_JSON, ClientMetadata, check_flow, check_redirect_uris, readable_name
from app.oauth.errors import OAuthError, UnknownClient
from app.public_get import NotFetched, PublicGet, TooManyAtOnce

_KEEP_SECONDS: Final = 24 * 3600
_KEEP_FAILURE_SECONDS: Final = 60
_MAX_REMEMBERED: Final = 500
_MAX_URL: Final = 500
_URL: Final = re.compile(r"https://[A-Za-z0-9.-]+/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]+")
_DOTS: Final = re.compile(r"(?:/|%2f)(?:\.|%2e){1,2}(?:/|%2f|\?|$)", re.IGNORECASE)

log = structlog.get_logger()


class ClientDocument(ClientMetadata, frozen=True, kw_only=True):
    """The document; the secrets are named only to be refused."""

    client_id: str
    client_secret: Any | UnsetType = UNSET
    client_secret_expires_at: Any | UnsetType = UNSET


class _Remembered(Struct, frozen=True):
    ends: float
    client: Client | None


class ClientDocuments:
    """Read clients from their documents."""

    def __init__(self, public_get: PublicGet, *, clock: Callable[[], float]) -> None:
        self._public_get = public_get
        self._clock = clock
        # Apart, so that a flood of addresses that lead nowhere drives out no client.
        self._clients: dict[str, _Remembered] = {}
        self._failures: dict[str, _Remembered] = {}

    async def find(self, url: str) -> Client:
        """Return the client, from memory or from its document.

        Raises:
            UnknownClient: there is no usable document.
        """
        check_document_url(url)
        remembered = _remembered(self._clients, url, self._clock()) or _remembered(self._failures, url, self._clock())
        if remembered is None:
            return await self._read(url)
        if remembered.client is None:
            raise UnknownClient("document unusable a moment ago")
        return remembered.client

    async def close(self) -> None:
        """Let go of the network."""
        await self._public_get.close()

    async def _read(self, url: str) -> Client:
        try:
            client = client_of_document(await self._public_get.fetch(url), url)
        except (NotFetched, UnknownClient) as error:
            log.info("client_document_refused", reason=str(error))
            if not isinstance(error, TooManyAtOnce):  # which says nothing about this document
                _remember(self._failures, url, _Remembered(self._clock() + _KEEP_FAILURE_SECONDS, None))
            raise UnknownClient(f"document: {error}") from error
        _remember(self._clients, url, _Remembered(self._clock() + _KEEP_SECONDS, client))
        return client


def is_document_url(client_id: str) -> bool:
    """Tell whether a `client_id` means to be the address of a document."""
    return client_id.startswith("https://")


def client_of_document(body: bytes, url: str) -> Client:
    """Return the client that a document describes.

    Args:
        body: what the address answered.
        url: the address, which is the `client_id`.

    Raises:
        UnknownClient: the document breaks a rule; the text says which.
    """
    try:
        document = msgspec.json.decode(body, type=ClientDocument)
    except NOT_JSON as error:
        raise UnknownClient("not a client's document") from error
    check_same_client_id(document, url)
    check_no_secret(document)
    check_public(document)
    try:
        redirect_uris = check_redirect_uris(document)
        check_flow(document)
    except OAuthError as error:
        raise UnknownClient(error.description) from error
    return Client(
        id=url,
        name=readable_name(document, redirect_uris),
        kind="document",
        redirect_uris=redirect_uris,
        audience="mcp",
    )


def check_document_url(url: str) -> None:
    """Let https addresses with a path pass, without what servers read differently.

    Raises:
        UnknownClient: it is another kind of address, or it has user info, a port, a fragment or dot segments.
    """
    if len(url) > _MAX_URL or not _URL.fullmatch(url) or _DOTS.search(url.partition("?")[0]):
        raise UnknownClient("client_id is no address of a document")


def check_same_client_id(document: ClientDocument, url: str) -> None:
    """Let no document speak for another client."""
    if document.client_id != url:
        raise UnknownClient("the document is of another client")


def check_no_secret(document: ClientDocument) -> None:
    """Let no secret pass that everybody can read."""
    if document.client_secret is not UNSET or document.client_secret_expires_at is not UNSET:
        raise UnknownClient("the document holds a secret")


def check_public(document: ClientDocument) -> None:
    """Let public clients pass: nobody has a secret with us who was never here."""
    if document.token_endpoint_auth_method not in (None, "none"):
        raise UnknownClient("token_endpoint_auth_method is not none")


def _remembered(memory: dict[str, _Remembered], url: str, now: float) -> _Remembered | None:
    found = memory.get(url)
    return found if found is not None and found.ends > now else None


def _remember(memory: dict[str, _Remembered], url: str, entry: _Remembered) -> None:
    memory.pop(url, None)
    while len(memory) >= _MAX_REMEMBERED:
        del memory[next(iter(memory))]
    memory[url] = entry
