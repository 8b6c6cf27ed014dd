"""The species of the main app in four languages, read once a day and kept when it is down."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from app.domain.species import Species, SpeciesCatalog
from app.domain.species_features import is_unsupported
from app.errors import AppError
from app.main_app.records import PetTypeRecord
from app.tools.species.schemas import PetType, PetTypeList

log = structlog.get_logger()

LOCALES = ("en", "vi", "ru", "uk")
_LIFETIME_SECONDS = 24 * 3600.0
_RETRY_SECONDS = 60.0


class ReadsPetTypes(Protocol):
    """What the cache needs of the main app."""

    async def pet_types(self, locale: str) -> list[PetTypeRecord]:
        """Read the active types with names in one language."""


class PetTypes:
    """Keep the catalog for a day; refresh it in the background; keep the old one when that fails."""

    def __init__(self, main_app: ReadsPetTypes, *, clock: Callable[[], float]) -> None:
        """Take the client and a monotonic clock in seconds."""
        self._main_app = main_app
        self._clock = clock
        self._catalog: SpeciesCatalog | None = None
        self._refresh_at = float("-inf")
        self._first_load: asyncio.Task[SpeciesCatalog] | None = None
        self._refreshing: asyncio.Task[None] | None = None

    async def catalog(self) -> SpeciesCatalog:
        """Return the species.

        Raises:
            UpstreamError: they were never read and the main app does not answer.
        """
        if self._catalog is None:
            return await self._first()
        if self._clock() >= self._refresh_at and (self._refreshing is None or self._refreshing.done()):
            self._refreshing = asyncio.create_task(self._refresh())
        return self._catalog

    async def aclose(self) -> None:
        """End what is still being read."""
        running = [task for task in (self._first_load, self._refreshing) if task and not task.done()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _first(self) -> SpeciesCatalog:
        # Whoever comes while it is read shares its end, a failure too: callers that tried one after another would
        # each wait for all before them, and anybody can call without a token.
        if self._first_load is None or self._first_load.done():
            self._first_load = asyncio.create_task(self._load())
        return await asyncio.shield(self._first_load)

    async def _refresh(self) -> None:
        self._refresh_at = self._clock() + _RETRY_SECONDS
        try:
            await self._load()
        except AppError as error:
            log.warning("pet_types_not_refreshed", error_code=error.code)

    async def _load(self) -> SpeciesCatalog:
        lists = await asyncio.gather(*(self._main_app.pet_types(locale) for locale in LOCALES))
        self._catalog = SpeciesCatalog(_merged(dict(zip(LOCALES, lists, strict=True))))
        self._refresh_at = self._clock() + _LIFETIME_SECONDS
        return self._catalog


def list_pet_types(catalog: SpeciesCatalog) -> PetTypeList:
    """Show every species and what is kept for it."""
    shown = [
        PetType(
            slug=species.slug,
            name=species.name,
            names=[species.names[locale] for locale in LOCALES[1:] if locale in species.names],
            weights=not is_unsupported(species, "weights"),
            vaccinations=not is_unsupported(species, "vaccinations"),
            medical_records=not is_unsupported(species, "medical_records"),
        )
        for species in catalog.species
    ]
    return PetTypeList(pet_types=shown, total=len(shown))


def _merged(lists: dict[str, list[PetTypeRecord]]) -> list[Species]:
    names: dict[int, dict[str, str]] = {}
    for locale, records in lists.items():
        for record in records:
            names.setdefault(record.id, {})[locale] = record.name
    return [
        Species(
            id=record.id,
            slug=record.slug,
            names=names[record.id],
            weight_tracking_allowed=record.weight_tracking_allowed,
        )
        for record in lists["en"]
    ]
