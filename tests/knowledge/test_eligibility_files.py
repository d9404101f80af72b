# ruff: noqa: E501  (a row of the table of faults is one line)
"""A broken rule of eligibility is refused by its key, and every rule says what it rests on."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from lightwell import knowledge
from lightwell.clinical.library import Library, library
from lightwell.clinical.lint import check

FOLDER = "rules/eligibility/ketamine_iv"
SAFETY, READINESS = f"{FOLDER}/safety.toml", f"{FOLDER}/readiness.toml"
RULES = library().eligibility["ketamine", "iv"]

BROKEN = [
    (SAFETY, 'sources = ["cohen_2018"]', 'sources = ["cohen_2019"]', "sources: 'cohen_2019' is not in sources.toml"),
    (SAFETY, 'sources = ["ketamine_us_label_4"]', "sources = []", "sources: is not a list of texts"),
    (SAFETY, 'provenance = "retrieved_primary"\n', "", "provenance: is missing"),
    (SAFETY, 'examples.met = { conditions = { aneurysm = "no" } }\n', "", "ci.aneurysm: the example of met does not fit"),
    (SAFETY, 'examples.met = { conditions = { aneurysm = "no" } }', 'examples.met = { conditions = { aneurysm = "yes" } }', "comes out as not met"),
    (SAFETY, 'examples.met = { conditions = { aneurysm = "no" } }', 'examples.met = { conditions = { aneurism = "no" } }', "aneurism: is not a key of a case file"),
    (SAFETY, 'is_true = "conditions.aneurysm"', 'is_true = "conditions.aneurism"', "'conditions.aneurism' is not in dictionary.toml"),
    (SAFETY, 'strength = "block"', 'strength = "stop"', "strength: 'stop' is not known. Use: block, caution, info"),
    (SAFETY, 'regions = ["us"]', 'regions = ["uk"]', "regions: 'uk' is not known. Use: us, eu"),
    (SAFETY, 'regions = ["us"]', 'regions = ["us", "eu"]', "is there twice for eu"),
    (SAFETY, 'override = "nobody"\n', "", "override: is missing"),
    (SAFETY, 'signers = ["prescriber", "prescriber"]\n', "", "signers: ci.aneurysm: 0 sign"),
    (SAFETY, 'override = "nobody"\n', 'override = "nobody"\nsigners = ["nurse"]\n', "1 sign, and the words say 'nobody'"),
    (SAFETY, 'signers = ["prescriber"]', 'signers = ["porter"]', "signers: 'porter' is not known"),
    (SAFETY, 'signers = ["prescriber", "prescriber"]', 'signers = ["nurse", "nurse", "nurse"]', "ci.aneurysm: 3 signers"),
    (READINESS, "scale_days = 7\n", "", "scale_days: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), BROKEN, ids=[one[3] for one in BROKEN])
def test_a_broken_rule_is_refused(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    root = tmp_path / "knowledge"
    shutil.copytree(knowledge.ROOT, root, ignore=shutil.ignore_patterns("__pycache__"))
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    first = check(Library(root), date(2026, 12, 1)).problems[0]
    assert first.startswith(name), first
    assert told in first


def test_every_rule_has_a_source_someone_to_settle_it_and_an_example_of_each_outcome() -> None:
    for rule in RULES.rules:
        assert rule.sources
        assert rule.settled_by
        assert rule.override
        assert set(rule.examples) == set(rule.outcomes)


def test_a_rule_of_absolute_strength_names_nobody() -> None:
    """The label's and the law's own refusals, transcribed by hand from the reference."""
    absolute = {"ci.hypersens", "ci.bp_hazard", "ci.eclampsia", "ci.capacity", "elig.age_13"}
    in_europe = {"ci.cva", "ci.cardiac_severe", "ci.cerebral_trauma", "ci.thyroid"}
    for region, wanted in (("us", absolute), ("eu", absolute | in_europe)):
        nobody = {
            rule.id
            for rule in RULES.rules_in(region)
            if rule.id in wanted and rule.strength == "block" and rule.override == "nobody"
        }
        assert nobody == wanted


def test_the_printed_words_and_the_signers_say_the_same() -> None:
    """The words of the reference, read by hand once and held to the typed roles."""
    roles = {
        "nobody": (),
        "prescriber, with a reason": ("prescriber",),
        "prescriber, after an assessment of risk and of the place of care": ("prescriber",),
        "senior prescriber, with a reason": ("senior prescriber",),
        "two people: prescriber and a second prescriber": ("prescriber", "prescriber"),
        "specialist prescriber, from 13 to 17 only; guardian consent and assent recorded": (
            "specialist prescriber",
        ),
    }
    for rule in RULES.rules:
        assert rule.signers == roles[rule.override], rule.id


def test_the_rules_have_one_version_and_one_hash() -> None:
    assert RULES.version == "2026.1"
    assert len(RULES.content_hash) == 64


def test_what_is_left_out_is_told_with_its_reason() -> None:
    assert len(RULES.left_out) >= 5
    assert all(one.what and one.why for one in RULES.left_out)
