"""The home page, where Cancel leads, and the sandbox mailbox with its verification links."""

from typing import Annotated
from urllib.parse import urlsplit

from litestar import Controller, Response, get, post
from litestar.params import PathParameter

from app.devtools.sandbox.web.visit import LANGUAGES, PageRequest, go_to, log_out, open_visit, page


class HomePages(Controller):
    """What a person sees beside the consent page."""

    @get("/")
    async def home(self, request: PageRequest) -> Response[str]:
        """Show who is logged in and their pets."""
        visit = await open_visit(request)
        world = visit.call.world
        pets = world.pets_of(visit.user.id) if visit.user else []
        return page(visit, "home.html", pets=pets)

    @get("/sandbox/language/{code:str}")
    async def language(self, request: PageRequest, code: Annotated[str, PathParameter()]) -> Response[None]:
        """Keep a language for this browser, and go back to the page that it was picked on."""
        visit = await open_visit(request)
        if code in LANGUAGES:
            visit.session.language = code
        came_from = urlsplit(visit.call.request.headers.get("referer", ""))
        is_ours = came_from.netloc == visit.call.request.headers.get("host", "")
        back = came_from.path + (f"?{came_from.query}" if came_from.query else "")
        is_path = back.startswith("/") and not back.startswith(("//", "/\\"))
        return go_to(back if is_ours and is_path else "/", visit.session if visit.is_new else None)

    @post("/log-out", status_code=200)
    async def log_out(self, request: PageRequest) -> Response[None]:
        """Log the browser out."""
        return log_out(await open_visit(request))

    @get("/sandbox/mailbox")
    async def mailbox(self, request: PageRequest) -> Response[str]:
        """Show the verification e-mails that a real main app would have sent, newest first."""
        visit = await open_visit(request)
        accounts = visit.call.world.accounts
        mails = [(mail, accounts.users[mail.user_id]) for mail in reversed(accounts.mailbox)]
        return page(visit, "mailbox.html", mails=mails)

    @get("/sandbox/verify/{link_token:str}")
    async def verify(self, request: PageRequest, link_token: Annotated[str, PathParameter()]) -> Response[str]:
        """Follow the link in an e-mail."""
        visit = await open_visit(request)
        verified = visit.call.world.accounts.verify(link_token)
        return page(visit, "verified.html", status=200 if verified else 404, verified=verified)
