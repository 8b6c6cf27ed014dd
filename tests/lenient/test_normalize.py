import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.phonetic import phonetic_key, romanize
from app.lenient.normalize import normalize, normalize_keep_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mèo Mun", "meo mun"),
        ("ĐỐM", "dom"),
        ("Me\u0300o", "meo"),
        ("Ёжик", "ежик"),
        ("Хом’як", "хом'як"),
        ("  Mi \t\n mi  ", "mi mi"),
        ("Mi\u00a0mi", "mi mi"),
        ("M\u200bi\u200dm\ufeffi\u00ad", "mimi"),
        ("\u202eMimi\u202c", "mimi"),
        ("Mi\x00mi", "mimi"),
        ("Ｍｉｍｉ", "mimi"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Jean—Luc", "jean-luc"),
        ("❤\ufe0f", "❤"),
        ("🐱", "🐱"),
        ("\u0301\u0300", ""),
        ("", ""),
        (" \u200b ", ""),
        ("สี", "สี"),
        ("مِيمِي", "ميمي"),
    ],
)
def test_text_is_compared_without_accents_case_and_invisible_signs(text: str, folded: str) -> None:
    assert normalize(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@given(st.text())
def test_the_written_form_is_stable_and_folds_to_the_same(text: str) -> None:
    assert normalize_keep_accents(normalize_keep_accents(text)) == normalize_keep_accents(text)
    assert normalize(normalize_keep_accents(text)) == normalize(text)


@given(st.text(alphabet="MimèŁđЁжик ", max_size=20))
def test_case_does_not_count(text: str) -> None:
    assert normalize(text.upper()) == normalize(text.lower())


def test_the_written_form_keeps_accents() -> None:
    assert normalize_keep_accents("  CÁ ") == "cá"
    assert normalize_keep_accents("CA") == "ca"


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Clauddy", "Клодди"),
        ("claudy", "Клодді"),
        ("Barsik", "Барсик"),
        ("Barsick", "Барсик"),
        ("Charlie", "Чарли"),
        ("Lucy", "Люси"),
        ("Oscar", "Оскар"),
        ("Max", "Макс"),
        ("Whiskers", "Вискерс"),
        ("Julia", "Юлия"),
        ("Cookie", "Куки"),
        ("Philip", "Филип"),
    ],
)
def test_names_that_sound_alike_share_a_key_across_scripts(latin: str, cyrillic: str) -> None:
    assert phonetic_key(latin) == phonetic_key(cyrillic)


@pytest.mark.parametrize(("one", "other"), [("Mimi", "Momo"), ("Tom", "Tim"), ("Bella", "Bolla"), ("Мурка", "Марка")])
def test_names_that_sound_different_do_not(one: str, other: str) -> None:
    assert phonetic_key(one) != phonetic_key(other)


def test_emoji_are_no_letters() -> None:
    assert romanize("🐱 Мурка!") == "murka"
    assert phonetic_key("🐱") == ""


@given(st.text())
def test_the_sound_key_is_plain_small_latin(text: str) -> None:
    key = phonetic_key(text)

    assert key == "".join(key.split())
    assert phonetic_key(text) == key


@pytest.mark.parametrize("text", ["è" * 10_000, "🐱" * 10_000, "ы" * 10_000, "a\u0301" * 5_000, "\u200b" * 10_000])
def test_ten_thousand_characters_fold_fast(text: str) -> None:
    started = time.process_time()

    normalize(text)
    normalize_keep_accents(text)

    assert time.process_time() - started < 0.5
