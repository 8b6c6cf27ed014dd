"""A stand-in for the main app: the same routes, rules and oddities, data in memory.

The map:
- `data`: what it remembers. `World` is the whole state; `seed` fills it with the demo household.
- `api`: the JSON routes. `table` lists them, `stages` orders their checks, one module per subject handles them.
- `web`: the pages a person clicks through (log-in, sign-up, consent, mailbox) and the control routes.
- `faults`, `front`: what goes wrong on purpose, and the layer that decides about it.

It imports nothing from the rest of `app`. `meo-connector sandbox` serves it alone (`server`).
"""

import random
from typing import Any

import httpx
from litestar import Litestar
from litestar.types import ASGIApp

from app.devtools.sandbox.api.pipeline import Api
from app.devtools.sandbox.api.services import make_services
from app.devtools.sandbox.config import SandboxConfig, SandboxRefused
from app.devtools.sandbox.data.seed import seed
from app.devtools.sandbox.data.world import World
from app.devtools.sandbox.faults import Fault, Faults
from app.devtools.sandbox.front import Front
from app.devtools.sandbox.timestamps import Clock, utc_now
from app.devtools.sandbox.web import page_handlers

__all__ = [
    "Fault",
    "SandboxConfig",
    "SandboxRefused",
    "World",
    "create_sandbox",
    "faults_of",
    "furnish",
    "transport_of",
    "world_of",
]


def create_sandbox(
    config: SandboxConfig | None = None, *, clock: Clock = utc_now, rng: random.Random | None = None
) -> Litestar:
    """Build one sandbox; raises `SandboxRefused` outside of development.

    `app.state.world` is its `World`, `app.state.faults` its `Faults`, `app.state.services` its caches.
    """
    config = config or SandboxConfig()
    config.check()
    app = Litestar(route_handlers=page_handlers(), openapi_config=None, logging_config=None)
    app.state["pages"] = app.asgi_handler
    furnish(app, config, clock=clock, rng=rng)
    return app


def furnish(app: Litestar, config: SandboxConfig, *, clock: Clock = utc_now, rng: random.Random | None = None) -> None:
    """Begin a sandbox anew: another world with the seeded household, no faults, no counters; its pages stay."""
    rng = rng or random.SystemRandom()
    world = World(clock=clock, rng=rng)
    world.ids.begin("user", config.first_user)
    if config.seed:
        seed(world)
    faults, services = Faults(clock=clock, rng=rng), make_services(config, clock)
    app.state.update({"world": world, "config": config, "services": services, "faults": faults})
    front: Any = Front(api=Api(world, config, services), pages=app.state["pages"], faults=faults)
    handler: ASGIApp = front
    app.asgi_handler = handler


def world_of(app: Litestar) -> World:
    """Return the state of a sandbox, typed."""
    world: World = app.state.world
    return world


def transport_of(app: Litestar) -> httpx.ASGITransport:
    """Make a transport that calls a sandbox in process; its dropped answers are httpx errors there."""
    called: Any = app
    return httpx.ASGITransport(app=called)


def faults_of(app: Litestar) -> Faults:
    """Return the switches of a sandbox, typed."""
    faults: Faults = app.state.faults
    return faults
