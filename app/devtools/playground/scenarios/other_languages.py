"""Conversations that were not born in English: two in Vietnamese, one in Russian, one in Ukrainian."""

from typing import Final

from app.devtools.playground.answers import WeightBatch, read_answer
from app.devtools.playground.language import Language, texts_of
from app.devtools.playground.say.replies import reply_to
from app.devtools.playground.scenarios.script import Moment, Reply, Step, Talk, words
from app.devtools.playground.wire import Json, Run, ToolCall

_WEIGHED: Final[tuple[tuple[str, str], ...]] = (("Mèo Mun", "3,9 ký"), ("Oliver", "6 ký 2"))
"""As they were said; the connector reads them."""


def _answer(language: Language, intent: str = "") -> Reply:
    texts = texts_of(language)
    return lambda run, _moment: reply_to(run, texts, intent)


def _weigh(_moment: Moment) -> ToolCall:
    rows: list[Json] = [{"pet": name, "weight_kg": said, "measured_at": "hôm nay"} for name, said in _WEIGHED]
    return ToolCall(operation_id="add_weights", arguments={"rows": rows})


def _weighed(run: Run, _moment: Moment) -> str:
    texts, batch = texts_of("vi"), read_answer(run, WeightBatch)
    stored = [f"{row.pet_name} {texts.weight(row.weight_kg)}" for row in batch.results if row.failure is None]
    failed = [str(row.row) for row in batch.results if row.failure]
    said = [texts.say("saved.weights", rows=texts.join(stored))] if stored else []
    return " ".join([*said, *([texts.say("rows_failed", rows=texts.join(failed))] if failed else [])])


VI_WEIGHTS = Talk(
    slug="can-nang",
    language="vi",
    title="Cân hai bé mèo",
    about="Nói như thường ngày: “3,9 ký”, “6 ký 2”, “hôm nay”. Hỏi lại trước khi lưu.",
    drawing="scale",
    steps=(
        Step(
            key="check",
            says=words("Hôm nay mình cân mèo: Mèo Mun 3,9 ký, Oliver 6 ký 2."),
            thought=words("Nhắc lại trước khi lưu."),
            tells=words("Mình hiểu là hôm nay Mèo Mun 3,9 kg và Oliver 6,2 kg. Đúng không?"),
        ),
        Step(
            key="batch",
            says=words("Đúng rồi."),
            thought=words("Gửi đúng như bạn nói; phần còn lại máy chủ tự hiểu."),
            call=_weigh,
            reply=_weighed,
        ),
    ),
)

VI_VACCINES = Talk(
    slug="tiem-phong",
    language="vi",
    title="Ba tháng tới cần tiêm gì?",
    about="Một câu hỏi, một lần gọi, cho tất cả các bé mèo.",
    drawing="syringe",
    steps=(
        Step(
            key="care",
            says=words("Ba tháng tới mấy bé mèo của mình cần tiêm gì?"),
            thought=words("Ba tháng là khoảng 90 ngày."),
            call=lambda _: ToolCall(
                operation_id="upcoming_care", arguments={"days": 90, "species": "mèo", "kind": "vaccination"}
            ),
            reply=_answer("vi"),
        ),
    ),
)

RU_WEIGHT = Talk(
    slug="kto-pohudel",
    language="ru",
    title="Кто похудел?",
    about="Сначала все кошки, потом одна: имя в дательном падеже тоже понятно.",
    drawing="scale",
    steps=(
        Step(
            key="overview",
            says=words("Кто из моих кошек похудел?"),
            thought=words("Обзор показывает последнее изменение веса каждой."),
            call=lambda _: ToolCall(operation_id="pets_overview", arguments={"species": "кошка"}),
            reply=_answer("ru", "lost"),
        ),
        Step(
            key="find",
            says=words("А что по Барсику?"),
            thought=words("Имя сказано в дательном падеже."),
            call=lambda _: ToolCall(operation_id="find_pet", arguments={"name": "Барсику"}),
            reply=_answer("ru"),
        ),
    ),
)

UK_SITTER = Talk(
    slug="nianka",
    language="uk",
    title="Нотатка для того, хто доглядає",
    about="Розпорядок і все, що припадає на два тижні, у двох викликах.",
    drawing="suitcase",
    steps=(
        Step(
            key="routines",
            says=words("Ми їдемо на два тижні. Що треба знати тому, хто доглядатиме тварин?"),
            thought=words("Спочатку розпорядок догляду."),
            call=lambda _: ToolCall(operation_id="care_routines", arguments={}),
            reply=_answer("uk"),
        ),
        Step(
            key="care",
            thought=words("Чи припадає щось на ці 14 днів?"),
            call=lambda _: ToolCall(operation_id="upcoming_care", arguments={"days": 14}),
            reply=_answer("uk"),
        ),
    ),
)
