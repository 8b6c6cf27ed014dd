"""Each variable by itself: its value as it is in force, or what is wrong with it. Secrets show only their length."""

from collections.abc import Mapping

import msgspec

from app.doctor.findings import Finding
from app.secret import Secret
from app.settings import Settings, WrongSettings, load_settings

_CORRECT_IT = "Correct it in the environment or in .env; .env.example says what it is for."


def examine_settings(environ: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """Return the settings, if they can be used, and a line for each variable that is set or wrong."""
    try:
        settings = load_settings(environ)
    except WrongSettings as wrong:
        return None, [_problem(line) for line in wrong.problems]
    names = [field.name for field in msgspec.structs.fields(Settings)]
    given = [name for name in names if environ.get(name.upper(), "").strip()]
    left = [name.upper() for name in names if name not in given]
    findings = [Finding.ok(name.upper(), _shown(getattr(settings, name))) for name in given]
    if left:
        findings.append(Finding.ok(f"{len(left)} at their defaults", ", ".join(left)))
    return settings, findings


def _problem(line: str) -> Finding:
    name, _, rest = line.partition(" ")
    return Finding.wrong(name.rstrip(":"), rest, _CORRECT_IT)


def _shown(value: object) -> str:
    if isinstance(value, Secret):
        return f"set, {len(value.reveal())} characters"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(value) if isinstance(value, tuple) else str(value)
