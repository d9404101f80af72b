"""Two versions of the content, told apart in sentences that a clinician can read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lightwell import knowledge
from lightwell.clinical.contentdiff import ContentDiff, difference
from lightwell.clinical.contents import contents_at, contents_of, one_file_of
from lightwell.clinical.errors import InvalidInput, KnowledgeError

HEAD = 'id = "a"\nversion = "1"\ntitle = "A"\nprovenance = "local_policy"\n'


def _diff(old: str, new: str, file: str = "a.toml") -> ContentDiff:
    return difference(contents_of("before", {file: old}), contents_of("after", {file: new}))


def _told(old: str, new: str) -> list[str]:
    [file] = _diff(HEAD + old, HEAD + new).files
    return list(file.sentences)


def _shipped(file: str, *changes: tuple[str, str]) -> list[str]:
    """What is said when texts of a file that ships are replaced."""
    text = (knowledge.ROOT / file).read_text(encoding="utf-8")
    changed = text
    for old, new in changes:
        assert old in changed
        changed = changed.replace(old, new, 1)
    [found] = _diff(text, changed, file).files
    return list(found.sentences)


def test_a_dose_limit_of_a_programme() -> None:
    told = _shipped("programmes/iv-series.toml", ("cap_mg_per_kg = 1.0", "cap_mg_per_kg = 0.8"))
    assert told == ["dose iv: most: 1 -> 0.8 mg/kg (local policy)"]


def test_one_claim_of_a_rule_is_told_as_the_prose_has_it() -> None:
    told = _shipped("definitions/fda_2018.toml", ("value = 42", "value = 28"))
    start = "the time on the trial at the label minimum dose or more was at least"
    basis = "from knowledge, not verified in the primary source"
    moved = f'added "{start} 28 days"; withdrawn "{start} 42 days"'
    assert told == [f"adequate, all of: {moved} ({basis})"]


def test_a_count_names_its_sections_on_both_sides() -> None:
    [told] = _shipped("definitions/fda_2018.toml", ("number = 2", "number = 3"))
    assert told.startswith('the rule now reads "at least 3 trials that differ in ')
    assert '; it read "at least 2 trials that differ in ' in told


def test_an_entry_that_came_and_one_that_went() -> None:
    old = '[[review]]\nafter_session = 2\nasks = "Is it tolerated?"\n'
    new = '[[review]]\nafter_session = 4\nasks = "Has it changed?"\nprovenance = "computed"\n'
    basis = "computed from numbers that were read"
    assert _told(old, new) == [
        f"added: review after session 4 ({basis}): asks: Has it changed?",
        "withdrawn: review after session 2: asks: Is it tolerated?",
    ]


def test_entries_without_an_identity_of_their_own_are_told_as_they_are() -> None:
    [told] = _told("[[x]]\nsteps = 1\n", "[[x]]\nsteps = 2\n")
    assert told == "x: steps: 1 -> 2 (local policy)"
    assert _told("", "[[x]]\nid = 'a'\nclaim = 'it holds'\n") == [
        "added: x a (it holds) (local policy): claim: it holds"
    ]


def test_alike_entries_are_paired_in_their_order() -> None:
    row = '[[observe]]\nwhat = "vitals"\nevery_min = {}\n'
    both = row.format(10) + row.format(15)
    assert _told(both, row.format(10) + row.format(20)) == [
        "observe vitals: every: 15 -> 20 minutes (local policy)"
    ]
    assert _told(both, row.format(15) + row.format(10)) == ["the order of each observe changed"]


def test_an_entry_within_an_entry_is_named_with_both() -> None:
    phase = '[[phase]]\nid = "induction"\ntitle = "Induction"\n[[phase.exit]]\nto = "end"\n'
    assert _told(f'{phase}words = "a"\n', f'{phase}words = "b"\n') == [
        "phase induction (Induction), exit to end: words: a -> b (local policy)"
    ]


def test_named_tables_that_came_went_and_changed() -> None:
    old = "[drug.old_one]\nclass = 'SSRI'\n[drug.kept]\nmin_mg = 50\nmin_provenance = 'computed'\n"
    new = "[drug.kept]\nmin_mg = 25\nmin_provenance = 'computed'\n[drug.new_one]\nclass = 'SNRI'\n"
    assert _told(old, new) == [
        "drug kept: from: 50 -> 25 mg (computed from numbers that were read)",
        "added: drug new_one (local policy): class: SNRI",
        "withdrawn: drug old_one: class: SSRI",
    ]


def test_a_value_that_came_and_one_that_went() -> None:
    assert _told("", "holds = true\n") == ["holds, not stated before: yes (local policy)"]
    assert _told("holds = false\n", "") == ["holds: no longer stated; it was no"]
    assert _told("note = ''\n", "note = 'x'\n") == ["note: nothing -> x (local policy)"]


def test_a_long_text_is_quoted_on_both_sides() -> None:
    first, second = "one word after another, and so on and on", "another word after one, and so on"
    assert _told(f"asks = '{first}.'\n", f"asks = '{second}.'\n") == [
        f'asks now reads "{second}."; it read "{first}." (local policy)'
    ]


def test_lists_of_texts_and_of_numbers() -> None:
    assert _told("drugs = ['a', 'b']\n", "drugs = ['b', 'c']\n") == [
        "drugs: added c; withdrawn a (local policy)"
    ]
    assert _told("drugs = ['a', 'b']\n", "drugs = ['b', 'a']\n") == [
        "drugs: in another order (local policy)"
    ]
    assert _told("days = [0, 3]\n", "days = [0, 2]\n") == ["days: 0, 3 -> 0, 2 (local policy)"]
    assert _told("days = []\n", "days = [0]\n") == ["days: none -> 0 (local policy)"]


def test_a_rule_of_another_kind_and_a_rule_instead_of_a_table() -> None:
    met = "when = {{ {} = [{{ is_true = 'conditions.mania' }}] }}\n"
    [told] = _told(met.format("all_of"), met.format("any_of"))
    assert told.startswith('the rule now reads "at least one of: ')
    [told] = _told("when = { a = 1 }\n", "when = { is_true = 'conditions.mania' }\n")
    assert told.endswith('was yes"; it read "a 1" (local policy)')
    [told] = _told("when = 3\n", "when = { a = 1 }\n")
    assert told == "the rule: 3 -> a 1 (local policy)"


def test_provenance_and_title_and_examples() -> None:
    [file] = _diff(HEAD, HEAD.replace("local_policy", "computed").replace('"A"', '"B"')).files
    assert list(file.sentences) == [
        'the title now reads "B"; it read "A"',
        "provenance: local policy -> computed from numbers that were read",
    ]
    assert _told("x_provenance = 'none such'\n", "x_provenance = 'computed'\n") == [
        "x provenance: none such -> computed from numbers that were read"
    ]
    assert _told("[[example]]\nn = 1\n", "[[example]]\nn = 2\n") == ["the worked examples changed"]
    rule = "[[rule]]\nid = 'r'\nexamples.met = {{ a = {} }}\n"
    assert _told(rule.format(1), rule.format(2)) == ["rule r: the worked examples changed"]


def test_files_that_came_and_went_and_layout_alone() -> None:
    old = contents_of("before", {"a.toml": HEAD, "s.toml": "x = 1\n", "o.toml": HEAD})
    new = contents_of("after", {"a.toml": f"# a word\n{HEAD}", "s.toml": "x = 2\n", "n.toml": ""})
    assert str(difference(old, new)) == (
        "From before to after:\n\n"
        "a.toml: A (still called version 1)\n"
        "  Only comments or layout changed: nothing that is read.\n\n"
        "added: n.toml\n\n"
        "withdrawn: o.toml: A (version 1)\n\n"
        "s.toml\n"
        "  x: 1 -> 2"
    )


def test_a_new_version_says_so_and_nothing_changed_is_said_too() -> None:
    [file] = _diff(HEAD, HEAD.replace('"1"', '"2"') + "n = 1\n").files
    assert file.heading == "a.toml: A (version 1 -> 2)"
    assert file.sentences == ("number of people, not stated before: 1 (local policy)",)
    assert str(_diff(HEAD, HEAD)) == "Nothing changed between before and after."


def test_the_answer_for_a_machine_holds_dates_as_text() -> None:
    answer = _diff(f"{HEAD}reviewed = 2026-01-01\n", f"{HEAD}reviewed = 2026-02-01\n").as_json()
    assert json.loads(json.dumps(answer)) == {
        "old": "before",
        "new": "after",
        "changed": True,
        "files": [
            {
                "file": "a.toml",
                "kind": "changed",
                "title": "A",
                "old_version": "1",
                "new_version": "1",
                "changes": [
                    {
                        "kind": "changed",
                        "key": "reviewed",
                        "old": "2026-01-01",
                        "new": "2026-02-01",
                        "words": "reviewed: 2026-01-01 -> 2026-02-01 (local policy)",
                    }
                ],
            }
        ],
    }
    row = "readings = [{ on = 2026-01-01, kind = 'first', days = [1] }]\n"
    [file] = _diff(HEAD, f"{HEAD}{row}").files
    assert json.dumps(_diff(HEAD, f"{HEAD}{row}").as_json())
    assert file.changes[0].words == (
        "added: readings first (local policy): on: 2026-01-01; days: 1"
    )
    assert _diff(HEAD, HEAD).as_json()["changed"] is False


def test_a_folder_is_read_whole_and_one_file_finds_its_like() -> None:
    whole = contents_at(knowledge.ROOT)
    assert len(whole.files) == len(list(knowledge.ROOT.rglob("*.toml")))
    like = one_file_of(whole, Path("/elsewhere/rules/discharge.toml"))
    assert list(like.files) == ["rules/discharge.toml"]
    assert list(one_file_of(whole, Path("phq9.toml")).files) == ["instruments/phq9.toml"]
    with pytest.raises(InvalidInput, match=r"has no file like other\.toml: name the file"):
        one_file_of(whole, Path("other.toml"))


def test_what_is_no_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no folder of knowledge: give the one with dict"):
        contents_at(tmp_path)
    (tmp_path / "a.toml").write_text("a = \n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"a\.toml:1: syntax"):
        contents_at(tmp_path / "a.toml")


def test_two_single_files_are_compared_whatever_they_are_called(tmp_path: Path) -> None:
    for name, number in (("old.toml", 1), ("new.toml", 2)):
        (tmp_path / name).write_text(f"{HEAD}n = {number}\n", encoding="utf-8")
    found = difference(contents_at(tmp_path / "old.toml"), contents_at(tmp_path / "new.toml"))
    assert [file.file for file in found.files] == ["old.toml"]
    assert found.files[0].sentences == ("number of people: 1 -> 2 (local policy)",)
