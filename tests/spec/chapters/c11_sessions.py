# ruff: noqa: E501  (a row of a table is one line)
from datetime import UTC, datetime, timedelta

import lightwell.clinical as lw
from lightwell.clinical import transitions
from tests.spec.book import Chapter, Row, Section

BEGIN = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def at(minute: str) -> datetime:
    """So many minutes after ten o'clock."""
    return BEGIN + timedelta(minutes=float(minute))


def _readings(cell: str) -> list[lw.Reading]:
    """Readings such as "0: 142 over 88, 5: 138 over ?"; a question mark was not read."""
    rows = []
    for part in cell.split(","):
        minute, values = part.split(":")
        sbp, dbp = (None if one.strip() == "?" else int(one) for one in values.split("over"))
        rows.append(lw.Reading(at=at(minute), sbp=sbp, dbp=dbp))
    return rows


def _pressure(row: Row) -> Row:
    found = lw.pressure_before_start(
        _readings(row["readings"]),
        now=at(row["now"]),
        region=row["region"],
        age_years=None if row["age"] == "?" else int(row["age"]),
    )
    words = {True: "yes", False: "no", None: "unknown"}
    return {
        "measured": words[found.measured],
        "rechecked": words[found.rechecked],
        "within": words[found.within_limits],
        "below 160/100": words[found.below_sign_off],
    }


NAMES = {
    "systolic": "sbp",
    "diastolic": "dbp",
    "heart rate": "hr",
    "saturation": "spo2",
    "breaths": "rr",
    "MOAA/S": "moaas",
}


def _flags(row: Row) -> Row:
    name = NAMES[row["value"]]
    rows = []
    for part in row["readings"].split(","):
        minute, value = part.split(":")
        rows.append(lw.Reading(at=at(minute), **{name: int(value)}))
    before = None if row["before"] == "-" else lw.Reading(at=BEGIN, sbp=int(row["before"]))
    found = lw.flags_on(rows, baseline=before, now=rows[-1].at)
    undecided = "yes" if found.undecided else "no"
    return {
        "raises": ", ".join(flag.priority for flag in found.flags) or "nothing",
        "since": ", ".join(f"{flag.since:%H:%M}" for flag in found.flags) or "-",
        "left undecided": undecided,
    }


def _schedule(row: Row) -> Row:
    ended = None if row["ended"] == "-" else at(row["ended"])
    done = [] if row["vitals at"] == "-" else [at(one) for one in row["vitals at"].split(",")]
    session = lw.SessionTimes(start=BEGIN, infusion_end=ended)
    made, now = lw.find_programme("iv-series"), at(row["now"])
    found = lw.observations(made, session, {"vitals": done}, now)
    last = lw.latest(made, session, {"vitals": done}, now)[0]
    return {
        "vitals": ", ".join(
            f"{(one.at - BEGIN) / timedelta(minutes=1):g} {one.state}"
            for one in found
            if one.what == "vitals"
        ),
        "latest": str(last).removeprefix("vitals: "),
    }


def _step(row: Row) -> Row:
    try:
        return {"leads to": transitions.SESSION.after(row["state"], row["verb"])}
    except lw.NotAllowed:
        return {"leads to": "refused"}


def _door(row: Row) -> Row:
    case = lw.case_from_dict({"session": {"escort_present": "no"}})
    try:
        door = lw.leave_by(row["verb"], lw.discharge(case))
    except lw.NotAllowed:
        return {"unescorted": "held", "opens": "-"}
    return {"unescorted": "free", "opens": ", ".join(door.opens)}


CHAPTER = Chapter(
    "Session gates",
    "Readings, the blood pressure before the start, the schedule and the doors. Reminders on "
    "recorded values; no value is refused because it is high. All limits are local policy "
    "unless their file says otherwise. Minutes are counted from ten o'clock.",
    (
        Section(
            "The blood pressure before the start",
            "Above 140 or 90 holds (EU type from 65 years: above 150 or 90). Two rechecks, each 5 to "
            "10 minutes after the reading before it, clear it or put it to the prescriber. Unknown, "
            "one-sided and older than 30 minutes hold.",
            """
            readings                                                          | now | region | age || measured | rechecked | within  | below 160/100
            0: 140 over 90                                                    | 5   | us     | 40  || yes      | yes       | yes     | yes
            0: 141 over 90                                                    | 5   | us     | 40  || yes      | no        | no      | yes
            0: 140 over 91                                                    | 5   | us     | 40  || yes      | no        | no      | yes
            0: 150 over 90                                                    | 5   | eu     | 65  || yes      | yes       | yes     | yes
            0: 151 over 90                                                    | 5   | eu     | 65  || yes      | no        | no      | yes
            0: 150 over 90                                                    | 5   | eu     | 64  || yes      | no        | no      | yes
            0: 150 over 90                                                    | 5   | eu     | ?   || yes      | no        | no      | yes
            0: 150 over 90                                                    | 5   | us     | 70  || yes      | no        | no      | yes
            0: 159 over 99                                                    | 5   | us     | 40  || yes      | no        | no      | yes
            0: 160 over 80                                                    | 5   | us     | 40  || yes      | no        | no      | no
            0: 130 over 100                                                   | 5   | us     | 40  || yes      | no        | no      | no
            0: 142 over ?                                                     | 5   | us     | 40  || unknown  | no        | no      | yes
            0: 130 over ?                                                     | 5   | us     | 40  || unknown  | yes       | unknown | unknown
            0: ? over 80                                                      | 5   | us     | 40  || unknown  | yes       | unknown | unknown
            0: ? over ?                                                       | 5   | us     | 40  || unknown  | unknown   | unknown | unknown
            0: 120 over 80                                                    | 30  | us     | 40  || yes      | yes       | yes     | yes
            0: 120 over 80                                                    | 31  | us     | 40  || unknown  | unknown   | unknown | unknown
            0: 146 over 85, 5: 138 over 84                                    | 6   | us     | 40  || yes      | no        | no      | yes
            0: 146 over 85, 5: 138 over 84, 15: 136 over 84                   | 16  | us     | 40  || yes      | yes       | yes     | yes
            0: 146 over 85, 5: 144 over 84, 10: 138 over 84                   | 11  | us     | 40  || yes      | yes       | no      | yes
            0: 146 over 85, 5: 144 over 84, 10: 138 over 84, 15: 139 over 84  | 16  | us     | 40  || yes      | yes       | yes     | yes
            0: 146 over 85, 4: 138 over 84, 8: 136 over 84                    | 9   | us     | 40  || yes      | no        | no      | yes
            0: 146 over 85, 11: 138 over 84, 16: 136 over 84                  | 17  | us     | 40  || yes      | no        | no      | yes
            0: 146 over 85, 11: 138 over 84, 16: 136 over 84, 21: 137 over 80 | 22  | us     | 40  || yes      | yes       | yes     | yes
            0: 146 over 85, 5: 138 over ?, 10: 136 over 84                    | 11  | us     | 40  || yes      | no        | no      | yes
            0: 162 over 85, 5: 150 over 84, 10: 148 over 84                   | 11  | us     | 40  || yes      | yes       | no      | no
            0: 120 over 80, 9: 150 over 84                                    | 10  | us     | 40  || yes      | no        | no      | yes
            """,
            _pressure,
        ),
        Section(
            "Readings in a session",
            "One reading at the limit asks for a recheck (medium); a second one at least five "
            "minutes later makes it high. A rise cannot be judged without a pressure before.",
            """
            value      | before | readings                || raises  | since | left undecided
            systolic   | 130    | 0: 159                  || nothing | -     | no
            systolic   | 131    | 0: 160                  || low     | 10:00 | no
            systolic   | 129    | 0: 159                  || low     | 10:00 | no
            systolic   | 140    | 0: 179                  || low     | 10:00 | no
            systolic   | 150    | 0: 180                  || medium  | 10:00 | no
            systolic   | 120    | 0: 160                  || medium  | 10:00 | no
            systolic   | 150    | 0: 180, 4: 182          || medium  | 10:00 | no
            systolic   | 150    | 0: 180, 5: 182          || high    | 10:00 | no
            systolic   | 150    | 0: 180, 5: 170, 10: 181 || medium  | 10:10 | no
            systolic   | 150    | 0: 180, 5: 150          || nothing | -     | no
            systolic   | -      | 0: 150                  || nothing | -     | yes
            systolic   | -      | 0: 180                  || medium  | 10:00 | no
            diastolic  | -      | 0: 99                   || nothing | -     | no
            diastolic  | -      | 0: 100                  || low     | 10:00 | no
            diastolic  | -      | 0: 110                  || medium  | 10:00 | no
            heart rate | -      | 0: 109                  || nothing | -     | no
            heart rate | -      | 0: 110                  || low     | 10:00 | no
            heart rate | -      | 0: 130                  || medium  | 10:00 | no
            heart rate | -      | 0: 50                   || low     | 10:00 | no
            heart rate | -      | 0: 40                   || medium  | 10:00 | no
            saturation | -      | 0: 95                   || nothing | -     | no
            saturation | -      | 0: 94                   || low     | 10:00 | no
            saturation | -      | 0: 92                   || medium  | 10:00 | no
            saturation | -      | 0: 90                   || high    | 10:00 | no
            breaths    | -      | 0: 11                   || nothing | -     | no
            breaths    | -      | 0: 10                   || low     | 10:00 | no
            breaths    | -      | 0: 8                    || medium  | 10:00 | no
            breaths    | -      | 0: 6                    || high    | 10:00 | no
            MOAA/S     | -      | 0: 4                    || nothing | -     | no
            MOAA/S     | -      | 0: 3                    || low     | 10:00 | no
            MOAA/S     | -      | 0: 2                    || medium  | 10:00 | no
            MOAA/S     | -      | 0: 1                    || high    | 10:00 | no
            """,
            _flags,
        ),
        Section(
            "What is due, overdue and stale",
            "Vitals every 10 minutes until the infusion ends, every 15 minutes after; the reading at "
            "40 minutes stands on its own. From 2 minutes before its time to 3 after.",
            """
            vitals at      | ended | now || vitals                                                | latest
            -              | -     | 7   || 10 coming, 40 coming                                  | not recorded
            -              | -     | 8   || 10 due, 40 coming                                     | not recorded
            -              | -     | 13  || 10 due, 20 coming, 40 coming                          | not recorded
            -              | -     | 14  || 10 overdue, 20 coming, 40 coming                      | not recorded, stale
            8              | -     | 14  || 10 done, 20 coming, 40 coming                         | 6 min old
            13             | -     | 14  || 10 done, 20 coming, 40 coming                         | 1 min old
            14             | -     | 14  || 10 missed, 20 coming, 40 coming                       | 0 min old
            10             | -     | 24  || 10 done, 20 overdue, 30 coming, 40 coming             | 14 min old, stale
            10, 20         | 25    | 26  || 10 done, 20 done, 40 coming                           | 6 min old
            10, 20, 40     | 25    | 44  || 10 done, 20 done, 40 done, 55 coming                  | 4 min old
            10, 20, 30, 40 | 40    | 56  || 10 done, 20 done, 30 done, 40 done, 55 due, 70 coming | 16 min old
            """,
            _schedule,
        ),
        Section(
            "The states of a session",
            "",
            """
            state               | verb                 || leads to
            planned             | make_ready           || ready
            planned             | start                || refused
            ready               | hold                 || planned
            ready               | start                || running
            running             | pause                || paused
            paused              | resume               || running
            paused              | end_infusion         || refused
            running             | end_infusion         || recovering
            running             | discharge            || refused
            running             | stop_early           || stopped_early
            paused              | stop_early           || stopped_early
            stopped_early       | resume               || refused
            stopped_early       | discharge            || discharged
            recovering          | discharge            || discharged
            running             | transfer             || transferred
            planned             | leave_against_advice || left_against_advice
            discharged          | transfer             || refused
            transferred         | discharge            || refused
            left_against_advice | start                || refused
            cancelled           | make_ready           || refused
            """,
            _step,
        ),
        Section(
            "The four doors",
            "Only discharge asks the gate; here it is held, for nobody has come to take the person home.",
            """
            verb                 || unescorted | opens
            discharge            || held       | -
            transfer             || free       | handover
            leave_against_advice || free       | call_back, risk_task
            stop_early           || free       | another_door
            """,
            _door,
        ),
    ),
)
