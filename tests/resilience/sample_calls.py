"""One good call of every published tool, against a household of one's own."""

from typing import Any, Literal

from msgspec import Struct

from app.devtools.sandbox import World
from app.devtools.sandbox.data.people import User

Kind = Literal["reads", "creates", "changes"]


class Household(Struct, frozen=True, kw_only=True):
    """A person and the ids of what is theirs."""

    user: User
    pet: int
    vaccination: int
    record: int
    weight: int


class Sample(Struct, frozen=True, kw_only=True):
    """A call; `{pet}` and the like in the path and the body are filled in from a household.

    Attributes:
        tool: the operationId.
        method: HTTP method.
        path: with placeholders.
        body: JSON, or None.
        kind: what it does.
        creates: how many records it leaves behind.
    """

    tool: str
    method: Literal["GET", "POST", "PATCH"]
    path: str
    body: dict[str, Any] | None = None
    kind: Kind = "reads"
    creates: int = 0

    @property
    def writes(self) -> bool:
        """Whether something changes by it."""
        return self.kind != "reads"

    def path_for(self, household: Household) -> str:
        """Return the path of this household's own things."""
        ids = {name: getattr(household, name) for name in ("pet", "vaccination", "record", "weight")}
        return self.path.format(**ids)

    def body_for(self, household: Household) -> dict[str, Any] | None:
        """Return the body; a batch names the pet in its rows, a removal the record, a chip has a number of its own."""
        if self.body is not None and "chip_number" in self.body:
            return {**self.body, "chip_number": f"985{household.pet:012d}"}
        if self.body is not None and "record_id" in self.body:
            return {**self.body, "record_id": household.weight}
        if self.body is None or "rows" not in self.body:
            return self.body
        return {"rows": [{**row, "pet": str(household.pet)} for row in self.body["rows"]]}


SAMPLES = (
    Sample(tool="list_pets", method="GET", path="/pets"),
    Sample(tool="find_pet", method="POST", path="/pets/find", body={"name": "Mochi"}),
    Sample(tool="pets_overview", method="POST", path="/pets/overview", body={}),
    Sample(tool="get_pet", method="GET", path="/pets/{pet}"),
    Sample(
        tool="create_pet",
        method="POST",
        path="/pets",
        body={"name": "Newcomer", "species": "cat", "country": "VN"},
        kind="creates",
        creates=1,
    ),
    Sample(tool="update_pet", method="PATCH", path="/pets/{pet}", body={"description": "Calm."}, kind="changes"),
    Sample(tool="list_pet_types", method="GET", path="/pet-types"),
    Sample(tool="list_vaccinations", method="GET", path="/pets/{pet}/vaccinations"),
    Sample(
        tool="add_vaccination",
        method="POST",
        path="/pets/{pet}/vaccinations",
        body={"vaccine_name": "FVRCP", "administered_at": "2024-05-06"},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="update_vaccination",
        method="PATCH",
        path="/pets/{pet}/vaccinations/{vaccination}",
        body={"notes": "left leg"},
        kind="changes",
    ),
    Sample(
        tool="renew_vaccination",
        method="POST",
        path="/pets/{pet}/vaccinations/{vaccination}/renew",
        body={"administered_at": "2024-06-07"},
        kind="creates",
        creates=1,
    ),
    Sample(tool="list_medical_records", method="GET", path="/pets/{pet}/medical-records"),
    Sample(
        tool="add_medical_record",
        method="POST",
        path="/pets/{pet}/medical-records",
        body={"record_type": "checkup", "record_date": "2024-05-06", "description": "All well."},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="update_medical_record",
        method="PATCH",
        path="/pets/{pet}/medical-records/{record}",
        body={"description": "All very well."},
        kind="changes",
    ),
    Sample(tool="list_weights", method="GET", path="/pets/{pet}/weights"),
    Sample(
        tool="add_weight",
        method="POST",
        path="/pets/{pet}/weights",
        body={"weight_kg": 4.2, "measured_at": "2024-05-06"},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="update_weight",
        method="PATCH",
        path="/pets/{pet}/weights/{weight}",
        body={"weight_kg": 4.4},
        kind="changes",
    ),
    Sample(
        tool="add_weights",
        method="POST",
        path="/weights/batch",
        body={
            "rows": [
                {"pet": "", "weight_kg": 4.2, "measured_at": "2024-05-06"},
                {"pet": "", "weight_kg": 4.3, "measured_at": "2024-05-07"},
            ]
        },
        kind="creates",
        creates=2,
    ),
    Sample(
        tool="add_pet_photo",
        method="POST",
        path="/pets/{pet}/photos",
        body={"openaiFileIdRefs": []},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="add_vaccination_photo",
        method="POST",
        path="/pets/{pet}/vaccinations/{vaccination}/photo",
        body={"openaiFileIdRefs": []},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="add_medical_record_photo",
        method="POST",
        path="/pets/{pet}/medical-records/{record}/photos",
        body={"openaiFileIdRefs": []},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="add_microchip",
        method="POST",
        path="/pets/{pet}/microchips",
        body={"chip_number": "985112345678903"},
        kind="creates",
        creates=1,
    ),
    Sample(
        tool="remove_record",
        method="POST",
        path="/pets/{pet}/records/remove",
        body={"kind": "weight", "record_id": 0},
        kind="changes",
        creates=-1,
    ),
    Sample(tool="upcoming_care", method="GET", path="/care/upcoming"),
    Sample(tool="care_routines", method="GET", path="/care/routines"),
)


def settle(world: World, user: User, *, mark: str = "") -> Household:
    """Give a person a cat with something of everything; `mark` stands in every text, to be looked for later."""
    day = world.today().replace(year=world.today().year - 1, day=1)
    pet = world.add_pet(user, f"Mochi {mark}".strip())
    pet.country = "VN"
    vaccination = world.add_vaccination(pet, f"Rabies {mark}".strip(), day, due_at=world.today(), notes=mark or None)
    record = world.add_medical_record(pet, "checkup", day)
    record.description = f"Fine. {mark}".strip()
    weight = world.add_weight(pet, "4.10", day)
    habit = world.add_habit(user, f"Brushing {mark}".strip(), [pet])
    world.add_entry(habit, pet, world.today(), 1)
    return Household(user=user, pet=pet.id, vaccination=vaccination.id, record=record.id, weight=weight.id)
