"""What an instrument's file says is what people are scored with: nothing is lost on reading."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from lightwell import knowledge
from lightwell.clinical.errors import KnowledgeError
from lightwell.clinical.instrumentfile import read_instrument
from lightwell.clinical.instrumentrules import rules_of
from lightwell.clinical.library import Library
from lightwell.clinical.predicates import facts_of
from lightwell.clinical.questionnaires import Instrument
from tests.support.changed_knowledge import Changed

PHQ9 = "instruments/phq9.toml"
NAMES = sorted(path.stem for path in (knowledge.ROOT / "instruments").glob("*.toml"))


def raw(name: str) -> dict[str, Any]:
    path = knowledge.ROOT / "instruments" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def read(name: str) -> Instrument:
    return read_instrument(Library(knowledge.ROOT), name)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_of_the_file_is_in_the_instrument(name: str) -> None:
    said, made = raw(name), read(name)
    assert made.recall_days == said.get("recall_days")
    assert made.two_sided is said.get("two_sided", False)
    assert made.post_session is said.get("post_session", False)
    assert made.summed is said.get("summed", True)
    assert made.multiply == said.get("multiply", 1)
    assert made.safety_item == said.get("safety_item")
    assert made.safety_also == tuple(said.get("safety_also", ()))
    assert made.aliases == tuple(said.get("aliases", ()))
    assert (made.missing.may_impute, made.missing.only, made.missing.rule) == (
        said["missing"]["may_impute"], tuple(said["missing"].get("only", ())),
        said["missing"]["rule"],
    )  # fmt: skip
    assert [(one.id, one.label, one.items, one.either) for one in made.domains] == [
        (one["id"], one["label"], tuple(one["items"]),
         tuple(tuple(group) for group in one.get("either", ())))
        for one in said.get("domain", ())
    ]  # fmt: skip
    assert [(one.id, one.label, one.items, one.at_least) for one in made.counts] == [
        (one["id"], one["label"], tuple(one["items"]), one["at_least"])
        for one in said.get("count", ())
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_band_rule_and_example_of_the_file_is_in_the_instrument(name: str) -> None:
    said, made = raw(name), read(name)
    assert [(one.label, one.minimum, one.maximum) for one in made.bands] == [
        (one["label"], one["min"], one["max"]) for one in said.get("band", ())
    ]
    assert all(re.fullmatch(r"[a-z0-9_]+", one.id) for one in made.bands)
    assert [(one.id, one.source, len(one.bands)) for one in made.band_sets] == [
        (one["id"], one["source"], len(one["band"])) for one in said.get("band_set", ())
    ]
    assert [(one.id, one.label) for one in made.signs] == [
        (one["id"], one["label"]) for one in said.get("sign", ())
    ]
    assert len(made.levels) == len(said.get("level", ()))
    assert (made.screen is None) == ("screen" not in said)
    if made.screen is not None:
        assert (made.screen.negative is None) == ("negative" not in said["screen"])
        assert made.screen.fact == said["screen"].get("fact", "")
    assert [(one.id, one.recall_days, list(one.weak_items)) for one in made.variants] == [
        (one["id"], one["recall_days"], one["weak_items"]) for one in said.get("variant", ())
    ]
    assert [(one.title, one.answers, dict(one.expect)) for one in made.examples] == [
        (one["title"], tuple(None if cell == "" else cell for cell in one["answers"]),
         one["expect"])
        for one in said["example"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_item_and_every_choice_of_the_file_is_asked(name: str) -> None:
    said, made = raw(name), read(name)
    for item, one in zip(made.items, said["item"], strict=True):
        assert (item.id, item.number, item.label) == (one["id"], one["number"], one["label"])
        official = said["wording"] == "official"
        assert item.text == (
            one["text"]
            if official
            else one.get("text", one["label"][:1].upper() + one["label"][1:])
        )
        assert item.scored is one.get("scored", True)
        assert (item.asked_if is None) == ("asked_if" not in one)
        assert (item.loinc, item.period) == (one.get("loinc", ""), one.get("period", ""))
        choices = said["options"][one["options"]]["choice"]
        assert [(option.value, option.label) for option in item.options] == [
            (choice["value"], choice["label"]) for choice in choices
        ]
        assert [item.points[option.value] for option in item.options if option.assessed] == [
            choice.get("score", choice["value"])
            for choice in choices
            if choice.get("assessed", True)
        ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("phq9", "the last 14 days"),
        ("pc_ptsd5", "the last 30 days"),
        ("moaas", "this moment"),
        ("mdq", "the whole life"),
        ("wsas", "how things are now"),
    ],
)
def test_the_time_asked_about_is_told_in_words(name: str, words: str) -> None:
    assert read(name).recall_words == words


@pytest.mark.parametrize(("days", "words"), [(2, "the last 2 days"), (1, "the last day")])
def test_one_day_is_the_last_day(days: int, words: str) -> None:
    source = Changed(PHQ9, ("recall_days = 14", f"recall_days = {days}"))
    assert read_instrument(source, "phq9").recall_words == words


BROKEN = [
    ("phq9", [("number = 2\n", "number = 3\n")], "item: number 3 stands at 2. Renumber."),
    ("phq9", [("safety_item = 9", "safety_item = 11")], "safety_item: names no item"),
    ("phq9", [("safety_item = 9", "safety_item = 0")], "safety_item: names no item"),
    ("phq9", [("safety_item = 9", "safety_also = [9]")], "safety_also: has no safety_item"),
    ("phq9", [("safety_item = 9", "safety_item = 9\nsafety_also = [9]")],
     "safety_item: names an item twice"),
    ("phq9", [("may_impute = 2", "may_impute = 9")], "may_impute: leaves nothing to fill in from"),
    ("phq9", [("may_impute = 2", "may_impute = -1")], "may_impute: leaves nothing to fill in from"),
    ("phq9", [("may_impute = 2", "may_impute = 2\nonly = [11]")], "only: names no item"),
    ("phq9", [("min = 5\n", "min = 6\n")], "leaves a gap. Begin it at 5."),
    ("phq9", [("min = 5\n", "min = 4\n")], "overlaps the one before. Begin it at 5."),
    ("phq9", [("max = 27", "max = 26")], "band: do not end at the highest total. End at 27."),
    ("phq9", [("max = 27", "max = 28")], "band: do not end at the highest total. End at 27."),
    ("phq9", [('[[band]]\nlabel = "minimal"\nmin = 0', '[[band]]\nlabel = "minimal"\nmin = 9')],
     "min: 9 is above max 4"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "told"), BROKEN, ids=[one[2] for one in BROKEN])
def test_an_instrument_that_contradicts_itself_is_refused(
    name: str, changes: list[tuple[str, str]], told: str
) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(told)):
        read_instrument(Changed(f"instruments/{name}.toml", *changes), name)


@pytest.mark.parametrize("may", [8, 0])
def test_all_but_one_item_may_be_filled_in_and_none_need_be(may: int) -> None:
    source = Changed(PHQ9, ("may_impute = 2", f"may_impute = {may}"))
    assert read_instrument(source, "phq9").may_impute == may


def test_every_rule_of_an_instrument_is_looked_through_for_strangers() -> None:
    """Levels, skip logic, signs, and both sides of a screen."""
    screen = read("prime_r").screen
    assert screen is not None and screen.negative is not None
    assert list(rules_of(read("prime_r")))[-2:] == [screen.positive, screen.negative]
    cssrs = read("cssrs_screener")
    skipped = [item.asked_if for item in cssrs.items if item.asked_if is not None]
    assert list(rules_of(cssrs)) == [*(level.when for level in cssrs.levels), *skipped]
    for name in NAMES:
        made = read(name)
        if made.signs:
            assert [sign.when for sign in made.signs] == [
                rule for rule in rules_of(made) if rule in [sign.when for sign in made.signs]
            ]
        asked = {fact for rule in rules_of(made) for fact in facts_of(rule)}
        assert asked <= set(made.words().facts)
