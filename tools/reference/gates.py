"""The limits of readings and the two gates of a session, in prose with their sources."""

from __future__ import annotations

from lightwell.clinical.gates import Gate
from lightwell.clinical.library import library
from lightwell.clinical.prose import sentence
from lightwell.clinical.ways import narrowed
from tools.reference import markdown


def page() -> str:
    """Readiness, readings, discharge."""
    gates = library().gates
    return markdown.page(
        "Session gates",
        (
            "A gate opens when every item is known and met, or was set aside by the one role that "
            "it names, with a reason. Unknown holds. A reading beyond a limit is kept and raises "
            "a reminder."
        ),
        *_gate(gates["readiness"]),
        *_readings(),
        *_gate(gates["discharge"]),
        *_of_programmes(),
        "### The doors",
        _doors(gates["discharge"]),
    )


def _gate(gate: Gate) -> list[str]:
    words = library().dictionary
    rows = [
        [
            f"`{rule.id}`",
            ", ".join(rule.routes) or "all",
            sentence(rule.when, words),
            rule.settled_by,
            rule.override or "nobody",
            f"{rule.source.key}, {rule.provenance.words}",
        ]
        for rule in gate.rules
    ]
    heads = ["Item", "Routes", "What must be so", "Settled by", "Set aside by", "Source"]
    examples = [
        [one.title, "open" if one.is_open else f"held by {len(one.holds)}"] for one in gate.examples
    ]
    return [
        f"## {gate.title}",
        markdown.about(gate.header),
        markdown.table(heads, rows),
        markdown.table(["Example", "Outcome"], examples),
    ]


def _of_programmes() -> list[str]:
    """What each programme adds: the least stay after the dose, and its own conditions."""
    rows, words = [], library().dictionary
    for programme in library().programmes.values():
        for dose in programme.doses:
            for name, whole in library().gates.items():
                own = narrowed(whole, programme, dose.id).rules
                rows += [
                    [
                        f"`{programme.id}`",
                        dose.words,
                        name,
                        f"`{rule.id}`",
                        sentence(rule.when, words),
                        rule.override or "nobody",
                        f"{rule.source.key}, {rule.provenance.words}",
                    ]
                    for rule in own
                    if rule not in whole.rules
                ]
    heads = ["Programme", "Way", "Gate", "Item", "What must be so", "Set aside by", "Source"]
    return ["### What each programme adds", markdown.table(heads, rows)]


def _readings() -> list[str]:
    rules, words = library().flags, library().dictionary
    rows = []
    for flag in rules.flags:
        at_once = sentence(flag.immediate, words) if flag.immediate is not None else "none"
        rows.append(
            [
                flag.title,
                sentence(flag.watch, words),
                sentence(flag.hold, words),
                at_once,
                flag.hold_action,
                flag.given_action,
            ]
        )
    start, fresh = rules.before_start, rules.freshness
    heads = [
        "Value",
        "Low",
        "Medium; High when confirmed",
        "High at once",
        "What to do",
        "Where nothing runs",
    ]
    return [
        f"## {rules.header.title}",
        markdown.about(rules.header),
        (
            f"A second reading at least {rules.second_reading_after_min} minutes later confirms. "
            f"Before the start: above {start.systolic_above} or {start.diastolic_above} mmHg holds "
            f"(EU type from {start.eu_age_years} years: above {start.systolic_above_eu_from_65}); "
            f"two rechecks {start.recheck_after_min} to {start.recheck_within_min} minutes apart; "
            f"from {start.sign_off_systolic_from} or {start.sign_off_diastolic_from} the senior "
            f"prescriber signs. A value counts for {fresh.before_start_min} minutes before the "
            f"start and {fresh.before_leaving_min} before leaving."
        ),
        markdown.table(heads, rows),
    ]


def _doors(gate: Gate) -> str:
    rows = [
        [door.title, "the gate" if door.needs_gate else "nothing", ", ".join(door.opens) or "none"]
        for door in gate.doors
    ]
    return markdown.table(["Door", "Locked by", "What it opens"], rows)
