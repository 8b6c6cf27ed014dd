"""All routes of the stand-in main app."""

from app.devtools.sandbox.api import (
    bridge,
    browser,
    catalog,
    habits,
    medical_records,
    microchips,
    pet_writes,
    pets,
    photos,
    profile,
    registration,
    renewals,
    vaccinations,
    weights,
)
from app.devtools.sandbox.api import middleware as stages
from app.devtools.sandbox.api.call import Call
from app.devtools.sandbox.api.routing import Handler, Route, Stage

_PET_READ = ("read", "pets:read")
_HEALTH_READ = ("read", "health:read")
_HABIT_READ = ("read", "habits:read")
_MICROCHIP_READ = ("read", "microchips:read")
_PROFILE = (browser.authenticate_browser, *stages.PROFILE)


def routes() -> list[Route]:
    """Return the whole table."""
    return [*_open_routes(), *_bridge_routes(), *_pet_routes(), *_habit_routes(), *_health_routes()]


def _open_routes() -> list[Route]:
    return [
        _get("users/me", profile.show_profile, _PROFILE, ("read", "profile:read")),
        _get("pet-types", catalog.list_pet_types, stages.PUBLIC),
        _get("cities", catalog.list_cities, stages.READ, _PET_READ),
        _get("version", catalog.show_version, stages.OPEN),
    ]


def _bridge_routes() -> list[Route]:
    confirming = (browser.authenticate_browser, _throttle_session, stages.show_version, browser.refuse_bearer)
    linking = (_limit_address("telegram-link", 10), stages.show_version, browser.check_csrf)
    registering = (_limit_address("register", 5), stages.show_version, browser.check_csrf)
    return [
        _browser("telegram-link", bridge.link_telegram, linking),
        _browser("register", registration.register, registering),
        _browser("confirm", bridge.confirm, confirming, own_csrf=False),
        _connector("exchange", bridge.exchange),
        _connector("revoke", bridge.revoke),
    ]


def _pet_routes() -> list[Route]:
    removing = ("delete", "pet:write")
    return [
        _get("my-pets", pets.list_pets, stages.READ, _PET_READ),
        _get("my-pets/sections", pets.list_sections, stages.READ, _PET_READ),
        _write("POST", "pets", pet_writes.create_pet, ("create", "pet:write"), limit=10),
        Route(
            method="GET",
            pattern="pets/{pet}",
            handler=pets.show_pet,
            stages=stages.OPTIONAL,
            ability=_PET_READ,
            digits_only=True,
        ),
        _write("PUT", "pets/{pet}", pet_writes.update_pet, ("update", "pet:write")),
        _write("PUT", "pets/{pet}/status", pet_writes.update_status, ("update", "pet:write")),
        _write("DELETE", "pets/{pet}", pet_writes.delete_pet, removing),
        _write("DELETE", "pets/{pet}/delete", pet_writes.delete_pet, removing),
        *_photo_routes(),
        *_microchip_routes(),
    ]


def _photo_routes() -> list[Route]:
    """Return the uploads, which are the only bodies that are not JSON, and their deletions."""
    of_pet, of_vaccination = "pets/{pet}/photos", "pets/{pet}/vaccinations/{vaccination}/photo"
    of_medical_record = "pets/{pet}/medical-records/{medical_record}/photos"
    pet_write, health_write = ("update", "pet:write"), ("update", "health:write")
    return [
        _write("POST", of_pet, photos.add_pet_photo, pet_write, limit=10),
        _write("DELETE", f"{of_pet}/{{photo}}", photos.delete_pet_photo, pet_write),
        _write("POST", of_vaccination, photos.set_vaccination_photo, health_write, limit=10),
        _write("DELETE", of_vaccination, photos.delete_vaccination_photo, health_write),
        _write("POST", of_medical_record, photos.add_medical_record_photo, health_write, limit=10),
        _write("DELETE", f"{of_medical_record}/{{photo}}", photos.delete_medical_record_photo, health_write),
    ]


def _microchip_routes() -> list[Route]:
    all_of_them, one = "pets/{pet}/microchips", "pets/{pet}/microchips/{microchip}"
    return [
        _get(all_of_them, microchips.list_microchips, stages.OPTIONAL, _MICROCHIP_READ),
        _get(one, microchips.show_microchip, stages.OPTIONAL, _MICROCHIP_READ),
        _write("POST", all_of_them, microchips.create_microchip, ("create", "microchips:write"), limit=10),
        _write("PUT", one, microchips.update_microchip, ("update", "microchips:write")),
        _write("DELETE", one, microchips.delete_microchip, ("delete", "microchips:write")),
    ]


def _habit_routes() -> list[Route]:
    return [
        _get("habits", habits.list_habits, stages.READ, _HABIT_READ),
        _get("habits/{habit}/pet-summary", habits.show_pet_summary, stages.READ, _HABIT_READ),
    ]


def _health_routes() -> list[Route]:
    creating, changing, removing = ("create", "health:write"), ("update", "health:write"), ("delete", "health:write")
    found: list[Route] = []
    for pattern, name, handlers in (
        ("vaccinations", "vaccination", _VACCINATIONS),
        ("medical-records", "medical_record", _MEDICAL_RECORDS),
        ("weights", "weight", _WEIGHTS),
    ):
        listing, showing, storing, updating, deleting = handlers
        all_of_them, one = f"pets/{{pet}}/{pattern}", f"pets/{{pet}}/{pattern}/{{{name}}}"
        found += [
            _get(all_of_them, listing, stages.OPTIONAL, _HEALTH_READ),
            _get(one, showing, stages.OPTIONAL, _HEALTH_READ),
            _write("POST", all_of_them, storing, creating, limit=15),
            _write("PUT", one, updating, changing),
            _write("DELETE", one, deleting, removing),
        ]
    renewal = "pets/{pet}/vaccinations/{vaccination}/renew"
    return [*found, _write("POST", renewal, renewals.renew_vaccination, creating)]


_VACCINATIONS: tuple[Handler, ...] = (
    vaccinations.list_vaccinations,
    vaccinations.show_vaccination,
    vaccinations.create_vaccination,
    vaccinations.update_vaccination,
    vaccinations.delete_vaccination,
)
_MEDICAL_RECORDS: tuple[Handler, ...] = (
    medical_records.list_medical_records,
    medical_records.show_medical_record,
    medical_records.create_medical_record,
    medical_records.update_medical_record,
    medical_records.delete_medical_record,
)
_WEIGHTS: tuple[Handler, ...] = (
    weights.list_weights,
    weights.show_weight,
    weights.create_weight,
    weights.update_weight,
    weights.delete_weight,
)


def _get(pattern: str, handler: Handler, checks: tuple[Stage, ...], ability: tuple[str, str] | None = None) -> Route:
    return Route(method="GET", pattern=pattern, handler=handler, stages=checks, ability=ability)


def _write(method: str, pattern: str, handler: Handler, ability: tuple[str, str], *, limit: int | None = None) -> Route:
    return Route(
        method=method,
        pattern=pattern,
        handler=handler,
        stages=stages.WRITE,
        ability=ability,
        idempotent=True,
        write_limit=limit,
    )


def _browser(name: str, handler: Handler, checks: tuple[Stage, ...], *, own_csrf: bool = True) -> Route:
    return Route(
        method="POST",
        pattern=f"gpt-auth/{name}",
        handler=handler,
        stages=(*checks, stages.set_locale),
        own_csrf=own_csrf,
    )


def _connector(name: str, handler: Handler) -> Route:
    return Route(method="POST", pattern=f"gpt-auth/{name}", handler=handler, stages=stages.CONNECTOR)


def _limit_address(name: str, limit: int) -> Stage:
    def throttle(call: Call) -> None:
        if call.config.limits:
            call.services.minute.hit(f"gpt-auth/{name}:{call.request.address}", limit, call.headers)

    return throttle


def _throttle_session(call: Call) -> None:
    """Count a browser session's 300 a minute; a bearer's user is not looked up here."""
    if call.user is not None:
        stages.throttle_user(call)
