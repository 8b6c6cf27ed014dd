"""A file that somebody attached in a chat, as hosts name it to a tool."""

from typing import Any, Final, Self

MAX_LINK: Final = 4_000
_LINKS: Final = ("download_link", "download_url")


class AttachedFile:
    """Where a file can be fetched; `link` is empty where the host named the file and not the place.

    ChatGPT sends an object with `download_link` for what is declared as a text, and now and then only an id
    (docs/gpt-builder-rules.md, "Files"); MCP hosts send an object with `download_url`.
    """

    __slots__ = ("link",)

    def __init__(self, link: str) -> None:
        self.link = link

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read what stands for a file.

        Raises:
            ValueError: it is neither an object nor a text.
        """
        if isinstance(value, str):
            return cls(value.strip()[:MAX_LINK] if value.lstrip().startswith("https:") else "")
        if not isinstance(value, dict):
            raise ValueError("Send the attached file as the host names it.")  # noqa: TRY004 - msgspec's own error
        return cls(_link_in(value))


def _link_in(value: dict[Any, Any]) -> str:
    links = (value.get(name) for name in _LINKS)
    return next((link.strip()[:MAX_LINK] for link in links if isinstance(link, str)), "")
