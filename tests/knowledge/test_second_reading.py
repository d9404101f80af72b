"""Rules, evidence, options, texts and programmes: each file was read a second time, blind."""

from __future__ import annotations

from lightwell.clinical.library import library
from lightwell.clinical.lint import headers

FOLDERS = (
    "rules/eligibility/",
    "rules/interactions/",
    "evidence/",
    "expected/",
    "options/",
    "education/",
    "programmes/",
)
FILES = {
    "claims.toml",
    "rules/dosing.toml",
    "rules/readiness.toml",
    "rules/discharge.toml",
    "rules/life_stages.toml",
    "rules/long_term_checks.toml",
    "rules/take_home.toml",
}


def test_rules_evidence_and_programmes_were_read_twice() -> None:
    found = dict(headers(library()))
    here = {name for name in found if name.startswith(FOLDERS) or name in FILES}
    assert here >= FILES
    assert {name.rsplit("/", 1)[0] + "/" for name in here if "/" in name} >= set(FOLDERS)
    once = {
        name for name in here if {one.kind for one in found[name].readings} != {"first", "blind"}
    }
    assert once == set()
