"""A refresh token is traded for an access token and its successor (RFC 6749, 6), and is spent by that.

Rotation, whose reasons and limits are in docs/decisions/refresh-tokens.md:

    everything is checked       before anything is spent: client, end, scope
    spent already               within the grace: the same successor again; later: the whole connection ends
    count                       24 a day for each connection
    ask the main app            whether its token still lives
    claim the successor         the first of all processes decides which one it is
    mark as spent               until the token would have ended
"""

import math
from datetime import timedelta

import structlog

from app.main_app.token_exchange import TokenExchangeClient
from app.oauth.checks import check_refresh_scope
from app.oauth.client import Client
from app.oauth.errors import InvalidGrant, TooManyFailures
from app.oauth.grants.issuing import TokenIssuer
from app.oauth.models import OAuthDependencies, RefreshSuccessor, TokenResponse
from app.oauth.orphaned_tokens import TokenReaper
from app.oauth.parameters import Parameters
from app.oauth.state_store import StateStore
from app.storage.one_time import StoreUnavailable
from app.tokens.refresh_token import RefreshToken, RefreshTokens, UnreadableRefreshToken

GRACE_SECONDS = 60
MAX_REFRESHES_A_DAY = 24
_SPENT = "refresh-spent"
_DAY = timedelta(days=1)

log = structlog.get_logger()


class RefreshGrant:
    """Issue tokens for refresh tokens, to a client that has been authenticated."""

    def __init__(
        self,
        records: StateStore,
        refresh_tokens: RefreshTokens,
        issuer: TokenIssuer,
        token_reaper: TokenReaper,
        bridge: TokenExchangeClient,
        around: OAuthDependencies,
    ) -> None:
        self._records = records
        self._refresh_tokens = refresh_tokens
        self._issuer = issuer
        self._token_reaper = token_reaper
        self._bridge = bridge
        self._around = around

    async def exchange(self, form: Parameters, client: Client) -> TokenResponse:
        """Trade a refresh token in.

        Raises:
            InvalidGrant: unknown, ended, of another client, or spent longer ago than the grace.
            InvalidScope: more than the connection has; nothing is spent.
            TooManyFailures: too many refreshes of this connection today; nothing is spent.
            StoreUnavailable: the token may be tried again.
        """
        token = self._open(form.required("refresh_token"), client)
        scopes = check_refresh_scope(form, token.grant.scopes)
        successor = await self._successor(token)
        self._around.on_event("refreshed", "ok")
        return self._issuer.answer(token.grant, scopes, successor)

    def _open(self, text: str, client: Client) -> RefreshToken:
        try:
            token = self._refresh_tokens.open(text)
        except UnreadableRefreshToken:
            raise InvalidGrant("The refresh token is not valid.") from None
        if token.grant.client_id != client.id:
            raise InvalidGrant("The refresh token was issued to another client.")
        if token.ends <= self._around.clock().timestamp():
            raise InvalidGrant("The refresh token has expired.")
        return token

    async def _successor(self, token: RefreshToken) -> str:
        if await self._records.is_claimed(_SPENT, token.token_id):
            await self._check_alive(token)
            return await self._repeated(token)
        await self._count(token)
        await self._check_alive(token)
        successor = RefreshSuccessor(refresh_token=self._refresh_tokens.issue(token.grant))
        if not await self._records.claim_record(token.token_id, successor, GRACE_SECONDS):
            return await self._repeated(token)
        await self._mark_spent(token)
        return successor.refresh_token

    async def _check_alive(self, token: RefreshToken) -> None:
        """Refuse what was revoked, here or at the main app: a host would go on refreshing a dead connection."""
        if await self._bridge.is_ended(token.grant.sanctum_token):
            raise InvalidGrant("The connection has ended.")

    async def _repeated(self, token: RefreshToken) -> str:
        """Give the same successor as to the first, or end a connection of which somebody holds an old token."""
        found = await self._records.take(RefreshSuccessor, token.token_id)
        if found is not None:
            await self._mark_spent(token)
            return found.record.refresh_token
        log.warning("refresh_token_replayed", user_id=token.grant.user_id)
        self._around.on_event("replay", "refresh")
        await self._token_reaper.revoke(token.grant.sanctum_token)
        raise InvalidGrant("The refresh token was used before.")

    async def _mark_spent(self, token: RefreshToken) -> None:
        """Remember the token as spent; whoever repeats the request does so too, if the first one died on the way."""
        left = math.ceil(token.ends - self._around.clock().timestamp())
        try:
            await self._records.claim(_SPENT, token.token_id, max(left, GRACE_SECONDS))
        except StoreUnavailable:
            # Whether it was marked is not known. If the client had to ask again later than the grace, a marked token
            # would cost the person the connection; one that is not marked opens nothing that its successor does not.
            log.warning("refresh_token_not_marked_spent", user_id=token.grant.user_id)

    async def _count(self, token: RefreshToken) -> None:
        """Take one of the day's places; the store knows no counting, only who is first."""
        now = self._around.clock()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + _DAY
        left = max(1, math.ceil((midnight - now).total_seconds()))
        connection = f"{token.grant.sanctum_token.reveal()} {midnight.date().isoformat()}"
        for place in range(MAX_REFRESHES_A_DAY):
            if await self._records.claim("refresh-place", f"{connection} {place}", left):
                return
        self._around.on_event("refreshed", "too many")
        raise TooManyFailures("Too many refreshes of this connection in one day.", retry_after=left)
