# ruff: noqa: E501  (a row of the table of faults is one line)
"""A broken rule of eligibility is refused by its key, and every rule says what it rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lightwell.clinical.eligibilityfile import NOBODY
from lightwell.clinical.library import library
from lightwell.clinical.lint import check
from lightwell.clinical.products import PRODUCTS, REGIONS
from tests.support.knowledge import with_text

FOLDER = "rules/eligibility"
SAFETY, READINESS = f"{FOLDER}/safety.toml", f"{FOLDER}/readiness.toml"
BOOK = library().eligibility
RULES = BOOK["ketamine", "iv"]

BROKEN = [
    (SAFETY, 'sources = ["cohen_2018"]', 'sources = ["cohen_2019"]', "sources: 'cohen_2019' is not in sources.toml"),
    (SAFETY, 'sources = ["ketamine_us_label_4"]', "sources = []", "sources: is not a list of texts"),
    (SAFETY, 'provenance = "retrieved_primary"\n', "", "provenance: is missing"),
    (SAFETY, 'examples.met = { conditions = { aneurysm = "no" } }\n', "", "ci.aneurysm: the example of met does not fit"),
    (SAFETY, 'examples.met = { conditions = { aneurysm = "no" } }', 'examples.met = { conditions = { aneurysm = "yes" } }', "comes out as not met"),
    (SAFETY, 'examples.met = { conditions = { aneurysm = "no" } }', 'examples.met = { conditions = { aneurism = "no" } }', "aneurism: is not a key of a case file"),
    (SAFETY, 'is_true = "conditions.aneurysm"', 'is_true = "conditions.aneurism"', "'conditions.aneurism' is not in dictionary.toml"),
    (SAFETY, 'strength = "block"', 'strength = "stop"', "strength: 'stop' is not known. Use one of: block, caution, info"),
    (SAFETY, 'regions = ["us"]', 'regions = ["uk"]', "regions: 'uk' is not known. Use: us, eu"),
    (SAFETY, 'id = "ci.bp_pre"\nregions = ["us"]', 'id = "ci.bp_pre"\nregions = ["us", "eu"]', "is there twice for ketamine iv in eu"),
    (SAFETY, 'for = ["esketamine"]', 'for = ["esketamin"]', "'esketamin' is no agent or route. Use: esketamine, ketamine, esketamine intranasal"),
    (SAFETY, 'for = ["esketamine"]\nregions = ["us"]', 'for = ["esketamine"]\nregions = ["us", "eu"]', "variant of it does not leave room"),
    (SAFETY, 'id = "ci.eclampsia"\n', 'id = "ci.eclampsia"\nvariant = [{ for = ["esketamine"], override = "nobody" }]\n', "does not leave room"),
    (SAFETY, 'sources = ["spravato_us_label_4"]\nprovenance = "retrieved_primary"\n', 'sources = ["spravato_us_label_4"]\n', "provenance: is missing"),
    (SAFETY, 'sources = ["spravato_us_label_4"]\nprovenance', 'strength = "stop"\nsources = ["spravato_us_label_4"]\nprovenance', "strength: 'stop' is not known"),
    (SAFETY, 'for = ["esketamine"]\n', 'for = ["esketamine"]\nreasons = "none"\n', "reasons: is not a key that belongs here"),
    (SAFETY, 'override = "nobody"\n', "", "override: is missing"),
    (SAFETY, 'signers = ["prescriber", "prescriber"]\n', "", "signers: ci.aneurysm: 0 sign"),
    (SAFETY, 'override = "nobody"\n', 'override = "nobody"\nsigners = ["nurse"]\n', "1 sign, and the words say 'nobody'"),
    (SAFETY, 'signers = ["prescriber"]', 'signers = ["porter"]', "signers: 'porter' is not known"),
    (SAFETY, 'signers = ["prescriber", "prescriber"]', 'signers = ["nurse", "nurse", "nurse"]', "ci.aneurysm: 3 signers"),
    (READINESS, "scale_days = 7\n", "", "scale_days: is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), BROKEN, ids=[one[3] for one in BROKEN])
def test_a_broken_rule_is_refused(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    first = check(with_text(tmp_path / "knowledge", name, old, new), date(2026, 12, 1)).problems[0]
    assert first.startswith(name), first
    assert told in first


def test_every_rule_has_a_source_someone_to_settle_it_and_an_example_of_each_outcome() -> None:
    for rule in BOOK.forms:
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


def test_a_labelled_contraindication_of_nasal_esketamine_names_nobody() -> None:
    """Transcribed by hand from the reference: section 4 of the label, section 4.3 in Europe."""
    labelled = {"ci.aneurysm", "ci.avm", "ci.ich", "ci.hypersens", "ci.bp_hazard", "ci.capacity"}
    for region, wanted in (("us", labelled), ("eu", labelled | {"ci.cv6wk"})):
        absolute = {
            rule.id
            for rule in BOOK["esketamine", "intranasal"].rules_in(region)
            if rule.id.startswith("ci.") and rule.strength == "block" and rule.override == NOBODY
        }
        # Dosing at home is refused too: the programme of the maker allows a certified setting only.
        assert absolute == wanted | {"ci.home"}


# Which agents and routes a row of the reference is about, transcribed by hand from its tables.
KETAMINE = frozenset(one for one in PRODUCTS if one[0] == "ketamine")
ESKETAMINE = frozenset(one for one in PRODUCTS if one[0] == "esketamine")
NOSE = ESKETAMINE | {("ketamine", "intranasal")}
VEIN, NEEDLE = frozenset({("ketamine", "iv")}), {("ketamine", one) for one in ("iv", "im", "sc")}
BY_MOUTH = frozenset({("ketamine", "oral"), ("ketamine", "sublingual")})
ABOUT = {
    "ci.porphyria": KETAMINE, "ci.eclampsia": KETAMINE, "ci.mg": KETAMINE,
    "ci.cardiac_severe": KETAMINE, "ci.cerebral_trauma": KETAMINE, "ci.mi_6mo": NEEDLE,
    "ci.nasal": NOSE, "ci.nasal_steroid": ESKETAMINE, "elig.mdsi": ESKETAMINE,
    "elig.eu_combo": ESKETAMINE, "elig.rems": ESKETAMINE, "elig.severity": ESKETAMINE | VEIN,
    "elig.baseline_weight": NEEDLE | BY_MOUTH, "ci.fasting": ESKETAMINE | NEEDLE,
    "ci.home": frozenset(PRODUCTS) - VEIN, "home.age": BY_MOUTH, "home.policy": BY_MOUTH,
    "home.first_dose": BY_MOUTH, "home.supply": BY_MOUTH, "home.pdmp": BY_MOUTH,
    "home.check_ins": BY_MOUTH,
}  # fmt: skip


def test_a_rule_is_about_the_agents_and_routes_of_its_row() -> None:
    found = {
        name: frozenset(product for form in forms for product in form.products)
        for name, forms in BOOK.by_id.items()
    }
    assert found == {name: ABOUT.get(name, frozenset(PRODUCTS)) for name in found}
    assert ABOUT.keys() <= found.keys()


def test_each_rule_stands_once_for_each_agent_route_and_region() -> None:
    for product, eligibility in BOOK.items():
        for region in REGIONS:
            ids = [rule.id for rule in eligibility.rules_in(region)]
            assert len(ids) == len(set(ids)), (product, region)
    with pytest.raises(KeyError):
        BOOK["esketamine", "iv"]
    assert len(BOOK) == len(PRODUCTS)


def test_the_printed_words_and_the_signers_say_the_same() -> None:
    """The words of the reference, read by hand once and held to the typed roles."""
    roles = {
        "nobody": (),
        "prescriber, with a reason": ("prescriber",),
        "a named prescriber, with a reason; each condition of take-home met": ("prescriber",),
        "prescriber, after an assessment of risk and of the place of care": ("prescriber",),
        "senior prescriber, with a reason": ("senior prescriber",),
        "two people: prescriber and a second prescriber": ("prescriber", "prescriber"),
        "specialist prescriber, from 13 to 17 only; guardian consent and assent recorded": (
            "specialist prescriber",
        ),
    }
    for rule in BOOK.forms:
        assert rule.signers == roles[rule.override], rule.id


def test_the_rules_have_one_version_and_one_hash() -> None:
    assert RULES.version == "2026.2"
    assert len(RULES.content_hash) == 64


def test_what_is_left_out_is_told_with_its_reason() -> None:
    assert len(RULES.left_out) >= 5
    assert all(one.what and one.why for one in RULES.left_out)
