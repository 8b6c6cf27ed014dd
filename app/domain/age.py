"""How old a pet is, no more exactly than its birthday is known (`as_of` goes with every age)."""

from datetime import date

from msgspec import Struct

from app.domain.birthday import Birthday


class Age(Struct, frozen=True):
    """Whole years and the months beyond them; None where unknown. `text` is ready to be shown."""

    years: int | None = None
    months: int | None = None
    text: str | None = None


def age_on(birthday: Birthday, today: date) -> Age:
    """Tell the age on a day: "2 years 3 months", "about 6 months", "about 3 years"; nothing when unknown.

    A birthday after `today`, which time zones can cause by a day, counts as born today. Whoever is born on
    29 February is a year older on 1 March of a year without that day.
    """
    born = birthday.earliest
    if born is None:
        return Age()
    if birthday.precision == "year":
        years = max(0, today.year - born.year)
        return Age(years, None, f"about {_count(years, 'year')}" if years else "less than a year")
    months = (today.year - born.year) * 12 + today.month - born.month
    if birthday.precision == "day" and today.day < born.day:
        months -= 1
    return _from_months(max(0, months), birthday, today)


def _from_months(total: int, birthday: Birthday, today: date) -> Age:
    years, months = divmod(total, 12)
    text = _count(years, "year") if years else ""
    if months:
        text = f"{text} {_count(months, 'month')}".lstrip()
    if birthday.precision == "month":
        return Age(years, months, f"about {text}" if total else "less than a month")
    if total == 0:
        born = birthday.earliest or today
        text = _count(max(0, (today - born).days), "day")
    return Age(years, months, text)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
