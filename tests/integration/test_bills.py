"""Prices are the clinic's own, codes vouch for their days, and a bill is kept as it was issued."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent, Location
from lightwell.documents.superbill import superbill
from lightwell.records.actions import clinic_pages, diagnoses, prices
from lightwell.records.actions.superbills import Line
from lightwell.records.models import ClinicPage, DiagnosisCode, Patient, Price, Superbill
from lightwell.records.queries import bills
from lightwell.records.queries import clinic_pages as pages
from lightwell.records.queries import prices as known
from tests.support import courses
from tests.support.billing import BEGIN, as_administrator, billed, priced
from tests.support.cast import Cast
from tests.support.people import as_patient, key, make_patient
from tests.support.therapy import noted

pytestmark = pytest.mark.django_db
NPI = "1234567893"


@pytest.fixture
def harbour(cast: Cast) -> Location:
    return cast.harbour


@pytest.fixture
def alice(cast: Cast) -> Actor:
    return cast.actor(cast.alice)


@pytest.fixture
def maya(cast: Cast) -> Patient:
    return make_patient(cast.harbour)


def today(harbour: Location) -> date:
    return known.today_of(harbour)


# -- prices -----------------------------------------------------------------------------------


def test_the_price_of_a_day_is_the_one_that_had_begun_last(harbour: Location) -> None:
    priced(harbour)
    priced(harbour, amount=Decimal("270.00"), from_on=date(2026, 6, 1))
    for on, words in (
        (date(2025, 12, 31), None),
        (BEGIN, "$250.00"),
        (date(2026, 5, 31), "$250.00"),
        (date(2026, 6, 1), "$270.00"),
    ):
        found = known.for_code(harbour, "90792", on)
        assert (found.words if found else None) == words
    priced(harbour, amount=Decimal("260.00"), from_on=date(2026, 6, 1))
    found = known.for_code(harbour, "90792", date(2026, 6, 2))
    assert found is not None and found.words == "$260.00", "of one day the newer counts"
    priced(harbour, amount=None, from_on=date(2026, 7, 1))
    assert known.for_code(harbour, "90792", date(2026, 7, 1)) is None
    assert [one.words for one in known.coming(harbour, date(2026, 6, 2))] == ["No longer offered"]
    assert len(known.history(harbour)) == 4


def test_free_is_a_price_and_the_first_consultation_is_found(harbour: Location, cast: Cast) -> None:
    assert known.first_consultation(harbour, BEGIN) is None
    priced(harbour, service="First consultation", code="", amount=Decimal(0))
    found = known.first_consultation(harbour, BEGIN)
    assert found is not None and found.is_free and found.words == "Free"
    assert known.first_consultation(cast.hillside, BEGIN) is None, "each place has its own"


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ({"service": " "}, "service"),
        ({"service": "x" * 101}, "service"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"amount": Decimal(1_000_000)}, "amount"),
        ({"code": "12345"}, "code"),
        ({"service": "Another service"}, "code"),
    ],
)
def test_a_price_that_cannot_be_is_refused(
    harbour: Location, told: dict[str, Any], box: str
) -> None:
    priced(harbour)
    with pytest.raises(InvalidInput) as refused:
        priced(harbour, **told)
    assert refused.value.field == box and Price.objects.count() == 1


def test_only_the_administrator_of_the_place_sets_a_price(
    harbour: Location, alice: Actor, cast: Cast
) -> None:
    given: dict[str, Any] = {"service": "Talk", "code": "", "amount": None, "from_on": BEGIN}
    for by, place in ((alice, harbour), (as_administrator(harbour), cast.hillside)):
        with pytest.raises(Denied):
            prices.set_price(by=by, location=place, **given, key=key())
    first = priced(harbour, key="page")
    assert priced(harbour, key="page").pk == first.pk
    with pytest.raises(Conflict):
        priced(harbour, key="page", amount=Decimal(1))


def test_a_price_is_never_changed(harbour: Location) -> None:
    row = priced(harbour)
    with pytest.raises(DatabaseError), transaction.atomic():
        Price.objects.filter(pk=row.pk).update(amount=Decimal(1))


# -- numbers ----------------------------------------------------------------------------------


def test_a_number_is_checked_kept_and_taken_back(harbour: Location, cast: Cast) -> None:
    ada = as_administrator(harbour)
    given: dict[str, Any] = {"by": ada, "location": harbour, "clinician": cast.alice.pk}
    assert known.number_of(cast.alice) == ""
    prices.keep_number(**given, number="1234 567 893", key="page")
    prices.keep_number(**given, number=NPI, key="page")
    assert known.number_of(cast.alice) == NPI
    with pytest.raises(Conflict):
        prices.keep_number(**given, number="", key="page")
    for wrong in ("1234567890", "123456789", "12345678９3", "abcdefghij"):
        with pytest.raises(InvalidInput, match="no NPI"):
            prices.keep_number(**given, number=wrong, key=key())
    with pytest.raises(InvalidInput, match="works here"):
        prices.keep_number(**(given | {"clinician": cast.ben.pk}), number=NPI, key=key())
    prices.keep_number(**given, number="", key=key())
    assert known.number_of(cast.alice) == ""


# -- diagnosis codes --------------------------------------------------------------------------


def test_codes_are_recorded_by_a_clinician_and_ended(
    alice: Actor, maya: Patient, cast: Cast
) -> None:
    first = diagnoses.record(by=alice, patient=maya, code="f33.2", words="As told", key="page")
    again = diagnoses.record(by=alice, patient=maya, code="F33.2", words="As told", key="page")
    assert first.pk == again.pk
    with pytest.raises(Conflict):
        diagnoses.record(by=alice, patient=maya, code="F41.1", words="As told", key="page")
    assert [one.code for one in bills.diagnoses(alice, maya)] == ["F33.2"]
    with pytest.raises(Denied):
        diagnoses.record(by=cast.actor(cast.ben), patient=maya, code="F33.2", words="x", key=key())
    with pytest.raises(NotFound):
        diagnoses.record(by=cast.actor(cast.chioma), patient=maya, code="F33.2", words="x",
                         key=key())  # fmt: skip
    for code, words, box in (("33", "x", "code"), ("F33.2", "", "words"),
                             ("F33.2", "x" * 201, "words")):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            diagnoses.record(by=alice, patient=maya, code=code, words=words, key=key())
        assert refused.value.field == box
    diagnoses.end(by=alice, patient=maya, diagnosis=first.uid, key="end")
    assert diagnoses.end(by=alice, patient=maya, diagnosis=first.uid, key="end").is_over
    with pytest.raises(Conflict):
        diagnoses.end(by=alice, patient=maya, diagnosis=first.uid, key=key())
    with pytest.raises(Conflict):
        diagnoses.end(by=alice, patient=maya, diagnosis=first.uid, key="page")
    with pytest.raises(NotFound):
        other = make_patient(cast.harbour, "Rae", "Roe", signs_in=False)
        diagnoses.end(by=alice, patient=other, diagnosis=first.uid, key=key())
    assert bills.diagnoses(alice, maya) == []
    assert DiagnosisCode.objects.count() == 2


# -- bills ------------------------------------------------------------------------------------


def test_a_bill_lists_what_was_done_and_paid(
    alice: Actor, maya: Patient, harbour: Location, cast: Cast
) -> None:
    priced(harbour)
    priced(harbour, service="Infusion", code="96365", amount=Decimal("400.00"))
    diagnoses.record(by=alice, patient=maya, code="F33.2", words="As told", key=key())
    lines = [Line(today(harbour), "90792", 1), Line(today(harbour), "96365", 2)]
    billed(alice, maya, harbour, lines=lines, diagnoses=["F33.2"], paid=Decimal("1050.00"))
    (view,) = bills.of_patient(as_patient(maya), maya)
    content = view.content
    assert [one["charge_words"] for one in content["lines"]] == ["$250.00", "$800.00"]
    assert (content["total"], content["paid"], content["left"]) == ("$1,050.00", "$1,050.00",
                                                                    "$0.00")  # fmt: skip
    assert content["clinician"] == {
        "name": "Alice Anders", "title": "psychiatrist", "number": "",
    }  # fmt: skip
    assert content["diagnoses"] == [{"code": "F33.2", "words": "As told", "by": "Alice Anders"}]
    paper = superbill(alice, view)
    assert paper.content.startswith(b"%PDF") and paper.filename == "bill.pdf"
    event = AuditEvent.objects.get(action="superbill.issue")
    assert "250" not in str(event.detail)


def test_a_price_set_later_leaves_the_bill_as_it_was(
    alice: Actor, maya: Patient, harbour: Location
) -> None:
    priced(harbour)
    row = billed(alice, maya, harbour)
    priced(harbour, amount=Decimal("999.00"))
    assert bills.one(alice, maya, row.uid).content["total"] == "$250.00"


@pytest.mark.parametrize(
    ("told", "box", "words"),
    [
        ({"lines": []}, "on_1", "at least one"),
        ({"lines": [Line(BEGIN, "90792", 1, "1")] * 5}, None, "at most 4"),
        ({"lines": [Line(date(2100, 1, 1), "90792", 1, "1")]}, "on_1", "future"),
        ({"lines": [Line(BEGIN, "12345", 1, "1")]}, "code_1", "of the list"),
        ({"lines": [Line(date(2025, 12, 31), "90792", 1, "2")]}, "code_2", "vouches for 90792"),
        ({"lines": [Line(BEGIN, "S0013", 1, "1")]}, "code_1", "ended on 31 December 2025"),
        ({"lines": [Line(BEGIN, "96365", 1, "1")]}, "code_1", "has no price for 96365"),
        ({"lines": [Line(BEGIN, "90792", 0, "1")]}, "units_1", "units"),
        ({"lines": [Line(BEGIN, "90792", 201, "1")]}, "units_1", "units"),
        ({"paid": Decimal("250.01")}, "paid", "from 0 to"),
        ({"clinician": 987_654}, "clinician", "rendered"),
        ({"diagnoses": ["F33.2"]}, "diagnoses", "recorded"),
    ],
)
def test_a_bill_that_cannot_be_is_refused_and_nothing_is_issued(
    alice: Actor, maya: Patient, harbour: Location, told: dict[str, Any], box: str, words: str
) -> None:
    priced(harbour)
    with pytest.raises(InvalidInput, match=words) as refused:
        billed(alice, maya, harbour, **told)
    assert refused.value.field == box
    assert not Superbill.objects.exists()


def test_a_service_before_its_first_price_has_none(
    alice: Actor, maya: Patient, harbour: Location
) -> None:
    priced(harbour, from_on=today(harbour))
    yesterday = today(harbour) - timedelta(days=1)
    with pytest.raises(InvalidInput, match="has no price"):
        billed(alice, maya, harbour, lines=[Line(yesterday, "90792", 1, "1")])


def test_a_correction_supersedes_and_both_stay(
    alice: Actor, maya: Patient, harbour: Location
) -> None:
    priced(harbour)
    first = billed(alice, maya, harbour)
    with pytest.raises(InvalidInput, match="why"):
        billed(alice, maya, harbour, supersedes=first.uid)
    with pytest.raises(InvalidInput, match="500"):
        billed(alice, maya, harbour, supersedes=first.uid, reason="x" * 501)
    second = billed(alice, maya, harbour, supersedes=first.uid, reason="Paid in full",
                    paid=Decimal("250.00"))  # fmt: skip
    with pytest.raises(Conflict, match="newer one"):
        billed(alice, maya, harbour, supersedes=first.uid, reason="Again")
    newest, before = bills.of_patient(alice, maya)
    assert (newest.number, newest.supersedes, newest.stands) == (2, 1, True)
    assert (before.superseded_by, before.stands, before.content["paid"]) == (2, False, "$100.00")
    assert b"%PDF" in superbill(alice, before).content[:8]
    with pytest.raises(DatabaseError), transaction.atomic():
        Superbill.objects.filter(pk=second.pk).update(number=9)


def test_a_bill_is_one_patients_and_one_pages(
    alice: Actor, maya: Patient, harbour: Location, cast: Cast
) -> None:
    priced(harbour)
    row = billed(alice, maya, harbour, key="page")
    assert billed(alice, maya, harbour, key="page").pk == row.pk
    with pytest.raises(Conflict):
        billed(alice, maya, harbour, key="page", paid=Decimal(1))
    other = make_patient(cast.harbour, "Rae", "Roe", signs_in=False)
    with pytest.raises(NotFound):
        bills.one(alice, other, row.uid)
    with pytest.raises(NotFound):
        billed(alice, other, harbour, supersedes=row.uid, reason="x")
    with pytest.raises(NotFound):
        billed(cast.actor(cast.chioma), maya, cast.hillside)
    with pytest.raises(Denied):
        billed(cast.actor(cast.ben), maya, harbour)
    with pytest.raises(Denied, match="where you work"):
        billed(alice, maya, cast.hillside)
    with pytest.raises(Denied):
        bills.of_patient(cast.actor(cast.frida), maya)


def test_a_place_outside_the_united_states_issues_none(
    alice: Actor, maya: Patient, harbour: Location
) -> None:
    Location.objects.filter(pk=harbour.pk).update(region="eu")
    harbour.refresh_from_db()
    assert known.money(harbour, Decimal("1200.5")) == "1,200.50 EUR"
    with pytest.raises(InvalidInput, match="United States"):
        billed(alice, maya, harbour)


def test_what_the_record_says_was_held_stands_beside_a_bill(
    alice: Actor, maya: Patient, cast: Cast
) -> None:
    assert bills.held(alice, maya) == []
    courses.signed(alice, maya)
    noted(alice, maya)
    assert [one.words for one in bills.held(alice, maya)] == ["Preparation, 60 min"]


# -- public pages -----------------------------------------------------------------------------


def write(harbour: Location, words: str, **told: Any) -> ClinicPage:
    given = {"kind": "team", "base": 0, "key": key()} | told
    return clinic_pages.write(by=as_administrator(harbour), location=harbour, words=words, **given)


def test_the_newest_version_of_a_page_counts(harbour: Location, alice: Actor) -> None:
    assert pages.page(harbour, "team").number == 0
    write(harbour, "## Ada", key="page")
    write(harbour, "## Ada", key="page")
    with pytest.raises(Conflict):
        write(harbour, "## Ben", key="page")
    with pytest.raises(Conflict, match="since you opened"):
        write(harbour, "## Ben")
    write(harbour, "", base=1)
    assert [one.words for one in pages.pages(harbour)] == ["", "", ""]
    assert ClinicPage.objects.count() == 2
    with pytest.raises(Denied):
        clinic_pages.write(by=alice, location=harbour, kind="team", words="x", base=2, key=key())


@pytest.mark.parametrize(
    ("words", "told", "box"),
    [
        ("<script>alert(1)</script>", {}, "words"),
        ("Hello <b>there</b>", {}, "words"),
        ("x" * 20_001, {}, "words"),
        ("x", {"kind": "claims"}, "kind"),
    ],
)
def test_html_in_a_page_is_refused_in_words(
    harbour: Location, words: str, told: dict[str, Any], box: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        write(harbour, words, **told)
    assert refused.value.field == box and not ClinicPage.objects.exists()


def test_nobody_but_a_person_keeps_these(harbour: Location) -> None:
    from tests.support.cast import SETUP

    with pytest.raises(Denied):
        clinic_pages.write(by=SETUP, location=harbour, kind="team", words="x", base=0, key=key())
    with pytest.raises(Denied):
        prices.set_price(
            by=SETUP, location=harbour, service="x", code="", amount=None, from_on=BEGIN, key=key()
        )
