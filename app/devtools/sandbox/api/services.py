"""What the checks remember between requests; the main app keeps it in its cache, which a deploy clears."""

from msgspec import Struct

from app.devtools.sandbox.api.bridge_state import BridgeDesk
from app.devtools.sandbox.api.idempotency import Idempotency
from app.devtools.sandbox.api.limits import DailyQuota, MinuteLimits
from app.devtools.sandbox.config import SandboxConfig
from app.devtools.sandbox.timestamps import Clock


class Services(Struct, frozen=True, kw_only=True):
    """Counters, idempotency records and pending codes of one sandbox."""

    minute: MinuteLimits
    quota: DailyQuota
    idempotency: Idempotency
    bridge: BridgeDesk

    def clear(self) -> None:
        """Lose everything that a deploy of the main app loses."""
        self.minute.clear()
        self.quota.clear()
        self.idempotency.clear()
        self.bridge.clear()


def make_services(config: SandboxConfig, clock: Clock) -> Services:
    """Start with nothing counted."""
    return Services(
        minute=MinuteLimits(clock),
        quota=DailyQuota(clock, config.daily_quota),
        idempotency=Idempotency(clock),
        bridge=BridgeDesk(clock),
    )
