"""First leg: a client sent the user here; check what it asks for, remember it and go on to the main app."""

import hmac
import uuid

import msgspec

from app.oauth.browser_binding import browser_hash
from app.oauth.checks import (
    check_client_id,
    check_code_challenge,
    check_redirect_uri,
    check_response_type,
    check_scope,
    check_state,
)
from app.oauth.client_lookup import ClientLookup
from app.oauth.errors import OAuthError, RefusedByPage, RefusedByRedirect
from app.oauth.models import SESSION_SECONDS, AuthorizationRequest, OAuthConfig, OAuthDependencies, PendingAuthorization
from app.oauth.parameters import Parameters
from app.oauth.redirect_uris import RedirectUriAllowlist, with_query
from app.oauth.resource import check_resource
from app.oauth.state_store import StateStore
from app.secret import Secret


class AuthorizeStep:
    """Check an authorization request and open a session for it."""

    def __init__(
        self, config: OAuthConfig, clients: ClientLookup, records: StateStore, around: OAuthDependencies
    ) -> None:
        self._config = config
        self._clients = clients
        self._records = records
        self._around = around
        self._allowlist = RedirectUriAllowlist(config.redirect_uris)

    async def check(self, raw_query: bytes) -> AuthorizationRequest:
        """Check an authorization request.

        Args:
            raw_query: as it came, because `state` has to survive byte for byte.

        Raises:
            RefusedByPage: the client or its address is not known, or `state` cannot be given back.
            RefusedByRedirect: any other fault of the request.
        """
        query = _read(raw_query)
        client = await check_client_id(query, self._clients)
        redirect_uri = check_redirect_uri(query, client, self._allowlist)
        state = check_state(query)
        try:
            check_response_type(query)
            return AuthorizationRequest(
                client_id="" if client.kind == "configured" else client.id,
                client_name=client.name,
                audience=client.audience,
                scope=check_scope(query, client),
                resource=check_resource(query, client, self._config.public_url),
                redirect_uri=redirect_uri,
                state=state,
                code_challenge=check_code_challenge(query, client),
                is_known_client=client.is_known,
            )
        except OAuthError as error:
            raise RefusedByRedirect(error, error_location(self._config, redirect_uri, state, error)) from error

    async def start(self, request: AuthorizationRequest, browser: str) -> str:
        """Open a session.

        Args:
            request: what the client asked for.
            browser: the value of the browser's cookie.

        Returns:
            The address of the main app's consent page.

        Raises:
            StoreUnavailable: the session cannot be kept.
        """
        session_id = str(uuid.UUID(bytes=self._around.token_bytes(16), version=4))
        session = PendingAuthorization(**msgspec.structs.asdict(request), browser_hash=browser_hash(browser))
        await self._records.put(session_id, session, SESSION_SECONDS)
        self._around.on_event("started", "ok")
        signed = {"session_id": session_id, "session_sig": sign_session(session_id, self._config.hmac_secret)}
        return with_query(f"{self._config.main_app_url}/gpt-connect", signed)


def sign_session(session_id: str, secret: Secret) -> str:
    """Prove to the main app that a session comes from here (lower-case hex HMAC-SHA256 of the id)."""
    return hmac.digest(secret.reveal().encode(), session_id.encode(), "sha256").hex()


def error_location(config: OAuthConfig, redirect_uri: str, state: bytes | None, error: OAuthError) -> str:
    """Return where the client hears of an error (RFC 6749, 4.1.2.1; RFC 9207 for `iss`)."""
    return with_query(
        redirect_uri,
        {
            "error": error.code,
            "error_description": error.description,
            "state": state,
            "iss": config.public_url if config.send_issuer else None,
        },
    )


def _read(raw_query: bytes) -> Parameters:
    try:
        return Parameters.of_query(raw_query)
    except OAuthError as error:
        raise RefusedByPage("invalid", detail=error.description) from error
