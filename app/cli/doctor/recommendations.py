"""What is allowed and yet not what an operator would want on the day of going live."""

from urllib.parse import urlsplit

from app.cli.doctor.findings import Finding
from app.config.settings import Settings


def examine_surroundings(settings: Settings) -> list[Finding]:
    """Look at what the settings mean together."""
    return [
        _public_url(settings),
        _redirect_uris(settings),
        _browser_check(settings),
        _proxies(settings),
        _metrics(settings),
        _contact(settings),
    ]


def _public_url(settings: Settings) -> Finding:
    if urlsplit(settings.connector_public_url).scheme == "https":
        return Finding.ok("Public URL", "https")
    return Finding.note("Public URL", "http", "Fine on one machine; ChatGPT itself only accepts https.")


def _redirect_uris(settings: Settings) -> Finding:
    if settings.oauth_redirect_uris:
        return Finding.ok("Redirect addresses", f"exactly {len(settings.oauth_redirect_uris)}")
    level = Finding.wrong if settings.environment == "production" else Finding.note
    return level(
        "Redirect addresses",
        "any GPT's callback is accepted: whoever makes a GPT may ask users to sign in there",
        "Put the callback URL that the GPT builder shows into OAUTH_REDIRECT_URIS.",
    )


def _browser_check(settings: Settings) -> Finding:
    if settings.oauth_browser_check == "off":
        return Finding.note(
            "Browser check",
            "off: a forwarded consent link connects the account of whoever opens it",
            "Set OAUTH_BROWSER_CHECK to confirm.",
        )
    return Finding.ok("Browser check", settings.oauth_browser_check)


def _proxies(settings: Settings) -> Finding:
    if settings.trusted_proxies:
        return Finding.ok("Proxies", f"X-Forwarded-For is believed from {', '.join(settings.trusted_proxies)}")
    to_do = "Put the address that your reverse proxy has towards the connector into TRUSTED_PROXIES."
    # `serve` speaks no TLS: at an https address something else takes the connections of all people.
    if settings.environment == "production" and urlsplit(settings.connector_public_url).scheme == "https":
        return Finding.wrong(
            "Proxies", "none is trusted: all people share one address and one limit of sign-ins", to_do
        )
    return Finding.note("Proxies", "none is trusted", f"Behind a reverse proxy all people share one limit. {to_do}")


def _metrics(settings: Settings) -> Finding:
    if settings.metrics_token:
        return Finding.ok("Metrics", "/metrics is there, behind its token")
    return Finding.note("Metrics", "there is no /metrics", "Set METRICS_TOKEN, or there will be no alerts.")


def _contact(settings: Settings) -> Finding:
    if settings.privacy_contact:
        return Finding.ok("Contact", "shown on /privacy")
    return Finding.note("Contact", "/privacy names nobody to write to", "Put an address into PRIVACY_CONTACT.")
