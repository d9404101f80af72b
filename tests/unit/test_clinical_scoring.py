"""Answers that cannot be scored are refused by item; scores explain themselves."""

from __future__ import annotations

import pytest
from attrs import evolve

import lightwell.clinical as lw
from lightwell.clinical import outcomes
from lightwell.clinical.scoring import score_with


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([1] * 8, "needs 9 \\(or 10 with the unscored item\\) answers, and 8 were given"),
        ([1] * 11, "and 11 were given"),
        ([1, 1, 7, 1, 1, 1, 1, 1, 0], "item 3 \\(sleep\\): 7 is not one of its answers"),
        ([1, 1, -1, 1, 1, 1, 1, 1, 0], "Give 0, 1, 2 or 3, or leave it blank"),
        ([1, 1, 1.5, 1, 1, 1, 1, 1, 0], "item 3"),
        ([1, 1, "1.5", 1, 1, 1, 1, 1, 0], "item 3"),
        ([1, 1, True, 1, 1, 1, 1, 1, 0], "item 3"),
        ([1, 1, "--1", 1, 1, 1, 1, 1, 0], "item 3"),
        ([1, 1, "1" * 5000, 1, 1, 1, 1, 1, 0], "item 3"),
        ([1, 1, "yes", 1, 1, 1, 1, 1, 0], "item 3"),
    ],
)
def test_answers_that_are_none_are_refused_by_item(answers: list[object], told: str) -> None:
    with pytest.raises(lw.InvalidAnswers, match=told):
        lw.score("phq9", answers)  # type: ignore[arg-type]  # the point


def test_a_screener_needs_all_seven_places() -> None:
    with pytest.raises(lw.InvalidAnswers, match="needs 7 answers"):
        lw.score("cssrs_screener", [False] * 6)
    with pytest.raises(lw.InvalidAnswers, match="Give yes or no"):
        lw.score("cssrs_screener", ["maybe", *[None] * 6])


def test_answers_may_be_text_as_forms_send_it() -> None:
    assert lw.score("phq9", ["2", " 1 ", "", *["0"] * 6]).as_json() == {
        "instrument": "phq9",
        "total": 3,
        "band": "minimal",
        "complete": False,
        "missing": [3],
        "safety": "none",
    }
    assert lw.score("cssrs_screener", ["Yes", "n", "", "", "", "NO", ""]).risk == "low"
    assert lw.score("cssrs_screener", ["n", "y", "n", "n", "n", "n", ""]).risk == "low"


def test_an_unknown_instrument_names_the_nearest() -> None:
    with pytest.raises(lw.UnknownInstrument, match="Did you mean 'phq9'"):
        lw.score("phq-9", [0] * 9)
    with pytest.raises(lw.UnknownInstrument, match="Did you mean 'phq2', 'phq9' or 'phqa'\\?"):
        lw.instrument("phq8")
    with pytest.raises(lw.UnknownInstrument, match="There are: aldrete, audit_c, bdi2, "):
        lw.instrument("xyz")


def test_other_names_mean_the_same_instrument() -> None:
    assert lw.instrument("QIDS_SR16") is lw.instrument("qids16")
    assert lw.instrument("cadss6").id == "cadss_6"
    assert lw.instrument("cssrs_scr").id == "cssrs_screener"


def test_an_instrument_says_all_that_a_page_needs() -> None:
    phq9 = lw.instrument("phq9")
    assert (phq9.id, phq9.title, phq9.version) == ("phq9", "PHQ-9", "2026.1")
    assert (phq9.minimum, phq9.maximum, phq9.recall_days, phq9.fresh_days) == (0, 27, 14, 7)
    assert phq9.safety_item == 9
    assert phq9.higher_is_worse
    assert len(phq9.content_hash) == 64
    assert "No permission required" in phq9.notice
    assert [item.scored for item in phq9.items] == [True] * 9 + [False]
    assert [option.value for option in phq9.items[0].options] == [0, 1, 2, 3]
    assert phq9.items[8].text.startswith("Thoughts that you would be better off dead")
    assert {made.id for made in lw.instruments() if made.may_be_sent} == {
        "bladder",
        "gad7",
        "gds15",
        "pc_ptsd5",
        "pcl5",
        "phq2",
        "phq9",
    }


def test_a_score_explains_itself_with_items_and_sources() -> None:
    tree = lw.score("phq9", [1, None, 2, 0, 0, 0, 0, 0, 1]).explain()
    assert tree.outcome is lw.Outcome.MET
    told = str(tree)
    assert "item 2, low mood: not answered" in told
    assert "sum × 9 ÷ 8" in told
    assert "Source: Kroenke" in told


def test_an_instrument_without_a_suicide_item_says_nothing_about_suicide() -> None:
    made = evolve(lw.instrument("phq9"), safety_item=None)
    got = score_with(made, [1, 1, 1, 1, 1, 1, 1, 1, None])
    assert (got.total, got.safety, got.safety_value) == (9, "none", None)


def test_a_score_without_a_total_is_explained_as_unknown() -> None:
    tree = lw.score("phq9", [None] * 9).explain()
    assert tree.outcome is lw.Outcome.UNKNOWN
    assert "item 9 asks about suicide and is never filled in" in str(tree)


def test_a_triage_explains_which_answer_decides() -> None:
    tree = lw.score("cssrs_screener", [True, True, False, True, False, False, None]).explain()
    assert tree.outcome is lw.Outcome.MET
    assert "[met] item 4, some intent to act (past month), was answered yes" in str(tree)
    none = lw.score("cssrs_screener", [False, False, None, None, None, False, None]).explain()
    assert none.outcome is lw.Outcome.NOT_MET


def test_a_change_is_told_without_claiming_more() -> None:
    assert lw.change_in_score("phq9", 18, 11).sentence() == (
        "PHQ-9 is 7 points lower than before (18 then, 11 now)."
    )
    assert "1 point higher" in lw.change_in_score("phq9", 10, 11).sentence()
    assert lw.change_in_score("phq9", 9, 9).sentence() == "PHQ-9 is unchanged at 9."
    assert lw.change_in_score("phq9", 20, 12).as_json() == {
        "instrument": "phq9",
        "change": -8,
        "change_pct": 40.0,
        "direction": "lower",
        "response": False,
        "partial": True,
        "remission": False,
        "remission_rule": "below_5",
        "remission_by": {"below_5": False},
        "deterioration": False,
        "reliable_change": True,
        "not_judged": {},
        "note": outcomes.REVIEW_NOTE,
    }


def test_what_an_instrument_has_no_limit_for_is_absent_and_never_no() -> None:
    change = lw.change_in_score("cadss_6", 12, 3)
    assert (change.is_response, change.is_partial, change.is_remission) == (None, None, None)
    assert (change.is_reliable, change.is_deterioration) == (None, None)
    assert (change.remissions, change.remission_rule) == ({}, None)
    assert lw.change_in_score("madrs", 30, 14).is_reliable is None


def test_a_madrs_names_the_convention_of_its_remission() -> None:
    change = lw.change_in_score("madrs", 32, 10)
    assert change.remission_rule is not None
    assert change.remission_rule.source == "hawley_2002"
    assert change.is_remission is False
    assert change.remissions == {
        "below_10": False,
        "at_most_8": False,
        "at_most_10": True,
        "at_most_12": True,
    }


def test_ratings_that_are_not_added_stand_for_themselves() -> None:
    got = lw.score("now_scale", [7, None, 0])
    assert got.as_json()["ratings"] == {"mood": 7, "tension": None, "hopelessness": 0}
    assert (got.total, got.missing, got.complete) == (None, (2,), False)
    assert "each rating stands for itself" in str(got.explain())
    with pytest.raises(lw.InvalidInput, match="compare each rating with itself"):
        lw.change_in_score("now_scale", 3, 2)


def test_a_total_without_bands_is_told_by_its_place_in_the_range() -> None:
    tree = lw.score("cadss_6", [1, 1, 1, 1, 1, 1]).explain()
    assert tree.outcome is lw.Outcome.MET
    assert tree.claim == "CADSS-6: 6 of 24"


def test_another_version_of_a_scale_is_refused_and_told_apart() -> None:
    with pytest.raises(lw.InvalidAnswers, match="another scale runs from 6 to 1"):
        lw.score("moaas", [6])


def test_who_answers_is_on_every_instrument() -> None:
    raters = {made.id: made.rated_by for made in lw.instruments()}
    assert {name for name, by in raters.items() if by == "clinician"} == {
        "cadss",
        "cadss_6",
        "cgi_i",
        "cgi_s",
        "cssrs_screener",
        "cssrs_since_last_visit",
        "hamd17",
        "madrs",
        "ymrs",
    }
    assert {name for name, by in raters.items() if by == "staff"} == {
        "aldrete",
        "dissociation_rating",
        "moaas",
        "now_scale",
        "rass",
    }
    assert set(raters.values()) == {"patient", "clinician", "staff"}
    assert [made.id for made in lw.instruments() if made.post_session] == ["now_scale"]


def test_wording_that_needs_a_permission_is_not_shipped() -> None:
    for made in lw.instruments():
        if made.licence in ("permission_required", "non_commercial", "not_established"):
            assert made.wording == "labels"
            assert not made.may_be_sent
            assert all(item.text.casefold() == item.label.casefold() for item in made.items)
            assert "not shipped" in made.notice or "our own words" in made.notice
    for name in ("audit_c", "dast10", "who5"):
        assert lw.instrument(name).licence == "non_commercial"
    assert lw.instrument("cssrs_since_last_visit").recall_days is None
    assert lw.instrument("cssrs_since_last_visit").recall_words == "the time since the last visit"


def test_the_madrs_of_a_day_names_the_items_that_are_weak_over_a_day() -> None:
    (day,) = lw.instrument("madrs").variants
    labels = [lw.instrument("madrs").items[number - 1].label for number in day.weak_items]
    assert (day.recall_days, labels) == (1, ["less sleep", "less appetite"])


@pytest.mark.parametrize(
    ("name", "baseline", "told"),
    [
        ("phq9", 28, "outside 0 to 27"),
        ("phq9", True, "not a total"),
        ("phq9", 1.5, "not a total"),
        ("cssrs_screener", 1, "no total"),
    ],
)
def test_a_change_needs_two_totals(name: str, baseline: int, told: str) -> None:
    with pytest.raises(lw.InvalidInput, match=told):
        lw.change_in_score(name, baseline, 3)


# ------------------------------------------------------------------ what a plain sum does not have


def test_a_form_may_be_given_without_the_items_that_are_not_scored() -> None:
    with pytest.raises(lw.InvalidAnswers, match="needs 13 \\(or 15 with the unscored items\\) ans"):
        lw.score("mdq", ["no"] * 14)
    five = lw.score("pc_ptsd5", ["yes"] * 4 + ["no"])
    assert (five.total, five.answers[0]) == (4, None)


def test_an_answer_that_says_not_assessed_is_missing() -> None:
    got = lw.score("cgi_s", [0])
    assert (got.answers, got.missing, got.total) == ((None,), (1,), None)


def test_yes_no_scales_take_yes_and_no_and_refuse_the_rest() -> None:
    assert lw.score("gds15", [True] * 15).total == lw.score("gds15", ["YES"] * 15).total == 10
    with pytest.raises(lw.InvalidAnswers, match=r"item 3 \(item 3\): 'maybe' .* Give yes or no"):
        lw.score("dast10", ["no", "no", "maybe", *["no"] * 7])
    with pytest.raises(lw.InvalidAnswers, match="item 15"):
        lw.score("mdq", [*["yes"] * 14, "yes"])


def test_an_explanation_tells_what_an_answer_scores() -> None:
    told = str(lw.score("pss10", [1, 1, 1, 4, 1, 1, 1, 1, 1, 1]).explain())
    assert "item 4, item 4: 4, which scores 0" in told
    assert "item 1, item 1: 1;" in told


def test_a_screen_explains_itself_with_its_rule() -> None:
    tree = lw.score("mdq", ["yes"] * 7 + ["no"] * 6 + ["yes", 2]).explain()
    assert tree.claim == "MDQ: 7 of 13, screen positive"
    assert "positive screen: all of these hold" in str(tree)
    assert "the number of items 1 to 13 answered yes was at least 7" in str(tree)
    assert lw.score("mdq", [None] * 15).screened == "unknown"


def test_a_domain_with_a_missing_item_says_that_the_total_may_be_higher() -> None:
    got = lw.score("qids16", [1, None, *[0] * 14])
    assert (got.total, got.complete, got.missing, got.imputed) == (1, False, (2,), ())
    assert "the total may be higher" in got.explanation.note
    whole = lw.score("qids16", [0] * 16)
    assert "the highest item of each domain is added" in whole.explanation.note


def test_a_multiplied_total_says_so() -> None:
    assert lw.score("who5", [1] * 5).explanation.note.endswith("the answers are added, times 4")


def test_only_the_items_that_may_be_filled_in_are() -> None:
    assert "filled in by" in lw.score("wsas", [None, 1, 1, 1, 1]).explanation.note
    note = lw.score("wsas", [1, None, 1, 1, 1]).explanation.note
    assert note == "missing: 2; only item 1 may be filled in: no total"


def test_what_could_still_be_is_told_apart_from_what_is() -> None:
    """A sign that the known answers decide is decided; one that they do not is unknown."""
    signs = lw.score("audit_c", [4, None, 0]).signs
    assert (signs["men_4"], signs["act_5"]) == (lw.Outcome.MET, lw.Outcome.UNKNOWN)
    assert lw.score("audit_c", [0, None, 0]).as_json()["signs"] == {
        "men_4": "unknown",
        "women_3": "unknown",
        "act_5": "not_met",
    }


def test_a_total_is_told_by_the_bands_of_other_publications_too() -> None:
    got = lw.score("hamd17", [4, 4, 4, 2, 2, 2, 1, *[0] * 10])
    assert got.other_bands == {"zimmerman_2013": "moderate", "ids_qids": "moderate"}
    assert lw.score("hamd17", [None] * 17).other_bands == {}


def test_why_a_word_is_not_judged_is_told() -> None:
    none = lw.change_in_score("audit_c", 6, 3).why_not
    assert set(none.values()) == {
        f"no limit of {word} with a source is known for this instrument"
        for word in ("response", "partial", "remission", "deterioration", "reliable change")
    }
    zero = lw.change_in_score("phq9", 0, 3).why_not
    assert zero["response"] == "the baseline is the best total there is: it has no percentage"
    assert "both ends" in lw.change_in_score("rass", -2, 1).why_not["response"]
    assert lw.change_in_score("rass", -2, 1).percent is None


def test_a_scale_that_begins_at_one_is_measured_from_one() -> None:
    assert lw.change_in_score("cgi_s", 5, 3).percent == 50
    assert lw.change_in_score("cgi_s", 1, 2).percent is None


def test_a_form_with_a_question_about_suicide_is_never_sent_without_one_to_read_it() -> None:
    """Every form that asks is known by its data, whether or not its wording is here."""
    asking = {made.id for made in lw.instruments() if made.safety_item is not None}
    assert asking == {"bdi2", "hamd17", "madrs", "madrs_s", "phq9", "phqa", "qids16"}
    assert lw.instrument("phqa").safety_items == (9, 12, 13)
