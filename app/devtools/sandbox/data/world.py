"""The state of one sandbox: everything that the main app would keep in its database and cache.

Tests reach it as `app.state.world`: they add people, pets and records here, and count what a flow has left behind.
"""

import random
from collections import defaultdict
from datetime import date, timedelta

from msgspec import Struct

from app.devtools.sandbox.data.accounts import Accounts
from app.devtools.sandbox.data.catalog import pet_type_by_slug
from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.health_repository import HealthShelf
from app.devtools.sandbox.data.people import ALL_ABILITIES, Group, User
from app.devtools.sandbox.data.pets import Pet, Relationship, Role
from app.devtools.sandbox.data.photos import Photo
from app.devtools.sandbox.data.request_log import Journal
from app.devtools.sandbox.timestamps import Clock, stamp


class RecordCounts(Struct, frozen=True, kw_only=True):
    """How many living records there are, of one user's own pets or of all."""

    pets: int
    vaccinations: int
    medical_records: int
    weights: int


class World(HealthShelf):
    """People, pets, records and habits, with the indexes that the routes need."""

    def __init__(self, *, clock: Clock, rng: random.Random) -> None:
        super().__init__(clock=clock)
        self.accounts = Accounts(clock=clock, rng=rng, ids=self.ids)
        self.journal = Journal()
        self.pets: dict[int, Pet] = {}
        self.habits: dict[int, Habit] = {}
        self.groups: dict[int, Group] = {}
        self._pets_of: defaultdict[int, dict[int, Pet]] = defaultdict(dict)
        self._created_by: defaultdict[int, list[Pet]] = defaultdict(list)

    def add_user(
        self,
        name: str,
        email: str,
        *,
        password: str = "Sandbox-2026",  # noqa: S107 - an invented person's
        verified: bool = True,
        with_id: int | None = None,
    ) -> User:
        """Add an account; change the returned user for anything else, a ban for instance."""
        user = self.accounts.add_user(name, email, password, with_id=with_id)
        user.email_verified_at = user.created_at if verified else None
        return user

    def ban(self, user: User, reason: str = "Sold a cat that was not theirs.") -> None:
        """Make an account read-only; its tokens stay alive."""
        user.banned_at, user.ban_reason = self.now(), reason

    def add_token(self, user: User, abilities: frozenset[str] = ALL_ABILITIES) -> str:
        """Give a user a connector token and return it as its holder sends it."""
        return self.accounts.add_token(user, abilities).plain

    def revoke_tokens(self, user: User) -> int:
        """End all tokens of a user; returns how many there were."""
        tokens = self.accounts.tokens_of(user.id)
        for token in tokens:
            self.accounts.remove_token(token)
        return len(tokens)

    def token_alive(self, plain: str) -> bool:
        """Tell whether a token still authenticates."""
        return self.accounts.find_token(plain) is not None

    def add_pet(
        self, owner: User, name: str, pet_type: str = "cat", *, created_days_ago: int = 0, with_id: int | None = None
    ) -> Pet:
        """Add a pet with its owner; change the returned pet for anything else."""
        now = stamp(self.clock() - timedelta(days=created_days_ago))
        pet = Pet(
            id=self.ids.take("pet", with_id),
            pet_type=pet_type_by_slug(pet_type),
            created_by=owner.id,
            name=name,
            created_at=now,
            updated_at=now,
        )
        self.pets[pet.id] = pet
        self._created_by[owner.id].append(pet)
        self.relate(pet, owner, "owner")
        return pet

    def relate(
        self, pet: Pet, user: User, role: Role, *, past: bool = False, with_id: int | None = None
    ) -> Relationship:
        """Make a person something to a pet."""
        tie = Relationship(
            id=self.ids.take("tie", with_id), user_id=user.id, pet_id=pet.id, role=role, start_at=pet.created_at
        )
        tie.end_at = self.now() if past else None
        pet.relationships.append(tie)
        self._pets_of[user.id][pet.id] = pet
        return tie

    def find_pet(self, pet_id: int) -> Pet | None:
        """Return a pet that is not deleted."""
        pet = self.pets.get(pet_id)
        return None if pet is None or pet.deleted else pet

    def pets_of(self, user_id: int) -> list[Pet]:
        """List the pets that a person is or was something to."""
        return [pet for pet in self._pets_of[user_id].values() if not pet.deleted]

    def pets_created_by(self, user_id: int) -> list[Pet]:
        """List the pets that a person created, whoever owns them now."""
        return [pet for pet in self._created_by[user_id] if not pet.deleted]

    def add_photo(self, pet: Pet, name: str = "photo", *, width: int = 784, height: int = 1168) -> Photo:
        """Add a picture behind a pet's others, which the queue worker has seen long ago."""
        photo = Photo(
            id=self.ids.take("photo"),
            name=name,
            width=width,
            height=height,
            size=310_000,
            created_at=pet.created_at,
            updated_at=pet.created_at,
        )
        pet.photos.append(photo)
        return photo

    def storage_used(self, user_id: int) -> int:
        """Count the bytes of the originals of a person's pets and of the pets' records."""
        photos: list[Photo] = []
        for pet in self.pets_created_by(user_id):
            photos += pet.photos
            photos += [record.photo for record in pet.vaccinations.values() if record.photo is not None]
            photos += [photo for record in pet.medical_records.values() for photo in record.photos]
        return sum(photo.size for photo in photos)

    def in_groups_of(self, user_id: int, pet_id: int) -> list[Group]:
        """List the groups through which a person reaches a pet."""
        return [group for group in self.groups.values() if user_id in group.member_ids and pet_id in group.pet_ids]

    def add_habit(self, owner: User, name: str, pets: list[Pet], *, with_id: int | None = None) -> Habit:
        """Add a yes-or-no habit; change the returned one for a scale."""
        habit = Habit(
            id=self.ids.take("habit", with_id),
            name=name,
            created_by=owner.id,
            created_at=self.now(),
            updated_at=self.now(),
            pet_ids=[pet.id for pet in pets],
        )
        self.habits[habit.id] = habit
        return habit

    def add_entry(self, habit: Habit, pet: Pet, day: date, value: int) -> None:
        """Note a habit's value for one pet and day."""
        habit.entries.setdefault(day, {})[pet.id] = value

    def count_records(self, user: User | None = None) -> RecordCounts:
        """Count living records: of the pets a user created, or of all pets."""
        pets = self.pets_created_by(user.id) if user else [pet for pet in self.pets.values() if not pet.deleted]
        return RecordCounts(
            pets=len(pets),
            vaccinations=sum(len(pet.vaccinations) for pet in pets),
            medical_records=sum(len(pet.medical_records) for pet in pets),
            weights=sum(len(pet.weights) for pet in pets),
        )
