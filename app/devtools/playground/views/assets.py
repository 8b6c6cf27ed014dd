"""Styles, the script and the icon; nothing is loaded from anywhere else."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from app.devtools.playground.components import Parts


class Assets(Controller):
    """The files that pages load."""

    @get("/assets/{name:str}")
    async def asset(self, name: FromPath[str], parts: NamedDependency[Parts]) -> Response[bytes]:
        """Return a file."""
        found = parts.pages.assets.get(name)
        if found is None:
            raise NotFoundException("There is no such file.")
        headers = {"Cache-Control": "no-cache"}
        return Response(found.content, media_type=f"{found.media_type}; charset=utf-8", headers=headers)
