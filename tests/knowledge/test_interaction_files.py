# ruff: noqa: E501  (a row of the table of faults is one line)
"""A broken row of interactions is refused by its key, and every medicine can be found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lightwell.clinical.library import Library, library
from lightwell.clinical.lint import check
from tests.support.knowledge import copy_of_all, with_text

FOLDER = "rules/interactions"
PD, PK, TOGETHER = (f"{FOLDER}/{name}.toml" for name in ("pharmacodynamic", "kinetic", "together"))
MEDICINES = "medicines.toml"
BOOK = library().interactions

BROKEN = [
    (PD, 'drugs = ["lamotrigine"]', 'drugs = ["lamotrigin"]', "'lamotrigin' is in no list of medicines. Add it to medicines.toml."),
    (PD, 'classes = ["xanthine"]', 'classes = ["xanthines"]', "no medicine has the class 'xanthines'"),
    (PD, 'treatments = ["ect"]', 'treatments = ["tms"]', "'tms' is no treatment of this list. Use: ect."),
    (PD, 'treatments = ["ect"]\n', "", "drugs: is missing. Name drugs, classes or treatments."),
    (PD, 'severity = "S2"', 'severity = "S5"', "severity: 'S5' is not known. Use one of: S1, S2, S3, S4."),
    (PD, 'source = "palamar_2023"', 'source = "palamar_2022"', "'palamar_2022' is not in sources.toml"),
    (PD, 'routes = ["iv"]', 'routes = ["vein"]', "'vein' is no route. Use: iv, im"),
    (PD, 'id = "pd.zdrug"', 'id = "pd.bzd_eff"', "'pd.bzd_eff' is there twice for esketamine intranasal in eu"),
    (PD, 'for = ["ketamine iv"]\nregions', 'for = ["ketamine"]\nregions', "names more than one treatment"),
    (PD, 'expect = { "pd.cns" = "S2", "pd.bzd_eff" = "S3" }', 'expect = { "pd.cns" = "S1" }', "comes out as {'pd.cns': 'S2', 'pd.bzd_eff': 'S3'}"),
    (PD, 'medicines = [{ drug = "Ativan" }]', 'medicines = [{ drugs = "Ativan" }]', "medicines[1].drugs: is not a key"),
    (PK, "auc_low = 2.4", "auc_low = 3.4", "auc_low: 3.4 to 3.6 does not hold the ratio"),
    (PK, "cmax_ratio = 2.1\n", "", "cmax_low: 1.8 to 2.6 does not hold the ratio"),
    (PK, 'severity = "S4"\n', 'severity = "S0"\n', "'S0' is not known"),
    (TOGETHER, 'first_classes = ["maoi"]', 'first_classes = ["mao"]', "'mao' is no class. Use: maoi, ssri"),
    (TOGETHER, 'milder = { class = "same"', 'milder = { class = "sam"', "class: 'sam' is not known"),
    (TOGETHER, 'signs_source = "hunter_2003"', 'signs_source = "hunter"', "'hunter' is not in sources.toml"),
    (TOGETHER, "days_of = { fluoxetine = 35,", "days_of = { fluoxetin = 35,", "'fluoxetin' is in no list of medicines"),
    (TOGETHER, "above_mg = { citalopram = 40 }", "above_mg = { citalopran = 40 }", "'citalopran' is in no list of medicines"),
    (MEDICINES, 'brands = ["Xanax"]', 'brands = ["Zoloft"]', "'Zoloft' also names sertraline. One name stands for one drug."),
    (MEDICINES, 'expect = "cannabis"', 'expect = "kava"', "comes out as ('cannabis', ())"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), BROKEN, ids=[one[3] for one in BROKEN])
def test_a_broken_row_is_refused(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    problems = check(with_text(tmp_path / "knowledge", name, old, new), date(2026, 12, 1)).problems
    assert any(one.startswith(name) and told.casefold() in one.casefold() for one in problems), (
        problems
    )


def test_a_drug_of_both_lists_is_described_by_the_first(tmp_path: Path) -> None:
    root = copy_of_all(tmp_path / "knowledge")
    with (root / MEDICINES).open("a", encoding="utf-8") as file:
        file.write(
            '\n[drug.sertraline]\nclass = "other"\nantidepressant = false\nbrands = ["Gladem"]\n'
        )
    both = Library(root).pharmacy
    drug = both.find("Gladem").exact
    assert drug is not None
    assert (drug.id, drug.drug_class, drug.antidepressant) == ("sertraline", "SSRI", True)


def test_every_row_has_a_source_and_something_to_do() -> None:
    for row in BOOK.forms:
        assert row.sources
        assert row.management
        assert row.mechanism
        assert row.drugs or row.classes or row.treatments


def test_every_medicine_of_the_second_list_is_in_a_row_or_a_check() -> None:
    """A name that leads nowhere would only look as if it were checked."""
    together = BOOK.together
    named = {drug for pair in together.pairs for drug in pair.second_drugs}
    named |= {*together.qt.drugs, *together.qt.above_mg}
    for drug in library().pharmacy.drugs.values():
        if drug.id in library().formulary.drugs:
            continue
        in_row = any(row.is_about(drug) for row in BOOK.forms)
        in_class = any(kind.holds(drug) for kind in together.classes)
        assert in_row or in_class or drug.id in named, drug.id


def test_what_is_left_out_is_told_with_its_reason() -> None:
    assert len(BOOK.left_out) >= 5
    assert all(what and why for what, why in BOOK.left_out)
