"""Evidence numbers as groups of a hundred: the same form for good and harm, one row a study."""

from __future__ import annotations

import lightwell.clinical as lw
from lightwell.clinical.hundreds import counted
from lightwell.clinical.library import library


def number(name: str) -> lw.EvidenceNumber:
    return library().evidence.by_id[name]


def test_a_group_stands_beside_the_one_it_was_compared_with() -> None:
    ours, theirs = counted(number("turkoz_response_day_28"))
    assert (ours.words, ours.others) == ("59 of 100 got better by half", "41 did not")
    assert (theirs.words, theirs.others) == ("45 of 100 got better by half", "55 did not")
    assert ours.given == "With esketamine and a new antidepressant"
    assert ours.when == theirs.when == "Day 28"


def test_a_study_of_one_arm_is_one_group() -> None:
    assert len(counted(number("mcinnes_response"))) == 1


def test_neither_points_nor_a_share_of_a_thousand_is_drawn() -> None:
    assert counted(number("zaki_death")) == ()
    points = next(one for one in library().evidence.by_id.values() if one.measure == "points")
    assert counted(points) == ()


def test_every_study_has_a_row_of_its_own() -> None:
    rows = lw.counted_by_study(
        number(name)
        for name in ("han_response_24_hours", "mcinnes_response", "han_response_7_days")
    )
    assert [[one.count for one in row] for row in rows] == [[52, 40], [54]]


def test_a_study_with_nothing_to_draw_has_no_row() -> None:
    assert lw.counted_by_study([number("zaki_death")]) == ()


def test_every_count_is_of_a_hundred() -> None:
    drawn = [one for each in library().evidence.by_id.values() for one in counted(each)]
    assert len(drawn) > 50
    assert all(0 <= one.count <= 100 for one in drawn)


def test_a_sentence_cites_each_number_whole_and_what_no_number_cites() -> None:
    cited = lw.claims()[0].says.cited
    assert any("n = " in line and "Certainty" in line for line in cited)
    assert len(cited) == len(set(cited))


def test_the_claims_say_who_read_them_when() -> None:
    assert lw.claims_header().id == "claims"
    assert "second reading" in lw.claims_header().note
