"""The playground's conversations as scripts to step through.

`script` says what a conversation consists of, `progress` how far a browser is, `stage` plays the next step.
"""

from app.devtools.playground.scenarios.new_pet import CLAUDDY
from app.devtools.playground.scenarios.other_languages import RU_WEIGHT, UK_SITTER, VI_VACCINES, VI_WEIGHTS
from app.devtools.playground.scenarios.questions import BIRTHDAY, HOLIDAY, LOST_WEIGHT, THREE_MONTHS
from app.devtools.playground.scenarios.records import BOOSTER, RECONNECT, WEIGHTS_PHOTO
from app.devtools.playground.scenarios.same_names import DUPLICATE, TWO_MIMIS
from app.devtools.playground.scenarios.script import Talk

TALKS: tuple[Talk, ...] = (
    CLAUDDY,
    WEIGHTS_PHOTO,
    BIRTHDAY,
    THREE_MONTHS,
    HOLIDAY,
    LOST_WEIGHT,
    BOOSTER,
    TWO_MIMIS,
    DUPLICATE,
    VI_WEIGHTS,
    VI_VACCINES,
    RU_WEIGHT,
    UK_SITTER,
    RECONNECT,
)


def talk_by_slug(slug: str) -> Talk | None:
    """Return a conversation by its address."""
    return next((talk for talk in TALKS if talk.slug == slug), None)
