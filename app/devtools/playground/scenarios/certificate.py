"""What stands on Clauddy's certificate, which was issued a month ago whenever that is."""

from datetime import date, timedelta


def certificate_lines(today: date) -> tuple[tuple[str, date, date], tuple[str, date, date]]:
    """Return both lines: the vaccine, when it was given, and when the next dose is due."""
    given = today - timedelta(days=30)
    return ("Rabies", given, given + timedelta(days=365)), ("FVRCP", given, today + timedelta(days=12))
