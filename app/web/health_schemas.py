"""What monitoring reads."""

from app.tools.schemas import ToolOutput


class Health(ToolOutput, frozen=True, kw_only=True):
    """The connector is alive; `main_app_reachable` says whether its upstream is."""

    status: str
    version: str
    main_app_reachable: bool
