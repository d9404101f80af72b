"""Whatever is on the list: one more medicine never helps, and nothing unknown becomes safe."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import lightwell.clinical as lw
from lightwell.clinical.interactionfile import FILES
from lightwell.clinical.library import library
from lightwell.clinical.products import PRODUCTS, REGIONS, Product

DRUGS = library().pharmacy.drugs
NAMES = sorted({name for drug in DRUGS.values() for name in drug.names})
ON = "2026-03-31"
WORST_FIRST = ("S1", "S2", "S3", "S4", None)
products, regions = st.sampled_from(PRODUCTS), st.sampled_from(REGIONS)


@st.composite
def medicines(draw: st.DrawFn) -> dict[str, object]:
    """A medicine, mostly known, perhaps with a dose, perhaps stopped."""
    row: dict[str, object] = {"drug": draw(st.sampled_from([*NAMES, "magic beans", "zolof"]))}
    if draw(st.booleans()):
        row["dose_mg"] = draw(st.integers(1, 300))
    if draw(st.booleans()):
        row["stopped_on"] = f"2026-{draw(st.integers(1, 3)):02}-{draw(st.integers(1, 28)):02}"
    return row


def _interactions(rows: list[dict[str, object]], product: Product, region: str) -> lw.Interactions:
    case = {"on": ON, "medicines": rows, "evaluation": {"medicines_reviewed_on": ON}}
    return lw.interactions(lw.case_from_dict(case), *product, region)


@given(st.lists(medicines(), max_size=6), medicines(), products, regions)
def test_one_more_medicine_never_improves_the_answer(
    rows: list[dict[str, object]], one: dict[str, object], product: Product, region: str
) -> None:
    before, after = (_interactions(each, product, region) for each in (rows, [*rows, one]))
    assert WORST_FIRST.index(after.severity) <= WORST_FIRST.index(before.severity)
    assert before.is_complete or not after.is_complete
    if before.explain().outcome is lw.Outcome.NOT_MET:
        assert after.explain().outcome is lw.Outcome.NOT_MET
    if before.explain().outcome is lw.Outcome.UNKNOWN:
        assert after.explain().outcome is not lw.Outcome.MET


@given(st.lists(medicines(), max_size=6), products, regions)
def test_every_medicine_is_told_and_what_is_not_known_is_never_called_checked(
    rows: list[dict[str, object]], product: Product, region: str
) -> None:
    found = _interactions(rows, product, region)
    assert sorted(one.text for one in found.medicines) == sorted(str(row["drug"]) for row in rows)
    for one in found.medicines:
        assert bool(one.findings) == (one.state == "checked")
        assert one.drug is not None or one.state == "not_checked"
    if any(row["drug"] in ("magic beans", "zolof") for row in rows):
        assert not found.is_complete
        assert found.explain().outcome is not lw.Outcome.MET
    assert "no interaction" not in str(found)


@given(st.lists(medicines(), max_size=6), products, regions)
def test_the_explanation_agrees_with_the_severity(
    rows: list[dict[str, object]], product: Product, region: str
) -> None:
    found = _interactions(rows, product, region)
    severe = found.severity in ("S1", "S2")
    assert (found.explain().outcome is lw.Outcome.NOT_MET) == severe
    assert found.severity == min(found.spoken.values(), default=None)


@given(st.lists(medicines(), max_size=5), products, regions, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(
    rows: list[dict[str, object]], product: Product, region: str, chance: object
) -> None:
    turned = list(rows)
    chance.shuffle(turned)  # type: ignore[attr-defined]  # a random of hypothesis
    one, other = (_interactions(each, product, region) for each in (rows, turned))
    assert one.spoken == other.spoken
    assert one.is_complete == other.is_complete


def test_each_row_stands_once_for_each_agent_route_and_region() -> None:
    book = library().interactions
    assert len(book.headers) == len(FILES) + 1
    for product in PRODUCTS:
        for region in REGIONS:
            ids = [row.id for row in book.rows_for(product, region)]
            assert len(ids) == len(set(ids))


def test_no_text_tells_a_person_to_stop_a_medicine() -> None:
    """Stopping is the prescriber's; the words are for the clinician."""
    for row in library().interactions.forms:
        assert "stop taking" not in row.management.lower()
        assert not row.management.lower().startswith(("stop", "hold"))
