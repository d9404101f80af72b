"""Who acts: staff at a location, a patient, an outside therapist, or the system itself."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from attrs import field, frozen

from lightwell.access.errors import Denied


class Role(StrEnum):
    """What a member of staff may be at a location; one person may hold several.

    A *prescriber* may be a psychiatrist or a nurse practitioner.
    """

    FRONT_DESK = "front_desk"
    NURSE = "nurse"
    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"
    MEDICAL_DIRECTOR = "medical_director"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"

    @property
    def words(self) -> str:
        """The role as a person would say it."""
        return self.value.replace("_", " ")


CLINICAL_ROLES = frozenset({Role.NURSE, Role.PRESCRIBER, Role.THERAPIST, Role.MEDICAL_DIRECTOR})
LICENSED_ROLES = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.MEDICAL_DIRECTOR})


def _as_set(roles: Iterable[Role]) -> frozenset[Role]:
    return frozenset(roles)


@frozen
class Actor:
    """The one in whose name an action writes; every audit event carries one."""

    kind: str  # "staff", "patient", "outside" or "system"
    name: str
    user_id: int | None = None
    location_id: int | None = None
    roles: frozenset[Role] = field(factory=frozenset, converter=_as_set)

    def has(self, *roles: Role) -> bool:
        """True when the actor holds one of the roles at the present location."""
        return bool(self.roles & set(roles))

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_patient(self) -> bool:
        return self.kind == "patient"

    @property
    def is_outside(self) -> bool:
        """A therapist of the person's own, who belongs to no location."""
        return self.kind == "outside"

    def person_id(self, act: str = "does this") -> int:
        """The account of the person who stands for an act; the system is refused in words."""
        if self.user_id is None:
            raise Denied(f"A person {act}; the system does not.")
        return self.user_id

    @property
    def role_words(self) -> str:
        """As what somebody acts, for those who read who looked."""
        if self.is_outside:
            return "outside therapist"
        return ", ".join(sorted(role.words for role in self.roles)) or self.kind

    @property
    def is_system(self) -> bool:
        return self.kind == "system"


def system(name: str) -> Actor:
    """The software acting by its own clock, for example ``system("escalation clock")``."""
    return Actor(kind="system", name=name)
