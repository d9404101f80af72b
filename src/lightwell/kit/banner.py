"""The patient banner: who this page is about (R-1, R-3, R-4)."""

from __future__ import annotations

import datetime as dt
from enum import Enum

import attrs

from lightwell.kit.dates import age_on, staff_date

NOT_RECORDED = "Not recorded"


class AllergyState(Enum):
    """The only four things a banner may say about allergies, each with its own icon."""

    KNOWN = ("Known allergies", "alert")
    NONE = ("No known allergies", "check")
    NOT_RECORDED = ("Allergies not recorded", "dash")
    UNAVAILABLE = ("Allergies unavailable", "unavailable")

    @property
    def words(self) -> str:
        """What the banner says."""
        return self.value[0]

    @property
    def icon(self) -> str:
        """The shape beside the words."""
        return self.value[1]


@attrs.frozen(kw_only=True)
class PatientBanner:
    """One person, named in full; what is unknown reads "Not recorded"."""

    family: str
    given: str
    today: dt.date
    title: str = ""
    born: dt.date | None = None
    sex: str = ""
    pronouns: str = ""
    mrn: str = ""
    allergies: AllergyState = AllergyState.NOT_RECORDED
    allergy_names: str = ""
    risk: str = ""
    risk_priority: str = ""
    name_alert: bool = False
    has_died: bool = False
    url: str = ""

    @property
    def display_name(self) -> str:
        """``RIVERA, Ana Sofia (Ms)``: never shortened."""
        title = f" ({self.title})" if self.title else ""
        return f"{self.family.upper()}, {self.given}{title}"

    @property
    def born_words(self) -> str:
        """``Born 14-Jul-1975 (51 y)``."""
        return f"Born {self.birth_words}"

    @property
    def birth_words(self) -> str:
        """``14-Jul-1975 (51 y)``."""
        if self.born is None:
            return NOT_RECORDED
        return f"{staff_date(self.born)} ({age_on(self.born, self.today)} y)"

    @property
    def sex_words(self) -> str:
        """Sex as recorded, with pronouns where the person gave them."""
        sex = self.sex or NOT_RECORDED
        return f"{sex}, {self.pronouns}" if self.pronouns else sex

    @property
    def mrn_words(self) -> str:
        """The record number in the groups in which people read it aloud."""
        return self.mrn or NOT_RECORDED

    @property
    def allergy_words(self) -> str:
        """The state, and the substances where they are known."""
        names = f": {self.allergy_names}" if self.allergy_names else ""
        return f"{self.allergies.words}{names}"
