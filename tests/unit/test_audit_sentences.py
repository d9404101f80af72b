"""Every act that the code can leave in the audit trail has words that an auditor understands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lightwell.access import sentences
from lightwell.clinical.library import library
from lightwell.clinical.transitions import ASSIGNMENT, CONSULTATION_REQUEST

SOURCE = Path(__file__).parents[2] / "src" / "lightwell"
ROOMS = ("access", "records", "diary", "public", "portal", "clinic", "outside", "room", "site")
ACT = re.compile(r"[a-z]+(-[a-z]+)*\.[a-z]+([_-][a-z]+)*")
# Acts put together from a subject and the verbs of a table of transitions.
FROM_TABLES = {
    *(f"questionnaire.{verb}" for _, verb in ASSIGNMENT.table),
    *(f"request.{verb}" for _, verb in CONSULTATION_REQUEST.table),
}


def acts_in(source: Path) -> Iterator[str]:
    """Acts named in one file: as `action=…`, or as any text about a subject of the trail that is
    no fact of the dictionary."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg == "action":
            value = node.value
            if isinstance(value, ast.Constant) and ACT.fullmatch(str(value.value)):
                yield str(value.value)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            subject = node.value.partition(".")[0]
            is_fact = node.value in library().dictionary.facts
            if ACT.fullmatch(node.value) and subject in sentences.SUBJECTS and not is_fact:
                yield node.value


def known_acts() -> set[str]:
    files = (file for room in ROOMS for file in (SOURCE / room).rglob("*.py"))
    silent = {SOURCE / "access" / "sentences.py", SOURCE / "site" / "settings.py"}
    return FROM_TABLES | {act for file in files if file not in silent for act in acts_in(file)}


def test_every_act_in_the_code_has_words() -> None:
    wordless = sorted(known_acts() - set(sentences.ACTS))
    assert not wordless, f"say in access/sentences.py what these are: {wordless}"


def test_every_step_of_a_risk_task_has_words() -> None:
    from lightwell.records.models import RiskTaskEvent

    steps = {f"risk.{kind.replace('_', '-')}" for kind in RiskTaskEvent.Kind.values}
    assert steps <= set(sentences.ACTS)


def test_every_kind_of_entry_of_a_session_has_words() -> None:
    from lightwell.records.models import SessionEntry

    kinds = {f"treatment.{kind.replace('_', '-')}" for kind in SessionEntry.Kind.values}
    assert kinds <= set(sentences.ACTS)


def test_every_subject_can_be_chosen() -> None:
    assert {act.partition(".")[0] for act in sentences.ACTS} == set(sentences.SUBJECTS)


@pytest.mark.parametrize("act", sentences.ACTS)
def test_words_are_a_sentence_also_when_nothing_was_kept(act: str) -> None:
    said = sentences.words(act, {})
    assert said[0].islower()
    assert not said.endswith(".")
    assert "{" not in said


def test_values_are_said_in_words() -> None:
    assert sentences.words("role.give", {"role": "front_desk"}) == "gave a role: front desk"
    assert sentences.words("entry.verify", {"of": None}) == "verified an entry: not recorded"
    assert sentences.words("chair.polish", {}) == "did “chair.polish”"
