"""Parameters of a query or a form, byte for byte, with the repeated ones known (RFC 6749, 3.1 and 3.2)."""

from urllib.parse import parse_qsl

from app.oauth.errors import InvalidRequest

_MAX_PARAMETERS = 100


class Repeated(InvalidRequest):
    """A parameter came more than once."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The parameter {name} must not be repeated.")


class Parameters:
    """Named values; empty ones count as absent (RFC 6749, 3.1)."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    @classmethod
    def of_query(cls, raw: bytes) -> "Parameters":
        """Read a query string; bytes that are no UTF-8 survive as surrogates, so that `state` can be given back.

        Raises:
            InvalidRequest: too many parameters.
        """
        return cls._parse(raw.decode("utf-8", "surrogateescape"), "surrogateescape")

    @classmethod
    def of_form(cls, raw: bytes) -> "Parameters":
        """Read a form body.

        Raises:
            InvalidRequest: no UTF-8, or too many parameters.
        """
        try:
            return cls._parse(raw.decode("utf-8"), "strict")
        except UnicodeDecodeError:
            raise InvalidRequest("The form must be UTF-8.") from None

    @classmethod
    def _parse(cls, text: str, errors: str) -> "Parameters":
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors=errors, max_num_fields=_MAX_PARAMETERS)
        except UnicodeDecodeError:
            raise
        except ValueError:
            raise InvalidRequest("There are too many parameters.") from None
        return cls(pairs)

    def one(self, name: str) -> str | None:
        """Return the value.

        Raises:
            Repeated: there are several.
        """
        values = self._values.get(name, [])
        if len(values) > 1:
            raise Repeated(name)
        return (values[0] or None) if values else None

    def all(self, name: str) -> list[str]:
        """Return every value of a parameter that may be repeated."""
        return [value for value in self._values.get(name, []) if value]

    def required(self, name: str) -> str:
        """Return the value.

        Raises:
            InvalidRequest: there is none, or several.
        """
        value = self.one(name)
        if value is None:
            raise InvalidRequest(f"The parameter {name} is missing.")
        return value
