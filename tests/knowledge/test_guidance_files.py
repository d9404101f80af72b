# ruff: noqa: E501  (a row of the table of faults is one line)
"""A broken number, option, claim or text is refused by its key; what a person reads is plain."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lightwell import knowledge
from lightwell.clinical.educationfile import TALK
from lightwell.clinical.library import library
from lightwell.clinical.lint import check
from lightwell.clinical.products import PRODUCTS
from tests.support.knowledge import with_text
from tests.support.reading import grade

KET, ESK, OTHER = (f"evidence/{name}.toml" for name in ("ketamine", "esketamine", "other-options"))
MEDS, STIM, RACEMIC = (
    f"options/{name}.toml" for name in ("1-medicines", "4-stimulation", "3-esketamine-and-ketamine")
)
CLAIMS, TRD, COURSES = (
    "claims.toml",
    "education/treatment-resistant-depression.toml",
    "expected/ketamine.toml",
)
FIRST = 'reference_class = "Adults in US community clinics, 4 to 8 infusions, with a score 14 to 31 days after"\n'

BROKEN = [
    # The shape of a number is binding: each part that is missing keeps it from loading.
    (KET, FIRST, "", "reference_class: is missing"),
    (KET, "n = 537\n", "", "n: is missing"),
    (KET, "n = 537\n", "n = 0\n", "n: 0 is not above 0"),
    (KET, 'time_span = "2 to 4 weeks after the last infusion of the first series"\n', "", "time_span: is missing"),
    (KET, 'no_comparison = "one arm only, no comparison group"\n', "", "compared_with: says nothing, or two things"),
    (KET, 'no_comparison = "one arm only, no comparison group"\n', 'no_comparison = "none"\ncompared_with = "x"\n', "compared_with: says nothing, or two things"),
    (KET, 'certainty = "low"\n', "", "certainty: is missing"),
    (KET, 'certainty = "low"\n', 'certainty = "sure"\n', "certainty: 'sure' is not known"),
    (KET, 'why = "no comparison, and only 6 in 100 had usable data"\n', "", "why: is missing"),
    (KET, 'sources = ["mcinnes_2022"]\n', "", "sources: is missing"),
    (KET, 'sources = ["mcinnes_2022"]\n', 'sources = ["rush_2006"]\n', "sources: 'rush_2006' is not a source here"),
    (KET, 'provenance = "retrieved_primary"\nreviewed', "reviewed", "provenance: is missing"),
    (KET, "reviewed = 2026-11-20\n", "", "reviewed: is missing"),
    (KET, "review_by = 2027-05-20\n", "", "review_by: is missing"),
    (KET, "review_by = 2027-05-20\n", "review_by = 2026-11-20\n", "review_by: is not after reviewed"),
    (KET, "review_by = 2027-05-20\n", "review_by = 2026-11-30\n", "its review was due on 2026-11-30"),
    (KET, 'design = "Observational; 537 of 9,016 people had enough data"\n', "", "design: is missing"),
    (KET, 'options = ["ketamine_iv"]\n', "", "options: is missing"),
    (KET, 'options = ["ketamine_iv"]\n', 'options = ["ketamine_vein"]\n', "'ketamine_vein' is no option"),
    (KET, 'outcome = "response"\n', 'outcome = "joy"\n', "outcome: 'joy' is not known"),
    (KET, "exact = 53.6\n", "", "exact: is missing"),
    (KET, "exact = 53.6\n", "exact = 536\n", "exact: 536 is no share in percent"),
    (KET, "exact = 53.6\n", 'exact = 53.6\nmeasure = "odds"\n', "measure: 'odds' is not known"),
    (KET, "exact = 53.6\n", "exact = 53.6\ndifference = [1, 2]\n", "difference: compares with nothing"),
    (KET, "exact = 53.6\n", "exact = 53.6\nagainst = { exact = 1 }\n", "against: does not fit the study"),
    (KET, "exact = 53.6\n", "exact = 53.6\ncount = 5\n", "count: stands alone"),
    (KET, "interval = [49.4, 57.8]", "interval = [59.4, 67.8]", "interval: 53.6 does not lie in"),
    (KET, "interval = [49.4, 57.8]", "interval = [49.4]", "is no pair of numbers"),
    (KET, "interval = [49.4, 57.8]\n", "", "no_interval: is missing"),
    (KET, "count = 51\nof = 190\nexact = 27\n", "count = 51\nof = 190\nexact = 37\n", "exact: 37 is not 51 of 190"),
    (KET, "against = { count = 7, of = 25 }", "against = { count = 7, off = 25 }", "count: stands alone"),
    (KET, 'id = "mcinnes_remission"', 'id = "mcinnes_response"', "'mcinnes_response' is there twice"),
    (OTHER, '[[study.number]]\nid = "eisendrath_response"', '[[study.nummer]]\nid = "eisendrath_response"', "nummer: is not a key that belongs here"),
    (OTHER, "[[study.number]]\nid = \"mekonen_remission\"\noutcome = \"remission\"\nmeans = \"no longer depressed by the measure of each trial\"\nexact = 12.5\ninterval = [7.8, 18.0]\n", "", "number: is missing"),
    # Options
    (STIM, 'id = "ect"\n', 'id = "tms"\n', "'tms' is there twice"),
    (STIM, 'strength = "block"\n', 'strength = "info"\n', "strength: 'info' is not known"),
    (STIM, 'is_true = "evaluation.metal_in_head"', 'is_true = "evaluation.metal"', "evaluation.metal: is not in dictionary.toml"),
    (STIM, 'id = "tms.seizure"', 'id = "tms.metal"', "id: 'tms.metal' is there twice"),
    (STIM, 'sources = ["tms_safety"]', 'sources = ["rush_2006"]', "sources: 'rush_2006' is not a source here"),
    (MEDS, 'status = "Approved', 'no_evidence = "none"\nstatus = "Approved', "no_evidence: does not fit the evidence"),
    (MEDS, 'how_given = "', 'how_gives = "', "how_given: is missing"),
    (RACEMIC, 'product = ["ketamine", "iv"]', 'product = ["ketamine", "vein"]', "product: There is no route 'vein'"),
    (RACEMIC, 'product = ["ketamine", "iv"]', 'product = ["ketamine", "iv", "im"]', "product: "),
    (RACEMIC, 'product = ["ketamine", "iv"]\n', "", "rule: is missing"),
    # Claims and education
    (CLAIMS, "{murrough_series_response}", "{murrough_serie}", "'murrough_serie' is no evidence number"),
    (CLAIMS, "{murrough_series_response}", "{murrough_series_response.against}", "'murrough_series_response' compares with nothing"),
    (CLAIMS, "{murrough_series_response}", "71 of 100", "holds a number. Write {its name}"),
    (CLAIMS, 'verdict = "misleading"', 'verdict = "wrong"', "verdict: 'wrong' is not known"),
    (CLAIMS, 'id = "three_times"', 'id = "response_rate"', "'response_rate' is there twice"),
    (TRD, 'id = "treatment-resistant-depression"', 'id = "trd"', "id: 'trd' is not the file's name"),
    (TRD, "Each dose is high enough", "Each dose is over 50 mg", "holds a number"),
    # Expected courses
    (COURSES, 'route = "iv"', 'route = "vein"', "route: There is no route 'vein'"),
    (COURSES, 'certainty = "low"', 'certainty = "sure"', "certainty: 'sure' is not known"),
    (COURSES, "day = 1, exact = 12.7", "day = 0, exact = 12.7", "Give each day once, in order"),
    (COURSES, "count = 12, n = 20", "count = 22, n = 20", "count: 22 is not among 20"),
    (COURSES, "day = 0, count", "day = -1, count", "n: day -1, n 20 cannot be"),
    (COURSES, 'id = "mcinnes_2022"', 'id = "lii_2023"', "'lii_2023' is there twice"),
    (COURSES, 'measure = "mean_score"', 'measure = "mean"', "measure: 'mean' is not known"),
]  # fmt: skip


def _broken(tmp_path: Path, name: str, old: str, new: str) -> tuple[str, ...]:
    return check(with_text(tmp_path / "knowledge", name, old, new), date(2026, 12, 1)).problems


@pytest.mark.parametrize(("name", "old", "new", "told"), BROKEN)
def test_a_broken_file_is_refused_with_its_key(
    tmp_path: Path, name: str, old: str, new: str, told: str
) -> None:
    problems = _broken(tmp_path, name, old, new)
    assert problems, "it loads"
    assert any(told in one for one in problems), problems[:3]
    assert all(one.startswith(name) for one in problems), problems[:3]


def test_a_part_that_holds_nothing_is_refused(tmp_path: Path) -> None:
    text = (knowledge.ROOT / TRD).read_text(encoding="utf-8")
    head = text[: text.index("[[section]]")]
    empty = [
        ("section: is missing", head),
        ("statement: is missing", f'{head}[[section]]\ntitle = "x"\n'),
    ]
    for number, (told, content) in enumerate(empty):
        (problem,) = _broken(tmp_path / str(number), TRD, text, content)
        assert told in problem
    course = (knowledge.ROOT / COURSES).read_text(encoding="utf-8")
    alone = course[: course.index("[[course.series]]")]
    (problem,) = _broken(tmp_path / "course", COURSES, course, alone)
    assert "series: is missing" in problem


def test_every_option_of_the_mission_is_there() -> None:
    book = library().options.options
    assert {one.product for one in book.values() if one.product} == set(PRODUCTS)
    named = "medication_change augmentation combination cbt trauma_informed mindfulness somatic supportive tms ect lifestyle supplements waiting"
    assert set(named.split()) == {name for name, one in book.items() if one.product is None}
    for one in book.values():
        assert one.sources
        assert bool(one.evidence) != bool(one.no_evidence)


def test_benefits_and_harms_have_the_same_shape() -> None:
    numbers = library().evidence.by_id.values()
    assert {one.direction for one in numbers} == {"good", "harm"}
    shapes = {frozenset(one.as_json()) for one in numbers}
    assert len(shapes) == 1


@pytest.mark.parametrize("name", ["claims", *library().education.topics])
def test_what_a_person_reads_is_plain(name: str) -> None:
    told = library().education
    if name == "claims":
        texts = [one.says.text for one in told.claims.values()]
    else:
        texts = [each.text for part in told.topics[name].sections for each in part.statements]
    for text in texts:
        assert grade(f"<main><p>{text}</p></main>") <= 7, text
    whole = "".join(f"<p>{text}</p>" for text in (*texts, TALK))
    assert grade(f"<main>{whole}</main>") <= 7


def test_every_claim_that_the_mission_names_is_answered() -> None:
    said = " ".join(one.said.casefold() for one in library().education.claims.values())
    for words in (
        "67 to 75 %",
        "three times",
        "minimal abuse",
        "very safe",
        "nausea",
        "indefinitely",
        "same day",
        "20 minutes",
        "4 to 6 infusions",
        "as young as four",
        "dissociation",
        "fda-approved",
        "no dependence",
        "suicid",
        "third",
    ):
        assert words in said, words


def test_every_statement_has_a_source_and_no_number_of_its_own() -> None:
    for one in library().education.statements:
        assert one.source_lines
        assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", one.template))
