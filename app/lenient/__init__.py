"""What the model says, read leniently: one type per concept, one `parse` each.

A model fills these fields from speech and photos: "4,2 kg", "1 марта 2026", " Cat ", "7". Each type understands what
is clear and refuses the rest with one sentence that says what to send (docs/gpt-builder-rules.md, "Errors").
`decode_spoken` is the `dec_hook` of msgspec and the type decoder of Litestar; `schema_of_spoken` is what the published
document says. Null stays null: msgspec reads it before these types are asked.
"""

from app.lenient.dates import SpokenDate
from app.lenient.hooks import decode_spoken, encode_spoken, is_spoken, schema_of_spoken
from app.lenient.months import SpokenMonth
from app.lenient.numbers import SpokenBool, SpokenInt
from app.lenient.texts import SpokenSex, SpokenText
from app.lenient.deferred import UnreadKilograms
from app.lenient.weight import Kilograms

__all__ = [
    "Kilograms",
    "SpokenBool",
    "SpokenDate",
    "SpokenInt",
    "SpokenMonth",
    "SpokenSex",
    "SpokenText",
    "UnreadKilograms",
    "decode_spoken",
    "encode_spoken",
    "is_spoken",
    "schema_of_spoken",
]
