"""The programmes of treatment, and the rules of dose arithmetic behind them."""

from __future__ import annotations

from collections.abc import Iterable

from lightwell.clinical.care import Care
from lightwell.clinical.dosing import example_outcome
from lightwell.clinical.library import library
from lightwell.clinical.programme import Basis, DoseLimits, Exit, Phase, Programme
from lightwell.clinical.prose import sentence
from lightwell.clinical.writing import written
from tools.reference import markdown


def page() -> str:
    """Every programme, then the arithmetic of its doses."""
    parts = [
        (
            "What a programme consists of, with the source of each part. A dose, a date or a "
            "review is a proposal of the programme; the prescriber decides and signs."
        )
    ]
    for made in library().programmes.values():
        parts += _programme(made)
    return markdown.page("Programmes and doses", *parts, *_common_care(), *_arithmetic())


def _programme(made: Programme) -> list[str]:
    return [
        f"## {made.title} (`{made.id}`, {made.status})",
        markdown.about(made.header),
        "### Dose" if len(made.doses) == 1 else "### Doses",
        *(part for dose in made.doses for part in _dose(made, dose)),
        "### Phases",
        *(part for phase in made.phases for part in _phase(phase)),
        "### What is observed",
        markdown.table(
            ["Schedule", "From"], [[line.words, _basis(line.basis)] for line in made.observe]
        ),
        "### Reviews",
        _reviews(made),
        *_care(made.care),
    ]


def _dose(made: Programme, dose: DoseLimits) -> list[str]:
    rows = [["what", f"{dose.agent} by {dose.route_words}"], *_amounts(dose)]
    for step in made.titrations:
        if step.dose != dose.id:
            continue
        when = sentence(step.when, library().dictionary)
        words = f"to {written(step.to_mg_per_kg)} mg per kg if {when}; {step.decided_by} decides"
        rows.append([f"after session {step.after_session}", f"{words} ({_basis(step.basis)})"])
    stay = f"{dose.stay_min} minutes after {dose.stay_from.replace('_', ' ')}"
    rows.append(["stays at least", stay])
    rows.append(["a place is kept before it for", f"{made.visit.preparation_min} min"])
    return [f"**{dose.id}.** {dose.meaning}", markdown.table(["Limit", "Value"], rows)]


def _amounts(dose: DoseLimits) -> list[list[str]]:
    if not dose.is_by_weight:
        doses = ", ".join(written(one) for one in dose.doses_mg)
        return [["doses", f"{doses} mg, in devices of {written(dose.units_mg[0])} mg"]]
    rows = [
        ["starts at", f"{written(dose.start)} mg per kg"],
        ["refused below", f"{written(dose.lowest)} mg per kg"],
        ["signed above", f"{written(dose.cap)} mg per kg, or {written(dose.ceiling)} mg"],
        ["signed by", f"a {dose.above_cap_signed_by}"],
        ["refused from", f"{written(dose.refused_from)} mg per kg"],
    ]
    if dose.infusion is not None:
        rows += [
            ["usually over", _range(dose.infusion.usual_minutes, "min")],
            ["infusion refused outside", _range(dose.infusion.minutes, "min")],
            ["volume refused outside", _range(dose.infusion.volume_ml, "mL")],
        ]
    if dose.units_mg:
        rows.append(["in units of", ", ".join(written(one) for one in dose.units_mg) + " mg"])
    return rows


def _care(care: Care) -> list[str]:
    """Psychotherapy and other care, what is measured, and what holds or ends the course."""
    words = library().dictionary
    components = [[one.title, one.when, one.words, _basis(one.basis)] for one in care.components]
    measures = [[one.instrument, one.when, one.words, _basis(one.basis)] for one in care.measures]
    criteria = [
        [one.id, one.kind, sentence(one.when, words), one.ask, one.settled_by]
        for one in care.criteria
    ]
    return [
        "### Care around the doses",
        markdown.table(["Care", "When", "What", "From"], components),
        "### What is measured",
        markdown.table(["Instrument", "When", "What", "From"], measures),
        "### What holds a session, what ends the course",
        markdown.table(["Rule", "Kind", "When", "Asks", "Settled by"], criteria),
    ]


def _common_care() -> list[str]:
    """Life stages, checks of long-term safety, and a supply at home: for every programme."""
    words, common = library().dictionary, library().common_care
    guards = [
        [
            one.stage.replace("_", " "),
            ", ".join(one.routes),
            sentence(one.when, words),
            f"{one.position}: {one.asks}",
            f"{one.evidence} ({_basis(one.basis)})",
        ]
        for one in common.guards
    ]
    checks = [
        [one.title, ", ".join(one.routes), one.words, "yes" if one.holds else "no", one.ask]
        for one in common.checks
    ]
    home = common.take_home
    criteria = [[sentence(one.when, words), one.ask, one.settled_by] for one in home.criteria]
    return [
        f"## {common.stages.title}",
        markdown.about(common.stages),
        markdown.table(["Stage", "Routes", "When", "Position", "Evidence"], guards),
        f"## {common.long_term.title}",
        markdown.about(common.long_term),
        markdown.table(["Check", "Routes", "Due", "Holds a session", "Asks"], checks),
        f"## {home.header.title}",
        markdown.about(home.header),
        f"At most {home.supply_days} days of supply; a check-in every {home.check_in_days} days.",
        markdown.table(["What must be so", "Asks", "Settled by"], criteria),
    ]


def _range(limits: Iterable[object], unit: str) -> str:
    low, high = limits
    return f"{low} to {high} {unit}"


def _phase(phase: Phase) -> list[str]:
    if phase.series is not None:
        series = phase.series
        what = (
            f"{series.count} sessions within {series.within_days} days, at least "
            f"{series.min_gap_days} days from one to the next. Days of the sessions: "
        )
        if series.up_to:
            what = what.replace("Days of", f"Up to {series.up_to} by signed decision. Days of")
        what += "; ".join(
            f"{one.per_week} a week {', '.join(str(day) for day in one.days)}"
            for one in phase.rhythms
        )
    elif phase.interval_steps_days:
        steps = ", ".join(str(days) for days in phase.interval_steps_days)
        what = (
            f"Intervals of {steps} days in turn; reviewed every {phase.review_every_sessions} "
            f"sessions or {phase.review_every_days} days"
        )
    else:
        what = "Care without the drug"
    exits = [[one.to, _exit(one), one.decided_by] for one in phase.exits]
    return [
        f"**{phase.title}.** {what}. *{_basis(phase.basis)}*",
        markdown.table(["Leads to", "When", "Decided by"], exits),
    ]


def _basis(basis: Basis) -> str:
    return f"{basis.source.key}, {basis.provenance.words}"


def _exit(one: Exit) -> str:
    if one.when is None:
        return one.words
    rule = sentence(one.when, library().dictionary)
    return f"{one.words} Rule, seen {one.seen_times} times: {rule}."


def _reviews(made: Programme) -> str:
    words = library().dictionary
    rows = []
    for one in made.reviews:
        stop = one.consider_stopping_when
        rule = sentence(stop, words) if stop is not None else "no rule"
        rows.append([one.after_session, one.asks, ", ".join(one.choices), rule])
    return markdown.table(["After", "Asks", "Choices", "Consider stopping when"], rows)


def _arithmetic() -> list[str]:
    rules = library().dosing
    rows = [
        ["weight", f"{rules.lowest_kg} to {rules.highest_kg} kg, else refused"],
        [
            "change of weight",
            f"above {rules.confirm_change_pct} % within {rules.confirm_within_days} days: confirm",
        ],
        ["height", f"{rules.lowest_cm} to {rules.highest_cm} cm, else refused"],
        ["weight basis", f"a reason from a body mass index of {rules.reason_from_bmi} on"],
        ["vials", ", ".join(str(one) for one in rules.vials) + " mg per mL"],
        ["diluted from", f"{rules.dilute_from} mg per mL"],
        ["fastest", f"{rules.fastest_mg_per_kg_per_min} mg per kg per min"],
        ["rounding", f"{rules.round_mg} mg; {rules.round_ml} mL; {rules.round_ml_per_h} mL per h"],
    ]
    examples = [
        [one.title, *(str(value) for value in example_outcome(one).values())]
        for one in rules.examples
    ]
    heads = ["Example", "Given", "To draw up", "Rate", "Signatures"]
    return [
        f"## {rules.header.title}",
        markdown.about(rules.header),
        markdown.table(["Rule", "Value"], rows),
        markdown.table(heads, examples),
    ]
