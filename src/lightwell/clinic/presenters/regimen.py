"""Every medicine beside a treatment, the most severe first, and what was not checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

import lightwell.clinical as lw
from lightwell.clinical.library import library

if TYPE_CHECKING:
    from lightwell.clinical.interactionreport import Beside, Finding
    from lightwell.clinical.together import Combination

TONES = {"S1": "care", "S2": "waiting", "S3": "outline", "S4": "calm"}
OF_A_PRODUCT = "Of a product, such as a supplement, add each ingredient on its label as a line."
STATES = {"not_checked": ("Not checked", "waiting"), "stopped": ("Stopped", "outline")}


@frozen
class FindingRow:
    """One row of the lists about one medicine, with what was measured and what to do."""

    tag: tuple[str, str]
    title: str
    why: str
    sizes: tuple[str, ...]
    other_routes: tuple[str, ...]
    management: str
    sources: str


@frozen
class MedicineRow:
    """One medicine as it was typed, and all that the lists say of it."""

    name: str
    is_known_as: str
    tag: tuple[str, str]
    note: str
    findings: tuple[FindingRow, ...]


@frozen
class TogetherRow:
    """Medicines of the list that are looked at together: serotonin, QT."""

    tag: tuple[str, str]
    title: str
    why: str
    medicines: str
    management: str
    sources: str


def medicines(found: lw.Interactions) -> list[MedicineRow]:
    """The most severe first, then what was not checked, then the rest."""
    return [_medicine(one) for one in found.medicines]


def together(found: lw.Interactions) -> list[TogetherRow]:
    """What the medicines make of one another."""
    return [_together(one) for one in found.together]


def headline(found: lw.Interactions) -> str:
    """How much of the list was checked; never that there is no interaction."""
    if not found.medicines:
        return "No medicine is on the list. Whether the list was gone through is said below."
    left = len(found.not_checked)
    checked = f"{len(found.medicines) - left} of {len(found.medicines)} checked"
    worst = f"The worst is {lw.SEVERITY_WORDS[found.severity]}." if found.severity else ""
    return f"{checked}. {worst}".strip()


def signs(found: lw.Interactions) -> tuple[str, ...]:
    """The signs of serotonin syndrome, where the list gives cause to look for them."""
    return library().interactions.together.signs if found.has_serotonin else ()


def _medicine(one: Beside) -> MedicineRow:
    known = one.drug.name if one.drug and one.drug.name != one.text.casefold() else ""
    note = one.reason[:1].upper() + one.reason[1:] + "." if one.reason else ""
    if one.suggestions:
        note = f"{note} Did you mean {' or '.join(one.suggestions)}?"
    elif one.state == "not_checked" and one.drug is None:
        note = f"{note} {OF_A_PRODUCT}"
    tag = STATES[one.state] if one.severity is None else _tag(one.severity)
    return MedicineRow(one.text, known, tag, note, tuple(_finding(each) for each in one.findings))


def _finding(one: Finding) -> FindingRow:
    row = one.row
    cited = dict.fromkeys((*row.sources, *(study.source for study in row.studies)))
    return FindingRow(
        tag=_tag(row.severity),
        title=row.title,
        why=" ".join(part for part in (row.mechanism, row.effect) if part),
        sizes=tuple(str(each) for each in one.measured) or ("Not studied by this route",),
        other_routes=tuple(str(each) for each in one.measured_elsewhere),
        management=f"{row.management} {row.note}".strip(),
        sources=f"{'; '.join(each.citation for each in cited)} ({row.provenance.words})",
    )


def _together(one: Combination) -> TogetherRow:
    basis = one.basis
    word, tone = _tag(one.severity)
    is_open = one.outcome is lw.Outcome.UNKNOWN
    return TogetherRow(
        tag=(f"{word}, not certain" if is_open else word, tone),
        title=basis.title,
        why=one.why,
        medicines=", ".join(one.medicines),
        management=basis.management,
        sources=f"{'; '.join(each.citation for each in basis.sources)} ({basis.provenance.words})",
    )


def _tag(severity: str) -> tuple[str, str]:
    return lw.SEVERITY_WORDS[severity].capitalize(), TONES[severity]
