"""Words that say a day other than today, in four languages; and those that only look so."""

import pytest

from app.domain.past_words import past_words_in
from tests.domain.days import TODAY


@pytest.mark.parametrize(
    "text",
    [
        *("spayed in spring 2020", "spayed 2020", "March 2021", "dewormed yesterday", "two weeks ago", "last month"),
        *(
            "in May",
            "spayed 12 May",
            "in March",
            "as a kitten",
            "last Tuesday",
            "booster last month",
            "next to the last one, two weeks ago",
            "12.03.2020",
            "checkup 2026-08-20",
        ),
        *("triệt sản năm ngoái", "tẩy giun tháng 3", "tẩy giun tháng trước", "triệt sản hồi tháng ba", "mùa xuân 2020"),
        *("hôm qua đi khám", "cách đây 2 tuần", "triet san nam ngoai"),
        *("стерилизована весной 2020", "стерилизовали в марте", "два года назад", "в прошлом году"),
        *("на прошлой неделе", "вчера были у врача", "в прошлую пятницу", "стерилизована в 2019 г."),
        *("стерилізували навесні 2020", "торік", "у березні", "два тижні тому", "минулого року", "минулого тижня"),
    ],
)
def test_words_of_the_past_are_found(text: str) -> None:
    assert past_words_in(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        *("", "checkup", "twice a day", "drontal, 1 tablet today", "2000 mg amoxicillin", "0.5 ml", "lot 2019"),
        *("5 days of antibiotics", "3 months old kitten", "May vomit", "May be pregnant", "fall from the balcony"),
        *(
            "vomiting since yesterday",
            "next in March",
            "again in spring",
            "повторить весной",
            "valid until 2027",
            "June was dewormed",
            "in August 2026",
        ),
        *("3 tháng tuổi", "uống 2 lần mỗi ngày", "tái khám tháng 12", "nhắc lại tháng 3 tới", "cân nặng 2000 g"),
        *("khám hôm nay, tuần trước bị ốm", "máy siêu âm", "từ hôm qua nôn"),
        *("2 раза в день", "по 1 таблетке 3 дня", "со вчерашнего дня рвота", "с прошлой недели кашляет", "в августе"),
        *("повторить в декабре", "через 2 недели", "кот вернулся назад в клинику 2 раза за день сегодня"),
        *("щодня 2 рази", "грудні залози в нормі", "тому що кашляє", "лютий кіт"),
    ],
)
def test_doses_today_and_what_is_to_come_are_no_past(text: str) -> None:
    assert past_words_in(text, TODAY) is None
