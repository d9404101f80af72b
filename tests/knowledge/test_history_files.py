# ruff: noqa: E501  (a row of the table of faults is one line)
"""Stagings, reasons and what is added: each kind of broken file is refused by its key."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lightwell import knowledge
from lightwell.clinical.library import Library
from lightwell.clinical.lint import check
from tests.support.knowledge import Copy, copy_of_all

ON = date(2026, 12, 1)
THASE, MAUDSLEY, MGH, ESM = (
    f"staging/{one}.toml" for one in ("thase_rush", "maudsley", "mgh_s", "european")
)
REASONS, ADDED, LABEL = "rules/reasons.toml", "augmentation.toml", "definitions/eu_smpc.toml"


BROKEN = [
    # Definitions
    (LABEL, 'one_of = { fact = "episode.severity"', 'one_of = { fact = "episode.grade"', "episode.grade: is not in dictionary.toml"),
    (LABEL, 'one_more = "', 'one_moor = "', "one_more: is missing"),
    (LABEL, 'severity = "severe"', 'severity = "awful"', "is not one of its values"),
    (LABEL, 'severity = "mild"', 'severity = "severe"', "comes out as met"),
    # Ladders
    (THASE, 'id = "thase_rush"', 'id = "thase"', "id: 'thase' is not the file's name"),
    (THASE, 'answer = "stage"', 'answer = "step"', "answer: 'step' is not known"),
    (THASE, 'answer = "stage"', 'answer = "total"', "answer: does not fit"),
    (THASE, 'equals = { fact = "trial.family", value = "TCA" }', 'equals = { fact = "trial.class", value = "TCA" }', "trial.class: is not in dictionary.toml"),
    (THASE, '"eligible", "tricyclic"]', '"eligible", "tricyclics"]', "no section is called 'tricyclics'"),
    (THASE, 'expect = { stage = "V" }', 'expect = { stage = "IV" }', "comes out as {'stage': 'V'}"),
    (THASE, 'kind = "ect"', 'kind = "etc"', "did you mean 'ect'"),
    (THASE, "[rung.rule.count_at_least]\nnumber = 1\nof = \"trials\"\ndifferent = \"trial.family\"\nwhere = [\"adequate\", \"failed\", \"eligible\"]", '[rung.rule]\nis_true = "trial.is_augmentation"', "rule: does not count trials"),
    (ESM, 'above = "TRD1"', 'above = "TRD9"', "above: 'TRD9' is no earlier stage"),
    (ESM, "weeks = [12, 16]", "weeks = [12]", "weeks: is not a first and a last week"),
    (ESM, "weeks = [12, 16]", 'weeks = [12, "16"]', "weeks: is not a first and a last week"),
    # Sums
    (MAUDSLEY, 'fact = "episode.months_begun"\n', 'fact = "episode.months"\n', "episode.months: is not in dictionary.toml"),
    (MAUDSLEY, 'count = ["addition"]', 'count = ["additions"]', "count: no section is called 'additions'"),
    (MAUDSLEY, 'count = ["addition"]\n', "", "count: needs a fact or a count"),
    (MAUDSLEY, 'count = ["ect"]\nsteps = [{ from = 1, points = 1 }]', 'count = ["ect"]', "steps: needs steps or each"),
    (MAUDSLEY, "{ from = 13, points = 2 }", "{ from = 13, points = 1 }", "steps: do not rise"),
    (MAUDSLEY, "min = 7\nmax = 10", "min = 8\nmax = 10", "min: 'moderate' leaves a gap"),
    (MAUDSLEY, "min = 7\nmax = 10", "min = 7\nmax = 6", "min: 'moderate' leaves a gap"),
    (MAUDSLEY, 'total = 4, band = "mild"', 'total = 5, band = "mild"', "comes out as {'total': 4, 'band': 'mild'}"),
    (MGH, "count = [\"ect\", \"failed\"]", "count = [\"ect\", \"fallen\"]", "no section is called 'fallen'"),
    # Reasons
    (REASONS, 'asked = ["contributors.ptsd"]', 'asked = ["contributors.ptds"]', "contributors.ptds: is not in dictionary.toml"),
    (REASONS, 'asked = ["conditions.sud_active"]\n', "", "asked: is missing"),
    (REASONS, 'id = "ptsd"', 'id = "anxiety"', "reason: there is none, or two share an id"),
    (REASONS, 'sources = ["reasons_policy", "forkus_2022"]\n[[', 'sources = ["hearsay"]\n[[', "sources: 'hearsay' is not a source here"),
    (REASONS, 'anxiety = "evidence_found"', 'anxiety = "not_known"', "comes out as"),
    (REASONS, 'adherence = "partial"', 'adherence = "partly"', "is not one of its values"),
    # What is added
    (ADDED, "min_mg = 150", "min_mg = 0", "min_mg: 0 to 0 is no least amount"),
    (ADDED, "min_mg = 2\nmin_mg_upper = 5", "min_mg = 2\nmin_mg_upper = 1", "min_mg: 2 to 1 is no least amount"),
    (ADDED, "min_mg = 150\n", "", "min_mg: needs a dose or a level"),
    (ADDED, 'source = "etg_lithium"', 'source = "hearsay"', "source: 'hearsay' is not in sources.toml"),
    (ADDED, 'expect = "aripiprazole"', 'expect = "lithium"', "example 'a brand name is the drug': comes out as"),
    ("drugs.toml", "[drug.fluoxetine]", '[drug.lithium]\nclass = "salt"\nantidepressant = false\n[drug.fluoxetine]', "drug.lithium: is also in augmentation.toml"),
    ("drugs.toml", "[drug.mirtazapine]", "[drug.mirtazapin]", "names an agent 'mirtazapine' that is no drug here"),
    ("drugs.toml", 'MAOI = ["MAOI"', 'MAOI = [1, "MAOI"', "families.MAOI: is not a list of texts"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "old", "new", "told"), BROKEN, ids=[f"{one[0]}: {one[3]}" for one in BROKEN]
)
def test_a_broken_file_is_refused_with_file_key_and_remedy(
    broken: Copy, name: str, old: str, new: str, told: str
) -> None:
    first, *_ = check(broken(name, old, new), ON).problems
    assert first.startswith(name), first
    assert told in first
    assert "\n" not in first


@pytest.mark.parametrize("name", [THASE, MAUDSLEY, REASONS, ADDED])
def test_a_file_without_an_example_is_refused(tmp_path: Path, name: str) -> None:
    root = copy_of_all(tmp_path / "knowledge")
    text = (root / name).read_text(encoding="utf-8")
    head = re.split(r"^\[\[example\]\]$", text, maxsplit=1, flags=re.MULTILINE)[0]
    rest = text[text.index("[drug.") :] if name == ADDED else ""
    (root / name).write_text(head + rest, encoding="utf-8")
    (problem,) = check(Library(root)).problems
    assert "example: is missing. Add at least one worked [[example]]." in problem


def test_a_staging_is_a_ladder_or_a_sum(broken: Copy) -> None:
    text = (knowledge.ROOT / MGH).read_text(encoding="utf-8")
    start, end = text.index("[[item]]"), text.index("[[example]]")
    (problem,) = check(broken(MGH, text[start:end], "")).problems
    assert "rung: needs a ladder or a sum." in problem
