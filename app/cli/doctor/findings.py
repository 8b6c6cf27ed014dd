"""What the doctor found, and how it is printed."""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

Level = Literal["ok", "note", "WRONG"]

_COLOURS: dict[Level, str] = {"ok": "32", "note": "33", "WRONG": "1;31"}
_SUBJECT_WIDTH = 27


class Finding(Struct, frozen=True):
    """One line: what was looked at, how it is, and what to do about it."""

    level: Level
    subject: str
    says: str
    to_do: str = ""

    @classmethod
    def ok(cls, subject: str, says: str) -> "Finding":
        """It is as it should be."""
        return cls("ok", subject, says)

    @classmethod
    def note(cls, subject: str, says: str, to_do: str) -> "Finding":
        """It works, but the operator should know."""
        return cls("note", subject, says, to_do)

    @classmethod
    def wrong(cls, subject: str, says: str, to_do: str) -> "Finding":
        """It does not work."""
        return cls("WRONG", subject, says, to_do)

    def line(self, *, coloured: bool) -> str:
        """Return the line to print."""
        level = f"{self.level:<5}"
        if coloured:
            level = f"\x1b[{_COLOURS[self.level]}m{level}\x1b[0m"
        advice = f" -> {self.to_do}" if self.to_do else ""
        return f"{level}  {self.subject:<{_SUBJECT_WIDTH}}  {self.says}{advice}"


def summary(findings: Sequence[Finding]) -> str:
    """Say how many lines need attention."""
    wrong = sum(finding.level == "WRONG" for finding in findings)
    notes = sum(finding.level == "note" for finding in findings)
    return f"{wrong} wrong, {notes} to note." if wrong or notes else "Everything is right."
