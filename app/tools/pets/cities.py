"""The city of a pet: the list of its country, read for each call, because it holds the user's own cities too."""

from app.domain.city_names import find_city
from app.main_app.account import Account
from app.tools.checks import checked_text

MAX_CITY_LENGTH = 255


async def city_id_of(account: Account, said: str, *, country: str) -> int:
    """Return the id of a city of the country; one upstream call.

    Raises:
        InvalidInput: none of its cities, or several, have this name.
    """
    name = checked_text(said, "city", max_length=MAX_CITY_LENGTH)
    return find_city(name, await account.list_cities(country), country=country).id
