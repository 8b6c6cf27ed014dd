"""The home page, where Cancel leads, and the sandbox mailbox with its verification links."""

from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.params import PathParameter

from app.devtools.sandbox.web.visit import PageRequest, log_out, open_visit, page


class HomePages(Controller):
    """What a person sees beside the consent page."""

    @get("/")
    async def home(self, request: PageRequest) -> Response[str]:
        """Show who is logged in and their pets."""
        visit = await open_visit(request)
        world = visit.call.world
        pets = world.pets_of(visit.user.id) if visit.user else []
        return page(visit, "home.html", pets=pets)

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
