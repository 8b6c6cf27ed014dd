"""The day on which the domain's rules are tested, and all days on which they must hold."""

from datetime import date

from hypothesis import strategies as st

TODAY = date(2026, 8, 24)
todays = st.dates(min_value=date(1960, 1, 1), max_value=date(2120, 12, 31))
births = st.dates(min_value=date(1900, 1, 1), max_value=date(2120, 12, 31))
