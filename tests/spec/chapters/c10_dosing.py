# ruff: noqa: E501  (a row of a table is one line)
from collections.abc import Callable
from typing import Any

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

UNITS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "mg per kg": ("ordered", lw.MgPerKg),
    "mg": ("ordered", lw.KetamineMilligrams),
    "weight kg": ("weight", lw.Kilograms),
    "height cm": ("height", lw.Centimetres),
    "vial": ("concentration", lw.MgPerMl),
    "bag mL": ("total_volume", lw.Millilitres),
    "min": ("minutes", lw.Minutes),
    "basis": ("basis", str),
    "reason": ("basis_reason", str),
    "sex": ("sex_at_birth", str),
    "earlier kg": ("earlier_weight", lw.Kilograms),
    "days ago": ("earlier_weight_days_ago", int),
}
USUAL = {
    "mg per kg": "0.5", "weight kg": "70", "height cm": "177.8", "vial": "50",
    "bag mL": "100", "min": "40", "basis": "actual", "sex": "male",
}  # fmt: skip


def order_of(row: Row) -> lw.Order:
    """An order as usual, but for what the row says; "-" takes an input away."""
    cells = {**USUAL, **row}
    if row.get("mg", "-") != "-":
        cells["mg per kg"] = "-"
    given = {
        name: make(cells[column])
        for column, (name, make) in UNITS.items()
        if cells.get(column, "-") != "-"
    }
    return lw.Order(programme="iv-series", **given)


def _answer(row: Row) -> Row:
    made = lw.dose(order_of(row))
    shown = made.as_json()
    signed = "; ".join(dict.fromkeys(one.by.split()[0] for one in made.sign_offs)) or "-"
    return {
        "given mg": str(shown["mg"]),
        "per kg": str(shown["mg_per_kg_given"]),
        "mL drawn": str(shown["volume_ml"]),
        "mL per h": str(shown["rate_ml_per_h"]),
        "signed by": signed,
    }


def _refusal(row: Row) -> Row:
    changed = {row["input"]: row["value"], row["and"]: row["value too"]}
    try:
        lw.dose(order_of(changed))
    except lw.ClinicalError as refused:
        return {"refused": str(refused).split(": ", 1)[0], "because": _because(str(refused))}
    return {"refused": "no", "because": ""}


REASONS = (
    "cannot be calculated", "missing", "slipped", "is outside", "no vial", "weigh again",
    "give a reason", "no weight basis", "cannot hold", "use a decimal point",
)  # fmt: skip


def _because(refusal: str) -> str:
    return next(words for words in REASONS if words in refusal)


def _weights(row: Row) -> Row:
    shown = lw.dose(order_of(row)).as_json()["weights_kg"]
    assert isinstance(shown, dict)
    return {name: shown[name] or "cannot be calculated" for name in ("ideal", "adjusted")}


CHAPTER = Chapter(
    "Dose arithmetic",
    "Programme iv-series: racemic ketamine by vein. An order is 0.5 mg per kg at 70 kg and "
    "177.8 cm, male, actual weight, from a vial of 50 mg per mL, 100 mL over 40 minutes, but for "
    "what a row says; a dash takes an input away. The limits are local policy.",
    (
        Section(
            "What is given, drawn up and run",
            "The larger of the doses per actual and per chosen kilogram is held against the caps.",
            """
            mg per kg | mg | weight kg | height cm | vial | bag mL | min || given mg | per kg | mL drawn | mL per h | signed by
            0.5       | -  | 70        | 177.8     | 50   | 100    | 40  || 35       | 0.5    | 0.7      | 150      | -
            0.5       | -  | 70        | 177.8     | 10   | 100    | 40  || 35       | 0.5    | 3.5      | 150      | -
            0.5       | -  | 70        | 177.8     | 100  | 100    | 60  || 35       | 0.5    | 0.35     | 100      | -
            0.5       | -  | 73.4      | 177.8     | 50   | 50     | 45  || 36.7     | 0.5    | 0.73     | 66.7     | -
            0.75      | -  | 61.3      | 177.8     | 50   | 100    | 40  || 46       | 0.75   | 0.92     | 150      | -
            -         | 35 | 70        | 177.8     | 50   | 100    | 40  || 35       | 0.5    | 0.7      | 150      | -
            0.2       | -  | 70        | 177.8     | 50   | 100    | 40  || 14       | 0.2    | 0.28     | 150      | -
            1         | -  | 70        | 177.8     | 50   | 100    | 40  || 70       | 1      | 1.4      | 150      | -
            1         | -  | 105       | 190       | 50   | 100    | 40  || 105      | 1      | 2.1      | 150      | specialist
            1         | -  | 100       | 190       | 50   | 100    | 40  || 100      | 1      | 2        | 150      | -
            1.001     | -  | 100       | 190       | 50   | 100    | 40  || 100.1    | 1.001  | 2        | 150      | specialist
            1         | -  | 90        | 177.8     | 50   | 100    | 40  || 90       | 1      | 1.8      | 150      | -
            1.9       | -  | 50        | 177.8     | 50   | 100    | 40  || 95       | 1.9    | 1.9      | 150      | specialist
            0.5       | -  | 70        | 177.8     | 50   | 100    | 39  || 35       | 0.5    | 0.7      | 153.8    | prescriber
            0.5       | -  | 70        | 177.8     | 50   | 100    | 61  || 35       | 0.5    | 0.7      | 98.4     | prescriber
            """,
            _answer,
        ),
        Section(
            "The three weights",
            "Ideal weight after Devine; adjusted weight adds 0.4 of the rest. None is a default.",
            """
            sex      | height cm | weight kg || ideal                | adjusted
            male     | 177.8     | 70        || 73                   | 71.8
            female   | 167.64    | 60        || 59.3                 | 59.6
            female   | 152.4     | 50        || 45.5                 | 47.3
            female   | 152.3     | 50        || cannot be calculated | cannot be calculated
            intersex | 177.8     | 70        || cannot be calculated | cannot be calculated
            -        | 177.8     | 70        || cannot be calculated | cannot be calculated
            """,
            _weights,
        ),
        Section(
            "What is refused",
            "A missing input is named; a slip of ten, a wrong unit and an impossible weight do not "
            "come through.",
            """
            input      | value | and       | value too || refused                | because
            mg per kg  | -     |           |           || Cannot calculate       | missing
            weight kg  | -     |           |           || Cannot calculate       | missing
            height cm  | -     |           |           || Cannot calculate       | missing
            basis      | -     |           |           || Cannot calculate       | missing
            vial       | -     |           |           || Cannot calculate       | missing
            bag mL     | -     |           |           || Cannot calculate       | missing
            min        | -     |           |           || Cannot calculate       | missing
            basis      | lean  |           |           || Cannot calculate       | no weight basis
            basis      | ideal | sex       | -         || weight basis           | cannot be calculated
            height cm  | 150   | basis     | ideal     || weight basis           | cannot be calculated
            mg per kg  | 5     |           |           || dose                   | slipped
            mg per kg  | 2     |           |           || dose                   | slipped
            mg per kg  | 35    |           |           || dose                   | slipped
            mg per kg  | 0.05  |           |           || dose                   | slipped
            mg         | 0.5   |           |           || dose                   | slipped
            mg         | 350   |           |           || dose                   | slipped
            mg per kg  | 0,5   |           |           || '0,5' is not an amount | use a decimal point
            weight kg  | 700   |           |           || weight                 | is outside
            weight kg  | 29.9  |           |           || weight                 | is outside
            weight kg  | 200.1 |           |           || weight                 | is outside
            height cm  | 1.78  |           |           || height                 | is outside
            vial       | 500   |           |           || concentration          | no vial
            vial       | 5     |           |           || concentration          | no vial
            bag mL     | 1000  |           |           || total volume           | is outside
            bag mL     | 10    |           |           || total volume           | is outside
            min        | 400   |           |           || duration               | is outside
            min        | 4     |           |           || duration               | is outside
            weight kg  | 95    |           |           || weight basis           | give a reason
            earlier kg | 79    | days ago  | 20        || weight                 | weigh again
            earlier kg | 79    | days ago  | 30        || weight                 | weigh again
            earlier kg | 79    | days ago  | 31        || no                     |
            bag mL     | 31    | mg per kg | 1.99      || no                     |
            earlier kg | 79    |           |           || weight                 | weigh again
            earlier kg | 77    | days ago  | 20        || no                     |
            """,
            _refusal,
        ),
    ),
)
