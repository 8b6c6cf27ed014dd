"""The lists that belong to nobody, and what the main app says about itself.

See docs/main-app-api.md, "Routes", "Species, cities, countries".
"""

from msgspec import Struct

from app.devtools.sandbox.api.answers import Answer, success
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.catalog_bodies import category_body, city_body, pet_type_body
from app.devtools.sandbox.api.locale import SUPPORTED
from app.devtools.sandbox.api.middleware import APP_VERSION
from app.devtools.sandbox.api.validation import Needs
from app.devtools.sandbox.data.catalog import categories, cities, countries, localized, pet_types

_MAX_SEARCH_LENGTH = 50
_MAX = 2**63 - 1


class CountryBody(Struct, frozen=True):
    """A country."""

    code: str
    name: str
    phone_prefix: str | None


class Version(Struct, frozen=True):
    """The release."""

    version: str


class Locales(Struct, frozen=True):
    """The language of this request, and all languages."""

    current: str
    supported: tuple[str, ...]


class PublicSettings(Struct, frozen=True, kw_only=True):
    """What the browser app asks before anybody is logged in."""

    invite_only_enabled: bool = True
    email_verification_required: bool = True
    telegram_bot_username: str | None = None


def list_pet_types(call: Call) -> Answer:
    """Serve the active species by display order, named in the request's locale."""
    return success([pet_type_body(pet_type_id, call.locale) for pet_type_id in pet_types()])


def list_countries(call: Call) -> Answer:
    """Serve the countries, named in the request's locale."""
    rows = [CountryBody(one.code, localized(one.names, call.locale), one.phone_prefix) for one in countries()]
    return success(rows)


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


def list_categories(call: Call) -> Answer:
    """Serve the categories of a species by name."""
    rules = call.rules()
    pet_type_id = rules.integer("pet_type_id", Needs.VALUE, low=-_MAX, high=_MAX)
    search = rules.text("search", Needs.NOTHING, max_length=_MAX_SEARCH_LENGTH)
    rules.settle()
    wanted = search.lower() if isinstance(search, str) else ""
    rows = [category_body(one, call.locale) for one in categories().values() if one.pet_type_id == pet_type_id]
    return success(sorted((row for row in rows if wanted in row.name.lower()), key=lambda row: row.name))


def show_version(_call: Call) -> Answer:
    """Serve the release."""
    return success(Version(APP_VERSION))


def show_locale(call: Call) -> Answer:
    """Serve the request's locale."""
    return success(Locales(call.locale, SUPPORTED))


def show_public_settings(_call: Call) -> Answer:
    """Serve what the browser app needs before a log-in."""
    return success(PublicSettings(telegram_bot_username="example_bot"))
