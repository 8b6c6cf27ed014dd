"""Makes the pages from the templates, and remembers what every page shows: tabs, connection, switched-on fault."""

import re
from http import HTTPStatus
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import MediaType, Response
from msgspec import Struct

from app.devtools.playground.flow import PARTIES
from app.devtools.playground.language import LANGUAGE_NAMES, Texts
from app.devtools.playground.main_app import FAULT
from app.devtools.playground.problems import problem_of
from app.devtools.playground.scenarios.phrases import sorry
from app.devtools.playground.sessions import Session

_ASSETS = {"playground.css": "text/css", "playground.js": "text/javascript", "paw.svg": "image/svg+xml"}
_LOCAL_PATH = re.compile(r"/(?:[a-z0-9_-]+(?:/[a-z0-9_-]+)*)?")


class Frame(Struct, frozen=True, kw_only=True):
    """What every page shows around its content."""

    tab: str
    session: Session
    texts: Texts
    address: str
    """The path of the page; signing in and out and picking a language lead back to it."""
    fault: str | None
    connector_url: str
    main_app_url: str


class Asset(Struct, frozen=True):
    """A file that pages load."""

    content: bytes
    media_type: str


class Pages:
    """Renders templates; everything from outside is escaped."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("app.devtools.playground"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(
            problem_of=problem_of, parties=PARTIES, language_names=LANGUAGE_NAMES, fault_prefix=FAULT
        )
        self._environment.filters.update(sorry=sorry)
        folder = files("app.devtools.playground").joinpath("assets")
        self.assets = {name: Asset(folder.joinpath(name).read_bytes(), kind) for name, kind in _ASSETS.items()}

    def page(self, template: str, frame: Frame, *, status: int = 200, **facts: object) -> Response[str]:
        """Answer with a page."""
        values = {"frame": frame, "t": frame.texts, "notice": frame.session.take_notice(), **facts}
        text = self._environment.get_template(template).render(values)
        return Response(text, status_code=status, media_type=MediaType.HTML)

    def picture(self, template: str, **facts: object) -> Response[str]:
        """Answer with an SVG picture."""
        text = self._environment.get_template(template).render(**facts)
        return Response(text, media_type="image/svg+xml")


def go_to(path: str) -> Response[bytes]:
    """Send the browser on after a POST."""
    headers = {"Location": path}
    return Response(b"", status_code=HTTPStatus.SEE_OTHER, media_type=MediaType.TEXT, headers=headers)


def local_path(text: str) -> str:
    """Return a path of this playground; the home page for anything else."""
    return text if _LOCAL_PATH.fullmatch(text) else "/"
