"""What is allowed and yet not what an operator would want on the day of going live."""

from urllib.parse import urlsplit

from app.doctor.findings import Finding
from app.settings import Settings


def examine_surroundings(settings: Settings) -> list[Finding]:
    """Look at what the settings mean together."""
    return [_public_url(settings), _redirect_uris(settings), _proxies(settings), _metrics(settings)]


def _public_url(settings: Settings) -> Finding:
    if urlsplit(settings.connector_public_url).scheme == "https":
        return Finding.ok("Public URL", "https")
    return Finding.note("Public URL", "http", "Fine on one machine; ChatGPT itself only accepts https.")


def _redirect_uris(settings: Settings) -> Finding:
    if settings.oauth_redirect_uris:
        return Finding.ok("Redirect addresses", f"exactly {len(settings.oauth_redirect_uris)}")
    return Finding.note(
        "Redirect addresses",
        "any GPT's callback is accepted",
        "Put the callback URL that the GPT builder shows into OAUTH_REDIRECT_URIS.",
    )


def _proxies(settings: Settings) -> Finding:
    if settings.trusted_proxies:
        return Finding.ok("Proxies", f"X-Forwarded-For is believed from {', '.join(settings.trusted_proxies)}")
    return Finding.note(
        "Proxies",
        "none is trusted",
        "Behind a reverse proxy all sign-ins then share one limit: put its address into TRUSTED_PROXIES.",
    )


def _metrics(settings: Settings) -> Finding:
    if settings.metrics_token:
        return Finding.ok("Metrics", "/metrics is there, behind its token")
    return Finding.note("Metrics", "there is no /metrics", "Set METRICS_TOKEN, or there will be no alerts.")
