"""Picking the language of the pages."""

from litestar import Controller, Response, post

from app.devtools.playground.components import AnyRequest, first, read_form, session_of
from app.devtools.playground.language import LANGUAGES
from app.devtools.playground.pages import go_to, local_path


class PickLanguage(Controller):
    """The switch of every page."""

    @post("/language")
    async def pick(self, request: AnyRequest) -> Response[bytes]:
        """Keep the language for this browser; one that there is not changes nothing."""
        session, form = session_of(request), await read_form(request)
        session.language = next((each for each in LANGUAGES if each == first(form, "language")), session.language)
        return go_to(local_path(first(form, "back_to")))
