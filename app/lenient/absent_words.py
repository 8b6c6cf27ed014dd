"""Words that stand for nothing in en, vi, ru and uk: a host that must fill every field sends one of them."""

from typing import Final

from app.lenient.normalize import normalize

MAX_WORD: Final = 40

_WORDS: Final = (
    "null, nil, none, nothing, n/a, na, n.a., not applicable, not available, unknown, unspecified, not specified",
    "not_specified, not known, undefined, not provided, not given, tbd, empty, no data, no info, ?, ??, -, --, ., …, /",
    "không rõ, không biết, không có, chưa rõ, chưa biết, chưa có, không xác định, không áp dụng, trống",
    "неизвестно, неизвестен, неизвестна, не известно, не знаю, нет, нет данных, не указано, не указан, н/д, пусто",
    "отсутствует, ничего, не определено, неприменимо, невідомо, невідомий, невідома, не відомо, немає, нема",
    "немає даних, не вказано, не вказаний, порожньо, відсутній, відсутнє, нічого, не визначено, ні",
)
_NOTHING: Final = frozenset(normalize(word) for line in _WORDS for word in line.split(", "))


def means_nothing(text: str) -> bool:
    """Tell whether a text is blank or one of these words."""
    if len(text) > MAX_WORD:
        return not text.strip()
    word = normalize(text)
    return not word or word in _NOTHING or word.strip(" .!()[]<>\"'") in _NOTHING
