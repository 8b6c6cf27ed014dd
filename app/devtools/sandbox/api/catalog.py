"""The lists that belong to nobody, and the release."""

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.catalog_bodies import city_body, pet_type_body
from app.devtools.sandbox.api.middleware import APP_VERSION
from app.devtools.sandbox.api.validation import Needs
from app.devtools.sandbox.data.catalog import cities, pet_types

_MAX_SEARCH_LENGTH = 50


class Version(Struct, frozen=True):
    """The release."""

    version: str


def list_pet_types(call: Call) -> Answer:
    """Serve the active species by display order, named in the request's locale."""
    return success([pet_type_body(pet_type_id, call.locale) for pet_type_id in pet_types()])


def list_cities(call: Call) -> Answer:
    """Serve the approved cities of a country by name."""
    rules = call.rules()
    country = rules.text("country", Needs.VALUE)
    if isinstance(country, str) and len(country) != 2:
        rules.refuse("country", "The country field must be 2 characters.")
    search = rules.text("search", Needs.NOTHING, max_length=_MAX_SEARCH_LENGTH)
    rules.settle()
    wanted = search.lower() if isinstance(search, str) else ""
    rows = [city_body(city.id, call.locale) for city in cities().values() if city.country == str(country).upper()]
    return success(sorted((row for row in rows if wanted in row.name.lower()), key=lambda row: row.name))


def show_version(_call: Call) -> Answer:
    """Serve the release."""
    return success(Version(APP_VERSION))
