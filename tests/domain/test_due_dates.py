from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.birthday import Birthday
from app.domain.due_dates import (
    CareItem,
    DueStatus,
    birthday_in_window,
    birthday_item,
    by_date,
    due,
    in_window,
    vaccination_item,
    window_end,
)
from app.errors import InvalidInput
from tests.domain.days import TODAY

days_of_life = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("days", "status"),
    [(-400, "overdue"), (-1, "overdue"), (0, "due_today"), (1, "due_soon"), (30, "due_soon"), (31, "later")],
)
def test_a_due_date_has_a_status_as_in_the_main_app(days: int, status: DueStatus) -> None:
    found = due(TODAY + timedelta(days=days), TODAY)

    assert (found.status, found.days_until) == (status, days)


def test_completed_records_and_records_without_a_date_are_not_due() -> None:
    assert due(None, TODAY).status == "none"
    assert due(TODAY, TODAY, completed=True).status == "none"


@given(due_at=days_of_life, today=days_of_life)
def test_the_status_says_the_same_as_the_days(due_at: date, today: date) -> None:
    found = due(due_at, today)

    assert found.days_until == (due_at - today).days
    assert (found.status == "overdue") == (due_at < today)
    assert (found.status == "due_today") == (due_at == today)


@given(due_at=days_of_life, today=days_of_life, days=st.integers(1, 366))
def test_the_window_holds_what_is_overdue_and_the_day_it_ends_on(due_at: date, today: date, days: int) -> None:
    last_day = window_end(today, days)

    assert in_window(due_at, last_day) == ((due_at - today).days <= days)
    assert in_window(last_day, last_day)
    assert not in_window(last_day + timedelta(days=1), last_day)
    assert not in_window(due_at, last_day, completed=True)
    assert not in_window(None, last_day)


@pytest.mark.parametrize("days", [0, -1, 367, 10**9])
def test_a_window_out_of_range_is_refused(days: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        window_end(TODAY, days)

    assert refused.value.fields[0].name == "days"


@given(born=days_of_life, today=days_of_life, days=st.integers(1, 366))
def test_a_birthday_in_the_window_lies_in_it(born: date, today: date, days: int) -> None:
    last_day = window_end(today, days)

    coming = birthday_in_window(Birthday("day", born.year, born.month, born.day), today, last_day)

    if coming is not None:
        assert today <= coming.when <= last_day
    elif born <= today:
        assert days < 366


@pytest.mark.parametrize("birthday", [Birthday("year", 2020), Birthday("month", 2020, 8), Birthday("month", 2020, 9)])
def test_a_birthday_whose_day_is_not_known_is_in_no_window(birthday: Birthday) -> None:
    assert birthday_in_window(birthday, TODAY, window_end(TODAY, 366)) is None


def _vaccination(pet_id: int, name: str, due_at: date, record_id: int = 1) -> CareItem:
    item = vaccination_item(pet_id, name, record_id=record_id, vaccine_name="Rabies", standing=due(due_at, TODAY))
    assert item is not None
    return item


def _birthday(pet_id: int, name: str, birthday: Birthday) -> CareItem:
    coming = birthday_in_window(birthday, TODAY, window_end(TODAY, 90))
    assert coming is not None
    return birthday_item(pet_id, name, coming)


def test_care_is_listed_by_date_with_the_longest_overdue_first() -> None:
    items = [
        _birthday(3, "Clauddy", Birthday("day", 2024, 8, 24)),
        _vaccination(2, "Mimi", date(2026, 9, 1)),
        _birthday(2, "Mimi", Birthday("day", 2020, 9, 1)),
        _vaccination(1, "Bo", TODAY),
        _vaccination(1, "Bo", date(2026, 6, 1), 2),
        _birthday(1, "Bo", Birthday("day", 2021, 10, 1)),
    ]

    listed = [(item.kind, item.pet_name, item.when, item.status) for item in by_date(items)]

    assert listed == [
        ("vaccination", "Bo", "2026-06-01", "overdue"),
        ("vaccination", "Bo", "2026-08-24", "due_today"),
        ("birthday", "Clauddy", "2026-08-24", "due_today"),
        ("vaccination", "Mimi", "2026-09-01", "due_soon"),
        ("birthday", "Mimi", "2026-09-01", "due_soon"),
        ("birthday", "Bo", "2026-10-01", "later"),
    ]
    assert by_date(reversed(items)) == by_date(items)


def test_an_entry_says_what_to_do_for_whom() -> None:
    vaccination = _vaccination(2, "Mimi", date(2026, 9, 1), 77)
    birthday = _birthday(2, "Mimi", Birthday("day", 2020, 9, 1))

    assert (vaccination.title, vaccination.record_id, vaccination.days_until) == ("Rabies", 77, 8)
    assert (birthday.title, birthday.turns, birthday.record_id) == ("turns 6", 6, None)
    assert vaccination_item(2, "Mimi", record_id=1, vaccine_name="x", standing=due(None, TODAY)) is None
