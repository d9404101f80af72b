# ruff: noqa: E501  (a row of the table of faults is one line)
"""The knowledge that ships is in order, and each kind of broken file is refused by its key."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from lightwell import knowledge
from lightwell.clinical import KnowledgeError
from lightwell.clinical.contradictions import contradiction_in
from lightwell.clinical.library import NOT_REVIEWED, Library, library
from lightwell.clinical.lint import check, headers
from lightwell.clinical.predicates import Malformed, parse
from lightwell.clinical.tables import line_of
from tests.support.knowledge import Copy, copy_of_all

ON = date(2026, 12, 1)


def test_the_knowledge_that_ships_is_in_order() -> None:
    report = check(library(), ON)
    assert report.problems == ()
    assert report.files == len(list(knowledge.ROOT.rglob("*.toml")))
    assert report.examples >= 20


def test_every_file_says_what_it_is_and_that_no_clinician_has_reviewed_it() -> None:
    for _, header in headers(library()):
        assert header.sources
        assert header.readings
        assert header.reviewed < header.next_review
        assert header.note.endswith(NOT_REVIEWED)


def test_no_uncertain_number_is_encoded() -> None:
    """The reference marks what is uncertain; none of those numbers may appear as a rule."""
    for path in knowledge.ROOT.rglob("*.toml"):
        assert "uncertain" not in path.read_text(encoding="utf-8").replace("uncertainty", "")


PHQ9, CSSRS, FDA = (
    "instruments/phq9.toml",
    "instruments/cssrs_screener.toml",
    "definitions/fda_2018.toml",
)
GAD7, MADRS, CADSS = (f"instruments/{name}.toml" for name in ("gad7", "madrs", "cadss_6"))
QIDS, MDQ, PHQA, HAMD, ISI = (
    f"instruments/{name}.toml" for name in ("qids16", "mdq", "phqa", "hamd17", "isi")
)
DRUGS, WORDS, RISK, SOURCES = ("drugs.toml", "dictionary.toml", "rules/risk.toml", "sources.toml")

DOSING, SERIES, FLAGS = "rules/dosing.toml", "programmes/iv-series.toml", "rules/flags.toml"
READY, LEAVE = "rules/readiness.toml", "rules/discharge.toml"

BROKEN = [
    # An unknown fact, a missing source, a contradiction, no example: the four that matter most.
    (FDA, 'is_true = "trial.taken_as_prescribed"', 'is_true = "trial.takn"', "trial.takn: is not in"),
    (PHQ9, '"kroenke_2001", ', '"kroenke_2002", ', "sources: 'kroenke_2002' is not in sources.toml"),
    (PHQ9, 'sources = ["kroenke_2001"', 'sauces = ["kroenke_2001"', "sources: is missing"),
    (FDA, 'sources = ["fda_mdd_draft_2018", "fda_spravato_2019", "lightwell_policy"]', "sources = []", "sources: is not a list"),
    (FDA, '{ below = { fact = "trial.response_pct", value = 50 } },', '{ below = { fact = "trial.response_pct", value = 50 } }, { above = { fact = "trial.response_pct", value = 60 } },', "rule: trial.response_pct is asked to be above 60 and below 50"),
    (PHQ9, "[[example]]", "[[exemple]]", "exemple: is not a key that belongs here. Did you mean 'example'"),
    # Bands
    (PHQ9, "min = 5\nmax = 9", "min = 4\nmax = 9", "band: 'mild' overlaps the one before. Begin it at 5"),
    (PHQ9, "min = 5\nmax = 9", "min = 6\nmax = 9", "band: 'mild' leaves a gap"),
    (PHQ9, "min = 5\nmax = 9", "min = 9\nmax = 5", "min: 9 is above max 5"),
    (PHQ9, "min = 20\nmax = 27", "min = 20\nmax = 26", "band: do not end at the highest total. End at 27"),
    # Shape of the file
    (PHQ9, 'id = "phq9"', "id = phq9", "syntax: "),
    (PHQ9, 'purpose = "', 'purpose = """', "syntax: "),
    (PHQ9, 'id = "phq9"', 'id = "phq8"', "id: 'phq8' is not the file's name"),
    (FDA, 'id = "fda_2018"', 'id = "fda"', "id: 'fda' is not the file's name"),
    (PHQ9, 'title = "PHQ-9"', 'title = ""', "title: is empty"),
    (PHQ9, 'title = "PHQ-9"', "title = 9", "title: 9 is not a text"),
    (PHQ9, "recall_days = 14", "recall_days = true", "recall_days: True is not a whole number"),
    (PHQ9, 'provenance = "retrieved_secondary"', 'provenance = "hearsay"', "'hearsay' is no provenance"),
    (PHQ9, 'deterioration_provenance = "local_policy"', 'deterioration_provenance = "us"', "'us' is no provenance"),
    (PHQ9, 'kind = "first"', 'kind = "third"', "readings: 'third' is no reading"),
    (PHQ9, 'readings = [\n', "readings = [1,\n", "readings: is not a list of tables"),
    (PHQ9, "next_review = 2027-11-21", "next_review = 2026-11-21", "next_review: 2026-11-21 is not after"),
    (PHQ9, "next_review = 2027-11-21", "next_review = 2026-11-30", "next_review: the review was due on"),
    (PHQ9, "next_review = 2027-11-21", 'next_review = "soon"', "next_review: 'soon' is not a date"),
    # Instruments
    (PHQ9, "number = 2\n", "number = 7\n", "item: number 7 stands at 2"),
    (PHQ9, 'options = "difficulty"', 'options = "hardship"', "options: 'hardship' is not defined"),
    (PHQ9, "safety_item = 9", "safety_item = 19", "safety_item: names no item"),
    (PHQ9, "[[band]]\nlabel = \"minimal\"", "[[level]]\nname = \"low\"\nwhen = { is_true = \"phq9.mood\" }\n[[band]]\nlabel = \"minimal\"", "band: and level exclude each other"),
    (PHQ9, "total = 11, band", "total = 12, band", "example 'every item answered': comes out as"),
    (CSSRS, 'name = "low"', 'name = "mild"', "name: 'mild' is no level"),
    (CSSRS, 'is_true = "cssrs_screener.plan"', 'is_true = "cssrs_screener.plam"', "cssrs_screener.plam: is no item"),
    (CSSRS, 'asked_if = { is_true = "cssrs_screener.behaviour_ever" }', 'asked_if = { is_true = "x.y" }', "x.y: is no item"),
    (CSSRS, 'when = { any_of = [\n    { is_true = "cssrs_screener.method" },', 'when = { some_of = [\n    { is_true = "cssrs_screener.method" },', "when.some_of: there is no such kind of claim"),
    (CSSRS, 'risk = "moderate"', 'risk = "low"', "comes out as {'risk': 'moderate'"),
    (PHQ9, 'rated_by = "patient"', 'rated_by = "self"', "rated_by: 'self' is not known. Use one of: patient, clinician, staff"),
    (PHQ9, "remission]]", "remision]]", "change.remision: is not a key that belongs here"),
    (PHQ9, 'source = "kroenke_2001"', 'source = "kroenke_2002"', "source: 'kroenke_2002' is not a source here"),
    (GAD7, "higher_is_worse = true\n", "higher_is_worse = true\nsafety_item = 7\n", "safety_item: item 7 answered 3 raises nothing"),
    (GAD7, "higher_is_worse = true\n", 'higher_is_worse = true\nunbanded = "none"\n', "unbanded: does not fit the bands"),
    (GAD7, "higher_is_worse = true\n", "higher_is_worse = true\nsummed = false\n", "summed: is false, and there are limits"),
    (MADRS, 'wording = "labels"', 'wording = "official"', "wording: needs a permission"),
    (MADRS, 'text = "Tension"', 'text = "How tense are you?"', "item: 'tension' has other words than its label"),
    (MADRS, "weak_items = [4, 5]\n", "", "weak_items: is missing"),
    (CADSS, 'unbanded = "No bands are published for the six items; the figure of more than 4 belongs to the full scale."\n', "", "unbanded: does not fit the bands. Give [[band]] tables"),
    # What a plain sum does not have
    (QIDS, "items = [15, 16]", "items = [15]", "domain: leaves out a scored item. Put each into one domain"),
    (QIDS, "items = [15, 16]", "items = [15, 17]", "domain: names no item. Give the number of an item"),
    (QIDS, "items = [15, 16]", "items = [15, 14]", "domain: names an item twice. Name each item once"),
    (QIDS, "items = [15, 16]", 'items = ["15"]', "items: is not a list of whole numbers"),
    (QIDS, "[[6, 7], [8, 9]]", "[[6, 7], [8, 10]]", "either: names an item of another domain"),
    (QIDS, "may_impute = 0", "may_impute = 9", "may_impute: leaves nothing to fill in from"),
    (MDQ, "[[count]]", "[[band]]\nlabel = \"all\"\nmin = 0\nmax = 13\n\n[[count]]", "band: and screen exclude each other"),
    (MDQ, 'fact = "mdq.symptoms", value = 7', 'fact = "mdq.symtoms", value = 7', "mdq.symtoms: is no item of this instrument"),
    (MDQ, 'fact = "session.bipolar_screen_positive"', 'fact = "session.bipolar"', "fact: session.bipolar is not in dictionary.toml. Name a fact that a gate reads"),
    (MDQ, "total = 7, band = \"positive\"", "total = 7, band = \"negative\"", "comes out as"),
    (PHQA, "safety_item = 9\n", "", "safety_also: has no safety_item. Name the safety_item too"),
    (PHQA, 'aliases = ["phq_a", ', 'aliases = ["phq9", ', "aliases: 'phq9' is taken, or not in small letters"),
    (HAMD, 'id = "zimmerman_2013"\nsource = "zimmerman_2013"', 'id = "zimmerman_2013"\nsource = "hearsay"', "source: 'hearsay' is not a source here"),
    (HAMD, "min = 8, max = 16", "min = 9, max = 16", "band: 'mild' leaves a gap. Begin it at 8"),
    (ISI, "response_points = 8", "response_points = 8\nresponse_percent = 50", "response_points: and response_percent exclude each other"),
    (ISI, "response_points = 8", "response_points = 8\npartial_percent = 25\npartial_provenance = \"local_policy\"", "partial_percent: has no response_percent"),
    (ISI, 'deterioration_provenance = "local_policy"\n', "", "deterioration_provenance: is missing. Say where the limit is from"),
    ("instruments/qids16.toml", 'at_least = 11\nwords = "at least 11, as in STAR*D"\nsource = "rush_2006"', 'at_least = 11\nwords = "at least 11, as in STAR*D"\nsource = "hearsay"', "source: 'hearsay' is not a source here"),
    (ISI, "at_most = 7", "at_most = 7\nat_least = 7", "at_most: or at_least: one of them"),
    # Definitions
    (FDA, "[rule.count_at_least]\nnumber = 2", "[rule.count_at_least]\nnumber = 0", "0 is not a count"),
    (FDA, '"eligible"]', '"elegible"]', "no section is called 'elegible'"),
    (FDA, 'outcome = "met"', 'outcome = "not_met"', "comes out as met"),
    (FDA, 'drug = "sertraline"\ndose_mg = 100', 'drug = "sertraline"\ndose_gr = 100', "dose_gr: is not a key of a case file"),
    # Drugs
    (DRUGS, '[drug.sertraline]\nclass = "SSRI"', '[drug.sertraline]\nclas = "SSRI"', "class: is missing"),
    (DRUGS, "label_min_mg = 50\n", 'label_min_mg = "50"\n', "label_min_mg: '50' is not a number"),
    (DRUGS, "label_min_mg_upper = 90", "label_min_mg_upper = 9", "label_min_mg: 45 to 9 is no dose"),
    (DRUGS, 'label_min_source = "us_labels"', 'label_min_source = "hearsay"', "label_min_source: 'hearsay' is not in"),
    (DRUGS, 'brands = ["Zoloft", "Lustral"]', 'brands = ["Prozac"]', "'Prozac' also names fluoxetine"),
    (DRUGS, "antidepressant = false\n", "antidepressant = true\n", "label_min_mg: is missing"),
    (DRUGS, 'expect = "sertraline"', 'expect = "fluoxetine"', "example 'a brand name is the drug': comes out as"),
    (DRUGS, 'brands = ["Zoloft", "Lustral"]', "brands = [1]", "brands: is not a list of texts"),
    (DRUGS, "[drug.sertraline]", "[drug]\nsertralina = 1\n[drug.sertraline]", "'sertralina' is not a table"),
    # Dictionary
    (WORDS, "[fact.case.on]", "[fact.nowhere.on]", "fact.nowhere: is not a group of facts"),
    (WORDS, 'type = "date"', 'type = "day"', "type: 'day' is no type"),
    (WORDS, 'unit = "kg"\n', "", "unit: is missing"),
    (WORDS, "min = 2\nmax = 400", "min = 400\nmax = 2", "min: 400 is above max 2"),
    (WORDS, 'values = ["female", "male", "intersex"]\n', "", "values: do not fit the type"),
    # Risk
    (RISK, "contact_within = 60", "contact_within = true", "contact_within: True is not a whole number"),
    (RISK, '"clinic_day"\n', '"some_day"\n', "contact_within: 'some_day' is no time"),
    (RISK, 'at = "deadline"', 'at = "noon"', "at: 'noon' is no time"),
    (RISK, 'level = "amber"\nreason', 'level = "pink"\nreason', "level: 'pink' is no level here"),
    (RISK, 'when = { instrument = "phq9", safety_value = 1 }', "when = { mood = 1 }", "when: 'mood' is no sign"),
    (RISK, 'expect = "amber"', 'expect = "red"', "example 'item 9 = 1': comes out as amber"),
    (RISK, 'given = { instrument = "phq9", safety_value = 1, safety', 'given = { instrument = "phq9", safety_value = 0, safety', "comes out as None"),
    # Dosing
    (DOSING, "lowest_kg = 30", 'lowest_kg = "30"', "lowest_kg: '30' is not a number"),
    (DOSING, "vials_mg_per_ml = [10, 50, 100]", 'vials_mg_per_ml = ["10"]', "vials_mg_per_ml: is not a list of numbers"),
    (DOSING, 'mg = "35 mg"', 'mg = "36 mg"', "comes out as {'mg': '35 mg'"),
    (DOSING, 'basis = "actual"', 'basis = "lean"', "comes out as {'refused': \"Cannot calculate"),
    # Programmes
    (SERIES, "preparation_min = 30", "preparation_min = -5", "preparation_min: is below zero"),
    (SERIES, 'id = "iv-series"', 'id = "iv"', "id: 'iv' is not the file's name"),
    (SERIES, 'status = "active"', 'status = "new"', "status: 'new' is not known"),
    (SERIES, "cap_mg_per_kg = 1.0", "cap_mg_per_kg = 0.4", "cap_mg_per_kg: the doses are not in order"),
    (SERIES, "refused_from_mg_per_kg = 2.0", "refused_from_mg_per_kg = 2.5", "a dose ten times too high could pass"),
    (SERIES, "minutes = [20, 120]", "minutes = [2, 120]", "a dose could run faster than 0.5 mg/kg/min"),
    (SERIES, "usual_minutes = [40, 60]", "usual_minutes = [60, 40]", "usual_minutes: is not a lower and an upper limit"),
    (SERIES, 'source = "mcintyre_2020"', 'source = "hearsay"', "source: 'hearsay' is not in sources.toml"),
    (SERIES, 'when = { below = { fact = "course.improvement_pct", value = 20 } }\n', "", "when: is missing."),
    (SERIES, 'fact = "course.improvement_pct", value = 20', 'fact = "course.mood", value = 20', "'course.mood' is not in dictionary.toml"),
    (SERIES, "series = { count = 6, within_days = 21, min_gap_days = 2 }\n", "", "days: does not give each session a day"),
    (SERIES, "interval_steps_days = [7, 14, 21, 28, 42, 56]\n", "", "series: a phase with a drug has a series or interval steps"),
    (SERIES, "interval_steps_days = [7, 14, 21, 28, 42, 56]", "interval_steps_days = [7, 7]", "interval_steps_days: does not rise"),
    (SERIES, "interval_steps_days = [7, 14, 21, 28, 42, 56]", 'interval_steps_days = ["7"]', "interval_steps_days: is not a list of whole days"),
    (SERIES, "interval_steps_days = [7, 14, 21, 28, 42, 56]", "series = { count = 2, within_days = 9, min_gap_days = 2 }", "rhythm: is missing"),
    (SERIES, "count = 6, within_days = 21", "count = 6, within_days = 10", "count: does not fit into within_days"),
    (SERIES, "days = [0, 3, 7, 10, 14, 17]", "days = [0, 1, 7, 10, 14, 17]", "days: are closer than min_gap_days"),
    (SERIES, "days = [0, 3, 7, 10, 14, 17]", "days = [0, 3, 7, 10, 14, 21]", "days: run beyond within_days"),
    (SERIES, "days = [0, 3, 7, 10, 14, 17]", "days = [1, 3, 7, 10, 14, 17]", "days: does not give each session a day"),
    (SERIES, 'to = "maintenance"', 'to = "heaven"', "to: 'heaven' is no phase here"),
    (SERIES, 'to = "maintenance"', 'to = "end"', "phase: 'maintenance' is never reached"),
    (SERIES, 'id = "maintenance"', 'id = "induction"', "phase: there is none, or two share an id"),
    (SERIES, "every_min = 10\n", "", "every_min: a line of the schedule has every_min or at_min_after"),
    (SERIES, "every_min = 10\n", "every_min = 0\n", "every_min: 0 is no interval"),
    (SERIES, 'what = "vitals"', 'what = "mood"', "what: 'mood' is not known"),
    (SERIES, "[[review]]\nafter_session = 6", "[[review]]\nafter_session = 7", "after_session: there is no session 7"),
    (SERIES, 'consider_stopping_when = { below = { fact = "course.improvement_pct", value = 25 } }', 'consider_stopping_when = { all_of = [{ below = { fact = "course.improvement_pct", value = 25 } }, { above = { fact = "course.improvement_pct", value = 30 } }] }', "when: course.improvement_pct is asked to be above 30 and below 25"),
    # Session gates
    (FLAGS, 'fact = "reading.hr"\ntitle', 'fact = "reading.pulse"\ntitle', "reading.pulse: is not in dictionary.toml"),
    (FLAGS, "{ minute = 0, spo2 = 90 }", "{ minute = 0, spo = 90 }", "spo: is not a key that belongs here"),
    (FLAGS, "{ minute = 0, spo2 = 90 }", "{ minute = 0, spo2 = 900 }", "900 is outside 30 to 100"),
    (LEAVE, 'programme = "kap"', 'programme = "iv"', "example: there is no 'iv'. Name a programme"),
    (LEAVE, 'routes = ["intranasal"]', 'routes = ["nose"]', "routes: 'nose' is no route. Name a route"),
    ("programmes/kap.toml", 'stay_from = "dose_end"', 'stay_from = "infusion_end"', "stay_from: is not the end of this dose"),
    ("programmes/bridge.toml", 'stay_source = "oxford_ketamine"', 'stay_source = "hearsay"', "stay_source: 'hearsay' is not in sources.toml"),
    (FLAGS, 'expect = ["medium"]', 'expect = ["low"]', "comes out as ['medium']"),
    (FLAGS, "early_min = 2", 'early_min = "2"', "early_min: '2' is not a whole number"),
    (FLAGS, "immediate = { at_most = { fact = \"reading.spo2\", value = 90 } }", "immediate = { all_of = [{ at_most = { fact = \"reading.spo2\", value = 90 } }, { above = { fact = \"reading.spo2\", value = 95 } }] }", "reading.spo2 is asked to be above 95 and below 90"),
    (READY, 'when = { is_true = "session.consent_current" }', 'when = { is_true = "session.consent" }', "'session.consent' is not in dictionary.toml"),
    (READY, 'source = "lightwell_policy"', 'source = "hearsay"', "source: 'hearsay' is not in sources.toml"),
    (READY, 'id = "consent"', 'id = "decision_signed"', "item: there is none for iv, or two share an id"),
    (READY, 'holds = ["bp_rechecked", "bp_within_limits"]', 'holds = ["bp_rechecked"]', "held by ['bp_rechecked', 'bp_within_limits']"),
    (READY, 'age_years = 44', 'age_years = 444', "444 is outside 0 to 120"),
    (READY, '{ above = { fact = "session.before_hr", value = 50 } }', '{ above = { fact = "session.before_hr", value = 150 } }', "session.before_hr is asked to be above 150 and below 110"),
    (LEAVE, "needs_gate = true", 'needs_gate = "yes"', "needs_gate: 'yes' is not true or false"),
    # Sources
    (SOURCES, 'citation = "Kroenke', 'zitation = "Kroenke', "citation: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), BROKEN, ids=[one[3] for one in BROKEN])
def test_a_broken_file_is_refused_with_file_key_and_remedy(
    broken: Copy, name: str, old: str, new: str, told: str
) -> None:
    report = check(broken(name, old, new), ON)
    assert report.problems
    first = report.problems[0]
    assert first.startswith(name), first
    assert told in first
    assert "\n" not in first


@pytest.mark.parametrize("name", [PHQ9, FDA, DRUGS, RISK, DOSING, FLAGS, READY, LEAVE])
def test_a_file_without_an_example_is_refused(tmp_path: Path, name: str) -> None:
    root = copy_of_all(tmp_path / "knowledge")
    text = (root / name).read_text(encoding="utf-8")
    head = re.split(r"^\[\[example\]\]$", text, maxsplit=1, flags=re.MULTILINE)[0]
    rest = text[text.index("[drug.") :] if name == DRUGS else ""
    (root / name).write_text(head + rest, encoding="utf-8")
    (problem,) = check(Library(root)).problems
    assert "example: is missing. Add at least one worked [[example]]." in problem


def test_a_programme_without_an_end_is_refused(broken: Copy) -> None:
    text = (knowledge.ROOT / SERIES).read_text(encoding="utf-8")
    endless = broken(SERIES, text, text.replace('to = "end"', 'to = "induction"'))
    (problem,) = check(endless).problems
    assert "exit: 'induction' has no way to the end. Add an exit." in problem


def test_a_rule_that_does_not_count_is_no_definition(broken: Copy) -> None:
    text = (knowledge.ROOT / FDA).read_text(encoding="utf-8")
    start = text.index("[rule.count_at_least]")
    end = text.index("[[example]]")
    changed = broken(FDA, text[start:end], '[rule]\nis_true = "trial.is_antidepressant"\n\n')
    (problem,) = check(changed).problems
    assert "rule: does not count trials. Write [rule.count_at_least]." in problem


def test_limits_that_limit_nothing_are_refused(broken: Copy) -> None:
    text = (knowledge.ROOT / GAD7).read_text(encoding="utf-8")
    start = text.index("response_percent = 50")
    end = text.index("[options.frequency]")
    (problem,) = check(broken(GAD7, text[start:end], "")).problems
    assert "change.change: names no limit. Give a limit, or remove the table." in problem


def test_limits_need_no_remission(broken: Copy) -> None:
    text = (knowledge.ROOT / GAD7).read_text(encoding="utf-8")
    start = text.index("[[change.remission]]")
    end = text.index("[options.frequency]")
    assert check(broken(GAD7, text[start:end], "")).problems == ()


def test_a_fault_names_its_line(broken: Copy) -> None:
    with pytest.raises(KnowledgeError) as refused:
        _ = broken(PHQ9, "recall_days = 14", 'recall_days = "14"').instruments["phq9"]
    fault = refused.value
    lines = (knowledge.ROOT / PHQ9).read_text(encoding="utf-8").splitlines()
    assert lines[fault.line - 1] == "recall_days = 14"
    assert str(fault).startswith(f"{PHQ9}:{fault.line}: recall_days: '14' is not a whole number.")
    assert (fault.file, fault.key, fault.remedy) == (PHQ9, "recall_days", "Correct the value.")


def test_a_key_that_is_nowhere_has_no_line() -> None:
    assert line_of("a = 1\n", "b") == 0
    assert str(KnowledgeError("f.toml", "b", "is missing.", "Add it.")).startswith("f.toml: b:")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({}, "exactly one key"),
        ({"is_true": "a", "equals": {}}, "exactly one key"),
        ({"is_true": ""}, "the name of a fact is missing"),
        ({"is_true": 3}, "the name of a fact is missing"),
        ({"equals": {"fact": "a", "valu": 1}}, "its keys are not as they should be"),
        ({"equals": {"fact": "a", "value": True}}, "True is not a number"),
        ({"one_of": {"fact": "a", "values": []}}, "there are no values"),
        ({"one_of": {"fact": "a", "values": "abc"}}, "there are no values"),
        ({"at_least": {"fact": "a"}}, "it needs one bound"),
        ({"at_least": {"fact": "a", "value": 1, "than": "b"}}, "it needs one bound"),
        ({"at_least": {"fact": "a", "value": "1"}}, "'1' is not a number"),
        ({"between": {"fact": "a", "low": 9, "high": 5}}, "low 9 is above high 5"),
        ({"all_of": []}, "it holds no claims"),
        ({"any_of": "abc"}, "it holds no claims"),
        ({"count_at_least": {"number": 2, "of": "x", "different": "y"}}, "what to count"),
        ({"count_at_least": {"number": True}}, "True is not a count"),
        ({"eval": "import os"}, "there is no such kind of claim. Use one of: is_true"),
    ],
)
def test_a_malformed_rule_says_what_is_wrong(table: dict[str, object], told: str) -> None:
    with pytest.raises(Malformed, match=re.escape(told)):
        parse(table)


_X = {"is_true": "x"}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"all_of": [_X, {"none_of": [_X]}]}, "asked for and refused"),
        ({"all_of": [_X, {"all_of": [{"none_of": [_X]}]}]}, "asked for and refused"),
        ({"any_of": [{"all_of": [_X, {"none_of": [_X]}]}]}, "asked for and refused"),
        (
            {"all_of": [{"equals": {"fact": "a", "value": 1}}, {"equals": {"fact": "a", "value": 2}}]},
            "two different values",
        ),
        (
            {"all_of": [{"one_of": {"fact": "a", "values": ["p", "q"]}}, {"equals": {"fact": "a", "value": "r"}}]},
            "two different values",
        ),
        (
            {"all_of": [{"at_least": {"fact": "a", "value": 5}}, {"below": {"fact": "a", "value": 5}}]},
            "above 5 and below 5",
        ),
        (
            {"all_of": [{"above": {"fact": "a", "value": 5}}, {"at_most": {"fact": "a", "value": 5}}]},
            "above 5 and below 5",
        ),
        (
            {"all_of": [{"between": {"fact": "a", "low": 1, "high": 2}}, {"at_least": {"fact": "a", "value": 3}}]},
            "above 3 and below 2",
        ),
        ({"all_of": [_X, {"none_of": [{"is_true": "y"}]}]}, ""),
        (
            {"all_of": [{"at_least": {"fact": "a", "value": 5}}, {"at_most": {"fact": "a", "value": 5}}]},
            "",
        ),
        (
            {"all_of": [{"one_of": {"fact": "a", "values": ["p", "q"]}}, {"equals": {"fact": "a", "value": "q"}}]},
            "",
        ),
        ({"all_of": [{"at_least": {"fact": "a", "than": "b"}}, {"above": {"fact": "c", "value": 1}}]}, ""),
        ({"any_of": [_X, {"none_of": [_X]}]}, ""),
        (_X, ""),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_be_met_is_found(table: dict[str, object], told: str) -> None:
    found = contradiction_in(parse(table))
    assert (told in found) if told else not found
