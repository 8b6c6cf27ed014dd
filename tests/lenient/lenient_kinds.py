"""The kinds of value that a model may send in its own words."""

from app.lenient import Kilograms, LenientBool, LenientDate, LenientInt, LenientMonth, LenientSex, LenientText

KINDS = [Kilograms, LenientBool, LenientDate, LenientInt, LenientMonth, LenientSex, LenientText]
