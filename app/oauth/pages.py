"""What people read on the way: pages without scripts, in the reader's language."""

import base64
import hashlib
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from msgspec import UNSET, Struct, UnsetType, convert
from msgspec.structs import asdict

from app.languages import LANGUAGES, Language
from app.oauth.errors import PageName
from app.tokens.audience import GPT_CLIENT_NAME

PageKey = PageName | Literal["consent", "confirm"]
_TEMPLATES: dict[str, str] = {"invalid": "invalid.html", "consent": "consent.html", "confirm": "confirm.html"}


class PageText(Struct, frozen=True, forbid_unknown_fields=True):
    """One page's words in one language; only some pages have the optional ones."""

    title: str
    lines: tuple[str, ...]
    parameter: str | UnsetType = UNSET
    given: str | UnsetType = UNSET
    setting: str | UnsetType = UNSET
    access_goes_to: str | UnsetType = UNSET
    on_device: str | UnsetType = UNSET
    see_lines: tuple[str, ...] | UnsetType = UNSET
    known_app: str | UnsetType = UNSET
    unchecked_name: str | UnsetType = UNSET
    only_see: str | UnsetType = UNSET
    other_app: str | UnsetType = UNSET
    warning: str | UnsetType = UNSET
    go_on: str | UnsetType = UNSET
    stop: str | UnsetType = UNSET


class Pages:
    """Render the pages of `texts` with the templates of `templates`."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("app.oauth"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        style = self._environment.get_template("style.css").render()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        self._policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; frame-ancestors 'none'"
        self._texts = {language: _read_texts(language) for language in LANGUAGES}

    def render(self, page: PageKey, language: Language, facts: Mapping[str, str | bool]) -> str:
        """Return a page as HTML.

        Args:
            page: which.
            language: in whose words.
            facts: the values it names, escaped. `client` is the name of the client that is concerned; without it the
                page speaks of ChatGPT, and of the app that the person came from beside it.
        """
        template = self._environment.get_template(_TEMPLATES.get(page, "message.html"))
        known = {"parameter": "", "given": "", "setting": "", "client": "", **facts}
        names = {"client": str(known["client"] or GPT_CLIENT_NAME), "host": str(known.get("host", ""))}
        return template.render(language=language, text=_filled(self._texts[language][page], names), facts=known)

    def policy(self, form_targets: str | None = None) -> str:
        """Return the Content-Security-Policy; a page with a form names where its answers may lead."""
        targets = f"'self' {form_targets}" if form_targets else "'none'"
        return f"{self._policy}; form-action {targets}"


def _filled(text: PageText, names: Mapping[str, str]) -> PageText:
    """Return the words with the names in their places."""

    def fill(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(fill, value))
        return value.format_map(names) if isinstance(value, str) else value

    return PageText(**{name: fill(value) for name, value in asdict(text).items()})


def _read_texts(language: Language) -> dict[str, PageText]:
    content = files("app.oauth").joinpath("texts", f"{language}.toml").read_text("utf-8")
    return convert(tomllib.loads(content), dict[str, PageText])
