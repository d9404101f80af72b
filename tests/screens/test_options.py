"""Options side by side, and the sheet of two pages that is walked through together."""

from __future__ import annotations

import io
from itertools import combinations
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

import lightwell.clinical as lw
from lightwell.clinical.library import library
from lightwell.documents import decision_aid
from lightwell.records.actions import facts as actions
from lightwell.records.models import Decision, Patient
from lightwell.records.queries import facts, options
from tests.support.cast import Cast
from tests.support.decisions import decided, settle_safety
from tests.support.pages import queries, text
from tests.support.people import key, make_patient
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
ALL = tuple(library().options.options)
NUMBER = {name: number for number, name in enumerate(ALL, start=1)}


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


@pytest.fixture
def alice(cast: Cast) -> Client:
    return signed_in(cast.alice)


def page_of(patient: Patient) -> str:
    return reverse("clinic:options", args=[patient.uid])


def sheet(patient: Patient, *picked: str) -> str:
    page = reverse("clinic:decision-aid", args=[patient.uid])
    numbers = [NUMBER.get(one, one) for one in picked]
    return f"{page}?{'&'.join(f'option={one}' for one in numbers)}"


def said(cast: Cast, patient: Patient, **values: object) -> None:
    by = cast.actor(cast.alice)
    actions.record(
        by=by,
        patient=patient,
        facts={name.replace("_of_", "."): value for name, value in values.items()},
        observed_on=timezone.localdate(),
        source="patient",
        key=key(),
        base=facts.newest(facts.all_of(by, patient)),
    )


def printed(answer: object) -> PdfReader:
    return PdfReader(io.BytesIO(answer.content))


# -- the page ---------------------------------------------------------------------------------


def test_every_option_is_there_in_its_fixed_order_and_unknown_says_so(
    alice: Client, maya: Patient
) -> None:
    html = text(alice.get(page_of(maya)))
    places = [html.index(f'value="{number}"') for number in NUMBER.values()]
    assert places == sorted(places)
    assert "Not known yet" in html
    assert "no ranking" in html
    assert "eligible" not in html.lower()


def test_what_is_recorded_against_an_option_stands_at_it_with_what_to_do(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    said(cast, maya, conditions_of_aneurysm=True)
    found = options.options(cast.actor(cast.alice), maya, "us").found["ketamine_iv"]
    assert found.outcome == "blocked"
    page = reverse("clinic:option", args=[maya.uid, NUMBER["ketamine_iv"]])
    assert page in text(alice.get(page_of(maya)))
    html = text(alice.get(page))
    assert "Stands against" in html
    assert "Speaks against it" in html


@pytest.mark.parametrize("name", ALL)
def test_every_option_has_a_page_of_its_own(alice: Client, maya: Patient, name: str) -> None:
    option = library().options.options[name]
    html = text(alice.get(reverse("clinic:option", args=[maya.uid, NUMBER[name]])))
    assert option.status in html
    for number in option.evidence:
        for group in lw.counted(number):
            assert group.words in html


def test_the_persons_own_words_stand_above_with_day_and_writer(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    assert text(alice.get(page_of(maya))).count("Not asked yet.") == 3
    said(
        cast,
        maya,
        preferences_of_goals="To paint again",
        preferences_of_leaning="Rather the spray than the drip",
    )
    html = text(alice.get(page_of(maya)))
    assert "To paint again" in html
    assert "Rather the spray than the drip" in html
    assert "written down by Alice Anders" in html


def test_the_leaning_is_part_of_the_decision(alice: Client, cast: Cast, maya: Patient) -> None:
    said(cast, maya, preferences_of_leaning="Rather the spray than the drip")
    html = text(alice.get(reverse("clinic:decide", args=[maya.uid])))
    assert "Rather the spray than the drip" in html
    by = cast.actor(cast.alice)
    settle_safety(by, maya)
    decided(by, maya)
    kept = Decision.objects.get(patient=maya)
    assert kept.evaluation.facts["preferences"]["leaning"] == "Rather the spray than the drip"


def test_more_facts_ask_no_more_of_the_database(alice: Client, cast: Cast, maya: Patient) -> None:
    few = queries(alice, page_of(maya))
    said(cast, maya, conditions_of_aneurysm=False, conditions_of_stroke_6mo=False)
    assert queries(alice, page_of(maya)) <= few


# -- the sheet --------------------------------------------------------------------------------


def test_the_sheet_has_two_pages_whatever_is_picked(cast: Cast, maya: Patient) -> None:
    """The options with the most words and the most pictures, three at a time."""
    by = cast.actor(cast.alice)
    words = {name: len(str(lw.options(_nobody())[name])) for name in ALL}
    fullest = sorted(ALL, key=lambda name: -words[name])[:4]
    for picked in combinations(fullest, 3):
        paper = decision_aid.aid(by, maya, [str(NUMBER[one]) for one in picked], cast.harbour)
        assert len(PdfReader(io.BytesIO(paper.content)).pages) == 2, picked


def _nobody() -> lw.Case:
    return lw.case_from_dict({"on": "2026-11-27"})


def test_the_sheet_shows_numbers_with_their_comparison_and_the_leaning(
    alice: Client, cast: Cast, maya: Patient
) -> None:
    said(cast, maya, preferences_of_leaning="Rather the spray than the drip")
    paper = printed(alice.get(sheet(maya, "ketamine_iv", "ect")))
    first, second = (" ".join(page.extract_text().split()) for page in paper.pages)
    assert "Ketamine by vein" in first
    assert "off-label" in first.replace("- ", "-")
    drawn = lw.counted_by_study(library().options.options["ketamine_iv"].evidence)
    assert drawn[0][0].words in second
    assert "Rather the spray than the drip" in second
    assert "no head-to-head test" in second


@pytest.mark.parametrize(
    ("picked", "told"),
    [
        ((), "Tick 2 or 3 options"),
        (("ect",), "Tick 2 or 3 options"),
        (("ect", "ect"), "1 ticked"),
        (ALL[:4], "4 ticked"),
        (("ect", "wishes"), "There is no option &#x27;wishes&#x27;"),
    ],
)
def test_a_sheet_of_the_wrong_options_says_what_to_do(
    alice: Client, maya: Patient, picked: tuple[str, ...], told: str
) -> None:
    answer = alice.get(sheet(maya, *picked))
    assert answer.status_code == 422
    assert told in text(answer)


# -- who --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 200), ("dev", 200), ("frida", 403), ("chioma", 404), ("eve", 404)]
)
def test_who_reads_options(cast: Cast, maya: Patient, who: str, status: int) -> None:
    client = signed_in(getattr(cast, who))
    assert client.get(page_of(maya)).status_code == status
    assert client.get(sheet(maya, "ect", "ketamine_iv")).status_code == status


def test_an_identifier_that_nobody_has_is_no_page(alice: Client) -> None:
    assert alice.get(reverse("clinic:options", args=[uuid4()])).status_code == 404


def test_an_option_that_is_not_there_is_no_page(alice: Client, maya: Patient) -> None:
    assert alice.get(reverse("clinic:option", args=[maya.uid, len(ALL) + 1])).status_code == 404
