"""The steps of an evaluation: which facts of the dictionary are asked together.

What a fact is called, its unit, its limits and who records it stand in the dictionary alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from attrs import frozen

from lightwell.access.actors import CLINICAL_ROLES, LICENSED_ROLES, Actor, Role
from lightwell.access.errors import Denied, NotFound
from lightwell.clinical.library import FactDefinition, library

NURSES = frozenset({Role.NURSE, Role.PRESCRIBER, Role.MEDICAL_DIRECTOR})
RECORDERS = {
    "prescriber": frozenset({Role.PRESCRIBER, Role.MEDICAL_DIRECTOR}),
    "clinician": LICENSED_ROLES,
    "therapist": LICENSED_ROLES,
    "nurse": NURSES,
    "front desk": NURSES,
    "patient": CLINICAL_ROLES,
}
TAKE_HOME = "take-home"
A_MONTH = timedelta(days=31)


@frozen
class Step:
    """One page of the evaluation; ``many`` facts grow row by row instead of being replaced."""

    slug: str
    title: str
    facts: tuple[str, ...]
    many: bool = False

    @property
    def definitions(self) -> dict[str, FactDefinition]:
        """The dictionary's entries of these facts, in the order in which they are asked."""
        return {name: library().dictionary.facts[name] for name in self.facts}

    @property
    def is_timed(self) -> bool:
        """Whether the hour of an observation matters."""
        return any(name.startswith("vital.") for name in self.facts)


def _life(*names: str) -> tuple[str, ...]:
    return tuple(f"life.{name}" for name in names)


def _conditions(*names: str) -> tuple[str, ...]:
    return tuple(f"conditions.{name}" for name in names)


STEPS = (
    Step(
        "goals",
        "Goals, in the person's own words",
        ("preferences.goals", "preferences.avoid", "preferences.leaning"),
    ),
    Step(
        "episode",
        "The present episode",
        ("episode.start", "episode.severity", "episode.subtype", "episode.psychotic"),
    ),
    Step("story", "The illness, as the person tells it", _life("story")),
    Step(
        "daily",
        "Daily life and surroundings",
        _life("sleep", "movement", "food", "work", "home", "people", "stress"),
    ),
    Step("feelings", "Feelings", _life("feelings", "losses", "soothing")),
    Step("meaning", "Meaning, faith and belonging", _life("meaning", "faith", "belonging")),
    Step(
        "heart",
        "Conditions: heart and blood vessels",
        _conditions(
            *("aneurysm", "avm", "bp_hazard", "cv6wk", "mi_6mo", "cad", "cardiac_severe"),
            *("arrhythmia", "valve", "stroke_6mo", "cva", "ich"),
        ),
    ),
    Step(
        "body",
        "Conditions: brain, eyes, lungs, liver and others",
        (
            *_conditions(
                *("icp", "cerebral_trauma", "iop", "seizure", "mg", "resp", "nasal"),
                *("hep_severe", "hep_mod", "cystitis", "thyroid", "thyroid_hormone", "pheo"),
                *("porphyria", "hypersens", "end_of_life"),
            ),
            "evaluation.metal_in_head",
        ),
    ),
    Step(
        "mind",
        "Conditions: mental health",
        _conditions(
            *("suicide_high", "psychosis_active", "psychosis_hx", "mania", "bipolar"),
            *("dissoc", "delirium", "capacity"),
        ),
    ),
    Step(
        "assessment",
        "Psychiatric assessment",
        (
            *("evaluation.psychiatric_assessment", "session.bipolar_screen_positive"),
            *("session.bipolar_screen_assessed", "evaluation.acute_suicidality"),
        ),
    ),
    Step(
        "substances",
        "Conditions: alcohol and other substances",
        _conditions("sud_active", "sud_hx", "ket_misuse"),
    ),
    Step(
        "contributors",
        "What may stand behind a failed treatment",
        tuple(
            f"contributors.{name}"
            for name in (
                *("diagnosis_doubted", "anxiety", "ptsd", "hypothyroid", "vitamin_deficiency"),
                *("hormonal", "chronic_pain", "inflammation", "sleep_apnoea", "ultrarapid"),
                *("chronic_stress", "trauma", "interaction"),
            )
        ),
    ),
    Step(
        "pregnancy",
        "Conditions: pregnancy and breastfeeding",
        (
            *_conditions("pregnant", "lactation", "contraception", "eclampsia"),
            "evaluation.pregnancy_stated",
        ),
    ),
    Step(
        "examination",
        "Examination and vital signs",
        (
            *("person.weight_kg", "person.height_cm"),
            *("vital.sbp", "vital.dbp", "vital.hr", "vital.spo2", "vital.rr"),
        ),
    ),
    Step(
        "beside",
        "What is taken beside, and enrolment",
        (
            *("evaluation.oral_antidepressant", "evaluation.ssri_or_snri"),
            *("conditions.nasal_steroid", "evaluation.rems_enrolled"),
        ),
    ),
    Step(
        "checks",
        "Checks of long-term safety",
        tuple(
            f"checks.{name}"
            for name in (
                *("bladder", "urine", "liver", "cognition", "misuse", "pregnancy_test", "ecg"),
            )
        ),
    ),
    Step("labs", "Laboratory results and ECG", ("lab.value",), many=True),
    Step(
        "home",
        "Home and ride",
        (
            "session.escort_arranged",
            "support.ride_with",
            "support.adult_at_home",
            "support.no_driving",
        ),
    ),
    Step(
        "time",
        "Whether this is the time for it",
        tuple(
            f"candidacy.{name}"
            for name in (
                *("function_impaired", "under_care", "ready_for_work", "commits_to_plan"),
                "addiction_treatment",
            )
        ),
    ),
    Step(
        TAKE_HOME,
        "Ketamine at home, where it is considered",
        (
            "conditions.home",
            *(
                f"evaluation.take_home_{name}"
                for name in (
                    *("permitted", "first_dose_supervised", "supply_days", "supply_counted"),
                    *("pdmp_checked", "reason_given", "check_ins"),
                )
            ),
        ),
    ),
)
# Asked on the day of a session, or worked out from the birth date.
NOT_ASKED = _conditions("fasting", "intox", "elderly")


def step(slug: str) -> Step:
    """One step of the evaluation, or ``NotFound``."""
    for one in STEPS:
        if one.slug == slug:
            return one
    raise NotFound("There is no such page.")


def step_of(name: str) -> Step | None:
    """The step that asks for a fact; none where it is not asked in an evaluation."""
    return next((one for one in STEPS if name in one.facts), None)


def check_can_record(by: Actor, names: Iterable[str]) -> None:
    """Who may record a fact is said by the dictionary: a clinician, a nurse, or who treats."""
    words = library().dictionary.facts
    for name in names:
        entitled = RECORDERS[words[name].recorded_by]
        if not by.has(*entitled):
            roles = ", ".join(sorted(role.words for role in entitled))
            raise Denied(f"To record this takes one of these roles: {roles}.")


def can_record(by: Actor, names: Iterable[str]) -> bool:
    """True when `check_can_record` would let the actor pass."""
    try:
        check_can_record(by, names)
    except Denied:
        return False
    return True


def unusual(
    values: Mapping[str, Any], on: date, before: Mapping[str, tuple[Any, date]]
) -> list[str]:
    """What a person should look at again: beyond the usual, or a sudden change; each a sentence.

    ``before`` has the value that stands for a fact, and the day on which it was found.
    """
    found = []
    for name, value in values.items():
        entry = library().dictionary.facts[name]
        if entry.type not in ("number", "integer") or value is None:
            continue
        what, unit = label(entry), entry.unit_words
        low, high = entry.usual_minimum, entry.usual_maximum
        if low is not None and high is not None and not low <= value <= high:
            found.append(f"{what} {value:g}{unit} is outside the usual {low:g} to {high:g}{unit}.")
        then, day = before.get(name, (None, on))
        limit = entry.usual_change_pct
        if limit and then and abs(on - day) <= A_MONTH and abs(value - then) > then * limit / 100:
            found.append(
                f"{what} {value:g}{unit} differs by more than {limit:g}% "
                f"from {then:g}{unit} within a month."
            )
    return found


def label(entry: FactDefinition) -> str:
    """What a fact is called at the start of a line; one with a claim is asked by it."""
    words = entry.claim or entry.label
    for article in ("the ", "a ", "an "):
        words = words.removeprefix(article)
    return words[:1].upper() + words[1:]
