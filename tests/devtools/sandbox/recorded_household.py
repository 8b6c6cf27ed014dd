"""The people, pets and records that the recorded answers are about, under the ids that they had."""

from datetime import UTC, date, datetime, timedelta

from app.devtools.sandbox import World
from app.devtools.sandbox.data.catalog import cities
from app.devtools.sandbox.data.people import User
from app.devtools.sandbox.data.pets import Pet

NOW = datetime(2026, 11, 25, 23, 20, tzinfo=UTC)


class RecordedHousehold:
    """User 16 with pets 15 to 17 and 24, user 43 with pets 71 to 73, user 45 with pet 74, and who else was recorded."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.anna = self._person("Anna Diff", 16)
        self.hana = self._person("Hana Z", 43)
        self.hugo = self._person("Hugo Z", 44)
        self.pat = self._person("Pat Z", 45)
        self.stranger = self._person("Nobody Special", 46)
        self._pets_of_anna()
        self._health_of_sesame()
        self._pets_of_hana()
        self._habits_of_hana()
        self._pets_of_pat()

    def _person(self, name: str, number: int) -> User:
        return self.world.add_user(name, f"person-{number}@example.test", with_id=number)

    def pet(self, number: int) -> Pet:
        return self.world.pets[number]

    def _pets_of_anna(self) -> None:
        add = self.world.add_pet
        sesame = add(self.anna, "Sesame", with_id=15)
        sesame.birthday, sesame.birthday_precision = date(2023, 9, 1), "day"
        sesame.birthday_year, sesame.birthday_month, sesame.birthday_day = 2023, 9, 1
        sesame.sex, sesame.city, sesame.description, sesame.description_locale = "male", cities()[12], "Boxes.", "en"
        rex = add(self.anna, "Rex", "dog", with_id=16)
        rex.birthday_precision, rex.birthday_year, rex.birthday_month = "month", 2020, 10
        kiwi = add(self.anna, "Kiwi", "bird", with_id=17)
        kiwi.birthday_precision, kiwi.birthday_year = "year", 2019
        lost = add(self.anna, "Plum", with_id=24)
        lost.status = "lost"

    def _health_of_sesame(self) -> None:
        world, sesame = self.world, self.pet(15)
        for number, name, given, due in (
            (13, "FeLV", date(2026, 11, 20), date(2027, 11, 20)),
            (14, "Rabies", date(2025, 10, 21), None),
            (16, "FVRCP", date(2025, 10, 21), date(2026, 10, 26)),
            (17, "DueToday", date(2025, 11, 25), date(2026, 11, 25)),
        ):
            world.add_vaccination(sesame, name, given, due_at=due, with_id=number)
        world.vaccinations[13].notes = "batch 7731"
        checkup = world.add_medical_record(sesame, "checkup", date(2026, 11, 22), with_id=3)
        checkup.description, checkup.vet_name = "Ear mites, drops for a week.", "Dr. Hoa"
        world.add_medical_record(sesame, "deworming", date(2026, 9, 26), with_id=4)
        world.add_weight(sesame, "4.30", date(2026, 11, 25), with_id=110)
        world.add_weight(sesame, "4.25", date(2026, 11, 24), with_id=111)

    def _pets_of_hana(self) -> None:
        world = self.world
        mun = world.add_pet(self.hana, "Mèo Mun", with_id=71)
        mun.birthday, mun.birthday_precision, mun.sex = date(2022, 9, 5), "day", "female"
        mun.birthday_year, mun.birthday_month, mun.birthday_day = 2022, 9, 5
        mun.city, mun.description, mun.description_locale = cities()[12], "Black.", "en"
        world.add_pet(self.hana, "Rex", "dog", with_id=72)
        world.add_pet(self.hana, "Oliver", with_id=73)
        world.add_vaccination(mun, "Photo", date(2026, 10, 23), with_id=169)
        linked = world.add_vaccination(mun, "Linked", date(2026, 10, 24), with_id=170)
        linked.linked_transaction = True
        world.add_medical_record(mun, "checkup", date(2026, 10, 26), with_id=20)
        world.add_microchip(mun, "985112345678903", date(2026, 8, 17), issuer="HomeAgain", with_id=3)

    def _habits_of_hana(self) -> None:
        world, (mun, rex, oliver) = self.world, (self.pet(number) for number in (71, 72, 73))
        teeth = world.add_habit(self.hana, "Brush teeth", [mun, rex], with_id=1)
        teeth.reminder_time, teeth.reminder_weekdays, teeth.share_with_coowners = "20:00:00", [1, 3, 5], True
        appetite = world.add_habit(self.hana, "Appetite", [mun], with_id=2)
        appetite.value_type, appetite.scale_min, appetite.scale_max = "integer_scale", 1, 5
        old = world.add_habit(self.hana, "Old one", [oliver], with_id=3)
        old.timezone, old.archived_at = "UTC", world.now()
        world.add_entry(teeth, mun, date(2026, 11, 24), 1)
        world.add_entry(teeth, rex, date(2026, 11, 21), 1)
        world.add_entry(appetite, mun, date(2026, 11, 23), 4)

    def _pets_of_pat(self) -> None:
        big = self.world.add_pet(self.pat, "Big", with_id=74)
        for number in range(60):
            given = date(2026, 11, 24) - timedelta(days=number)
            due = given + timedelta(days=300)
            self.world.add_vaccination(big, f"Vac {number}", given, due_at=due, with_id=200 + number)
