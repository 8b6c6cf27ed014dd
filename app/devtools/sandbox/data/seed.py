"""The demo household: two families, their animals and what has happened to them, all relative to today.

Four accounts show the four states that matter; their passwords stand on the log-in page.
"""

from datetime import date, timedelta

from msgspec import Struct

from app.devtools.sandbox.data.catalog import cities
from app.devtools.sandbox.data.people import Group, User
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.seed_health import seed_habits, seed_health
from app.devtools.sandbox.data.world import World
from app.devtools.sandbox.timestamps import stamp


class DemoAccount(Struct, frozen=True):
    """Somebody to log in as."""

    name: str
    email: str
    password: str
    about: str


DEMO = DemoAccount("Linh Trần", "demo@meo.example", "Meo-demo-2026", "five pets, vaccinations, weights, habits")
FRIEND = DemoAccount("Nam Phạm", "friend@meo.example", "Meo-friend-2026", "shares pets with Linh, has two called Mimi")
UNVERIFIED = DemoAccount("Олена Коваль", "unverified@meo.example", "Meo-unverified-2026", "has not verified the e-mail")
BANNED = DemoAccount("Bad Actor", "banned@meo.example", "Meo-banned-2026", "may read, may not write")
ACCOUNTS = (DEMO, FRIEND, UNVERIFIED, BANNED)


def seed(world: World) -> None:
    """Fill an empty world."""
    linh, nam = _add(world, DEMO), _add(world, FRIEND)
    _add(world, UNVERIFIED, verified=False)
    world.ban(_add(world, BANNED))
    linh.locale, nam.locale = "en", "vi"
    linh.telegram_user_id, linh.telegram_username = 700100200, "linh_meo"
    linh.telegram_link_token = "tg-link-secret-5f0c2b1e6a1d"
    pets = _seed_own_pets(world, linh)
    _seed_shared_pets(world, linh, nam)
    world.relate(pets["Mèo Mun"], nam, "viewer")
    world.relate(pets["Барсик"], nam, "editor")
    seed_health(world, pets)
    seed_habits(world, linh, nam, pets)


def renew_household(world: World, user: User) -> None:
    """Put the pets of the demo in the place of all that a user has made; accounts and tokens stay.

    The friend gets the friend's own pets, everybody else those of the demo account.
    """
    for pet in world.pets_created_by(user.id):
        pet.deleted = True
    for habit in list(world.habits.values()):
        if all(world.find_pet(pet_id) is None for pet_id in habit.pet_ids):
            del world.habits[habit.id]
    linh, nam = (world.accounts.user_by_email(account.email) for account in (DEMO, FRIEND))
    if linh and nam and user is nam:
        _seed_shared_pets(world, linh, nam)
        return
    pets = _seed_own_pets(world, user)
    seed_health(world, pets)
    if nam and user is linh:
        world.relate(pets["Mèo Mun"], nam, "viewer")
        world.relate(pets["Барсик"], nam, "editor")
    seed_habits(world, user, nam if nam and user is linh else user, pets)


def _add(world: World, account: DemoAccount, *, verified: bool = True) -> User:
    user = world.add_user(account.name, account.email, password=account.password, verified=verified)
    user.created_at = user.updated_at = stamp(world.clock() - timedelta(days=400))
    user.email_verified_at = user.created_at if verified else None
    return user


def _seed_own_pets(world: World, owner: User) -> dict[str, Pet]:
    today = world.household_day()
    mun = world.add_pet(owner, "Mèo Mun", created_days_ago=390)
    _born(mun, today + timedelta(days=12), years=4)
    mun.sex, mun.city = "female", cities()[12]
    mun.description, mun.description_locale = "Black as night, shy at first, then follows everyone around.", "en"
    world.add_photo(mun, "mun", width=1280, height=960)
    world.add_photo(mun, "mun-kitten", width=900, height=900)
    barsik = world.add_pet(owner, "Барсик", created_days_ago=320)
    month = today - timedelta(days=3 * 365 + 160)
    barsik.sex, barsik.birthday_precision = "male", "month"
    barsik.birthday_year, barsik.birthday_month = month.year, month.month
    barsik.description, barsik.description_locale = "Любит коробки и спать на клавиатуре.", "ru"
    oliver = world.add_pet(owner, "Oliver", created_days_ago=250)
    oliver.sex, oliver.birthday_precision, oliver.birthday_year = "male", "year", today.year - 7
    rex = world.add_pet(owner, "Rex", "dog", created_days_ago=200)
    _born(rex, today + timedelta(days=45), years=6)
    rex.sex = "male"
    kiwi = world.add_pet(owner, "Kiwi", "bird", created_days_ago=380)
    _born(kiwi, today - timedelta(days=30), years=3)
    # A lowered precision leaves the old parts behind.
    kiwi.birthday_precision, kiwi.status = "unknown", "deceased"
    return {pet.name: pet for pet in (mun, barsik, oliver, rex, kiwi)}


def _seed_shared_pets(world: World, linh: User, nam: User) -> None:
    bun = world.add_pet(nam, "Bún", created_days_ago=140)
    bun.sex, bun.birthday_precision, bun.birthday_year, bun.birthday_month = "male", "month", 2024, 2
    world.relate(bun, linh, "editor")
    group = Group(id=world.ids.take("group"), name="Night shift rescue", member_ids={linh.id, nam.id}, pet_ids={bun.id})
    world.groups[group.id] = group
    world.add_weight(bun, "3.10", world.household_day() - timedelta(days=4))
    tofu = world.add_pet(nam, "Tofu", created_days_ago=60)
    tofu.sex = "female"
    world.relate(tofu, linh, "foster")
    waffle = world.add_pet(nam, "Waffle", created_days_ago=300)
    world.relate(waffle, linh, "foster", past=True)
    for pet_type in ("cat", "dog"):
        mimi = world.add_pet(nam, "Mimi", pet_type, created_days_ago=100)
        mimi.sex = "female"


def _born(pet: Pet, next_birthday: date, *, years: int) -> None:
    """Give a pet a whole birthday; 29 February is moved to where it exists."""
    year = next_birthday.year - years
    day = 28 if (next_birthday.month, next_birthday.day) == (2, 29) else next_birthday.day
    pet.birthday = date(year, next_birthday.month, day)
    pet.birthday_precision = "day"
    pet.birthday_year, pet.birthday_month, pet.birthday_day = year, next_birthday.month, day
