# ruff: noqa: E501  (a row of the table of faults is one line)
"""What a staging's file says is how a history is staged; what contradicts itself is refused."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from lightwell import knowledge
from lightwell.clinical.courses import read_courses
from lightwell.clinical.definitions import read_definition
from lightwell.clinical.errors import KnowledgeError
from lightwell.clinical.stagingfile import read_staging
from tests.support.changed_knowledge import Changed

STAGINGS = ("european", "maudsley", "mgh_s", "thase_rush")
DEFINITIONS = sorted(path.stem for path in (knowledge.ROOT / "definitions").glob("*.toml"))


def raw(name: str) -> dict[str, Any]:
    return tomllib.loads((knowledge.ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", STAGINGS)
def test_every_table_of_the_file_is_in_the_staging(name: str) -> None:
    said, made = raw(f"staging/{name}.toml"), read_staging(Changed(), name)
    assert (made.id, made.title, made.answer) == (name, said["title"], said["answer"])
    assert (made.none, made.assumes) == (said.get("none", ""), tuple(said["assumes"]))
    stages = [one["stage"] for one in said.get("rung", ())]
    assert [(one.stage, one.title, one.weeks) for one in made.rungs] == [
        (one["stage"], one["title"], tuple(one["weeks"]) if "weeks" in one else None)
        for one in said.get("rung", ())
    ]
    assert [one.above for one in made.rungs] == [
        one.get("above", stages[place - 1] if place else "")
        for place, one in enumerate(said.get("rung", ()))
    ]
    assert [one.also is not None for one in made.rungs] == [
        "also" in one for one in said.get("rung", ())
    ]
    assert [
        (one.id, one.title, one.fact, one.ask, one.is_needed, one.each, one.count is None)
        for one in made.items
    ] == [
        (one["id"], one["title"], one.get("fact", ""), one.get("ask", ""),
         one.get("needed", False), one.get("each"), "count" not in one)
        for one in said.get("item", ())
    ]  # fmt: skip
    assert [one.steps for one in made.items] == [
        tuple((step["from"], step["points"]) for step in one.get("steps", ()))
        for one in said.get("item", ())
    ]
    assert [(one.label, one.minimum, one.maximum) for one in made.bands] == [
        (one["label"], one["min"], one["max"]) for one in said.get("band", ())
    ]
    assert [(one.title, one.expect, one.case["trials"]) for one in made.examples] == [
        (one["title"], one["expect"], one.get("trials", [])) for one in said["example"]
    ]
    for made_one, one in zip(made.examples, said["example"], strict=True):
        assert made_one.case.get("episode") == one.get("episode")
        assert made_one.case.get("on") == one.get("on")


@pytest.mark.parametrize("name", DEFINITIONS)
def test_every_example_of_a_definition_is_read_whole(name: str) -> None:
    said, made = raw(f"definitions/{name}.toml"), read_definition(Changed(), name)
    assert [
        (one.title, one.outcome, one.counted, one.episode, [dict(trial) for trial in one.trials])
        for one in made.examples
    ] == [
        (one["title"], one["expect"]["outcome"], tuple(one["expect"].get("counted", ())),
         one.get("episode", {}), one.get("trials", []))
        for one in said["example"]
    ]  # fmt: skip
    assert (made.person is None) == ("person" not in said)
    assert (made.one_more, made.title) == (said["one_more"], said["title"])
    assert made.examples[0].case["episode"] == said["example"][0].get("episode", {})


def test_every_drug_that_is_added_and_every_course_is_read_whole() -> None:
    said, made = raw("augmentation.toml"), read_courses(Changed())
    assert {
        name: (one.drug, one.us_approved_addition, one.source, one.read_at, one.level is None)
        for name, one in made.agents.items()
    } == {
        name: (name, one["us_approved_addition"], one["source"], one["read_at"],
               "min_level" not in one)
        for name, one in said["agent"].items()
    }  # fmt: skip
    for name, one in said["agent"].items():
        key, span = ("min_level", made.agents[name].level) if "min_level" in one else (
            "min_mg", made.agents[name].dose_mg)  # fmt: skip
        assert span is not None
        assert (span.low, span.high) == (one[key], one.get(f"{key}_upper", one[key]))
        assert made.agents[name].days.low == one["days"]
    assert [(one.id, one.kind, one.laterality, one.sessions.low) for one in made.courses] == [
        (name, one["kind"], tuple(one.get("laterality", ())), one["sessions"])
        for name, one in said["course"].items()
    ]
    assert [one.source for one in made.courses] == [
        one["source"] for one in said["course"].values()
    ]
    assert len(made.examples) == len(said["example"]) and set(made.drugs) == set(said["drug"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('expect = { outcome = "met"', 'expect = { stray = 1, outcome = "met"'),
        ("[[example]]", "[[example]]\nstray = 1"),
    ],
)
def test_a_stray_key_in_an_example_is_refused(old: str, new: str) -> None:
    with pytest.raises(KnowledgeError, match="stray: is not a key that belongs here"):
        read_definition(Changed("definitions/spravato_us.toml", (old, new)), "spravato_us")


MAUDSLEY, EUROPEAN, THASE = (
    f"staging/{one}.toml" for one in ("maudsley", "european", "thase_rush")
)
BROKEN = [
    (MAUDSLEY, ("{ from = 13, points = 2 }", "{ from = 13, points = 1 }"), "steps: do not rise"),
    (MAUDSLEY, ("{ from = 13, points = 2 }", "{ from = 0, points = 2 }"), "steps: do not rise"),
    (MAUDSLEY, ("{ from = 13, points = 2 }", "{ from = 13, points = 2, to = 3 }"), "to: is not a key"),
    (MAUDSLEY, ("min = 7\nmax = 10", "min = 8\nmax = 10"), "min: 'moderate' leaves a gap"),
    (MAUDSLEY, ("min = 7\nmax = 10", "min = 6\nmax = 10"), "min: 'moderate' leaves a gap or overlaps"),
    (MAUDSLEY, ("min = 3\nmax = 6", "min = 7\nmax = 6"), "min: 'mild' leaves a gap"),
    (MAUDSLEY, ('id = "maudsley"', 'id = "other"'), "id: 'other' is not the file's name"),
    (MAUDSLEY, ('fact = "episode.months_begun"\n', 'fact = "episode.moons"\n'), "episode.moons: is not in dictionary"),
    (MAUDSLEY, ('fact = "episode.months_begun"\n', 'fact = "episode.months_begun"\ncount = ["ect"]\n'), "count: needs a fact or a count"),
    (MAUDSLEY, ('count = ["ect"]\nsteps = [{ from = 1, points = 1 }]', 'count = ["ect"]\neach = 1\nsteps = [{ from = 1, points = 1 }]'), "steps: needs steps or each"),
    (MAUDSLEY, ("steps = [{ from = 0, points = 1 }, { from = 13, points = 2 }, { from = 25, points = 3 }]", "each = 1"), "steps: needs steps or each"),
    (MAUDSLEY, ('answer = "total"', 'answer = "stage"'), "answer: does not fit"),
    (EUROPEAN, ("weeks = [12, 16]", "weeks = [12]"), "weeks: is not a first and a last week"),
    (EUROPEAN, ("weeks = [12, 16]", "weeks = [12, 14, 16]"), "weeks: is not a first and a last week"),
    (EUROPEAN, ("weeks = [12, 16]", 'weeks = [12, "16"]'), "weeks: is not a first and a last week"),
    (EUROPEAN, ('at_least = { fact = "history.resistant_days", value = 365 }', 'at_least = { fact = "history.days", value = 365 }'), "history.days: is not in dictionary"),
    (EUROPEAN, ('above = "TRD1"', 'above = "TRD9"'), "above: 'TRD9' is no earlier stage"),
    (THASE, ('equals = { fact = "trial.family", value = "TCA" }', 'equals = { fact = "trial.kin", value = "TCA" }'), "trial.kin: is not in dictionary"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "told"), BROKEN)
def test_a_staging_that_contradicts_itself_is_refused(
    file: str, change: tuple[str, str], told: str
) -> None:
    name = file.removeprefix("staging/").removesuffix(".toml")
    with pytest.raises(KnowledgeError, match=re.escape(told)):
        read_staging(Changed(file, change), name)


def test_a_band_of_one_total_is_a_band() -> None:
    change = ("min = 3\nmax = 6", "min = 6\nmax = 6")
    assert read_staging(Changed(MAUDSLEY, change), "maudsley").band_of(6) == "mild"
