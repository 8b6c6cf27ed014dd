"""The country a new pet lives in, which the main app demands (docs/main-app-api.md, "Create a pet")."""

from collections.abc import Iterable
from typing import Final

from app.errors import InvalidInput
from app.lenient.normalize import normalize

_ASK: Final = "Ask in which country the pet lives and send it as two letters, for example VN."

_NAMES: Final[dict[str, str]] = {
    "VN": "vietnam, viet nam, vn, vnm, вьетнам, в'єтнам, вєтнам, socialist republic of vietnam",
    "RU": "russia, rus, nga, nước nga, россия, рф, росія, russian federation, liên bang nga, российская федерация",
    "UA": "ukraine, ukr, ukraina, украина, україна",
    "US": "usa, united states, united states of america, america, u.s., u.s.a., mỹ, hoa kỳ, сша, америка",
    "GB": "uk, united kingdom, great britain, britain, england, scotland, wales, anh, nước anh, vương quốc anh, "
    "великобритания, англия, велика британія, велика британия, англія, gbr",
    "DE": "germany, deutschland, đức, nước đức, германия, німеччина",
    "FR": "france, pháp, nước pháp, франция, франція",
    "PL": "poland, polska, ba lan, польша, польща",
    "CZ": "czechia, czech republic, séc, cộng hòa séc, чехия, чехія",
    "KZ": "kazakhstan, kazakhstan, казахстан",
    "BY": "belarus, беларусь, белоруссия, білорусь",
    "GE": "georgia, gruzia, грузия, грузія",
    "TH": "thailand, thái lan, таиланд, тайланд, таїланд",
    "JP": "japan, nhật, nhật bản, япония, японія",
    "KR": "south korea, korea, hàn quốc, корея, южная корея, південна корея",
    "CN": "china, trung quốc, китай",
    "SG": "singapore, сингапур, сінгапур",
    "AU": "australia, úc, nước úc, австралия, австралія",
    "CA": "canada, ca-na-đa, канада",
    "ES": "spain, tây ban nha, испания, іспанія",
    "IT": "italy, ý, nước ý, италия, італія",
    "TR": "turkey, turkiye, türkiye, thổ nhĩ kỳ, турция, туреччина",
    "ID": "indonesia, индонезия, індонезія",
    "MY": "malaysia, mã lai, малайзия, малайзія",
    "PH": "philippines, the philippines, филиппины, філіппіни",
    "KH": "cambodia, campuchia, камбоджа",
    "LA": "laos, lào, лаос",
}
_CODES: Final = {normalize(name).strip(" ."): code for code, names in _NAMES.items() for name in names.split(", ")}


def read_country(spoken: str) -> str:
    """Turn two letters or a common name in en, vi, ru or uk into two capital letters.

    The main app checks two letters against no list, so neither is done here; UK alone is turned into GB.

    Raises:
        InvalidInput: neither two letters nor a known name.
    """
    word = normalize(spoken[:100]).strip(" .")
    if word in _CODES:
        return _CODES[word]
    if len(word) == 2 and word.isascii() and word.isalpha():
        return word.upper()
    raise InvalidInput.field("country", "This country is not known. " + _ASK)


def shared_country(countries: Iterable[str | None]) -> str:
    """Take the one country all the user's pets share, for a new pet without one.

    Raises:
        InvalidInput: the user has no pets, or they live in several countries; these are the allowed values.
    """
    known = sorted({country.upper() for country in countries if country})
    if len(known) == 1:
        return known[0]
    raise InvalidInput.field("country", "The country is missing. " + _ASK, allowed_values=tuple(known))
