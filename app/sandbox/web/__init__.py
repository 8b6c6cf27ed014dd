"""The pages of the stand-in main app, and the routes that steer it from outside."""

from litestar.types import ControllerRouterHandler

from app.sandbox.web.assets import Assets
from app.sandbox.web.connect import ConnectPages
from app.sandbox.web.control import Control
from app.sandbox.web.control_accounts import AccountControl
from app.sandbox.web.home import HomePages
from app.sandbox.web.log_in import LogInForScripts


def page_handlers() -> list[ControllerRouterHandler]:
    """Return every controller beside /api."""
    return [HomePages, ConnectPages, LogInForScripts, Assets, Control, AccountControl]
