"""Each variable by itself: its value as it is in force, or what is wrong with it. Secrets show only their length."""

from collections.abc import Mapping

import msgspec

from app.cli.doctor.findings import Finding
from app.config.settings import Settings, WrongSettings, load_settings, settings_at_default, warnings_about
from app.secret import Secret

_CORRECT_IT = "Correct it in the environment or in .env; .env.example says what it is for."
_ADVICE = {
    "redis_without_tls": "Redis is outside of the private network and the password travels in the clear: use rediss://.",
    "previous_secret_short": "It is shorter than 32 characters: empty it as soon as its tokens have ended.",
}


def examine_settings(environ: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """Return the settings, if they can be used, and a line for each variable that is set or wrong."""
    try:
        settings = load_settings(environ)
    except WrongSettings as wrong:
        return None, [_problem(line) for line in wrong.problems]
    left = settings_at_default(environ)
    names = [field.name for field in msgspec.structs.fields(Settings) if field.name.upper() not in left]
    warnings = warnings_about(settings)
    findings = [_line(name.upper(), _shown(getattr(settings, name)), warnings) for name in names]
    if left:
        findings.append(Finding.ok(f"{len(left)} at their defaults", ", ".join(left)))
    return settings, findings


def _line(name: str, shown: str, warnings: Mapping[str, str]) -> Finding:
    if name in warnings:
        return Finding.note(name, shown, _ADVICE[warnings[name]])
    return Finding.ok(name, shown)


def _problem(line: str) -> Finding:
    name, _, rest = line.partition(" ")
    return Finding.wrong(name.rstrip(":"), rest, _CORRECT_IT)


def _shown(value: object) -> str:
    if isinstance(value, Secret):
        return f"set, {len(value.reveal())} characters"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else str(value)
