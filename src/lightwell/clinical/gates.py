"""Gates that fail closed: every item known and met, or set aside by the role that it names.

Unknown never opens a gate. The doors to emergency care and out are never locked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from .errors import InvalidInput, NotAllowed
from .explain import Explanation, explain
from .facts import Facts
from .library import Header, Library, Source, library
from .predicates import Predicate, facts_of
from .programme import ROUTE_WORDS
from .tables import Table
from .values import Outcome, Provenance


@frozen(kw_only=True)
class GateRule:
    """One thing that must be so, who can settle it, and the one role that may set it aside.

    ``routes`` are those that it belongs to; empty for all of them.
    """

    id: str
    routes: tuple[str, ...] = ()
    when: Predicate
    settled_by: str
    override: str
    ask: str
    source: Source
    provenance: Provenance


@frozen
class Override:
    """A role's decision to set one item aside, with the reason."""

    item: str
    by: str
    reason: str


@frozen
class GateItem:
    """One item for one person: what is known, and whether it holds the gate."""

    rule: GateRule
    explanation: Explanation
    overridden: Override | None

    @property
    def outcome(self) -> Outcome:
        return self.explanation.outcome

    @property
    def holds(self) -> bool:
        """Anything but known and met holds, unless it was set aside."""
        return self.outcome is not Outcome.MET and self.overridden is None

    @property
    def state(self) -> str:
        """One word or two for the screen."""
        return "overridden" if self.overridden else self.outcome.words


@frozen
class GateResult:
    """A gate for one person at one moment."""

    gate: Gate
    items: tuple[GateItem, ...]

    @property
    def is_open(self) -> bool:
        return not self.holding

    @property
    def holding(self) -> tuple[GateItem, ...]:
        """The items that hold the gate, in order."""
        return tuple(item for item in self.items if item.holds)

    def __str__(self) -> str:
        known = sum(item.outcome is not Outcome.UNKNOWN for item in self.items)
        head = "nothing holds it" if self.is_open else f"held by {len(self.holding)}"
        lines = [f"{self.gate.title}: {head}; {known} of {len(self.items)} known"]
        for item in self.items:
            lines.append(f"  [{item.state}] {_claim(item.explanation)}")
            if item.holds:
                who = f" May be set aside by: {item.rule.override}." if item.rule.override else ""
                lines.append(f"      {item.rule.ask} Settled by: {item.rule.settled_by}.{who}")
        return "\n".join((*lines, self.gate.header.note))

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "gate": self.gate.header.id,
            "way": self.gate.way,
            "open": self.is_open,
            "known": sum(item.outcome is not Outcome.UNKNOWN for item in self.items),
            "items": [
                {
                    "id": item.rule.id,
                    "outcome": item.outcome.value,
                    "holds": item.holds,
                    "claim": _claim(item.explanation),
                    "settled_by": item.rule.settled_by,
                    "override": item.rule.override or None,
                    "ask": item.rule.ask if item.holds else None,
                    "source": item.rule.source.citation,
                }
                for item in self.items
            ],
        }


def _claim(explanation: Explanation) -> str:
    """The claim of an item; a group names the claims inside it."""
    if not explanation.children:
        return explanation.claim
    return f"{explanation.claim}: " + "; ".join(_claim(one) for one in explanation.children)


@frozen(kw_only=True)
class Door:
    """One way out of a session: whether the gate locks it, and what going through it opens."""

    verb: str
    title: str
    needs_gate: bool
    opens: tuple[str, ...]


@frozen
class GateExample:
    """A worked example: a case on a programme's way of giving, and what holds its gate."""

    title: str
    programme: str
    dose: str
    case: Mapping[str, object]
    is_open: bool
    holds: tuple[str, ...]


@frozen(kw_only=True)
class Gate:
    """All that must be known and met at one point of a session.

    As it is read it holds the items of every route; ``ways.gate_for`` makes it that of one
    programme and one way of giving, which ``way`` names.
    """

    header: Header
    rules: tuple[GateRule, ...]
    doors: tuple[Door, ...]
    examples: tuple[GateExample, ...]
    way: str = ""

    @property
    def title(self) -> str:
        return f"{self.header.title}: {self.way}" if self.way else self.header.title

    def judge(self, facts: Facts, overrides: Sequence[Override] = ()) -> GateResult:
        """This gate for one person; an override counts only from its role and with a reason."""
        given = {one.item: self._checked(one) for one in overrides}
        items = []
        for rule in self.rules:
            why = explain(rule.when, facts)
            is_met = why.outcome is Outcome.MET
            items.append(GateItem(rule, why, None if is_met else given.get(rule.id)))
        return GateResult(self, tuple(items))

    def _checked(self, one: Override) -> Override:
        rule = next((rule for rule in self.rules if rule.id == one.item), None)
        if rule is None:
            raise InvalidInput(f"There is no item {one.item!r} in {self.title!r}.")
        if not rule.override:
            raise NotAllowed(f"{rule.id}: nobody may set this aside. {rule.ask}")
        if one.by != rule.override:
            raise NotAllowed(f"{rule.id}: only a {rule.override} may set this aside, not {one.by}.")
        if not one.reason.strip():
            raise InvalidInput(f"{rule.id}: setting this aside needs a reason.")
        return one


def leave_by(verb: str, gate: GateResult) -> Door:
    """The door for this verb; only discharge is locked while an item of the gate holds."""
    doors = {one.verb: one for one in gate.gate.doors}
    if verb not in doors:
        raise InvalidInput(f"There is no door {verb!r}: use one of {', '.join(doors)}.")
    if doors[verb].needs_gate and not gate.is_open:
        held = ", ".join(item.rule.id for item in gate.holding)
        raise NotAllowed(f"Cannot {verb}: held by {held}.")
    return doors[verb]


def gate_of(name: str) -> Gate:
    """The gate of this id with the items of every route: readiness or discharge."""
    return library().gates[name]


# ------------------------------------------------------------------ reading the file


def read_gate(source: Library, name: str) -> Gate:
    """Read and check the file of one gate."""
    table = source.read(f"rules/{name}.toml")
    gate = Gate(
        header=source.header_of(table),
        rules=tuple(_rule(entry, source) for entry in table.tables_of("item")),
        doors=tuple(_door(entry) for entry in table.tables_of("door")),
        examples=tuple(_example(entry) for entry in table.tables_of("example")),
    )
    table.done()
    for route in ROUTE_WORDS:
        ids = [rule.id for rule in gate.rules if not rule.routes or route in rule.routes]
        if not ids or len(ids) != len(set(ids)):
            problem = f"there is none for {route}, or two share an id."
            raise table.fault("item", problem, "Name each once for a route.")
    if unknown := {one.programme for one in gate.examples} - set(source.files("programmes")):
        raise table.fault("example", f"there is no {min(unknown)!r}.", "Name a programme.")
    if not gate.examples:
        raise table.fault("example", "is missing.", "Add at least one worked [[example]].")
    return gate


def _rule(entry: Table, source: Library) -> GateRule:
    when, key = entry.rule_of("when"), entry.text_of("source")
    for fact in sorted(facts_of(when)):
        if fact not in source.dictionary.facts:
            raise entry.fault("when", f"{fact!r} is not in dictionary.toml.", "Add it there.")
    routes = entry.texts_of("routes", default=())
    if unknown := set(routes) - set(ROUTE_WORDS):
        raise entry.fault("routes", f"{min(unknown)!r} is no route.", "Name a route.")
    if key not in source.sources:
        raise entry.fault("source", f"{key!r} is not in sources.toml.", "Add it there.")
    rule = GateRule(
        id=entry.text_of("id"),
        routes=routes,
        when=when,
        settled_by=entry.text_of("settled_by"),
        override=entry.text_of("override", default=""),
        ask=entry.text_of("ask"),
        source=source.sources[key],
        provenance=entry.provenance_of("provenance"),
    )
    entry.done()
    return rule


def _door(entry: Table) -> Door:
    door = Door(
        verb=entry.text_of("verb"),
        title=entry.text_of("title"),
        needs_gate=entry.take("needs_gate", bool),
        opens=entry.texts_of("opens", default=()),
    )
    entry.done()
    return door


def _example(entry: Table) -> GateExample:
    made = GateExample(
        entry.text_of("title"),
        entry.text_of("programme", default="iv-series"),
        entry.text_of("dose", default=""),
        entry.mapping_of("case"),
        entry.take("open", bool),
        entry.texts_of("holds", default=()),
    )
    entry.done()
    return made
