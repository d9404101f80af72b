"""Interactions as data: what a medicine does beside ketamine or esketamine, by route and region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field, frozen

from .formulary import Drug
from .library import Header, Library, Source
from .medicines import check_names
from .products import ROUTES, Product
from .scopes import basis_of, products_of, refuse_twice, regions_of, sources_of, spread
from .tables import Table
from .together import SEVERITIES, Together, read_together
from .values import Provenance

FOLDER = "rules/interactions"
FILES = ("pharmacodynamic", "kinetic", "supplements")
TOGETHER = "together"
NOT_STUDIED = "not studied"
TREATMENTS = ("ect",)  # kinds of trial that an interaction may be about


@frozen(kw_only=True)
class Study:
    """What was measured: a ratio of exposure or peak, or a result in words, by these routes."""

    result: str
    auc_ratio: float | None
    auc_span: tuple[float, float] | None
    cmax_ratio: float | None
    cmax_span: tuple[float, float] | None
    n: int | None
    substance: str
    routes: tuple[str, ...]
    source: Source
    provenance: Provenance

    def __str__(self) -> str:
        numbers = [
            f"{name} × {ratio:g}" + (f" ({span[0]:g} to {span[1]:g})" if span else "")
            for name, ratio, span in (
                ("exposure", self.auc_ratio, self.auc_span),
                ("peak", self.cmax_ratio, self.cmax_span),
            )
            if ratio is not None
        ]
        people = f", n = {self.n}" if self.n is not None else ""
        by = f" {', '.join(self.routes)}" if self.routes else ""
        told = "; ".join((*numbers, self.result))
        who = self.source.citation.split(". ")[0].split(":")[0]
        return f"{told} ({self.substance}{by}{people}; {who})"

    def as_json(self) -> dict[str, object]:
        """The shape of the command line and of the API."""
        return {
            "result": self.result,
            "auc_ratio": self.auc_ratio,
            "auc_span": list(self.auc_span) if self.auc_span else None,
            "cmax_ratio": self.cmax_ratio,
            "cmax_span": list(self.cmax_span) if self.cmax_span else None,
            "n": self.n,
            "substance": self.substance,
            "routes": list(self.routes),
            "provenance": self.provenance.value,
            "source": f"{self.source.citation} ({self.source.locator})",
        }


@frozen(kw_only=True)
class Interaction:
    """One row: which medicines, beside which agents and routes, how severe, what to do."""

    file: str
    id: str
    title: str
    products: tuple[Product, ...]
    regions: tuple[str, ...]
    drugs: tuple[str, ...]
    classes: tuple[str, ...]
    treatments: tuple[str, ...]
    lingers_days: int
    severity: str
    mechanism: str
    effect: str
    management: str
    sources: tuple[Source, ...]
    provenance: Provenance
    note: str
    studies: tuple[Study, ...]

    def is_about(self, drug: Drug) -> bool:
        """Whether the row names this drug or its class."""
        return drug.id in self.drugs or drug.drug_class in self.classes

    def studies_by(self, route: str) -> tuple[Study, ...]:
        """What was measured by this route, or without regard to a route."""
        return tuple(one for one in self.studies if not one.routes or route in one.routes)


@frozen(kw_only=True)
class InteractionExample:
    """A worked example: medicines beside a treatment, and the severity of each rule that speaks."""

    file: str
    title: str
    treatment: Product
    region: str
    case: Mapping[str, object]
    expect: Mapping[str, object]


@frozen
class InteractionBook:
    """Every row in its forms, and the check of the other medicines among themselves."""

    headers: Mapping[str, Header]
    forms: tuple[Interaction, ...]
    together: Together
    left_out: tuple[tuple[str, str], ...]
    examples: tuple[InteractionExample, ...]
    _by_place: dict[tuple[Product, str], tuple[Interaction, ...]] = field(factory=dict, init=False)
    _about: dict[tuple[str, str, Product, str], tuple[Interaction, ...]] = field(
        factory=dict, init=False
    )

    def rows_for(self, product: Product, region: str) -> tuple[Interaction, ...]:
        """The rows that hold for one agent, route and region."""
        place = (product, region)
        if place not in self._by_place:
            self._by_place[place] = tuple(
                one for one in self.forms if product in one.products and region in one.regions
            )
        return self._by_place[place]

    def rows_about(self, drug: Drug, product: Product, region: str) -> tuple[Interaction, ...]:
        """Those of them that name a drug or its class, the most severe first."""
        key = (drug.id, drug.drug_class, product, region)
        if key not in self._about:
            rows = (one for one in self.rows_for(product, region) if one.is_about(drug))
            self._about[key] = tuple(sorted(rows, key=lambda row: row.severity))
        return self._about[key]

    @property
    def by_id(self) -> Mapping[str, tuple[Interaction, ...]]:
        """Every form of every row, by the id of the row."""
        found: dict[str, tuple[Interaction, ...]] = {}
        for form in self.forms:
            found[form.id] = (*found.get(form.id, ()), form)
        return found


def read_interactions(source: Library) -> InteractionBook:
    """Read and check the files of interactions."""
    headers: dict[str, Header] = {}
    forms: list[Interaction] = []
    left_out: list[tuple[str, str]] = []
    examples: list[InteractionExample] = []
    for name in (*FILES, TOGETHER):
        file = f"{FOLDER}/{name}.toml"
        table = source.read(file)
        headers[file] = source.header_of(table)
        left_out += _left_out(table)
        examples += (_example(file, entry) for entry in table.tables_of("example"))
        if name == TOGETHER:
            together = read_together(source, table)
        else:
            forms += _rows(source, file, table)
        table.done()
    return InteractionBook(headers, tuple(forms), together, tuple(left_out), tuple(examples))


def _rows(source: Library, file: str, table: Table) -> list[Interaction]:
    rows = [
        form for entry in table.tables_of("interaction") for form in _forms(source, file, entry)
    ]
    refuse_twice(table, rows)
    return rows


def _example(file: str, entry: Table) -> InteractionExample:
    products = products_of(entry)
    if len(products) != 1:
        raise entry.fault("for", "names more than one treatment.", "Name one agent and route.")
    made = InteractionExample(
        file=file,
        title=entry.text_of("title"),
        treatment=products[0],
        region=regions_of(entry)[0],
        case=entry.mapping_of("case"),
        expect=entry.mapping_of("expect"),
    )
    entry.done()
    return made


def _left_out(table: Table) -> Iterator[tuple[str, str]]:
    """What no row is made of, and why."""
    for entry in table.tables_of("left_out"):
        yield entry.text_of("what"), entry.text_of("why")
        entry.done()


def _forms(source: Library, file: str, entry: Table) -> Iterator[Interaction]:
    base = _base(source, file, entry)
    variants = [(_variant(source, base, one), one) for one in entry.tables_of("variant")]
    entry.done()
    yield from spread(base, variants)


def _base(source: Library, file: str, entry: Table) -> Interaction:
    made = Interaction(
        file=file,
        id=entry.text_of("id"),
        title=entry.text_of("title"),
        products=products_of(entry),
        regions=regions_of(entry),
        drugs=entry.texts_of("drugs", default=()),
        classes=entry.texts_of("classes", default=()),
        treatments=entry.texts_of("treatments", default=()),
        lingers_days=entry.take("lingers_days", int, 0),
        severity=entry.one_of("severity", SEVERITIES),
        mechanism=entry.text_of("mechanism"),
        effect=entry.text_of("effect", default=""),
        management=entry.text_of("management"),
        sources=sources_of(source, entry),
        provenance=entry.provenance_of("provenance"),
        note=entry.text_of("note", default=""),
        studies=tuple(_study(source, one) for one in entry.tables_of("study")),
    )
    check_names(source, entry, made.drugs, made.classes)
    for kind in made.treatments:
        if kind not in TREATMENTS:
            problem = f"{kind!r} is no treatment of this list."
            raise entry.fault("treatments", problem, f"Use: {', '.join(TREATMENTS)}.")
    if not (made.drugs or made.classes or made.treatments):
        raise entry.fault("drugs", "is missing.", "Name drugs, classes or treatments.")
    return made


def _variant(source: Library, base: Interaction, entry: Table) -> Interaction:
    given: dict[str, object] = {
        key: entry.text_of(key, default="" if key == "effect" else None)
        for key in ("effect", "management")
        if entry.has(key)
    }
    if entry.has("severity"):
        given["severity"] = entry.one_of("severity", SEVERITIES)
    given |= basis_of(source, entry)
    given |= {"products": products_of(entry), "regions": regions_of(entry, base.regions)}
    entry.done()
    return evolve(base, **given)  # type: ignore[arg-type]  # as read above


def _study(source: Library, entry: Table) -> Study:
    key = entry.text_of("source")
    if key not in source.sources:
        raise entry.fault("source", f"{key!r} is not in sources.toml.", "Add it there.")
    made = Study(
        result=entry.text_of("result"),
        auc_ratio=_ratio(entry, "auc_ratio"),
        auc_span=_span(entry, "auc"),
        cmax_ratio=_ratio(entry, "cmax_ratio"),
        cmax_span=_span(entry, "cmax"),
        n=entry.take("n", int) if entry.has("n") else None,
        substance=entry.text_of("substance"),
        routes=entry.texts_of("routes", default=()),
        source=source.sources[key],
        provenance=entry.provenance_of("provenance"),
    )
    entry.done()
    for route in made.routes:
        if route not in ROUTES:
            raise entry.fault("routes", f"{route!r} is no route.", f"Use: {', '.join(ROUTES)}.")
    return made


def _ratio(entry: Table, key: str) -> float | None:
    return float(entry.number_of(key)) if entry.has(key) else None


def _span(entry: Table, name: str) -> tuple[float, float] | None:
    if not entry.has(f"{name}_low"):
        return None
    low, high = float(entry.number_of(f"{name}_low")), float(entry.number_of(f"{name}_high"))
    ratio = _ratio(entry, f"{name}_ratio")
    if ratio is None or not low <= ratio <= high:
        problem = f"{low:g} to {high:g} does not hold the ratio."
        raise entry.fault(f"{name}_low", problem, "Correct the bounds.")
    return low, high
