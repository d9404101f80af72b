"""Evidence numbers as data: no number without whom, how many, against what, when and how sure.

A study is written once with what all its numbers share; a number says what was counted. What is
missing does not load.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from attrs import frozen

from .facts import Number
from .library import Header, Library, Source, library
from .proportions import Interval, newcombe, wilson
from .tables import Table
from .values import Provenance

FOLDER = "evidence"
GOOD, HARM = "good", "harm"
OUTCOMES = {
    "response": GOOD,
    "remission": GOOD,
    "still_well": GOOD,
    "relapse": HARM,
    "worsening": HARM,
    "side_effect": HARM,
    "misuse": HARM,
    "death": HARM,
}
SHARE, POINTS = "share", "points"
CERTAINTIES = ("high", "moderate", "low", "very low")
COMPUTED = "Wilson, computed from the counts"
PUBLISHED = "as published"
PRINTED_TO = 0.55  # a share printed without decimals may differ from its counts by half


@frozen
class Arm:
    """The share of people with the outcome in one arm, in percent, with its counts where read."""

    words: str
    exact: float
    count: int | None = None
    of: int | None = None

    @property
    def interval(self) -> Interval | None:
        """The interval from the counts, where they are known."""
        return wilson(self.count, self.of) if self.count is not None and self.of else None


@frozen(kw_only=True)
class EvidenceNumber:
    """One published number with everything that a reader needs to weigh it."""

    file: str
    id: str
    study: str
    options: tuple[str, ...]
    outcome: str
    means: str
    measure: str
    arm: Arm
    against: Arm | None
    comparison: str
    interval: Interval | None
    interval_note: str
    difference: Interval | None
    reference_class: str
    n: int
    n_of: str
    time_span: str
    design: str
    certainty: str
    why: str
    sources: tuple[Source, ...]
    provenance: Provenance
    note: str
    reviewed: date
    review_by: date
    clinician_review: str

    @property
    def direction(self) -> str:
        """Whether the outcome is wanted or a harm: both are told in the same form."""
        return OUTCOMES[self.outcome]

    @property
    def per(self) -> int:
        """Of how many people it is told: of 1,000 where any arm is below 1 in 100."""
        arms = [one.exact for one in (self.arm, self.against) if one is not None]
        return 1000 if any(0 < share < 1 for share in arms) else 100

    @property
    def value(self) -> int:
        """Rounded for a reader."""
        return self._rounded(self.arm.exact)

    @property
    def others(self) -> int:
        """Of as many people, those without the outcome."""
        return self.per - self.value

    @property
    def against_value(self) -> int | None:
        """The comparison, rounded in the same way; ``None`` where there is none."""
        return None if self.against is None else self._rounded(self.against.exact)

    def _rounded(self, share: float) -> int:
        return int(share * self.per / 100 + 0.5)

    @property
    def words(self) -> str:
        """The number as it stands in a sentence."""
        return f"{self.value} of {self.per:,}"

    @property
    def against_words(self) -> str:
        """The comparison as it stands in a sentence."""
        return f"{self.against_value} of {self.per:,}" if self.against else self.comparison

    def is_being_checked(self, on: date) -> bool:
        """Whether its review is overdue on a day: it is then shown as being checked."""
        return self.review_by < on

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        share = self.measure == SHARE
        return {
            "id": self.id,
            "options": list(self.options),
            "outcome": self.outcome,
            "means": self.means,
            "direction": self.direction,
            "measure": self.measure,
            "per": self.per if share else None,
            "value": self.value if share else None,
            "exact": round(self.arm.exact, 1),
            "interval": [round(one, 1) for one in self.interval] if self.interval else None,
            "interval_note": self.interval_note,
            "given": self.arm.words,
            "comparison": self.comparison,
            "comparator": _arm_json(self.against, self.against_value),
            "difference": [round(one, 1) for one in self.difference] if self.difference else None,
            "reference_class": self.reference_class,
            "n": self.n,
            "n_of": self.n_of,
            "time_span": self.time_span,
            "design": self.design,
            "certainty": self.certainty,
            "why": self.why,
            "provenance": self.provenance.value,
            "note": self.note,
            "sources": [f"{one.citation} ({one.locator})" for one in self.sources],
            "reviewed": self.reviewed.isoformat(),
            "review_by": self.review_by.isoformat(),
            "clinician_review": self.clinician_review,
        }

    def __str__(self) -> str:
        return f"{self.told} {self.basis}"

    @property
    def basis(self) -> str:
        """Whom it is about, how it was found, how sure it is, and where it was read."""
        cited = "; ".join(f"{one.citation} ({one.locator})" for one in self.sources)
        note = f" {self.note}" if self.note else ""
        return (
            f"{self.reference_class}. {self.design}. Certainty {self.certainty}: {self.why}.{note} "
            f"Source: {cited}. Reviewed {self.reviewed}, again by {self.review_by}."
        )

    @property
    def told(self) -> str:
        """What was counted, of how many, when, beside what, and how far it may be off."""
        among = f"n = {self.n:,} {self.n_of}; {self.time_span[0].lower()}{self.time_span[1:]}"
        where = f"{among}; {self.provenance.words}"
        if self.measure == POINTS:
            span = f" ({_span(self.interval)})" if self.interval else f" ({self.interval_note})"
            told = f"{self.arm.words}, {self.means}: {self.arm.exact:+g} points{span}"
            return f"{told}, compared {self.comparison}; {where}."
        span = f"{_span(self.interval)} %" if self.interval else self.interval_note
        told = (
            f"{self.arm.words}, {self.means}: {self.words} ({self.arm.exact:.1f} %; {span}), "
            f"{self.others} not"
        )
        if self.against is None:
            return f"{told}. No comparison: {self.comparison}; {where}."
        gap = f" (difference {_span(self.difference)} in 100)" if self.difference else ""
        return f"{told}; {self.comparison}: {self.against_words}{gap}; {where}."


def _arm_json(arm: Arm | None, value: int | None) -> dict[str, object] | None:
    if arm is None:
        return None
    return {"words": arm.words, "value": value, "exact": round(arm.exact, 1)}


def _span(interval: Interval) -> str:
    return f"{interval[0]:.1f} to {interval[1]:.1f}"


@frozen
class Evidence:
    """Every evidence number, by its id, and what each file says of itself."""

    headers: Mapping[str, Header]
    by_id: Mapping[str, EvidenceNumber]

    def about(self, option: str) -> tuple[EvidenceNumber, ...]:
        """The numbers about one option, wanted outcomes and harms alike."""
        return tuple(one for one in self.by_id.values() if option in one.options)


def evidence_about(option: str) -> tuple[EvidenceNumber, ...]:
    """The evidence numbers about one option, wanted outcomes and harms alike."""
    return library().evidence.about(option)


def read_evidence(source: Library) -> Evidence:
    """Read and check every file of evidence."""
    headers: dict[str, Header] = {}
    found: dict[str, EvidenceNumber] = {}
    for name in source.files(FOLDER):
        file = f"{FOLDER}/{name}.toml"
        table = source.read(file)
        headers[file] = header = source.header_of(table)
        for entry in table.tables_of("study"):
            for number in _study(entry, header, file):
                if number.id in found:
                    raise entry.fault("number", f"{number.id!r} is there twice.", "Rename one.")
                found[number.id] = number
        table.done()
    return Evidence(MappingProxyType(headers), MappingProxyType(found))


# ------------------------------------------------------------------ a study and its numbers


def _study(entry: Table, header: Header, file: str) -> list[EvidenceNumber]:
    compared = entry.has("compared_with")
    if compared == entry.has("no_comparison"):
        raise entry.fault(
            "compared_with", "says nothing, or two things.", "Give it, or no_comparison = why."
        )
    shared: dict[str, object] = {
        "file": file,
        "study": entry.text_of("id"),
        "options": entry.texts_of("options", default=()) if _asked(entry, "options") else (),
        "comparison": entry.text_of("compared_with" if compared else "no_comparison"),
        "reference_class": entry.text_of("reference_class"),
        "n": _positive(entry, "n"),
        "n_of": entry.text_of("n_of", default="people"),
        "time_span": entry.text_of("time_span"),
        "design": entry.text_of("design"),
        "certainty": entry.one_of("certainty", CERTAINTIES),
        "why": entry.text_of("why"),
        "sources": cited(entry, header),
        "provenance": entry.provenance_of("provenance"),
        "note": entry.text_of("note", default=""),
        "reviewed": entry.date_of("reviewed"),
        "review_by": entry.date_of("review_by"),
        "clinician_review": header.clinician_review,
    }
    given = entry.text_of("given")
    numbers = [_number(one, shared, given, compared) for one in entry.tables_of("number")]
    entry.done()
    if not numbers:
        raise entry.fault("number", "is missing.", "Add at least one [[study.number]].")
    if shared["review_by"] <= shared["reviewed"]:  # type: ignore[operator]  # both are dates
        raise entry.fault("review_by", "is not after reviewed.", "Correct one of the dates.")
    return numbers


def _asked(entry: Table, key: str) -> bool:
    if not entry.has(key):
        raise entry.fault(key, "is missing.", f"Add {key} = […]; [] where it is about none.")
    return True


def _positive(entry: Table, key: str) -> int:
    value = entry.take(key, int)
    if value < 1:
        raise entry.fault(key, f"{value} is not above 0.", "Write how many were counted.")
    return value


def cited(entry: Table, header: Header) -> tuple[Source, ...]:
    """The sources of one entry, each of which the file lists."""
    known = {one.key: one for one in header.sources}
    keys = entry.texts_of("sources")
    for key in keys:
        if key not in known:
            raise entry.fault("sources", f"{key!r} is not a source here.", "Add it to sources.")
    return tuple(known[key] for key in keys)


def _number(
    entry: Table, shared: Mapping[str, object], given: str, compared: bool
) -> EvidenceNumber:
    measure = entry.text_of("measure", default=SHARE)
    if measure not in (SHARE, POINTS):
        raise entry.fault("measure", f"{measure!r} is not known.", "Use share or points.")
    own = {
        "id": entry.text_of("id"),
        "outcome": entry.one_of("outcome", tuple(OUTCOMES)),
        "means": entry.text_of("means"),
        "measure": measure,
        "arm": _arm(entry, given, measure),
        "against": _against(entry, str(shared["comparison"]), measure, compared),
    }
    own |= {key: entry.text_of(key) for key in ("time_span", "note") if entry.has(key)}
    if entry.has("n"):
        own["n"] = _positive(entry, "n")
    if entry.has("provenance"):
        own["provenance"] = entry.provenance_of("provenance")
    own["interval"], own["interval_note"] = _interval(entry, own["arm"])  # type: ignore[arg-type]  # an arm
    own["difference"] = _difference(entry, own["arm"], own["against"])  # type: ignore[arg-type]  # arms
    entry.done()
    return EvidenceNumber(**{**shared, **own})  # type: ignore[arg-type]  # each typed above


def _arm(entry: Table, words: str, measure: str) -> Arm:
    count = entry.take("count", int) if entry.has("count") else None
    of = _positive(entry, "of") if entry.has("of") else None
    if (count is None) != (of is None):
        raise entry.fault("count", "stands alone.", "Give count and of together.")
    exact: Number | None = entry.number_of("exact") if entry.has("exact") else None
    if count is None or of is None:
        if exact is None:
            raise entry.fault("exact", "is missing.", "Give exact, or count and of.")
        return Arm(words, _share(entry, exact, measure))
    share = 100 * count / of
    if exact is not None and abs(exact - share) > PRINTED_TO:
        raise entry.fault("exact", f"{exact} is not {count} of {of}.", "Correct one of them.")
    return Arm(words, _share(entry, share if exact is None else exact, measure), count, of)


def _share(entry: Table, value: Number, measure: str) -> float:
    if measure == SHARE and not 0 <= value <= 100:
        raise entry.fault("exact", f"{value:g} is no share in percent.", "Write 0 to 100.")
    return float(value)


def _against(entry: Table, words: str, measure: str, compared: bool) -> Arm | None:
    wanted = compared and measure == SHARE
    if entry.has("against") != wanted:
        raise entry.fault(
            "against", "does not fit the study.", "Give it where a study compares shares."
        )
    if not wanted:
        return None
    other = entry.table_of("against")
    arm = _arm(other, words, measure)
    other.done()
    return arm


def _interval(entry: Table, arm: Arm) -> tuple[Interval | None, str]:
    if entry.has("interval"):
        return _pair(entry, "interval", arm.exact), PUBLISHED
    if arm.interval is not None:
        return arm.interval, COMPUTED
    return None, entry.text_of("no_interval")


def _difference(entry: Table, arm: Arm, against: Arm | None) -> Interval | None:
    if entry.has("difference"):
        if against is None:
            raise entry.fault("difference", "compares with nothing.", "Give against as well.")
        return _pair(entry, "difference", arm.exact - against.exact)
    if against is None or arm.count is None or against.count is None:
        return None
    return newcombe(arm.count, arm.of or 1, against.count, against.of or 1)


def _pair(entry: Table, key: str, inside: float) -> Interval:
    pair = entry.take(key, list)
    if len(pair) != 2 or not all(isinstance(one, int | float) for one in pair):
        raise entry.fault(key, f"{pair!r} is no pair of numbers.", "Write it as [low, high].")
    low, high = pair
    if not low - PRINTED_TO <= inside <= high + PRINTED_TO:
        raise entry.fault(key, f"{inside:.1f} does not lie in {pair}.", "Correct one of them.")
    return float(low), float(high)
