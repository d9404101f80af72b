"""What a consultation letter and a letter to a therapist tell of the record: stored facts only.

What the record does not hold reads "not recorded" or "not known"; nothing is worked out anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from lightwell.access.actors import Actor
from lightwell.access.models import Location
from lightwell.clinical.library import library
from lightwell.kit.dates import staff_date
from lightwell.kit.words import quantity
from lightwell.records.models import Release, TherapyRecord
from lightwell.records.queries import (
    decisions,
    determinations,
    facts,
    history,
    letters,
    shared,
    therapy,
)
from lightwell.records.queries.shared import SharedPerson
from lightwell.records.release_words import SHARES

if TYPE_CHECKING:
    from lightwell.records.entries import Line
    from lightwell.records.models import Patient

NOT_RECORDED = "Not recorded"
PREFERENCES = {
    "preferences.goals": "Goals",
    "preferences.avoid": "Does not want",
    "preferences.leaning": "Leaning",
}
KINDS = {"ect": "ECT", "tms": "TMS"}


def consultation(by: Actor, patient: Patient, location: Location) -> dict[str, Any]:
    """Findings, determination with its basis, what the person wants, decision, and plan."""
    known = letters.content(by, patient, location)
    standing = facts.standing(facts.all_of(by, patient))
    said = {name: fact.value for (name, _), fact in standing.items()}
    return {
        **known,
        "treatments": _verified(by, patient, "treatment", _trial),
        "allergies": _verified(by, patient, "allergy", _allergy),
        "determinations": _determinations(by, patient, location),
        "preferences": [
            (words, str(said.get(name, NOT_RECORDED))) for name, words in PREFERENCES.items()
        ],
        "decision": _decision(by, patient, location),
    }


def for_therapist(release: Release, location: Location) -> dict[str, Any]:
    """What this release names, as the therapist sees it on their pages, and nothing else."""
    patient = release.patient
    person = SharedPerson(
        patient=patient,
        purpose=release.purpose,
        shares=tuple(part for part in SHARES if part in release.shares),
        ends_on=release.ends_on,
    )
    return {
        "patient": {"name": person.name},
        "location": {"name": location.name, "address": location.address, "phone": location.phone},
        "purpose": release.purpose,
        "until": staff_date(release.ends_on),
        "shares": list(person.shares),
        "share_words": person.share_words,
        "plan": shared.plan(person),
        "sessions": [
            {
                "number": one.number,
                "on": one.on,
                "state": one.state,
                "dose": one.dose,
                "observations": list(one.observations),
            }
            for one in shared.sessions(person)
        ],
        "records": _records(person, location),
    }


def _records(person: SharedPerson, location: Location) -> list[dict[str, str]]:
    """What the therapists of the house wrote, where the release names it; what stands of it."""
    if "records" not in person.shares:
        return []
    rows = TherapyRecord.objects.filter(patient=person.patient, is_outside=False)
    return [
        {
            "title": one.title,
            "on": _day(location, one.held_at),
            "by": one.by_name,
            "themes": one.themes,
            "next_steps": one.next_steps,
        }
        for one in therapy.views(rows)
        if not one.is_withdrawn
    ]


def _verified(by: Actor, patient: Patient, subject: str, say: Any) -> list[str]:
    """What a clinician verified, one line each; a draft counts for nothing."""
    lines: list[Line] = history.all_of(by, patient, subject)
    return [say(one.standing.content) for one in lines if one.standing is not None]


def _trial(content: Mapping[str, Any]) -> str:
    """One past treatment: what, how much, how long, and what came of it; or that it is unknown."""
    kind = str(content.get("kind", ""))
    name = str(content.get("drug") or content.get("modality") or KINDS.get(kind, kind))
    parts = [
        _amount(content, "dose_mg", "mg", "dose"),
        _amount(content, "days", "days", "duration"),
        _amount(content, "improvement_pct", "% better at the end", "effect"),
    ]
    ended = str(content.get("stopped_for") or "").replace("_", " ")
    parts.append(f"ended for {ended}" if ended and ended != "ongoing" else ended or "end not known")
    return ", ".join((name, *parts))


def _amount(content: Mapping[str, Any], key: str, unit: str, thing: str) -> str:
    value = content.get(key)
    return f"{thing} not known" if value is None else quantity(Decimal(str(value)), unit)


def _allergy(content: Mapping[str, Any]) -> str:
    reaction = content.get("reaction") or "reaction not known"
    return f"{content.get('substance', '')}: {reaction}"


def _determinations(by: Actor, patient: Patient, location: Location) -> list[dict[str, Any]]:
    """The newest recorded answer of each definition, with version, day, author and why."""
    newest: dict[str, determinations.Recorded] = {}
    for one in determinations.recorded(by, patient):
        newest.setdefault(one.rule, one)
    titles = library().definitions
    return [
        {
            "title": titles[rule].title if rule in titles else rule,
            "outcome": one.outcome.replace("_", " "),
            "basis": f"Rule version {one.rule_version}, recorded on "
            f"{_day(location, one.at)} by {one.by_name}.",
            "why": [
                f"{part['claim']}: {str(part['outcome']).replace('_', ' ')}"
                for part in one.explanation.get("children", ())
            ],
            "other_views": [f"{view.by_name} saw it otherwise: {view.reason}"
                            for view in one.other_views],
        }
        for rule, one in newest.items()
    ]  # fmt: skip


def _decision(by: Actor, patient: Patient, location: Location) -> list[tuple[str, str]]:
    """The decision that stands, with its reasons and signatures; none is said."""
    made = decisions.newest_of_all(by, patient)
    if made is None:
        return []
    second = f"{made.second_by_name}, second" if made.second_by_name else ""
    waits = "the second signature is missing" if not made.is_signed else ""
    signed = [made.by_name, *(words for words in (second, waits) if words)]
    rows = [
        ("Decided", f"{made.choice_words}: {made.agent} {made.route}"),
        ("On", _day(location, made.at)),
        ("By", "; ".join(signed)),
        ("Reasons", made.reasons),
    ]
    if made.until is not None:
        rows.append(("Until", staff_date(made.until)))
    return rows


def _day(location: Location, at: datetime) -> str:
    """A day on the wall of the place that the letter comes from."""
    return staff_date(at.astimezone(ZoneInfo(location.timezone)))
