"""Date words in en, vi, ru and uk: months, days with names, and words to skip."""

from typing import Final

from app.lenient.normalize import normalize

_MONTHS: Final = (
    "january jan январь января янв січень січня січ январе січні",
    "february feb февраль февраля фев лютий лютого лют феврале лютому",
    "march mar март марта мар березень березня бер марте березні",
    "april apr апрель апреля апр квітень квітня кві апреле квітні",
    "may май мая травень травня тра мае травні",
    "june jun июнь июня июн червень червня чер июне червні",
    "july jul июль июля июл липень липня лип июле липні",
    "august aug август августа авг серпень серпня сер августе серпні",
    "september sep sept сентябрь сентября сен сент вересень вересня вер сентябре вересні",
    "october oct октябрь октября окт жовтень жовтня жов октябре жовтні",
    "november nov ноябрь ноября ноя нояб листопад листопада лис ноябре листопаді",
    "december dec декабрь декабря дек грудень грудня гру декабре грудні",
)
MONTHS: Final = {normalize(word): number for number, words in enumerate(_MONTHS, 1) for word in words.split()}

_NEAR: Final[dict[int, str]] = {
    -2: "day before yesterday, the day before yesterday, hôm kia, позавчера, позавчора",
    -1: "yesterday, hôm qua, вчера, вчора, учора",
    0: "today, now, right now, just now, this morning, tonight, hôm nay, bây giờ, сегодня, сейчас, сьогодні, зараз",
    1: "tomorrow, ngày mai, завтра",
    2: "day after tomorrow, the day after tomorrow, ngày kia, послезавтра, післязавтра",
}
NEAR_DAYS: Final = {normalize(word): days for days, words in _NEAR.items() for word in words.split(", ")}

_SEASONS: Final = (
    "spring summer autumn fall winter beginning early mid middle late end last this next ago",
    "xuân hè hạ thu đông đầu giữa cuối trước ngoái rồi",
    "весна весной весны весну лето летом лета",
    "осень осенью осени зима зимой зимы зиму начало начале середине конце конец",
    "прошлой прошлом прошлого прошлый прошлую неделе месяце году назад",
    "навесні весною весни літо влітку літом літа осінь восени осені взимку зимою зими початок початку кінці кінець",
    "минулої минулого минулому минулий минулу торік тижня місяця тому",
    "week month weeks months years tuần tháng",
)
SEASONS: Final = frozenset(normalize(word) for line in _SEASONS for word in line.split())
"""Words that name a stretch of time, not a day."""

_SKIPPED: Final = (
    "of the on in st nd rd th year в во у ngày mồng mùng năm г год года году р рік року році го числа",
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
    "понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс нд",
    "понеділок вівторок середа четвер пятниця субота неділя",
)
SKIPPED: Final = frozenset(normalize(word) for line in _SKIPPED for word in line.split())

VIETNAMESE_MONTH: Final = "thang"
# The months giêng and chạp are left out: they mostly mean the lunar year, which is another day.
VIETNAMESE_NUMBERS: Final = {
    normalize(word): number
    for number, word in enumerate(["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)
}
