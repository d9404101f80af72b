# ruff: noqa: E501  (a row of the table of faults is one line)
"""Programmes and what holds for all of them: each kind of broken file is refused by its key."""

from __future__ import annotations

import re

import pytest

from lightwell import knowledge
from lightwell.clinical.errors import KnowledgeError
from tests.support.knowledge import Copy

KAP, SWITCH, SPRAY, SERIES = (
    f"programmes/{one}.toml" for one in ("kap", "iv-to-sublingual", "esketamine-nasal", "iv-series")
)
STAGES, CHECKS, HOME = (
    f"rules/{one}.toml" for one in ("life_stages", "long_term_checks", "take_home")
)
BROKEN = [
    (SERIES, 'id = "iv"\n', 'id = "iv"\nunits = 3\n', "units: is not a key that belongs here"),
    (KAP, 'id = "im"\n', 'id = "sublingual"\n', "dose: there is none, or two share an id"),
    (KAP, 'dose = "im"\nwhat', 'dose = "nasal"\nwhat', "dose: 'nasal' is no dose here. Use: sublingual, im"),
    (KAP, "up_to = 6", "up_to = 3", "up_to: is not beyond count"),
    (KAP, 'from = "start+120"', 'from = "start+soon"', "from: 'start+soon' is none of these. Use: start, infusion_end; or start+60"),
    (KAP, "after_session = 1\nfrom_mg_per_kg", "after_session = 9\nfrom_mg_per_kg", "after_session: there is no session 9. Give 1 to 6"),
    (KAP, "after_session = 3\nasks", "after_session = 7\nasks", "after_session: there is no session 7 in 'dosing'. Give 1 to 6"),
    (KAP, 'kind = "preparation"', 'kind = "prayer"', "kind: 'prayer' is not known"),
    (KAP, 'phase = "preparation"\ntiming', 'phase = "before"\ntiming', "phase: 'before' is no phase here. Use: preparation, dosing"),
    (KAP, "count = [1, 3]", "count = [3, 1]", "count: is not a lower and an upper number"),
    (KAP, "count = [1, 3]", 'count = ["1", 3]', "count: is not a lower and an upper number"),
    (KAP, 'instrument = "gad7"', 'instrument = "gad9"', "instrument: there is no 'gad9'. Name an instrument"),
    (KAP, 'instrument = "gad7"\nfrom_day = 0', 'instrument = "gad7"\nfrom_day = 0\nfrom_min = 5', "from_min: a measure has from_min or from_day"),
    (SPRAY, "doses_mg = [28, 56, 84]", "doses_mg = [28, 50]", "doses_mg: is no whole number of devices"),
    (SWITCH, 'take_home = ["sublingual"]', 'take_home = ["oral"]', "take_home: 'oral' cannot go home here"),
    (STAGES, 'id = "older_iv"', 'id = "adolescent"', "id: there is none, or two share one"),
    (STAGES, 'routes = ["iv"]', 'routes = ["vein"]', "routes: 'vein' is no route. Use: iv, im"),
    (STAGES, 'source = "dwyer_2021"\nprovenance', 'source = "hearsay"\nprovenance', "source: 'hearsay' is not in sources.toml"),
    (CHECKS, "at_baseline = false\nevery_days = 180\n", "at_baseline = false\n", "at_baseline: it is never due"),
    (HOME, 'formulations = ["sublingual", "oral"]', 'formulations = ["nasal"]', "formulations: 'nasal' is none"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "told"), BROKEN, ids=[one[3] for one in BROKEN])
def test_a_broken_file_is_refused_with_file_key_and_remedy(
    broken: Copy, name: str, old: str, new: str, told: str
) -> None:
    source = broken(name, old, new)
    with pytest.raises(KnowledgeError, match=re.escape(told)) as refused:
        _ = source.programmes
    assert str(refused.value).startswith(name)


def test_a_supply_at_home_without_conditions_is_refused(broken: Copy) -> None:
    text = (knowledge.ROOT / HOME).read_text(encoding="utf-8")
    conditions = text[text.index("[[criterion]]") :]
    with pytest.raises(KnowledgeError, match="criterion: is missing"):
        _ = broken(HOME, conditions, "").common_care
