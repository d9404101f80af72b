"""What a person takes beside a planned treatment: what is known, and what was not checked.

A medicine that no list knows, and one about which no row says anything, was "not checked": it is
never called free of interactions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from .casefile import Case
from .explain import Evidence, Explanation
from .formulary import Drug
from .interactionfile import NOT_STUDIED, Interaction, InteractionBook, Study
from .library import library
from .medicines import find_medicine
from .products import PRODUCTS, Product, check_region, find_product, name_of
from .together import SEVERITIES, SEVERITY_WORDS, Combination, Taken
from .values import Outcome, all_of

CHECKED, NOT_CHECKED, STOPPED = "checked", "not_checked", "stopped"
FOR_THE_PERSON = "To the person: ask your prescriber; do not stop a medicine on your own."
NO_LIST = "No medicines are recorded: nothing was checked. No list is not an empty list."


@frozen
class Finding:
    """One row about one medicine, for the planned agent and route."""

    row: Interaction
    route: str

    @property
    def measured(self) -> tuple[Study, ...]:
        """What was measured by this route."""
        return self.row.studies_by(self.route)

    @property
    def measured_elsewhere(self) -> tuple[Study, ...]:
        """What was measured by other routes only: it is shown and never carried over."""
        return tuple(one for one in self.row.studies if one not in self.measured)

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        row = self.row
        return {
            "rule": row.id,
            "title": row.title,
            "severity": row.severity,
            "mechanism": row.mechanism,
            "effect": row.effect,
            "effect_size": [one.as_json() for one in self.measured] or NOT_STUDIED,
            "effect_size_by_other_routes": [one.as_json() for one in self.measured_elsewhere],
            "management": row.management,
            "provenance": row.provenance.value,
            "note": row.note,
            "sources": [f"{one.citation} ({one.locator})" for one in row.sources],
        }

    def lines(self) -> Iterator[str]:
        """The finding as indented lines."""
        row = self.row
        yield f"    {row.severity} {SEVERITY_WORDS[row.severity]}: {row.title} ({row.id})"
        yield f"        {' '.join(part for part in (row.mechanism, row.effect) if part)}"
        sizes = [str(one) for one in self.measured] or [f"{NOT_STUDIED} by this route"]
        yield from (f"        Size: {size}" for size in sizes)
        yield from (f"        Other routes: {one}" for one in self.measured_elsewhere)
        yield f"        {row.management}" + (f" {row.note}" if row.note else "")
        cited = dict.fromkeys((*row.sources, *(one.source for one in row.studies)))
        told = "; ".join(one.citation for one in cited)
        yield f"        Source: {told} ({row.provenance.words})"


@frozen
class Beside:
    """One medicine of the list: what it stands for, and what was found, or why nothing was."""

    text: str
    drug: Drug | None
    state: str
    reason: str
    suggestions: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def severity(self) -> str | None:
        """The worst of its findings."""
        return min((one.row.severity for one in self.findings), default=None)

    @property
    def outcome(self) -> Outcome:
        """Met: checked, and nothing to avoid or to decide. Not checked is unknown."""
        if self.severity in ("S1", "S2"):
            return Outcome.NOT_MET
        return Outcome.UNKNOWN if self.state == NOT_CHECKED else Outcome.MET

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "medicine": self.text,
            "drug": self.drug.id if self.drug else None,
            "class": self.drug.drug_class if self.drug else None,
            "state": self.state,
            "reason": self.reason,
            "suggestions": list(self.suggestions),
            "severity": self.severity,
            "findings": [one.as_json() for one in self.findings],
        }


@frozen
class Interactions:
    """Every medicine of a case beside one agent and route, and the medicines among themselves."""

    product: Product
    region: str
    medicines: tuple[Beside, ...]
    together: tuple[Combination, ...]
    reviewed_on: date | None
    on: date | None

    @property
    def not_checked(self) -> tuple[Beside, ...]:
        return tuple(one for one in self.medicines if one.state == NOT_CHECKED)

    @property
    def severity(self) -> str | None:
        """The worst of everything that was found."""
        found = [one.severity for one in self.medicines if one.severity is not None]
        return min((*found, *(one.severity for one in self.together)), default=None)

    @property
    def spoken(self) -> dict[str, str]:
        """Every rule that speaks, with its severity."""
        rows = {f.row.id: f.row.severity for one in self.medicines for f in one.findings}
        return rows | {one.basis.id: one.severity for one in self.together}

    @property
    def is_complete(self) -> bool:
        """Whether the list was gone through on the day, and every medicine of it was checked."""
        return self.is_current and not self.not_checked

    def explain(self) -> Explanation:
        """Met only when the list is current, all of it was checked, and nothing is S1 or S2."""
        beside = tuple(_claim(one) for one in self.medicines)
        among = tuple(
            Explanation(
                f"not together: {one.basis.title}",
                _about(one),
                sources=tuple(source.citation for source in one.basis.sources),
                note=one.why,
            )
            for one in self.together
        )
        current = Outcome.MET if self.is_current else Outcome.UNKNOWN
        day = Explanation("the list of medicines was gone through on the day", current)
        children = (day, *beside, *among)
        claim = f"nothing that is encoded stands against {name_of(self.product)} beside them"
        whole = all_of(child.outcome for child in children)
        return Explanation(claim, whole, combine="all", children=children)

    @property
    def is_current(self) -> bool:
        """Whether the list of medicines was gone through on the day of the case."""
        return self.on is not None and self.reviewed_on == self.on

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        agent, route = self.product
        together = library().interactions.together
        return {
            "agent": agent,
            "route": route,
            "region": self.region,
            "severity": self.severity,
            "complete": self.is_complete,
            "reviewed_on": self.reviewed_on.isoformat() if self.reviewed_on else None,
            "medicines": [one.as_json() for one in self.medicines],
            "together": [_combination_json(one) for one in self.together],
            "not_checked": [one.text for one in self.not_checked],
            "signs": list(together.signs) if self.has_serotonin else [],
            "notes": [together.note, FOR_THE_PERSON],
        }

    @property
    def has_serotonin(self) -> bool:
        """Whether the signs of serotonin syndrome are to be looked for."""
        return any(one.basis.id.startswith("sero.") for one in self.together)

    def __str__(self) -> str:
        return "\n".join(_told(self))


def interactions(
    case: Case, agent: str = "ketamine", route: str | None = None, region: str = "us"
) -> Interactions:
    """Each medicine of a case beside this agent and route, and the medicines among themselves."""
    product = find_product(agent, route)
    return interactions_in(library().interactions, case, product, check_region(region))


def interactions_all(case: Case, region: str = "us") -> dict[Product, Interactions]:
    """The same beside every agent and route: the list is read, and looked at together, once."""
    book, place = library().interactions, check_region(region)
    listed = _listed(book, case)
    return {product: _report(book, case, product, place, listed) for product in PRODUCTS}


def interactions_in(
    book: InteractionBook, case: Case, product: Product, region: str
) -> Interactions:
    """The same with the rows of a book."""
    return _report(book, case, product, region, _listed(book, case))


@frozen
class Listed:
    """The medicines of a case, found or not, and looked at together: the same for every route."""

    taken: tuple[tuple[str, Taken | Beside], ...]
    together: tuple[Combination, ...]


def _listed(book: InteractionBook, case: Case) -> Listed:
    taken = tuple((text, one or _unknown(text)) for text, one in _taken(case))
    known = tuple(one for _, one in taken if isinstance(one, Taken))
    return Listed(taken, book.together.check(known))


def _report(
    book: InteractionBook, case: Case, product: Product, region: str, listed: Listed
) -> Interactions:
    route = product[1]
    beside = [
        one
        if isinstance(one, Beside)
        else _beside(text, one, book.rows_about(one.drug, product, region), route)
        for text, one in listed.taken
    ]
    beside += _treatments(case, book.rows_for(product, region), route)
    reviewed = case.evaluation.get("medicines_reviewed_on")
    return Interactions(
        product,
        region,
        tuple(sorted(beside, key=_order)),
        listed.together,
        reviewed if isinstance(reviewed, date) else None,
        case.on,
    )


def _taken(case: Case) -> Iterator[tuple[str, Taken | None]]:
    for number, row in enumerate(case.medicines, start=1):
        text, dose = row.get("drug"), row.get("dose_mg")
        if not isinstance(text, str):
            yield f"medicine {number}", None  # without a name nothing can be found
            continue
        drug = find_medicine(text).exact
        mg = float(dose) if isinstance(dose, int | float) else None
        yield (
            text,
            Taken(text, drug, mg, _days_since(case, row.get("stopped_on"))) if drug else None,
        )


def _days_since(case: Case, stopped: object) -> int | None:
    if not isinstance(stopped, date):
        return None
    return (case.on - stopped).days if case.on is not None else 0


def _unknown(text: str) -> Beside:
    near = tuple(drug.name for drug in find_medicine(text).suggestions)
    return Beside(text, None, NOT_CHECKED, "no list of medicines has this name", near)


def _beside(text: str, taken: Taken, rows: tuple[Interaction, ...], route: str) -> Beside:
    found = tuple(Finding(row, route) for row in rows if taken.counts_for(row.lingers_days))
    if found:
        return Beside(text, taken.drug, CHECKED, "", findings=found)
    if not taken.counts_for(0):
        return Beside(text, taken.drug, STOPPED, f"{taken.days_since} days ago")
    return Beside(
        text, taken.drug, NOT_CHECKED, "the list says nothing about it beside this treatment"
    )


def _treatments(case: Case, rows: tuple[Interaction, ...], route: str) -> Iterator[Beside]:
    """Treatments of the history that go on beside, such as ECT."""
    for trial in case.trials:
        found = tuple(Finding(row, route) for row in rows if trial.kind in row.treatments)
        if found and trial.stopped_for in (None, "ongoing"):
            yield Beside(trial.name, None, CHECKED, "", findings=found)


def _order(one: Beside) -> tuple[int, str]:
    """The most severe first, then what was not checked, then the rest."""
    places = (*SEVERITIES[:2], None, *SEVERITIES[2:])
    place = places.index(one.severity)
    return (place if one.state != STOPPED else len(places), one.text)


def _about(one: Combination) -> Outcome:
    if one.outcome is Outcome.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.NOT_MET if one.severity in ("S1", "S2") else Outcome.MET


def _claim(one: Beside) -> Explanation:
    value = one.drug.name if one.drug else "not recognised"
    evidence = (Evidence("medicine.drug", one.text, value),)
    note = one.reason or "; ".join(f"{f.row.severity} {f.row.title}" for f in one.findings)
    claim = f"{one.text} was checked, and nothing is to be avoided or decided"
    return Explanation(claim, one.outcome, evidence=evidence, note=note)


def _combination_json(one: Combination) -> dict[str, object]:
    basis = one.basis
    return {
        "rule": basis.id,
        "title": basis.title,
        "severity": one.severity,
        "outcome": one.outcome.value,
        "medicines": list(one.medicines),
        "why": one.why,
        "management": basis.management,
        "provenance": basis.provenance.value,
        "sources": [f"{source.citation} ({source.locator})" for source in basis.sources],
    }


# ------------------------------------------------------------------ in words


def _told(found: Interactions) -> Iterator[str]:
    whole = f"the worst is {found.severity}" if found.severity else "no row speaks"
    open_ = "" if found.is_complete else "; unknown: not everything was checked"
    yield f"{name_of(found.product)}, region {found.region}: {whole}{open_}"
    yield _completeness(found)
    for one in found.medicines:
        name = f" = {one.drug.name}" if one.drug and one.drug.name != one.text.casefold() else ""
        yield f"  {one.text}{name}{_STATES[one.state].format(one.reason)}"
        if one.suggestions:
            yield f"    Did you mean {' or '.join(one.suggestions)}?"
        for finding in one.findings:
            yield from finding.lines()
    if found.together:
        yield "Among themselves"
    for combination in found.together:
        yield from _combination_lines(combination)
    together = library().interactions.together
    if found.has_serotonin:
        yield f"  Signs to look for: {', '.join(together.signs)}"
    yield from (together.note, FOR_THE_PERSON)


_STATES = {CHECKED: "", NOT_CHECKED: ": NOT CHECKED, {}", STOPPED: ": stopped {}"}


def _completeness(found: Interactions) -> str:
    if not found.medicines and not found.is_current:
        return NO_LIST
    if not found.medicines:
        return f"The list was gone through on {found.reviewed_on} and holds no medicine."
    total, open_ = len(found.medicines), len(found.not_checked)
    known = f"{total - open_} of {total} checked"
    if found.is_current:
        return f"{known}; the list was gone through on {found.reviewed_on}."
    return f"{known}; the list was not gone through on the day."


def _combination_lines(one: Combination) -> Iterator[str]:
    unknown = "; not certain" if one.outcome is Outcome.UNKNOWN else ""
    yield f"  {one.severity} {SEVERITY_WORDS[one.severity]}{unknown}: {one.why} ({one.basis.id})"
    yield f"      {one.basis.management}"
    cited = "; ".join(source.citation for source in one.basis.sources)
    yield f"      Source: {cited} ({one.basis.provenance.words})"
