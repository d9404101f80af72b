"""Components: words with shapes, nothing inline, and pages that stay light."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from lightwell.kit import words
from lightwell.kit.banner import AllergyState, PatientBanner
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.problems import PROBLEMS, problem_for
from lightwell.kit.templatetags import kit
from tests.unit.kit_gallery import pages
from tests.unit.test_kit_gallery import BUILT, render

SOURCE = Path(__file__).parents[2] / "src" / "lightwell"
TEMPLATES = sorted((SOURCE / "kit" / "templates").rglob("*.html"))


def shown(source: str, **context: Any) -> str:
    return Template("{% load kit %}" + source).render(Context(context))


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Outcome(Enum):
    NOT_MET = "not_met"

    def __bool__(self) -> bool:
        raise TypeError("an outcome has three values")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_nothing_inline(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=", source)
    assert not re.search(r"\son[a-z]+=", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert "<style" not in source
    assert "hx-boost" not in source
    assert "|safe" not in source


def test_polled_regions_hold_no_controls() -> None:
    live = (SOURCE / "kit" / "templates" / "kit" / "parts" / "live.html").read_text()
    assert 'hx-swap="outerMorph"' in live
    assert not re.search(r"<(input|textarea|select)", live)


@pytest.mark.parametrize(
    ("outcome", "word", "shape"),
    [("met", "Met", "check"), (Outcome.NOT_MET, "Not met", "cross"), ("unknown", "Unknown", "?")],
)
def test_an_outcome_is_a_word_with_a_shape(outcome: object, word: str, shape: str) -> None:
    html = shown("{% status outcome %}", outcome=outcome)
    assert text_of(html) == word
    assert "<path" in html


def test_the_three_outcomes_and_priorities_differ_in_shape() -> None:
    for table in (words.STATUSES, words.PRIORITIES):
        assert len({said.icon for said in table.values()}) == 3
        assert len({said.words for said in table.values()}) == 3


@pytest.mark.parametrize("wrong", [True, None, "", "fine", "critical"])
def test_there_is_no_fourth_outcome_or_priority(wrong: object) -> None:
    with pytest.raises(KeyError):
        words.status(wrong)
    with pytest.raises(KeyError):
        words.priority(wrong)


def test_a_flag_says_what_limit_since_when_and_what_to_do() -> None:
    html = shown(
        '{% flag "high" "SBP 182 mmHg" limit="160 mmHg" since=since action="Recheck now." %}',
        since=dt.datetime(2026, 11, 20, 15, 42, tzinfo=dt.UTC),
    )
    assert text_of(html) == (
        "High SBP 182 mmHg Limit 160 mmHg · since 20-Nov-2026 15:42 Recheck now."
    )


def test_the_banner_names_the_person_in_full_and_unknowns_in_words() -> None:
    bare = PatientBanner(family="de la Cruz", given="Ana", today=pages.TODAY)
    said = text_of(shown("{% patient_banner banner %}", banner=bare))
    assert said == (
        "DE LA CRUZ, Ana Born Not recorded Sex Not recorded MRN Not recorded "
        "Allergies Allergies not recorded Risk Not recorded"
    )
    full = text_of(shown("{% patient_banner banner %}", banner=pages.BANNER))
    assert "OKONKWO-FEATHERSTONEHAUGH, Marisol Anneliese (Ms)" in full
    assert "14-Jul-1975 (51 y)" in full
    assert "Known allergies: penicillin, lamotrigine" in full
    assert "Name alert" in full


def test_allergies_have_four_states_with_shapes_of_their_own() -> None:
    assert [state.words for state in AllergyState] == [
        "Known allergies",
        "No known allergies",
        "Allergies not recorded",
        "Allergies unavailable",
    ]
    assert len({state.icon for state in AllergyState}) == 4


def test_an_explanation_is_a_tree_of_claims() -> None:
    html = shown("{% explanation tree %}", tree=pages.TREE)
    assert html.count("<li") == 4
    assert text_of(html).startswith("At least two adequate trials failed in this episode Unknown")


def test_evidence_is_shown_as_it_was_recorded() -> None:
    fact = SimpleNamespace(
        label="highest dose", value="200 mg", recorded_on="2026-10-14", recorded_by="N. Lee"
    )
    assert kit.evidence_lines([fact]) == ["highest dose: 200 mg (recorded 14-Oct-2026 by N. Lee)"]
    missing = SimpleNamespace(label="days", value="", recorded_on="", recorded_by="")
    assert kit.evidence_lines([missing]) == ["days: Not recorded"]
    assert kit.evidence_lines(None) == []
    assert kit.evidence_lines("one") == ["one"]


@pytest.mark.parametrize("value", [0, False, "0"])
def test_zero_and_no_are_recorded_values(value: object) -> None:
    assert kit.or_not_recorded(value) == value


def test_a_confirmation_says_when_in_the_zone_of_the_place() -> None:
    assert Confirmation("Saved", pages.MOMENT, "N. Lee").words == "Saved 15:42 by N. Lee"
    assert Confirmation("Sent", pages.MOMENT, for_patient=True).words == "Sent at 3:42 pm"
    assert shown("{% confirmation_note confirmation %}", confirmation=None).strip() == ""


def test_pages_of_a_list_keep_what_was_asked_for() -> None:
    request = RequestFactory().get("/", {"state": "open", "page": "2"})
    page = Paginator(range(60), 20).page(2)
    html = shown("{% pagination page %}", request=request, page=page)
    assert 'href="?state=open&amp;page=1"' in html
    assert 'href="?state=open&amp;page=3"' in html
    assert text_of(shown("{% pagination page %}", page=page)).startswith("21 to 40 of 60")
    single = Paginator(range(3), 20).page(1)
    assert shown("{% pagination page %}", page=single).strip() == ""


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [("(212) 555-0123", "2125550123"), ("+49 30 1234 x5", "+49301234"), ("988", "988")],
)
def test_numbers_are_dialled_as_digits(typed: str, dialled: str) -> None:
    assert kit.tel(typed) == dialled


def test_an_unknown_icon_is_a_fault() -> None:
    with pytest.raises((KeyError, TemplateSyntaxError)):
        shown('{% icon "sparkles" %}')


def test_every_error_page_says_what_is_saved_and_what_to_do() -> None:
    for status, problem in PROBLEMS.items():
        html = shown('{% include "kit/error.html" %}', status=status)
        assert all(words in html for words in (problem.heading, problem.saved, problem.to_do))
    assert problem_for(418) is problem_for(None) is PROBLEMS[500]


def test_crisis_help_is_in_the_first_focusable_group() -> None:
    for name in ("public", "today", "check_in", "safety", "error-404"):
        links = re.findall(r"<(?:a|button)\b[^>]*?(?:href=\"([^\"]*)\"|>)", render(name))
        assert links[:4] == ["#main", "tel:988", "sms:988", "/help"], name


def test_titles_name_the_task_and_the_training_but_never_the_patient() -> None:
    titles = {name: re.search(r"<title>(.*?)</title>", render(name), re.DOTALL) for name in
              pages.contexts()}  # fmt: skip
    said = {name: match.group(1) for name, match in titles.items() if match}
    assert said["patient"] == "Treatment history – Harbor – TRAINING"
    assert said["request-refused"].startswith("Error: When were you born?")
    assert not any("OKONKWO" in title.upper() for title in said.values())


def test_a_refused_page_lists_its_errors_once_and_before_the_heading() -> None:
    html = render("fields-refused")
    assert html.count("data-error-summary") == 1
    assert html.index("data-error-summary") < html.index("<h1")


def test_the_environment_band_is_unmistakable_in_training_only() -> None:
    assert "lw-training" in render("patient")
    context = pages.contexts()["public"] | {"is_demo": False}
    html = Template('{% extends "kit/public.html" %}').render(Context(context))
    assert "TRAINING" not in html


@pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built: npm run build")
@pytest.mark.parametrize(
    ("name", "assets", "budget_kb"),
    [
        ("public", ["app.css", "app.js"], 60),
        ("check_in", ["app.css", "app.js"], 60),
        ("patient", ["app.css", "app.js", "htmx.js"], 100),
        ("fields-refused", ["app.css", "app.js", "htmx.js"], 100),
        ("safety", ["safety.css"], 20),
        ("error-404", ["safety.css"], 20),
    ],
)
def test_pages_stay_light(name: str, assets: list[str], budget_kb: int) -> None:
    # gzip is what the worst browser asks for; brotli, which servers prefer, is smaller still.
    html = render(name).encode()
    asked = set(re.findall(r"/static/build/([\w.]+)", html.decode()))
    assert asked == {"icon.svg", *assets}
    parts = [html, *((BUILT / asset).read_bytes() for asset in asked)]
    assert sum(len(gzip.compress(part)) for part in parts) <= budget_kb * 1000
