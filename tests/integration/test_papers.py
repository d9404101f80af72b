"""Paper equals the record: every entry, correction and signer; tagged; nothing is fetched."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from lightwell.access import clock
from lightwell.access.errors import Conflict, Denied, InvalidInput, NotFound
from lightwell.access.models import AuditEvent
from lightwell.documents import letter as letters_on_paper
from lightwell.documents import pdf, session_summary
from lightwell.documents import plan as plans_on_paper
from lightwell.records.actions import history, letters
from lightwell.records.models import Letter
from lightwell.records.queries import courses, sessions
from lightwell.records.queries import letters as letter_queries
from lightwell.records.scores import keep
from tests.support.cast import Cast, found_cast
from tests.support.people import key, make_patient
from tests.support.sessions import GOOD, NINE, Running, at_minute, clock_at, recovered

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return found_cast()


@pytest.fixture
def run(cast: Cast) -> Running:
    """A session that was corrected, set aside at a gate, and left by discharge."""
    run = recovered(cast)
    with at_minute(102):
        wrong = run.act("read", values=GOOD | {"sbp": 131, "hr": 77})
        run.act("correct", entry=wrong.uid, values=GOOD | {"sbp": 121}, reason="read off wrongly")
        run.act("give_medicine", values=MEDICINE)
        run.act("note", by=run.second, words="Calm; a blanket was asked for.")
        run.act("leave", door="discharge", values={})
    return run


MEDICINE = {
    "drug": "ondansetron",
    "dose": "4",
    "unit": "mg",
    "route": "mouth",
    "ordered_by": "Alice Anders",
}


def read(paper: pdf.Paper) -> tuple[PdfReader, str]:
    """The document, and its words without the breaks of lines."""
    found = PdfReader(io.BytesIO(paper.content))
    return found, " ".join(" ".join(page.extract_text().split()) for page in found.pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_what_is_printed_equals_the_entries(run: Running) -> None:
    with at_minute(103):
        view = run.view
        _, text = read(session_summary.summary(run.nurse, run.uid))
    shown = session_summary.context(view)
    assert [row.number for row in shown["entries"]] == [one.number for one in view.entries]
    printed = squeezed(text)
    for line in sessions.printed(view):
        for part in line.split(" | "):
            # The list prints a correction beside its kind, and times in their own columns.
            words = re.sub(r"^(\d+\. )?(?=\d\d-)|^then |^worked out: |, written .*$", "", part)
            words = re.sub(r"^corrects (\d+)$", r"corrects no. \1", words)
            words = re.sub(r"^corrected by (\d+)$", r"corrected by no. \1", words)
            moment, _, title = words.partition(" EST ")
            for piece in (f"{moment} EST", title) if title else (words,):
                assert squeezed(piece) in printed, f"{piece!r} of {line!r} is not on paper"


def test_a_correction_keeps_what_it_corrects(run: Running) -> None:
    with at_minute(103):
        rows = session_summary.context(run.view)["readings"]
    struck = [row for row in rows if row.corrected_by]
    assert [row.pressure for row in struck] == ["131/78"]
    assert struck[0].corrected_by in {row.number for row in rows}
    with at_minute(103):
        _, text = read(session_summary.summary(run.nurse, run.uid))
    assert "131/78" in text and "read off wrongly" in text


def test_every_signer_is_on_it(run: Running) -> None:
    with at_minute(103):
        signers = dict(session_summary.context(run.view)["signers"])
    assert set(signers) == {one.by_name for one in run.view.entries}
    assert "Nia Noor" in signers


def test_every_page_says_whose_which_and_when(run: Running) -> None:
    with at_minute(103):
        found, _ = read(session_summary.summary(run.nurse, run.uid))
    assert len(found.pages) > 1
    patient = run.patient
    for number, page in enumerate(found.pages, start=1):
        words = " ".join(page.extract_text().split())
        assert patient.family_name.upper() in words
        assert f"MRN {patient.mrn}" in words
        assert f"Page {number} of {len(found.pages)}" in words
        assert "by Ben Brook" in words and "TRAINING" in words


def test_it_is_tagged_and_fetches_nothing(run: Running) -> None:
    with at_minute(103):
        found, _ = read(session_summary.summary(run.nurse, run.uid))
    root: Any = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    with pytest.raises(ValueError, match="fetches nothing"):
        pdf._fetch_nothing("file:///etc/passwd")


def test_a_session_without_entries_prints_that_nothing_happened(cast: Cast) -> None:
    from tests.support.sessions import session_of

    with clock_at(NINE):
        run = session_of(cast)
        _, text = read(session_summary.summary(run.nurse, run.uid))
    assert "Nothing has happened yet." in text and "No dose was prepared" in text


def test_the_plan_prints_its_arithmetic_and_its_signatures(run: Running) -> None:
    with at_minute(103):
        paper = plans_on_paper.plan(run.prescriber, run.course.uid, 1, run.cast.harbour)
        made = courses.course(run.prescriber, run.course.uid).plans[0]
    _, text = read(paper)
    for line in made.content["lines"]:
        assert squeezed(line) in squeezed(text)
    assert "Alice Anders" in text and "vitals every 10 minutes until infusion end" in text
    with pytest.raises(NotFound):
        plans_on_paper.plan(run.prescriber, run.course.uid, 9, run.cast.harbour)


# ------------------------------------------------------------------ letters


def signed(run: Running, **given: Any) -> Letter:
    said: dict[str, Any] = {
        "recipient": "Dr Rosa Reyes, family practice",
        "address": "2 Example Street\nSpringfield",
        "agreed_on": date(2026, 3, 3),
        "words": "We treat with ketamine by vein.\n\nPlease keep the antidepressant as it is.",
        "key": key(),
    }
    return letters.sign(
        by=run.prescriber, patient=run.patient, location=run.cast.harbour, **(said | given)
    )


def answer(run: Running, total: int) -> None:
    """A PHQ-9 of this total, asked by staff now."""
    items = [*[2] * (total // 2), total % 2, *[0] * 9]
    answers: list[int | None] = [*items[:9], None]
    keep(
        by=run.prescriber,
        patient=run.patient,
        location=run.cast.harbour,
        instrument="phq9",
        answers=answers,
        key=key(),
        at=clock.now(),
    )


def test_a_letter_reads_the_same_for_ever(run: Running) -> None:
    with at_minute(103):
        row = signed(run)
        before = letter_queries.one(run.prescriber, run.patient, row.uid)
        answer(run, 12)
        after = letter_queries.one(run.prescriber, run.patient, row.uid)
        _, text = read(letters_on_paper.letter(run.prescriber, after, run.cast.harbour))
    assert before == after
    assert before.content["scores"] == []
    assert [one["given"] for one in before.content["sessions"]] == ["35 mg"]
    assert "Dr Rosa Reyes" in text and "Please keep the antidepressant as it is." in text
    assert "Alice Anders, psychiatrist" in text
    assert "not asked the patient to stop" in text


def test_a_letter_tells_totals_and_says_no_more_than_lower_or_higher(run: Running) -> None:
    with at_minute(103):
        answer(run, 18)
    with at_minute(104):
        answer(run, 9)
        kept = signed(run).content
    assert [one["total"] for one in kept["scores"]] == [18, 9]
    assert "9 points lower" in kept["sentence"]
    assert not re.search("respon|remission|relapse", kept["sentence"])


def test_only_verified_medicines_that_are_taken_are_told(run: Running) -> None:
    with at_minute(103):
        for content in (
            {"drug": "sertraline", "dose_mg": 150, "frequency": "once a day"},
            {"drug": "trazodone", "taking": "no"},
        ):
            history.propose(
                by=run.prescriber,
                patient=run.patient,
                subject="medicine",
                content=content,
                key=key(),
            )
        told = letter_queries.content(run.prescriber, run.patient, run.cast.harbour)
    assert told["medicines"] == []
    assert told["medicines_basis"].startswith("List last signed")


def test_the_same_page_sent_twice_is_one_letter(run: Running) -> None:
    with at_minute(103):
        once = key()
        first, again = signed(run, key=once), signed(run, key=once)
        assert first.pk == again.pk
        with pytest.raises(Conflict):
            signed(run, key=once, words="Something else.")
        second = signed(run)
    assert (first.number, second.number) == (1, 2)
    assert AuditEvent.objects.filter(action="letter.sign").count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"recipient": "  "}, "recipient"),
        ({"words": ""}, "words"),
        ({"words": "x" * 6001}, "words"),
        ({"agreed_on": date(2026, 3, 5)}, "agreed_on"),
    ],
)
def test_a_letter_that_cannot_be_is_refused(
    run: Running, given: dict[str, Any], field: str
) -> None:
    with at_minute(103), pytest.raises(InvalidInput) as refused:
        signed(run, **given)
    assert refused.value.field == field
    assert not Letter.objects.exists()


def test_only_a_prescriber_signs_and_only_for_a_patient_of_the_place(run: Running) -> None:
    cast = run.cast
    stranger = make_patient(cast.hillside, "Rae", "Roe", signs_in=False)
    with at_minute(103):
        with pytest.raises(Denied):
            letters.sign(
                by=run.nurse,
                patient=run.patient,
                location=cast.harbour,
                recipient="Somebody",
                address="",
                agreed_on=date(2026, 3, 4) - timedelta(days=1),
                words="Words.",
                key=key(),
            )
        row = signed(run)
        with pytest.raises(NotFound):
            letter_queries.one(run.prescriber, stranger, row.uid)
