"""`meo-connector doctor`: do the settings fit their real surroundings? One line each, with what to do.

    settings        each variable by itself
    surroundings    what only an operator can judge: proxies, redirect addresses, http
    redis           the store of sign-ins, used as the application uses it
    sentinels       where there are any: could another server take over?
    main_app        reachable, its version, our API key, our HMAC secret
    mcp             the well-known addresses from outside, the challenge, which clients may come
    document        is the file that people paste into the GPT builder the one this version serves?

Looks only; what it writes is one entry in Redis for a few seconds and one Telegram log-in token nobody will use.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from app.cli.doctor.document import examine_document
from app.cli.doctor.findings import Finding
from app.cli.doctor.main_app import examine_main_app
from app.cli.doctor.mcp import examine_mcp
from app.cli.doctor.recommendations import examine_surroundings
from app.cli.doctor.redis import examine_redis
from app.cli.doctor.sentinels import examine_sentinels
from app.cli.doctor.settings import examine_settings

__all__ = ["examine"]


async def examine(
    environ: Mapping[str, str],
    *,
    document: Callable[[str], bytes],
    document_file: Path,
    published_url: str,
    outside: httpx.AsyncBaseTransport | None = None,
) -> list[Finding]:
    """Examine everything.

    Args:
        environ: the variables, as the application would read them.
        document: builds the OpenAPI document for a public URL.
        document_file: the committed document.
        published_url: the public URL it is committed for.
        outside: stands in for the network towards our own public name in tests.
    """
    settings, findings = examine_settings(environ)
    if settings is None:
        return [*findings, Finding.note("OAuthDependencies", "not looked at", "First correct the settings above.")]
    return [
        *findings,
        *examine_surroundings(settings),
        await examine_redis(settings.redis_url),
        *await examine_sentinels(settings.redis_url),
        *await examine_main_app(settings),
        *await examine_mcp(settings, outside),
        examine_document(settings.connector_public_url, document, document_file, published_url),
    ]
