"""The words for male, female and unknown in en, vi, ru and uk (docs/gpt-builder-rules.md, "Errors")."""

from typing import Final, Literal

from app.lenient.normalize import normalize

Sex = Literal["male", "female", "unknown"]

# Words that name a species together with a sex ("кошка", "tomcat") are left out where they mostly mean the species.
_WORDS: Final[dict[Sex, tuple[str, ...]]] = {
    "male": (
        "male, m, boy, man, he, him, neutered male, castrated male, male neutered, neutered, castrated",
        "boy cat, boy dog, male cat, male dog, tomcat, tom, stud, gelding, stallion, a boy, he is a boy, it's a boy, ♂",
        "đực, con đực, giống đực, trống, con trống, trai, bé trai, con trai, nam, mèo đực, chó đực",
        "м, муж, мужской, мужской пол, мужского пола, самец, мальчик, пацан, кобель, он, кастрированный самец, кастрат",
        "ч, чол, чоловіча, чоловічий, чоловіча стать, чоловічої статі, самець, хлопчик, хлопець, пес-самець, він",
    ),
    "female": (
        "female, f, girl, woman, she, her, spayed female, female spayed, female (spayed), spayed, queen, bitch, mare",
        "girl cat, girl dog, female cat, female dog, a girl, she is a girl, it's a girl, ♀",
        "cái, con cái, giống cái, mái, con mái, gái, bé gái, con gái, nữ, mèo cái, chó cái",
        "ж, жен, женский, женский пол, женского пола, самка, девочка, девушка, сука, она, стерилизованная самка",
        "жін, жіноча, жіночий, жіноча стать, жіночої статі, самиця, самичка, самка, дівчинка, вона",
    ),
    "unknown": (
        "unknown, not specified, not_specified, unspecified, undetermined, not sure, unsure, not known, u, ?, -",
        "n/a, na, none, i don't know, don't know, dunno, no idea, unclear",
        "không rõ, không biết, chưa rõ, chưa biết, không xác định, chưa xác định",
        "неизвестно, неизвестный, неизвестен, неизвестный пол, не знаю, не указан, не указано, не определён, непонятно",
        "невідомо, невідома, невідомий, невідома стать, не знаю, не вказано, не вказана, не визначено, незрозуміло",
    ),
}

SEX_WORDS: Final[dict[str, Sex]] = {
    normalize(word): sex for sex, lines in _WORDS.items() for line in lines for word in line.split(", ")
} | {"": "unknown"}
