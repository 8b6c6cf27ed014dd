"""What a sentence wants: its intent, whom it names, the values it gives, and the words that were not understood.

Tags of the word lists: `ask.*` questions, `topic.*` what is spoken of, `did.*` and `do.*` what is to be saved,
`no.*` what this box cannot do, `species:`, `sex:`, `vaccine:`, `medical:` values, `unit*`, `count:`, `month:` parts of
values, `filler` words that change nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import Final

from msgspec import Struct

from app.devtools.playground.language import Language
from app.devtools.playground.say.items import Item, items_of
from app.devtools.playground.say.tagging import tag_sentence

_DAYS: Final = {"unit.day": 1, "unit.week": 7, "unit.month": 30, "unit.year": 365}


class Row(Struct, frozen=True):
    """A weight as said, and whose it is; empty when nobody is named."""

    name: str
    amount: str


class Reading(Struct, frozen=True, kw_only=True):
    """A sentence, understood as far as the word lists go."""

    language: Language
    items: tuple[Item, ...]
    intent: str = ""

    @property
    def tags(self) -> frozenset[str]:
        """The tags of all known words."""
        return frozenset(item.tag for item in self.items if item.kind == "word")

    def has(self, *starts: str) -> bool:
        """Whether there is a word with one of these tags, or with tags that begin so."""
        return any(
            tag == start or (start[-1] in ".:" and tag.startswith(start)) for tag in self.tags for start in starts
        )

    def first(self, start: str) -> Item | None:
        """Return the first word with such a tag."""
        return next((item for item in self.items if item.kind == "word" and item.tag.startswith(start)), None)

    def all_of(self, kind: str) -> list[Item]:
        """Return the items of a kind."""
        return [item for item in self.items if item.kind == kind]

    @property
    def name(self) -> str:
        """Whom it names: who comes after "called", or else the first unknown words with a capital, or without."""
        unknown = self.all_of("unknown")
        after = [
            then
            for before, then in zip(self.items, self.items[1:], strict=False)
            if before.tag == "named" and then.kind == "unknown"
        ]
        capital = [item for item in unknown if item.text[:1].isupper()]
        return next((item.text for item in (*after, *capital, *unknown)), "")

    @property
    def species(self) -> str:
        """The species, by the main app's word for it."""
        found = self.first("species:")
        return found.tag.partition(":")[2] if found else ""

    @property
    def rows(self) -> list[Row]:
        """Each weight with the name before it, or with the one after it where none stands before."""
        rows, name, amount = list[Row](), "", ""
        for item in self.items:
            if item.kind == "unknown" and not (name[:1].isupper() and not item.text[:1].isupper()):
                name = item.text
            elif item.kind == "amount":
                amount = item.value
            if amount and (name or item is self.items[-1]):
                rows.append(Row(name, amount))
                name = amount = ""
        return [*rows, Row("", amount)] if amount else rows

    @property
    def days(self) -> int | None:
        """The first stretch of time, in days."""
        period = next(iter(self.all_of("period")), None)
        return round(period.number * _DAYS[period.tag]) if period else None

    @property
    def day(self) -> str:
        """The day on which it happened, as said."""
        dates = [item for item in self._dated if item is not self._due]
        return (dates[0].value or dates[0].text) if dates else ""

    @property
    def due(self) -> str:
        """The day on which the next is due, as said."""
        return self._due.value if self._due else ""

    @property
    def _dated(self) -> list[Item]:
        return [item for item in self.items if item.kind == "date" or item.tag == "day"]

    @property
    def _due(self) -> Item | None:
        """The first date after "the next one"."""
        after = False
        for item in self.items:
            after = after or item.tag in ("next", "topic.due")
            if after and item.kind == "date":
                return item
        return None


Rule = Callable[[Reading], bool]


def _asks(reading: Reading) -> bool:
    return reading.has("question", "topic.due", "topic.overdue", "ask.")


def _is_shot(reading: Reading) -> bool:
    told = reading.has("did.", "do.") or bool(reading.day)
    shot = reading.has("topic.shots", "vaccine:", "did.shot")
    return shot and bool(reading.name) and told and not reading.has("question", "topic.overdue", "ask.")


def _is_new_pet(reading: Reading) -> bool:
    shot = reading.has("topic.shots", "vaccine:") and not reading.has("named")
    return reading.has("do.add") and reading.has("species:", "named") and bool(reading.name) and not shot


def _is_weight(reading: Reading) -> bool:
    amounts = reading.all_of("amount")
    weighed = reading.has("did.weigh", "do.save", "topic.weight") or any(item.tag == "unit" for item in amounts)
    return bool(amounts) and weighed and not reading.has("named")


def _is_list(reading: Reading) -> bool:
    pets = reading.has("topic.pets", "species:") and not reading.name
    return reading.has("ask.list") or (pets and reading.has("question", "ask."))


_RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("no.medicine", lambda said: said.has("no.medicine")),
    ("no.remove", lambda said: said.has("no.remove")),
    ("no.change", lambda said: said.has("no.change")),
    ("no.chip", lambda said: said.has("no.chip")),
    ("no.photo", lambda said: said.has("no.photo") and not said.name[:1].isupper()),
    ("weigh", _is_weight),
    ("add", _is_new_pet),
    ("no.photo", lambda said: said.has("no.photo")),
    ("booster", lambda said: said.has("did.booster") and not said.has("ask.")),
    ("medical", lambda said: said.has("medical:") and not said.has("do.add", "question")),
    ("shot", _is_shot),
    ("types", lambda said: said.has("ask.types")),
    ("lost", lambda said: said.has("ask.lost")),
    ("birthday", lambda said: said.has("ask.birthday")),
    ("routines", lambda said: said.has("ask.routines")),
    ("overdue", lambda said: said.has("topic.overdue")),
    ("due", lambda said: said.has("topic.due", "topic.shots", "vaccine:") and (_asks(said) or not said.name)),
    ("weights", lambda said: said.has("topic.weight", "did.weigh") and bool(said.name)),
    ("no.name", lambda said: said.has("do.add") and not said.name),
    ("show", lambda said: said.has("ask.show") and bool(said.name)),
    ("find", lambda said: said.has("ask.find") and bool(said.name or said.species)),
    ("list", _is_list),
    ("find", lambda said: bool(said.name) and not said.has("do.", "did.")),
)


def read_sentence(sentence: str, *, preferred: Language, today: date) -> Reading:
    """Read a sentence; the intent is empty when no rule fits."""
    tagged = tag_sentence(sentence, preferred)
    reading = Reading(language=tagged.language, items=tuple(items_of(tagged.spans, today.year)))
    intent = next((intent for intent, fits in _RULES if fits(reading)), "")
    return Reading(language=reading.language, items=reading.items, intent=intent)
