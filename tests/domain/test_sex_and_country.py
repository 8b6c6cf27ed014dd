import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.country import read_country, shared_country
from app.domain.sex import UpstreamSex, from_upstream, to_upstream
from app.errors import InvalidInput
from app.lenient import LenientSex
from app.lenient.sex_words import Sex


@pytest.mark.parametrize(
    ("said", "sex"),
    [
        ("male", "male"),
        ("Female ", "female"),
        ("unknown", "unknown"),
        ("not_specified", "unknown"),
        ("F", "female"),
        ("girl", "female"),
        ("a boy", "male"),
        ("neutered male", "male"),
        ("đực", "male"),
        ("cái", "female"),
        ("CÁI", "female"),
        ("mèo cái", "female"),
        ("không rõ", "unknown"),
        ("самка", "female"),
        ("Мальчик", "male"),
        ("девочка", "female"),
        ("самець", "male"),
        ("дівчинка", "female"),
        ("невідомо", "unknown"),
        ("♀️", "female"),
        ("?", "unknown"),
        ("", "unknown"),
    ],
)
def test_everyday_words_give_the_sex(said: str, sex: Sex) -> None:
    assert LenientSex.parse(said).sex == sex


@pytest.mark.parametrize("said", ["кошка", "cat", "malefemale", "🐱", "x" * 10_000, "male, female"])
def test_words_that_name_no_sex_are_refused_with_the_three_values(said: str) -> None:
    with pytest.raises(ValueError, match="male, female or unknown"):
        LenientSex.parse(said)


@pytest.mark.parametrize(("sex", "upstream"), [("male", "male"), ("female", "female"), ("unknown", "not_specified")])
def test_unknown_is_not_specified_in_the_main_app_both_ways(sex: Sex, upstream: UpstreamSex) -> None:
    assert to_upstream(sex) == upstream
    assert from_upstream(upstream) == sex


@pytest.mark.parametrize("odd", ["", "other", "MALE"])
def test_an_unexpected_sex_from_the_main_app_is_unknown(odd: str) -> None:
    assert from_upstream(odd) == "unknown"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("VN", "VN"),
        (" vn ", "VN"),
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("Việt Nam", "VN"),
        ("VIỆT NAM", "VN"),
        ("Вьетнам", "VN"),
        ("В'єтнам", "VN"),
        ("В’єтнам", "VN"),
        ("Россия", "RU"),
        ("Росія", "RU"),
        ("Nga", "RU"),
        ("Ukraine", "UA"),
        ("Україна", "UA"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("США", "US"),
        ("Hoa Kỳ", "US"),
        ("UK", "GB"),
        ("Đức", "DE"),
        ("ZZ", "ZZ"),
    ],
)
def test_a_country_is_two_letters_or_a_common_name(said: str, code: str) -> None:
    assert read_country(said) == code


@pytest.mark.parametrize("said", ["", "V", "Atlantis", "84", "ВН", "🇻🇳", "V1", "x" * 10_000])
def test_other_countries_are_asked_for(said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_country(said)

    assert refused.value.fields[0].name == "country"


@given(st.text(max_size=40))
def test_a_country_is_always_two_capital_letters(said: str) -> None:
    try:
        code = read_country(said)
    except InvalidInput:
        return
    assert len(code) == 2
    assert code == code.upper()
    assert code.isascii()


@pytest.mark.parametrize("countries", [["VN"], ["VN", "vn", "VN"], ["VN", None, ""]])
def test_the_one_country_all_pets_share_is_taken(countries: list[str | None]) -> None:
    assert shared_country(countries) == "VN"


@pytest.mark.parametrize(("countries", "allowed"), [([], ()), ([None], ()), (["VN", "UA", "VN"], ("UA", "VN"))])
def test_without_one_shared_country_it_is_asked_for(countries: list[str | None], allowed: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        shared_country(countries)

    assert refused.value.fields[0].name == "country"
    assert refused.value.allowed_values == allowed
