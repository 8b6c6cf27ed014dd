"""Dates as the main app's validator takes them, beyond `YYYY-MM-DD`."""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")


def parse_date(given: object) -> date | None:
    """Return the date that is meant, None when the validator would refuse it."""
    if not isinstance(given, str):
        return None
    if found := _ISO.fullmatch(given):
        year, month, day = found.groups()
    elif found := _MONTH_FIRST.fullmatch(given):
        month, day, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(given):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
