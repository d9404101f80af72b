# ruff: noqa: E501  (a row of the printed table is one line)
"""The ratios of the published studies of S-ketamine, transcribed by hand, are the ones told."""

from __future__ import annotations

import pytest

import lightwell.clinical as lw

# Medicine, route, exposure (low, high), peak, people, and where it is printed.
PRINTED = [
    ("clarithromycin", "oral", 2.6, None, 3.6, 10, "Hagelberg 2010, doi 10.1016/j.ejpain.2009.10.003"),
    ("grapefruit juice", "oral", 3.0, (2.4, 3.6), 2.1, 12, "Peltoniemi 2012, doi 10.1007/s00228-012-1214-9"),
    ("ticlopidine", "oral", 2.4, None, None, 11, "Peltoniemi 2011, doi 10.1038/clpt.2011.140"),
    ("itraconazole", "oral", 1.0, None, None, 11, "Peltoniemi 2011, doi 10.1038/clpt.2011.140"),
    ("rifampicin", "oral", 0.14, None, None, 11, "Peltoniemi 2012, doi 10.1111/j.1742-7843.2012.00908.x"),
    ("rifampicin", "iv", 0.86, None, None, 11, "Peltoniemi 2012, doi 10.1111/j.1742-7843.2012.00908.x"),
    ("St John's wort", "oral", 0.42, None, 0.34, 12, "Peltoniemi 2012, Fundam Clin Pharmacol"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "route", "auc", "span", "peak", "n", "where"), PRINTED)
def test_a_published_ratio_is_the_one_told(
    name: str, route: str, auc: float, span: object, peak: object, n: int, where: str
) -> None:
    assert where
    case = lw.case_from_dict({"medicines": [{"drug": name}]})
    (one,) = lw.interactions(case, "ketamine", route).medicines
    (study,) = [study for found in one.findings for study in found.measured]
    assert (study.auc_ratio, study.auc_span, study.cmax_ratio, study.n) == (auc, span, peak, n)
    assert study.substance == "S-ketamine"


def test_the_widely_copied_error_is_not_here() -> None:
    """3.6-fold is the peak with clarithromycin, not the exposure."""
    case = lw.case_from_dict({"medicines": [{"drug": "Biaxin"}]})
    (one,) = lw.interactions(case, "ketamine", "oral").medicines
    (study,) = one.findings[0].measured
    assert study.auc_ratio != 3.6


def test_the_poison_centre_ratios_are_as_printed() -> None:
    """Palamar 2023, abstract: GHB 3.43 (1.57-7.46), opioids 2.44 (1.46-4.08), n = 758."""
    case = lw.case_from_dict({"medicines": [{"drug": "morphine"}]})
    (one,) = lw.interactions(case).medicines
    (study,) = one.findings[0].measured
    assert study.n == 758
    for number in ("3.43, 1.57 to 7.46", "2.44, 1.46 to 4.08"):
        assert number in study.result
