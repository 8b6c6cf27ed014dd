"""One request on its way through the checks: what is known about it so far."""

from msgspec import UNSET, Struct, UnsetType, field

from app.devtools.sandbox.api.answers import Bare, not_found
from app.devtools.sandbox.api.request import ApiRequest, Inputs
from app.devtools.sandbox.api.services import Services
from app.devtools.sandbox.api.validation import Rules
from app.devtools.sandbox.config import SandboxConfig
from app.devtools.sandbox.data.habits import Habit
from app.devtools.sandbox.data.health import MedicalRecord, Microchip, Vaccination, Weight
from app.devtools.sandbox.data.people import Session, Token, User
from app.devtools.sandbox.data.pets import Pet
from app.devtools.sandbox.data.world import World


class Call(Struct, kw_only=True, eq=False):
    """What the stages found out and the handler works with."""

    world: World
    config: SandboxConfig
    services: Services
    request: ApiRequest
    parameters: dict[str, str]
    ability: tuple[str, str] | None = None
    write_limit: int | None = None
    route_name: str = ""
    user: User | None = None
    token: Token | None = None
    session: Session | None = None
    locale: str = "en"
    headers: dict[str, str] = field(default_factory=dict)
    bound_pet: Pet | None = None
    bound_vaccination: Vaccination | None = None
    bound_medical_record: MedicalRecord | None = None
    bound_weight: Weight | None = None
    bound_microchip: Microchip | None = None
    bound_habit: Habit | None = None

    @property
    def signed_in(self) -> User:
        """The user, on routes that let nobody else in."""
        if self.user is None:
            raise Bare(401, "Unauthenticated.")
        return self.user

    @property
    def pet(self) -> Pet:
        """The pet in the path."""
        if self.bound_pet is None:
            raise not_found()
        return self.bound_pet

    @property
    def vaccination(self) -> Vaccination:
        """The vaccination in the path; 404 when it is another pet's."""
        record = self.bound_vaccination
        if record is None or record.pet_id != self.pet.id:
            raise not_found()
        return record

    @property
    def medical_record(self) -> MedicalRecord:
        """The medical record in the path; 404 when it is another pet's."""
        record = self.bound_medical_record
        if record is None or record.pet_id != self.pet.id:
            raise not_found()
        return record

    @property
    def weight(self) -> Weight:
        """The weighing in the path; 404 when it is another pet's."""
        record = self.bound_weight
        if record is None or record.pet_id != self.pet.id:
            raise not_found()
        return record

    @property
    def microchip(self) -> Microchip:
        """The microchip in the path; 404 when it is another pet's."""
        record = self.bound_microchip
        if record is None or record.pet_id != self.pet.id:
            raise not_found()
        return record

    @property
    def habit(self) -> Habit:
        """The habit in the path."""
        if self.bound_habit is None:
            raise not_found()
        return self.bound_habit

    @property
    def inputs(self) -> Inputs:
        """Query and body, tidied."""
        return self.request.inputs

    @property
    def guards_are_required(self) -> bool:
        """Whether deletes and renewals must name what they expect: `health:write` makes it so."""
        return self.token is not None and "health:write" in self.token.abilities

    def rules(self) -> Rules:
        """Start validating the inputs."""
        return Rules(self.request.inputs, locale=self.locale)

    def sent_text(self, name: str) -> str | None | UnsetType:
        """Return an input as text without validating it, for version strings."""
        value = self.request.inputs.get(name, UNSET)
        if value is None or isinstance(value, UnsetType):
            return value
        return str(value)
