import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.medical_record_types import RECORD_TYPES, RecordType, classify, known_record_type
from app.domain.medical_record_words import NARROWER_WORDS, SAME_WORDS
from app.errors import InvalidInput
from app.lenient.normalize import normalize


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_the_six_types_of_the_plan_stay_as_they_are(record_type: RecordType) -> None:
    found = classify(record_type, "All well")

    assert (found.record_type, found.description, found.as_said) == (record_type, "All well", True)


@pytest.mark.parametrize(
    ("said", "text", "record_type", "description"),
    [
        ("Check-up", "All well", "checkup", "All well"),
        ("FLEA TREATMENT", None, "flea_treatment", None),
        ("flea-treatment", "", "flea_treatment", None),
        ("worming", "2 months ago", "deworming", "2 months ago"),
        ("tẩy giun", None, "deworming", None),
        ("Дегельминтизация", None, "deworming", None),
        ("дегельмінтизація", None, "deworming", None),
        ("от блох", None, "flea_treatment", None),
        ("spay", None, "surgery", "spay"),
        ("Sterilization", "By Dr. Nguyen", "surgery", "Sterilization: By Dr. Nguyen"),
        ("triệt sản", None, "surgery", "triệt sản"),
        ("кастрация", "Без осложнений", "surgery", "кастрация: Без осложнений"),
        ("Grooming", "Cut her claws", "other", "Grooming: Cut her claws"),
        ("Grooming", None, "other", "Grooming"),
        ("Grooming", "grooming and bath", "other", "grooming and bath"),
        (" Physiotherapy ", " knee ", "other", "Physiotherapy: knee"),
        ("🦷", "x", "other", "🦷: x"),
        ("", "Something", "other", "Something"),
        (None, "Something", "other", "Something"),
        (None, None, "other", None),
    ],
)
def test_any_other_word_is_kept_at_the_head_of_the_description(
    said: str | None, text: str | None, record_type: RecordType, description: str | None
) -> None:
    found = classify(said, text)

    assert (found.record_type, found.description) == (record_type, description)


@given(said=st.text(max_size=150), text=st.none() | st.text(max_size=150))
def test_nothing_that_was_said_is_lost(said: str, text: str | None) -> None:
    found = classify(said, text)

    kept = found.description or ""
    assert found.record_type in RECORD_TYPES
    assert (text or "").strip() in kept
    assert known_record_type(said) is not None or normalize(said.strip()) in normalize(kept)


def test_a_description_that_would_not_fit_is_refused_and_not_cut() -> None:
    assert classify("grooming", "x" * 1990).description == "grooming: " + "x" * 1990
    with pytest.raises(InvalidInput) as refused:
        classify("grooming", "x" * 1991)
    assert refused.value.fields[0].name == "description"
    assert "1990" in refused.value.message
    with pytest.raises(InvalidInput):
        classify("dental", "x" * 2001)
    with pytest.raises(InvalidInput):
        classify("x" * 10_000)


def test_every_listed_word_belongs_to_one_type() -> None:
    for table in (SAME_WORDS, NARROWER_WORDS):
        for kind, lines in table.items():
            for word in ", ".join(lines).split(", "):
                assert known_record_type(word.upper()) == kind, word
    assert known_record_type("grooming") is None
