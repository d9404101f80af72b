"""Case files: one person described in TOML or JSON, read strictly. Absent is unknown."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from attrs import field, frozen

from .caserules import check_case, days_of
from .errors import InvalidCase
from .facts import Value
from .library import Dictionary, FactDefinition, Group, library

LARGEST_BYTES = 5_000_000
Part = Mapping[str, Value]


def _frozen(given: Mapping[str, Value]) -> Part:
    return MappingProxyType(dict(given))


@frozen
class Step:
    """One dose of a trial with the days on which it was taken; ``stop`` is the day it ended."""

    dose_mg: int | float | None = None
    start: date | None = None
    stop: date | None = None


KIND_NAMES = {"ect": "ECT", "tms": "TMS", "lifestyle": "lifestyle plan"}


@frozen(kw_only=True)
class Trial:
    """One treatment that was tried, of any kind. ``None`` is not recorded, never a no."""

    id: str
    kind: str | None = None
    drug: str | None = None
    modality: str | None = None
    dose_mg: int | float | None = None
    days: int | None = None
    steps: tuple[Step, ...] = ()
    sessions: int | None = None
    laterality: str | None = None
    level: int | float | None = None
    adherence: str | None = None
    improvement_pct: int | float | None = None
    best_improvement_pct: int | float | None = None
    lost_effect: bool | None = None
    stopped_for: str | None = None
    episode: str | None = None
    augments: str | None = None

    @property
    def name(self) -> str:
        """What a reader calls this trial: the drug or method, and its id."""
        kind = KIND_NAMES.get(self.kind or "", self.kind)
        what = self.drug or self.modality or kind or "treatment"
        return f"{what} (trial {self.id})"


@frozen(kw_only=True)
class Case:
    """What is recorded about one person on one day."""

    on: date | None = None
    person: Part = field(factory=dict, converter=_frozen)
    episode: Part = field(factory=dict, converter=_frozen)
    conditions: Part = field(factory=dict, converter=_frozen)
    contributors: Part = field(factory=dict, converter=_frozen)
    medicines: tuple[Part, ...] = ()
    allergies: tuple[str, ...] = ()
    vitals: tuple[Part, ...] = ()
    labs: tuple[Part, ...] = ()
    scores: tuple[Part, ...] = ()
    trials: tuple[Trial, ...] = ()
    evaluation: Part = field(factory=dict, converter=_frozen)
    session: Part = field(factory=dict, converter=_frozen)
    course: Part = field(factory=dict, converter=_frozen)
    preferences: Part = field(factory=dict, converter=_frozen)
    support: Part = field(factory=dict, converter=_frozen)
    insurance: Part = field(factory=dict, converter=_frozen)
    worked_out: dict[str, object] = field(factory=dict, init=False, eq=False, repr=False)
    """What was worked out of this case already: the history, the rules and the options share it."""


def read_case(source: Path | str) -> Case:
    """Read a case from a file (``.toml`` or ``.json``) or from text in either form."""
    if isinstance(source, str) and ("\n" in source or "=" in source or "{" in source):
        return case_from_dict(_parse(source, "case", is_json=source.lstrip().startswith("{")))
    path = Path(source)
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InvalidCase(
                f"{path.name}: is larger than 5 MB: a case file describes one person."
            )
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidCase(f"{path.name}: is not text in UTF-8: save it as UTF-8.") from None
    except OSError as bad:
        reason = bad.strerror or "cannot be read"
        raise InvalidCase(f"{path}: {reason}: give the path of a case file.") from None
    return case_from_dict(_parse(text, path.name, is_json=path.suffix.lower() == ".json"))


def _parse(text: str, name: str, *, is_json: bool) -> object:
    if len(text) > LARGEST_BYTES:
        raise InvalidCase(f"{name}: is larger than 5 MB: a case file describes one person.")
    try:
        return json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError) as bad:  # both parsers report a ValueError
        form = "JSON" if is_json else "TOML"
        raise InvalidCase(f"{name}: is not {form}: {bad}. Correct it there.") from None


def case_from_dict(given: object) -> Case:
    """Read a case from the tables of a parsed file; each key and value is checked."""
    case = _read(given)
    check_case(case)
    return case


def days_in_case(given: object) -> tuple[date, ...]:
    """The days that a case speaks of, before anybody says which day the case itself is of."""
    return days_of(_read(given))


def _read(given: object) -> Case:
    words = library().dictionary
    if not isinstance(given, Mapping):
        raise InvalidCase("case: is not a table: begin with keys such as on and trials.")
    parts = {group.key: group for group in words.groups.values() if not group.inside and group.key}
    top = words.facts_in("case")
    _refuse_unknown(given, (*top, *parts), "")
    read: dict[str, object] = {
        key: _value(given[key], fact, key) for key, fact in top.items() if key in given
    }
    for key, group in parts.items():
        if key in given:
            read[key] = _group(given[key], group, words, key)
    return Case(**read)  # type: ignore[arg-type]  # the dictionary and the class are held together


# ------------------------------------------------------------------ reading parts


def _group(given: object, group: Group, words: Dictionary, where: str) -> object:
    if group.shape == "table":
        return _part(_table(given, where), group, words, where)
    rows = _rows(given, where)
    if group.shape == "texts":
        return tuple(_text(row, f"{where}[{n}]") for n, row in enumerate(rows, start=1))
    parts = (
        _part(_table(row, f"{where}[{n}]"), group, words, f"{where}[{n}]")
        for n, row in enumerate(rows, start=1)
    )
    if group.name == "trial":
        return tuple(_trial(part, n) for n, part in enumerate(parts, start=1))
    return tuple(_frozen(part) for part in parts)  # type: ignore[arg-type]  # values only


def _part(
    given: Mapping[str, object], group: Group, words: Dictionary, where: str
) -> dict[str, object]:
    facts = words.facts_in(group.name)
    inside = {one.key: one for one in words.groups.values() if one.inside == group.name}
    _refuse_unknown(given, (*facts, *inside), where)
    read: dict[str, object] = {}
    for key, value in given.items():
        if key in inside:
            rows = _rows(value, f"{where}.{key}")
            read[key] = [
                _part(_table(row, f"{where}.{key}[{n}]"), inside[key], words, f"{where}.{key}[{n}]")
                for n, row in enumerate(rows, start=1)
            ]
        else:
            read[key] = _value(value, facts[key], f"{where}.{key}")
    return read


def _trial(part: dict[str, object], number: int) -> Trial:
    steps = part.pop("steps", [])
    part.setdefault("id", f"t{number}")
    return Trial(
        steps=tuple(Step(**step) for step in steps),  # type: ignore[attr-defined]  # read above
        **part,  # type: ignore[arg-type]  # keys and types were checked against the dictionary
    )


def _refuse_unknown(given: Mapping[str, object], known: Sequence[str], where: str) -> None:
    for key in given:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
            place = f"{where}.{key}" if where else str(key)
            raise InvalidCase(f"{place}: is not a key of a case file. {hint}")


def _table(given: object, where: str) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise InvalidCase(f"{where}: is not a table: write key = value pairs below it.")
    return given


def _rows(given: object, where: str) -> Sequence[object]:
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise InvalidCase(f"{where}: is not a list: write it as a list.")
    return given


def _text(given: object, where: str) -> str:
    if not isinstance(given, str) or not given.strip():
        raise InvalidCase(f"{where}: {given!r} is not a text: write it in quotes.")
    return given


# ------------------------------------------------------------------ reading values

_YES_NO = {"yes": True, "no": False, "unknown": None}


def _value(given: object, fact: FactDefinition, where: str) -> Value | None:
    """One value of the type that the dictionary gives for its fact."""
    match fact.type:
        case "text":
            return _text(given, where)
        case "choice":
            return _choice(given, fact, where)
        case "yes_no":
            if isinstance(given, bool):
                return given
            if not isinstance(given, str) or given not in _YES_NO:
                raise InvalidCase(f"{where}: {given!r} is no answer: write yes, no or unknown.")
            return _YES_NO[given]
        case "date":
            return day(given, where)
        case "datetime":
            return _datetime(given, where)
        case _:
            return _number(given, fact, where)


def _choice(given: object, fact: FactDefinition, where: str) -> str | None:
    if given not in fact.values and given != "unknown":
        text = str(given)
        near = get_close_matches(text, fact.values, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of: {', '.join(fact.values)}."
        raise InvalidCase(f"{where}: {given!r} is not one of its values: {hint}")
    return None if given == "unknown" else str(given)


def day(given: object, where: str) -> date:
    """A calendar day, from a date or from text such as 2026-03-04."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return given
    try:
        return date.fromisoformat(str(given))
    except ValueError:
        raise InvalidCase(
            f"{where}: {given!r} is not a date that exists: write it as 2026-03-04."
        ) from None


def _datetime(given: object, where: str) -> datetime:
    try:
        at = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    except ValueError:
        raise InvalidCase(
            f"{where}: {given!r} is not a time that exists: write it as 2026-03-04T09:30:00-05:00."
        ) from None
    if at.tzinfo is None:
        raise InvalidCase(f"{where}: has no time zone: write an offset, such as 09:30:00-05:00.")
    return at


def _number(given: object, fact: FactDefinition, where: str) -> int | float:
    whole = fact.type == "integer"
    kind = "a whole number" if whole else "a number"
    unit = f" ({fact.unit_words.strip()})" if fact.unit_words else ""
    if isinstance(given, bool) or not isinstance(given, int if whole else int | float):
        raise InvalidCase(f"{where}: {given!r} is not {kind}: write it without quotes{unit}.")
    if isinstance(given, float) and not math.isfinite(given):
        raise InvalidCase(f"{where}: {given!r} is not {kind}: write a finite one{unit}.")
    low, high = fact.minimum, fact.maximum
    if (low is not None and given < low) or (high is not None and given > high):
        raise InvalidCase(
            f"{where}: {given} is outside {low:g} to {high:g}{unit}: check the value and its unit."
        )
    return given
