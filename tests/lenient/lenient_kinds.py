"""The kinds of value that a model may send in its own words."""

from app.lenient import Kilograms, SpokenBool, SpokenDate, SpokenInt, SpokenMonth, SpokenSex, SpokenText

KINDS = [Kilograms, SpokenBool, SpokenDate, SpokenInt, SpokenMonth, SpokenSex, SpokenText]
