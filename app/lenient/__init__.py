"""What the model says, read leniently: one type per concept, one `parse` each.

A model fills these fields from speech and photos: "4,2 kg", "1 марта 2026", " Cat ", "7". Each type understands what
is clear and refuses the rest with one sentence that says what to send (docs/gpt-builder-rules.md, "Errors").
`decode_lenient` is the `dec_hook` of msgspec and the type decoder of Litestar; `lenient_schema` is what the published
document says. Null stays null: msgspec reads it before these types are asked.
"""

from app.lenient.dates import LenientDate
from app.lenient.deferred import DeferredKilograms
from app.lenient.files import AttachedFile
from app.lenient.hooks import decode_lenient, encode_lenient, is_lenient, lenient_schema
from app.lenient.months import LenientMonth
from app.lenient.numbers import LenientBool, LenientInt
from app.lenient.texts import LenientSex, LenientText
from app.lenient.weight import Kilograms

__all__ = [
    "AttachedFile",
    "DeferredKilograms",
    "Kilograms",
    "LenientBool",
    "LenientDate",
    "LenientInt",
    "LenientMonth",
    "LenientSex",
    "LenientText",
    "decode_lenient",
    "encode_lenient",
    "is_lenient",
    "lenient_schema",
]
