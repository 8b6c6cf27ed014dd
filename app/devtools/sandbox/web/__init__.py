"""The pages of the stand-in main app, and the routes that steer it from outside."""

from litestar.types import ControllerRouterHandler

from app.devtools.sandbox.web.assets import Assets
from app.devtools.sandbox.web.connect import ConnectPages
from app.devtools.sandbox.web.control import Control
from app.devtools.sandbox.web.control_accounts import AccountControl
from app.devtools.sandbox.web.home import HomePages
from app.devtools.sandbox.web.log_in import LogInForScripts


def page_handlers() -> list[ControllerRouterHandler]:
    """Return every controller beside /api."""
    return [HomePages, ConnectPages, LogInForScripts, Assets, Control, AccountControl]
