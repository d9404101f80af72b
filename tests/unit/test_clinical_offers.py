"""What an offer has to answer: known safety, what nobody sets aside, and reasons by role."""

from __future__ import annotations

from pathlib import Path

import pytest

import lightwell.clinical as lw
from lightwell.clinical.library import Library
from tests.support.eligibility import settled
from tests.support.knowledge import copy_of_all

CONSENT = "consents/ketamine-iv.toml"


def offering(region: str = "us", **changes: object) -> lw.Offering:
    return lw.offering(lw.assess(lw.case_from_dict(settled(**changes)), region=region))


def ids(cards: tuple[lw.Card, ...]) -> list[str]:
    return [card.rule.id for card in cards]


def test_a_settled_case_asks_nothing() -> None:
    found = offering()
    assert (found.unknown, found.closed, found.asked) == ((), (), ())
    assert found.is_open
    assert not found.needs_second


@pytest.mark.parametrize(
    ("conditions", "closed", "asked", "needs_second"),
    [
        ({"aneurysm": "yes"}, [], ["ci.aneurysm"], True),
        ({"cystitis": "yes"}, [], ["ci.cystitis"], False),
        ({"hypersens": "yes"}, ["ci.hypersens"], [], False),
        ({"hypersens": "yes", "cystitis": "yes"}, ["ci.hypersens"], ["ci.cystitis"], False),
        ({"sud_hx": "yes"}, [], [], False),
    ],
)
def test_what_is_not_met_is_closed_or_asked(
    conditions: dict[str, str], closed: list[str], asked: list[str], needs_second: bool
) -> None:
    found = offering(conditions=conditions)
    assert (ids(found.closed), ids(found.asked)) == (closed, asked)
    assert found.needs_second is needs_second
    assert found.is_open is (not closed)


def test_unknown_safety_closes_and_unknown_readiness_waits() -> None:
    found = offering(conditions={"avm": "unknown"}, scores=[])
    assert ids(found.unknown) == ["ci.avm"]
    assert not found.is_open
    assert offering(scores=[]).is_open


@pytest.mark.parametrize("trials", [[], [{"kind": "drug", "drug": "sertraline", "days": 5}]])
def test_a_caution_with_a_signer_asks_a_reason_also_while_unknown(
    trials: list[dict[str, object]],
) -> None:
    assert ids(offering(trials=trials).asked) == ["elig.trd"]


def test_a_consent_that_is_not_there_is_named() -> None:
    with pytest.raises(lw.InvalidInput, match="Known: esketamine-intranasal, ketamine-im"):
        lw.consent_text("ketamine")


BROKEN = [
    ('id = "ketamine-iv"', 'id = "ketamine"', "is not the file's name"),
    ('sources = ["spravato_us_label_pregnancy"]', 'sources = ["no_label"]', "'no_label' is not in"),
    ('id = "hope"', 'id = "off_label"', "an id is there twice"),
    ('asks = "What else could you choose instead?"\n', "", "asks: is missing"),
    ('heading = "Going home"', 'titel = "Going home"', "heading: is missing"),
    ("withdrawing = [", "withdrawn = [", "withdrawing: is missing"),
]


def broken(tmp_path: Path, change: object) -> Library:
    root = copy_of_all(tmp_path / "knowledge")
    text = (root / CONSENT).read_text(encoding="utf-8")
    changed = change(text)  # type: ignore[operator]  # a function of the text
    assert changed != text
    (root / CONSENT).write_text(changed, encoding="utf-8")
    return Library(root)


@pytest.mark.parametrize(("old", "new", "told"), BROKEN, ids=[one[2] for one in BROKEN])
def test_a_broken_text_of_consent_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    library = broken(tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(lw.KnowledgeError, match=told):
        library.consents["ketamine-iv"]


def test_a_text_without_questions_is_refused(tmp_path: Path) -> None:
    library = broken(tmp_path, lambda text: text[: text.index("# Asked aloud")])
    with pytest.raises(lw.KnowledgeError, match="question: is missing"):
        library.consents["ketamine-iv"]
