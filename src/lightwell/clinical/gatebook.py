"""The items of the gates of a session in prose, with the programmes that each holds for."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from .gates import GateRule
from .library import library
from .predicates import facts_of
from .prose import sentence
from .ways import narrowed


@frozen
class GateForm:
    """One item as some programmes have it: "kap sublingual"."""

    rule: GateRule
    ways: tuple[str, ...]


@frozen
class GateItemInProse:
    """An item of a gate in all its forms: what must be so differs by way of giving."""

    name: str
    forms: tuple[GateForm, ...]

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {"rules": [_as_json(self.name, one) for one in self.forms]}

    def __str__(self) -> str:
        return "\n\n".join("\n".join(_prose(self.name, one)) for one in self.forms)


def gate_items() -> dict[str, GateItemInProse]:
    """Every item by its name, such as "readiness.fasting", over all programmes."""
    found: dict[str, dict[GateRule, list[str]]] = {}
    for gate, whole in library().gates.items():
        for programme in library().programmes.values():
            for dose in programme.doses:
                for rule in narrowed(whole, programme, dose.id).rules:
                    forms = found.setdefault(f"{gate}.{rule.id}", {})
                    forms.setdefault(rule, []).append(f"{programme.id} {dose.id}")
    return {
        name: GateItemInProse(name, tuple(GateForm(one, tuple(ways)) for one, ways in rows.items()))
        for name, rows in found.items()
    }


def _as_json(name: str, form: GateForm) -> dict[str, object]:
    one = form.rule
    return {
        "rule": name,
        "for": list(form.ways),
        "when": sentence(one.when, library().dictionary),
        "facts": sorted(facts_of(one.when)),
        "ask": one.ask,
        "settled_by": one.settled_by,
        "override": one.override or None,
        "provenance": one.provenance.value,
        "sources": [f"{one.source.citation} ({one.source.locator})"],
    }


def _prose(name: str, form: GateForm) -> Iterator[str]:
    one = form.rule
    yield f"{name} ({', '.join(form.ways)})"
    yield f"  Met when: {sentence(one.when, library().dictionary)}."
    yield f"  If not, or unknown, it holds. {one.ask}"
    yield f"  Settled by: {one.settled_by}. May be set aside by: {one.override or 'nobody'}."
    yield f"  Provenance: {one.provenance.words}."
    yield f"  Source: {one.source.citation} ({one.source.locator})"
