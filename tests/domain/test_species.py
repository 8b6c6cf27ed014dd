import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.species import Species, SpeciesCatalog
from app.domain.species_features import SpeciesFlags, is_unsupported, plural, refusal, require_feature
from app.domain.species_words import EVERYDAY_WORDS
from app.errors import InvalidInput
from app.lenient.normalize import normalize


def test_every_name_of_every_species_is_understood_in_any_case_and_without_accents(catalog: SpeciesCatalog) -> None:
    wrong = [
        (said, one.slug)
        for one in catalog.species
        for name in (one.slug, *one.names.values())
        for said in (name, name.upper(), name.lower(), f"  {name}\t", normalize(name))
        if catalog.resolve(said) is not one
    ]

    assert wrong == []


def test_every_everyday_word_means_its_species(catalog: SpeciesCatalog) -> None:
    wrong = [
        (word, slug)
        for slug, lines in EVERYDAY_WORDS.items()
        for word in ", ".join(line for line in lines if line).split(", ")
        if catalog.resolve(word).slug != slug
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        (" Cat ", "cat"),
        ("CATS", "cat"),
        ("kitty", "cat"),
        ("Kitties", "cat"),
        ("a kitten", "cat"),
        ("my cat", "cat"),
        ("кошка", "cat"),
        ("Кошки", "cat"),
        ("кошку", "cat"),
        ("кот", "cat"),
        ("котик", "cat"),
        ("котёнок", "cat"),
        ("котенок", "cat"),
        ("кішки", "cat"),
        ("коти", "cat"),
        ("mèo", "cat"),
        ("MÈO", "cat"),
        ("meo", "cat"),
        ("me\u0300o", "cat"),
        ("con mèo", "cat"),
        ("mèo con", "cat"),
        ("m\u200bèo", "cat"),
        ("🐈", "cat"),
        ("dogs", "dog"),
        ("Puppies", "dog"),
        ("doggo", "dog"),
        ("собака", "dog"),
        ("собаки", "dog"),
        ("щенок", "dog"),
        ("щенка", "dog"),
        ("пёс", "dog"),
        ("пес", "dog"),
        ("цуценя", "dog"),
        ("chó con", "dog"),
        ("cho", "dog"),
        ("cá", "fish"),
        ("ca", "fish"),
        ("gà", "chicken"),
        ("ga", "chicken"),
        ("chuột", "mouse"),
        ("chuot", "mouse"),
        ("chuột hamster", "hamster"),
        ("mice", "mouse"),
        ("хомяк", "hamster"),
        ("хом'як", "hamster"),
        ("хомʼяк", "hamster"),
        ("guinea pigs", "guinea-pig"),
        ("guinea-pig", "guinea-pig"),
        ("Guinea_Pig", "guinea-pig"),
        ("морские свинки", "guinea-pig"),
        ("хорёк", "ferret"),
        ("ёж", "hedgehog"),
        ("bunny", "rabbit"),
        ("bunnies", "rabbit"),
        ("зайчик", "rabbit"),
        ("cow", "cattle"),
        ("heo", "pig"),
        ("жаба", "frog"),
    ],
)
def test_what_people_say_is_understood(catalog: SpeciesCatalog, said: str, slug: str) -> None:
    assert catalog.resolve(said).slug == slug


@pytest.mark.parametrize(
    "said",
    [
        "unicorn",
        "cà",
        "кит",
        "x",
        "dragon fruit",
        "",
        "   ",
        "\u200b",
        "🦄",
        "cat dog",
        "123",
        "\u202etac",
        "x" * 10_000,
    ],
)
def test_what_is_not_known_is_refused_with_allowed_values(catalog: SpeciesCatalog, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        catalog.resolve(said)

    slugs = {one.slug for one in catalog.species}
    assert refused.value.fields[0].name == "species"
    assert refused.value.allowed_values
    assert set(refused.value.allowed_values) <= slugs
    assert not said.strip() or said not in refused.value.message


@pytest.mark.parametrize(
    ("said", "first"), [("rabit", "rabbit"), ("dogg", "dog"), ("hampster", "hamster"), ("a big dog", "dog")]
)
def test_the_closest_species_comes_first(catalog: SpeciesCatalog, said: str, first: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        catalog.resolve(said)

    assert refused.value.allowed_values[0] == first


def test_a_word_without_accents_that_fits_two_species_is_not_guessed() -> None:
    catalog = SpeciesCatalog(
        [Species("ca-fish", id=1, names={"vi": "Cá"}), Species("ca-bird", id=2, names={"vi": "Cà"})]
    )

    assert catalog.resolve("cá").id == 1
    assert catalog.resolve("CÀ").id == 2
    with pytest.raises(InvalidInput) as refused:
        catalog.resolve("ca")
    assert refused.value.allowed_values == ("ca-bird", "ca-fish")


def test_a_type_that_an_admin_added_is_known_by_its_names_and_plural() -> None:
    catalog = SpeciesCatalog([Species("alpaca", id=99, names={"en": "Alpaca", "ru": "Альпака", "vi": "Lạc đà"})])

    assert {catalog.resolve(said).id for said in ("alpacas", "Альпаки", "lac da", "ALPACA")} == {99}


def test_a_blank_name_of_the_main_app_means_nothing() -> None:
    catalog = SpeciesCatalog([Species("alpaca", id=99, names={"en": "", "ru": " - "})])

    assert catalog.resolve("alpaca").name == "alpaca"
    with pytest.raises(InvalidInput):
        catalog.resolve("-")


def test_a_name_of_the_main_app_wins_over_an_everyday_word() -> None:
    catalog = SpeciesCatalog(
        [Species("cat", id=1, names={"en": "Cat"}), Species("kitten", id=2, names={"en": "Kitten"})]
    )

    assert catalog.resolve("kitten").id == 2


def test_a_species_is_called_by_its_english_name_or_its_slug(catalog: SpeciesCatalog) -> None:
    assert catalog.resolve("mèo").name == "Cat"
    assert Species("newt", id=1).name == "newt"


@given(said=st.text(max_size=60))
def test_no_input_breaks_the_catalog(catalog: SpeciesCatalog, said: str) -> None:
    try:
        assert catalog.resolve(said) in catalog.species
    except InvalidInput as refused:
        assert refused.allowed_values  # noqa: PT017 - both ways out are allowed


def test_vaccinations_and_medical_records_are_for_cats_only(catalog: SpeciesCatalog) -> None:
    for feature in ("vaccinations", "medical_records"):
        assert [one.slug for one in catalog.species if not is_unsupported(one, feature)] == ["cat"]


def test_weights_follow_the_flag_of_the_type() -> None:
    assert is_unsupported(SpeciesFlags("fish", weight_tracking_allowed=False), "weights")
    assert not is_unsupported(SpeciesFlags("dog"), "weights")


def test_the_refusal_is_a_sentence_about_the_species() -> None:
    assert refusal("dog", "vaccinations") == "Meo Mai Moi keeps no vaccinations for dogs."
    with pytest.raises(InvalidInput) as refused:
        require_feature(SpeciesFlags("guinea-pig"), "medical_records")
    assert refused.value.message == "Meo Mai Moi keeps no medical records for guinea pigs."
    assert refused.value.fields[0].name == "pet_id"
    require_feature(SpeciesFlags("cat"), "medical_records")


@pytest.mark.parametrize(
    ("slug", "many"),
    [("dog", "dogs"), ("mouse", "mice"), ("fish", "fish"), ("sugar-glider", "sugar gliders"), ("fox", "foxes")],
)
def test_species_have_a_plural(slug: str, many: str) -> None:
    assert plural(slug) == many
