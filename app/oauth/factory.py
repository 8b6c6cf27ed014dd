"""The authorization server as `create_app` takes it: routes, errors, and what to close at the end."""

from collections.abc import Callable
from typing import Any

import structlog
from litestar import Request, Response, Router
from msgspec import Struct

from app.main_app.token_exchange import TokenExchangeClient
from app.oauth.client_ip import ClientIpReader
from app.oauth.models import OAuthConfig, OAuthDependencies
from app.oauth.pages import Pages
from app.oauth.rate_limits import Counter, MemoryCounter, OAuthRateLimits, RedisCounter
from app.oauth.responses import OAuthRenderer
from app.oauth.routes import oauth_router
from app.oauth.server import AuthorizationServer
from app.secret import Secret
from app.storage.memory import MemoryStore
from app.storage.one_time import OneTimeStore
from app.storage.redis import RedisStore, make_redis_pool
from app.tokens.access_token import AccessTokens
from app.tokens.encryption import Encryptor
from app.tokens.rate_limit import RateLimit

ErrorHandler = Callable[[Request[Any, Any, Any], Exception], Response[Any]]

log = structlog.get_logger()


class Handshake(Struct, frozen=True):
    """What `create_app` mounts."""

    router: Router
    store: OneTimeStore
    server: AuthorizationServer
    renderer: OAuthRenderer

    def errors_before(self, elsewhere: ErrorHandler) -> ErrorHandler:
        """Return a handler for the whole app: RFC 6749 under `/oauth`, unrouted requests included."""

        def render(request: Request[Any, Any, Any], exc: Exception) -> Response[Any]:
            ours = f"{request.scope['path']}/".startswith("/oauth/")
            return self.renderer.render(request, exc) if ours else elsewhere(request, exc)

        return render

    async def close(self) -> None:
        """End what runs in the background, then let go of Redis."""
        await self.server.close()
        await self.store.close()


def build_handshake(
    config: OAuthConfig,
    around: OAuthDependencies,
    *,
    redis_url: Secret | None,
    per_minute: int,
    trusted_proxies: tuple[str, ...],
    bridge: TokenExchangeClient,
    access_tokens: AccessTokens,
    encryptor: Encryptor,
) -> Handshake:
    """Put the authorization server together; without a Redis URL everything is kept in this process."""

    def seconds() -> float:
        return around.clock().timestamp()

    in_process = RateLimit(per_minute, seconds)
    store, counter = _memory(in_process, seconds) if redis_url is None else _redis(redis_url, per_minute, around)
    if not config.redirect_uris:
        log.warning("redirect_uris_not_exact", setting="OAUTH_REDIRECT_URIS")
    if config.browser_check == "off":
        log.warning("forwarded_consent_links_pass", setting="OAUTH_BROWSER_CHECK")
    server = AuthorizationServer(
        config,
        around,
        store=store,
        limits=OAuthRateLimits(counter, in_process),
        bridge=bridge,
        access_tokens=access_tokens,
        encryptor=encryptor,
    )
    renderer = OAuthRenderer(Pages())
    router = oauth_router(server, ClientIpReader(trusted_proxies, on_event=around.on_event), renderer, config)
    return Handshake(router=router, store=store, server=server, renderer=renderer)


def _memory(limit: RateLimit, seconds: Callable[[], float]) -> tuple[OneTimeStore, Counter]:
    log.warning("sign_ins_kept_in_memory", setting="REDIS_URL")
    return MemoryStore(seconds), MemoryCounter(limit)


def _redis(url: Secret, per_minute: int, around: OAuthDependencies) -> tuple[OneTimeStore, Counter]:
    pool, on_trouble = make_redis_pool(url), around.on_store_trouble
    return RedisStore(pool, on_trouble=on_trouble), RedisCounter(pool, per_minute, on_trouble=on_trouble)
