"""The style sheet, uploaded photos, and drawn pictures in place of those that nobody uploaded."""

from pathlib import Path
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.params import PathParameter

from app.devtools.sandbox.data.world import World
from app.devtools.sandbox.web.visit import PageRequest

_FUR = ("#3b3a40", "#d98a4b", "#b9b2a6", "#8a5a3c", "#e6c79c", "#6d7a86")
_CAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120"><rect width="120" height="120" fill="#f8e8d4"/>
<path d="M28 54 24 20l26 16h20l26-16-4 34z" fill="{fur}"/><circle cx="60" cy="64" r="36" fill="{fur}"/>
<circle cx="46" cy="60" r="6" fill="#f6d55c"/><circle cx="74" cy="60" r="6" fill="#f6d55c"/>
<circle cx="46" cy="60" r="2.6"/><circle cx="74" cy="60" r="2.6"/><path d="M56 73h8l-4 5z" fill="#f2a6a0"/>
<path d="M60 78v4m0 0q-6 5-11 1m11-1q6 5 11 1" stroke="#2a2328" stroke-width="2" fill="none"/></svg>"""


class Assets(Controller):
    """Files that the pages and the photo addresses point to."""

    @get("/sandbox/style.css", sync_to_thread=False)
    def style(self) -> Response[bytes]:
        """Serve the style sheet."""
        sheet = Path(__file__).parent / "templates" / "style.css"
        return Response(sheet.read_bytes(), media_type="text/css", headers={"Cache-Control": "max-age=60"})

    @get(["/storage/{media_id:int}/{_rest:path}"], sync_to_thread=False)
    def photo(self, request: PageRequest, media_id: Annotated[int, PathParameter()]) -> Response[Any]:
        """Serve a file to anybody for ever, whatever it is called: as it was uploaded, else a drawn cat."""
        world: World = request.app.state.world
        photo = world.photos.get(media_id)
        if photo is not None:
            return Response(photo.content, media_type=photo.mime_type)
        return Response(_CAT.format(fur=_FUR[media_id % len(_FUR)]), media_type="image/svg+xml")
