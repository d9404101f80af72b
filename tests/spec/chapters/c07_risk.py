from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import lightwell.clinical as lw
from tests.spec.book import Chapter, Row, Section

RAISED = datetime(2026, 3, 4, 10, 0, tzinfo=ZoneInfo("America/New_York"))
CLOSING = RAISED.replace(hour=17)
_SCREENS: dict[str, list[bool | None]] = {
    "none": [False, False, None, None, None, False, None],
    "low": [True, False, None, None, None, False, None],
    "moderate": [True, True, True, False, False, False, None],
    "high": [True, True, False, True, False, False, None],
    "incomplete": [True, True, True, None, False, False, None],
}


def _words(finding: lw.RiskFinding | None) -> Row:
    if finding is None:
        return {"level": "none", "contact within": "none"}
    return {"level": finding.level.id, "contact within": finding.level.contact_by}


def _phq9(row: Row) -> Row:
    item_9 = None if row["item 9"] == "-" else int(row["item 9"])
    score = lw.score("phq9", [0] * 8 + [item_9])
    now: dict[str, lw.risk.NowAnswer | None] = {"yes": "yes", "no": "no", "not sure": "not_sure"}
    return _words(lw.risk_of(score, now.get(row["in danger now"])))


def _total(row: Row) -> Row:
    whole, rest = divmod(int(row["items 1 to 8"]), 8)
    others = [whole + (number < rest) for number in range(8)]
    item_9 = None if row["item 9"] == "-" else int(row["item 9"])
    last = None if row["last total"] == "-" else int(row["last total"])
    finding = lw.risk.risk_of_answers(lw.score("phq9", [*others, item_9]), last)
    if finding is None:
        return {"level": "none", "signs": "0", "own task": "no"}
    own = "yes" if finding.total else "no"
    return {"level": finding.level.id, "signs": str(len(finding.reasons)), "own task": own}


def _cssrs(row: Row) -> Row:
    return _words(lw.risk_of(lw.score("cssrs_screener", _SCREENS[row["screener"]])))


def _steps(row: Row) -> Row:
    due = lw.escalations_due(
        row["level"],
        RAISED,
        RAISED + timedelta(minutes=int(row["minutes"])),
        taken=row["taken"] == "yes",
        deadline=CLOSING,
    )
    return {"told": ", ".join(step.to for step in due) or "nobody"}


def _reminder(row: Row) -> Row:
    now = CLOSING + timedelta(minutes=int(row["minutes"]))
    step = lw.risk.reminder_due(CLOSING, now, reached=row["spoken with"] == "yes")
    return {"told": step.to if step else "nobody"}


CHAPTER = Chapter(
    "Suicide risk: level, deadline, escalation",
    "Local policy, held as data. The most urgent sign wins. A skipped item is itself a sign.",
    (
        Section(
            "From the PHQ-9",
            "",
            """
            item 9 | in danger now || level    | contact within
            0      | -             || none     | none
            1      | -             || amber    | clinic day
            1      | no            || amber    | clinic day
            2      | -             || red      | 60 minutes
            3      | no            || red      | 60 minutes
            1      | not sure      || red      | 60 minutes
            0      | yes           || imminent | 15 minutes
            1      | yes           || imminent | 15 minutes
            -      | -             || watch    | clinic day
            -      | yes           || imminent | 15 minutes
            """,
            _phq9,
        ),
        Section(
            "From the PHQ-9 total",
            "Item 9 is the last of the nine answers; the last total is of the PHQ-9 before.",
            """
            items 1 to 8 | item 9 | last total || level | signs | own task
            19           | 0      | -          || none  | 0     | no
            20           | 0      | -          || watch | 1     | yes
            20           | 0      | 15         || watch | 2     | yes
            12           | 0      | 8          || none  | 0     | no
            12           | 0      | 7          || watch | 1     | yes
            12           | 0      | 20         || none  | 0     | no
            19           | 1      | -          || amber | 2     | no
            19           | 2      | 16         || red   | 3     | no
            24           | -      | 10         || watch | 1     | no
            """,
            _total,
        ),
        Section(
            "From the C-SSRS screener",
            "",
            """
            screener   || level    | contact within
            none       || none     | none
            low        || amber    | clinic day
            moderate   || amber    | clinic day
            incomplete || red      | 60 minutes
            high       || imminent | 15 minutes
            """,
            _cssrs,
        ),
        Section(
            "Who is told when nobody takes the task",
            "Minutes since the answer, given at 10:00; the clinic day ends at 17:00.",
            """
            level    | minutes | taken || told
            imminent | 4       | no    || nobody
            imminent | 5       | no    || lead
            imminent | 10      | no    || lead, medical_director
            imminent | 500     | yes   || nobody
            red      | 9       | no    || nobody
            red      | 10      | no    || lead
            red      | 20      | no    || lead, medical_director
            amber    | 419     | no    || nobody
            amber    | 420     | no    || lead
            watch    | 419     | no    || nobody
            watch    | 420     | no    || lead
            """,
            _steps,
        ),
        Section(
            "Who is told when the person of a taken task is not reached",
            "Minutes from the time to call; a minus is before it. Told once for each such time.",
            """
            minutes | spoken with || told
            -1      | no          || nobody
            0       | no          || lead
            90      | no          || lead
            90      | yes         || nobody
            """,
            _reminder,
        ),
    ),
)
