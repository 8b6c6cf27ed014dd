"""The pages in four languages: the same sentences everywhere, a switch, and what the browser asks for."""

import re
from pathlib import Path
from string import Formatter

import pytest

import app.devtools.playground
from app.devtools.playground.language import LANGUAGES, Language, choose_language, texts_of
from app.devtools.playground.scenarios import TALKS
from app.devtools.playground.views.faults import SWITCHES
from tests.devtools.playground.conftest import MAIN_APP, ByAddress, Person, walk

TEMPLATES = Path(app.devtools.playground.__file__).parent / "templates"
OTHERS: tuple[Language, ...] = ("vi", "ru", "uk")
HEADINGS: dict[str, dict[Language, str]] = {
    "/": {"en": "What would you", "vi": "Bạn muốn nói gì?", "ru": "Что вы хотите", "uk": "Що ви хочете"},
    "/household": {"en": "The household", "vi": "Cả nhà", "ru": "Все питомцы", "uk": "Усі тварини"},
    "/trouble": {"en": "on purpose", "vi": "Cố ý gây sự cố", "ru": "нарочно", "uk": "навмисно"},
    "/tools": {"en": "The tools", "vi": "Các công cụ", "ru": "Инструменты, которые", "uk": "Інструменти, які"},
    "/host": {"en": "for another host", "vi": "ứng dụng khác", "ru": "для другого хоста", "uk": "для іншого хоста"},
    "/connection": {"en": "How you were connected", "vi": "được kết nối", "ru": "Как вас", "uk": "Як вас"},
    "/nothing": {"en": "nothing at this", "vi": "Không có gì", "ru": "ничего нет", "uk": "нічого немає"},
}  # fmt: skip
_NAMES = frozenset(("Meo", "Mai", "Moi", "ChatGPT", "ms", "s"))


def fields(sentence: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_sentence_with_the_same_values(language: Language) -> None:
    english, other = texts_of("en"), texts_of(language)

    assert other.sentences.keys() == english.sentences.keys()
    for key, said in english.sentences.items():
        # The connector's own message is English, so only English repeats it; a pronoun is not needed everywhere.
        optional = fields(said) & {"message", "pronoun"}
        assert fields(said) - optional <= fields(other.sentences[key]) <= fields(said), key
    assert other.lists.keys() == english.lists.keys()
    for key, forms in english.lists.items():
        if key.endswith(".checks"):
            assert len(other.lists[key]) == len(forms), key


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: Language) -> None:
    english, other = texts_of("en").sentences, texts_of(language).sentences

    same = {key for key, said in other.items() if said == english[key] and re.search("[a-z]{4}", said)}

    assert same <= {"failure.refused", "connect.as_said"}


def test_no_template_has_words_of_its_own() -> None:
    for template in (*TEMPLATES.glob("*.html"), *(TEMPLATES / "parts").glob("*.html")):
        shown = template.read_text("utf-8")
        for hidden in (r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", r"<code>.*?</code>|<[^>]*>", r'[a-z-]+="[^"]*"'):
            shown = re.sub(hidden, " ", shown, flags=re.DOTALL)
        words = {word for word in re.findall(r"[^\W\d_]+", shown) if word not in _NAMES}
        assert words == set(), template.name


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_switch_changes_every_page_and_leads_back(connected: Person, language: Language) -> None:
    await connected.submit("/language", {"language": language, "back_to": "/tools/find_pet"})
    assert connected.page.url.path == "/tools/find_pet"

    for path, said in HEADINGS.items():
        await connected.open(path)
        assert f'<html lang="{language}">' in connected.text, path
        assert said[language] in connected.text, path


@pytest.mark.parametrize("language", OTHERS)
async def test_a_browser_gets_the_language_it_asks_for_until_one_is_picked(person: Person, language: Language) -> None:
    person.client.headers["Accept-Language"] = f"{language};q=0.9, en;q=0.4"

    assert f'<html lang="{language}">' in await person.open("/trouble")
    await person.submit("/language", {"language": "en", "back_to": "/"})
    assert '<html lang="en">' in await person.open("/trouble")


@pytest.mark.parametrize(
    ("picked", "back_to", "path"),
    [
        ("xx", "/trouble", "/trouble"),
        ("", "/", "/"),
        ("vi", "https://evil.example/", "/"),
        ("vi", "//evil.example", "/"),
    ],
)
async def test_a_foreign_address_and_an_unknown_language_change_nothing(
    person: Person, picked: str, back_to: str, path: str
) -> None:
    await person.submit("/language", {"language": picked, "back_to": back_to})

    assert person.page.url.host == "127.0.0.1"
    assert person.page.url.path == path
    assert f'<html lang="{"vi" if picked == "vi" else "en"}">' in person.text


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("en;q=0.5, uk", "uk"),
        ("de, ru;q=0.3", "ru"),
        ("en;q=0, vi;q=0.1", "vi"),
        ("vi;q=abc, ru;q=0.2", "ru"),
        ("xx", "en"),
        ("", "en"),
        ("vi;q=0", "en"),
    ],
)
def test_the_best_language_of_a_header_is_taken(header: str, language: Language) -> None:
    assert choose_language(header) == language


@pytest.mark.parametrize("language", OTHERS)
async def test_a_failure_is_told_in_the_language_of_the_page(connected: Person, language: Language) -> None:
    texts = texts_of(language)
    await connected.submit("/language", {"language": language, "back_to": "/"})
    for mode in (switch.mode for switch in SWITCHES if switch.mode != "slow"):
        await connected.submit("/trouble/on", {"mode": mode})

        reply = re.findall(r'<div class="bubble gpt" data-announce><p>(.*?)</p>', connected.text)
        key = {"throttled": "RATE_LIMITED", "quota": "QUOTA"}.get(mode, "UPSTREAM_ERROR")
        assert len(reply) == 1, mode
        assert texts.sentences[f"sorry.{key}"].partition("{")[0].strip() in reply[0], mode


async def test_a_notice_is_told_in_the_language_that_is_picked_after_it(connected: Person, network: ByAddress) -> None:
    await connected.submit("/language", {"language": "ru", "back_to": "/"})
    network.take_down(MAIN_APP)

    await connected.submit("/trouble/on", {"mode": "down"})

    assert texts_of("ru").say("failure.main_app") in connected.text


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("en", 1, "1 tool call"),
        ("en", 0, "0 tool calls"),
        ("vi", 1, "1 lời gọi công cụ"),
        ("ru", 1, "1 вызов"),
        ("ru", 3, "3 вызова"),
        ("ru", 11, "11 вызовов"),
        ("ru", 12, "12 вызовов"),
        ("ru", 21, "21 вызов"),
        ("uk", 22, "22 виклики"),
        ("uk", 5, "5 викликів"),
    ],
)
def test_things_are_counted_as_the_language_counts(language: Language, number: int, said: str) -> None:
    assert texts_of(language).count("calls", number) == said


@pytest.mark.parametrize(
    ("language", "age", "said"),
    [
        ("en", "about 2 years 3 months", "about 2 years 3 months"),
        ("vi", "about 6 months", "khoảng 6 tháng"),
        ("vi", "4 years", "4 tuổi"),
        ("ru", "2 years 1 month", "2 года 1 месяц"),
        ("uk", "less than a year", "менше року"),
        ("ru", "3 days", "3 дня"),
    ],
)
def test_an_age_is_told_in_the_language(language: Language, age: str, said: str) -> None:
    assert texts_of(language).age(age) == said


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("en", "2026-12-03", "3 December 2026"),
        ("vi", "2026-12-03", "3/12/2026"),
        ("ru", "2026-12-03", "03.12.2026"),
        ("en", "2026-12", "December 2026"),
        ("vi", "2026-12", "12/2026"),
        ("uk", "2026-12", "12.2026"),
        ("vi", "2026", "2026"),
        ("ru", "soon", "soon"),
    ],
)
def test_a_day_is_written_as_people_write_it(language: Language, day: str, said: str) -> None:
    assert texts_of(language).day(day) == said


@pytest.mark.parametrize("language", LANGUAGES)
async def test_conversations_of_the_language_come_first(person: Person, language: Language) -> None:
    await person.submit("/language", {"language": language, "back_to": "/"})

    first = re.findall(r'href="/talk/([a-z-]+)"', person.text)[0]

    assert first == {"en": "new-cat", "vi": "can-nang", "ru": "kto-pohudel", "uk": "nianka"}[language]


@pytest.mark.parametrize("language", OTHERS)
async def test_conversations_are_held_in_the_language_of_the_page(connected: Person, language: Language) -> None:
    letters = {"vi": "[ăâđêôơưạ-ỹáàãảéèẽẻíìóòõỏúùýỳ]"}.get(language, "[а-яієїґ]")
    await connected.submit("/language", {"language": language, "back_to": "/"})
    for talk in (talk for talk in TALKS if talk.language is None):
        bubbles = re.findall(
            r'<div class="bubble (?:person|gpt)[^"]*"[^>]*>.*?</p>', await walk(connected, talk.slug), re.DOTALL
        )
        assert bubbles, talk.slug
        for bubble in bubbles:
            said = re.sub("<[^>]*>", "", bubble)
            assert f'<p lang="{language}">' in bubble, talk.slug
            assert re.search(letters, said.lower()), said
            assert re.search(r"\b(the|and|is|her|was|pets?|your?)\b", said) is None, said


async def test_a_conversation_goes_on_in_a_language_picked_in_its_middle(connected: Person) -> None:
    await connected.submit("/talk/new-cat/next", {"position": "0"})
    await connected.submit("/language", {"language": "vi", "back_to": "/talk/new-cat"})

    assert '<p lang="en">Create a new cat named Clauddy.' in connected.text
    await connected.submit("/talk/new-cat/next", {"position": connected.hidden("position")})

    assert '<p lang="en">Create a new cat named Clauddy.' in connected.text
    assert '<p lang="vi">Clauddy đã có trong sổ: cái, khoảng 6 tháng.' in connected.text


async def test_a_step_that_failed_is_tried_again(connected: Person) -> None:
    await connected.submit("/trouble/on", {"mode": "maintenance"})
    await connected.submit("/talk/birthday/next", {"position": "0"})
    assert "Try this step again" in connected.text

    await connected.submit("/talk/birthday/retry")
    assert "Try this step again" in connected.text
    await connected.submit("/trouble/off")
    await connected.submit("/talk/birthday/retry")

    assert "Try this step again" not in connected.text
    assert "Mèo Mun turns 4" in connected.text
    assert connected.text.count('id="turn-') == 1


async def test_a_step_that_went_well_is_not_repeated_by_retrying(connected: Person) -> None:
    await connected.submit("/talk/birthday/next", {"position": "0"})
    before = connected.text

    await connected.submit("/talk/birthday/retry")

    assert connected.text.count('id="turn-') == before.count('id="turn-') == 1


async def test_connecting_and_disconnecting_lead_back_to_the_very_page(person: Person) -> None:
    page = await person.open("/tools/find_pet")
    assert set(re.findall(r'name="back_to" value="([^"]*)"', page)) == {"/tools/find_pet"}

    await person.connect(back_to="/tools/find_pet")
    assert person.page.url.path == "/tools/find_pet"
    await person.submit("/disconnect", {"back_to": person.hidden("back_to")})
    assert person.page.url.path == "/tools/find_pet"
