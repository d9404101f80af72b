"""The gallery's fictional content: one context for each page."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.test import RequestFactory

from lightwell.kit import fields
from lightwell.kit.banner import AllergyState, PatientBanner
from lightwell.kit.charts import PATIENT, Band, Scale, ScorePoint, score_trend
from lightwell.kit.confirmation import Confirmation
from lightwell.kit.forms import KitForm
from lightwell.kit.lists import Column, SummaryRow, Table, Task

TODAY = dt.date(2026, 11, 20)
MOMENT = dt.datetime(2026, 11, 20, 15, 42, tzinfo=dt.UTC)

PHQ9 = Scale(
    title="PHQ-9",
    minimum=0,
    maximum=27,
    bands=(
        Band(0, 4, "Minimal"),
        Band(5, 9, "Mild"),
        Band(10, 14, "Moderate"),
        Band(15, 19, "Moderately severe"),
        Band(20, 27, "Severe"),
    ),
)
# What patients see of the same scale: no labels that read like a diagnosis.
MOOD = Scale(title="mood score", minimum=0, maximum=27, ticks=(0, 9, 18, 27))
SCORES = [
    ScorePoint(dt.date(2026, 6, 12), 21),
    ScorePoint(dt.date(2026, 7, 3), 22),
    ScorePoint(dt.date(2026, 8, 14), 19),
    ScorePoint(dt.date(2026, 9, 4), None, "2 answers missing"),
    ScorePoint(dt.date(2026, 10, 2), 15),
    ScorePoint(dt.date(2026, 10, 30), 12),
    ScorePoint(dt.date(2026, 11, 13), 9),
]


class BornForm(KitForm):
    born = fields.DateField(
        label="When were you born?",
        thing="your date of birth",
        hint="For example, 3 27 1985",
        is_birth=True,
        is_heading=True,
    )


ITEMS = (
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
)
ANSWERS = [
    (0, "Not at all"),
    (1, "Several days"),
    (2, "More than half the days"),
    (3, "Nearly every day"),
]


class MoodForm(KitForm):
    one = fields.ScaleItemField(label=ITEMS[0], choices=ANSWERS, number=1, of=9)
    two = fields.ScaleItemField(label=ITEMS[1], choices=ANSWERS, number=2, of=9)
    three = fields.ScaleItemField(label=ITEMS[2], choices=ANSWERS, number=3, of=9)


class TrialForm(KitForm):
    stamp = fields.PageStampField(required=False)
    drug = fields.TextField(label="Medicine", thing="the medicine", width="20")
    dose = fields.DecimalField(
        label="Highest dose", thing="the dose", unit="mg", minimum=0, maximum=2000
    )
    weeks = fields.IntegerField(label="Weeks at that dose", width="3", maximum=520)
    began = fields.ApproximateDateField(label="When did it start?", thing="the start")
    stopped = fields.DateField(label="Day it stopped", past=True)
    helped = fields.RadioField(
        label="Did it help?",
        choices=[("none", "Not at all"), ("little", "A little"), ("half", "By half or more")],
        hints={"half": "About half of the trouble went away"},
    )
    lost = fields.YesNoUnknownField(label="Did the effect fade later?")
    troubles = fields.CheckboxesField(
        label="Side effects", choices=[("sleep", "Sleepiness"), ("weight", "Weight gain")]
    )
    reason = fields.SelectField(
        label="Why it was stopped",
        choices=[("lack", "Did not help enough"), ("intolerance", "Side effects")],
    )
    email = fields.EmailField(label="Email of the prescriber", required=False)
    phone = fields.PhoneField(label="Phone of the prescriber", required=False)
    notes = fields.TextAreaField(
        label="Anything else", hint="In the person’s own words", required=False
    )
    checked = fields.TickField(label="I checked this with the person", thing="that you checked it")


def _nav(*items: tuple[str, str, int]) -> list[dict[str, Any]]:
    return [
        {"url": f"/{name}", "text": text, "icon": name, "current": index == 1, "count": count}
        for index, (name, text, count) in enumerate(items)
    ]


PORTAL_NAV = _nav(
    ("today", "Today", 0),
    ("checkins", "Check-ins", 0),
    ("treatments", "Treatments", 0),
    ("more", "More", 0),
)
CLINIC_NAV = _nav(
    ("today", "Today", 0),
    ("patients", "Patients", 0),
    ("requests", "Requests", 3),
    ("risk", "Risk inbox", 2),
    ("roster", "Roster", 0),
    ("audit", "Who did what", 0),
    ("outbox", "Outbox", 0),
)

BANNER = PatientBanner(
    family="Okonkwo-Featherstonehaugh",
    given="Marisol Anneliese",
    title="Ms",
    today=TODAY,
    born=dt.date(1975, 7, 14),
    sex="Female",
    pronouns="she/her",
    mrn="7KQ 4MX",
    allergies=AllergyState.KNOWN,
    allergy_names="penicillin, lamotrigine",
    risk="1 open task",
    risk_priority="medium",
    name_alert=True,
)


def _claim(claim: str, outcome: str, *evidence: str, children: Any = ()) -> SimpleNamespace:
    return SimpleNamespace(claim=claim, outcome=outcome, evidence=evidence, children=children)


TREE = _claim(
    "At least two adequate trials failed in this episode",
    "unknown",
    children=(
        _claim(
            "Sertraline counts as a failed trial",
            "met",
            "200 mg for 70 days; minimum 50 mg for 42 days",
            "Improved 10 percent, recorded 14-Oct-2026",
        ),
        _claim("Bupropion counts as a failed trial", "not_met", "Stopped after 21 days"),
        _claim("Venlafaxine counts as a failed trial", "unknown", "The dose is not recorded"),
    ),
)
ROWS = [
    SummaryRow(key="Preferred name", value="Mari", url="/name"),
    SummaryRow(key="Phone", value="212 555 0100", url="/phone"),
    SummaryRow(key="Weight"),
]
TASKS = [
    Task(text="Tell us about past treatments", status="In progress", tone="waiting", url="/t"),
    Task(text="Check your medicines", status="Not started", tone="outline", url="/m"),
    Task(
        text="Name your ride home", status="Done", tone="calm", url="/r", hint="Sam, 212 555 0144"
    ),
]
TABLE = Table(
    caption="3 trials, newest first",
    columns=(
        Column(text="Medicine"),
        Column(text="Highest dose", is_number=True),
        Column(text="Weeks", is_number=True),
        Column(text="Effect"),
    ),
    rows=(
        ("venlafaxine", None, "12", "A little"),
        ("bupropion", "150 mg", "3", "None"),
        ("sertraline", "200 mg", "10", "None"),
    ),
)

REFUSED_TRIAL = {
    "dose": "37,5",
    "weeks": "ten",
    "began_month": "June",
    "began_season": "winter",
    "began_year": "2021",
    "stopped_month": "2",
    "stopped_day": "31",
    "stopped_year": "2022",
    "email": "nobody",
}


def contexts() -> dict[str, dict[str, Any]]:
    """Page name → context; the template is the name before the first dash."""
    shared = _shared()
    return {
        "public": shared,
        "request": {**shared, "form": BornForm()},
        "request-refused": {
            **shared,
            "form": BornForm({"born_month": "2", "born_day": "30", "born_year": "1985"}),
        },
        **_of_patients({**shared, "nav": PORTAL_NAV}),
        **_of_staff(
            {**shared, "nav": CLINIC_NAV, "role_words": "Prescriber", "patient_banner": BANNER}
        ),
        "safety": shared,
        "error-404": {**shared, "status": 404},
        "error-409": {**shared, "status": 409},
    }


def _shared() -> dict[str, Any]:
    return {
        "location": SimpleNamespace(
            name="Harbor Street Clinic",
            short_name="Harbor",
            phone="(212) 555-0123",
            timezone="America/New_York",
        ),
        "crisis": {"call": "988", "text": "988", "emergency": "911", "help_url": "/help"},
        "is_demo": True,
        "request": RequestFactory().get("/"),
        "figure": score_trend(SCORES, PHQ9, today=TODAY),
        "sign_out_url": "/out",
        "exit_url": "/elsewhere",
        "session_seconds": 900,
        "session_extend_url": "/extend",
        "session_ended_url": "/ended",
        "user": Person(),
    }


def _of_patients(portal: dict[str, Any]) -> dict[str, dict[str, Any]]:
    trend = score_trend(SCORES, MOOD, today=TODAY, voice=PATIENT)
    return {
        "check_in": {**portal, "form": MoodForm({"one": "2"})},
        "today": {**portal, "tasks": TASKS, "figure": trend},
    }


def _of_staff(clinic: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        "patient": {
            **clinic,
            "tree": TREE,
            "changes": ["The highest dose of venlafaxine", "How long bupropion was taken"],
            "rows": ROWS,
            "table": TABLE,
            "page": Paginator(range(60), 20).page(2),
            "moment": MOMENT,
            "confirmation": Confirmation("Saved", MOMENT, "N. Lee"),
        },
        "fields": {**clinic, "form": TrialForm()},
        "fields-refused": {**clinic, "form": TrialForm(REFUSED_TRIAL)},
        "print": {
            **clinic,
            "tree": TREE,
            "table": TABLE,
            "printed_at": MOMENT,
            "printed_by": "Alice Moreau",
        },
    }


class Person:
    is_authenticated = True

    def __str__(self) -> str:
        return "Alice Moreau"
