"""The predicate algebra: every kind of claim, as it is written and as it reads."""

from __future__ import annotations

import tomllib

from lightwell.clinical.library import library
from lightwell.clinical.predicates import NODES, AllOf, IsTrue, Predicate, parse
from lightwell.clinical.prose import sentence
from tools.reference import markdown

WRITTEN = (
    '{ is_true = "trial.taken_as_prescribed" }',
    '{ equals = { fact = "trial.kind", value = "drug" } }',
    '{ one_of = { fact = "trial.kind", values = ["ect", "tms"] } }',
    '{ at_least = { fact = "trial.days_at_adequate_dose", value = 42 } }',
    '{ at_most = { fact = "trial.response_pct", value = 25 } }',
    '{ above = { fact = "vital.sbp", value = 140 } }',
    '{ below = { fact = "trial.response_pct", value = 50 } }',
    '{ between = { fact = "vital.spo2", low = 94, high = 100 } }',
    '{ all_of = [{ is_true = "trial.is_antidepressant" }, { is_true = "episode.psychotic" }] }',
    '{ any_of = [{ is_true = "conditions.aneurysm" }, { is_true = "conditions.avm" }] }',
    '{ none_of = [{ is_true = "trial.is_augmentation" }] }',
    (
        '{ count_at_least = { number = 2, of = "trials", different = "trial.ingredient", '
        'where = ["failed"] } }'
    ),
)
FAILED = {"failed": AllOf((IsTrue("trial.taken_as_prescribed"),))}


def page() -> str:
    """Every kind of claim with its meaning, an example, and the sentence it makes."""
    rows = [_row(written) for written in WRITTEN]
    return markdown.page(
        "The predicate algebra",
        f"Rules in the knowledge files are built from {len(NODES)} kinds of claim. Each is a "
        "table; there are no expressions in strings. One rule has several readers: it is "
        "evaluated for a person (met, not met, unknown), explained as a tree, and printed as a "
        "sentence. A further kind needs a decision record, because every reader has to learn it.",
        markdown.table(["Claim", "Meaning", "Written", "Reads"], rows),
        "A number may be compared with another fact: `{ at_least = { fact = "
        '"trial.highest_dose_mg", than = "trial.label_minimum_mg" } }`.',
    )


def _row(written: str) -> list[str]:
    rule = parse(tomllib.loads(f"rule = {written}")["rule"], FAILED)
    return [_name(written), _meaning(rule), f"`{written}`", sentence(rule, library().dictionary)]


def _name(written: str) -> str:
    return f"`{written.split()[1]}`"


def _meaning(rule: Predicate) -> str:
    text = (type(rule).__doc__ or "").strip().splitlines()[0]
    return text.replace("``number``", "a given number of")
