"""One neutral reminder the day before, once; none for what moved, and none where none is wanted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lightwell.access import clock
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.models import AuditEvent, OutgoingMessage
from lightwell.access.wording import HEALTH_WORDS
from lightwell.diary import jobs
from lightwell.diary.actions import appointments, telling
from lightwell.diary.models import Appointment, Reminder, ReminderChoice
from lightwell.diary.queries import reminders
from lightwell.records.actions import deaths
from tests.support.cast import Cast
from tests.support.people import as_patient
from tests.support.series import Diary
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db
NEW_YORK = "America/New_York"


@pytest.fixture
def diary(cast: Cast) -> Diary:
    return with_email(Diary(cast))


def with_email(diary: Diary) -> Diary:
    diary.maya.email = "maya.rivera@mail.example"
    diary.maya.save(update_fields=["email"])
    return diary


def first_of(diary: Diary) -> Appointment:
    return min(diary.book(), key=lambda one: one.starts_at)


def sent() -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(purpose="appointment-reminder"))


def day_before(made: Appointment, **later: Any) -> datetime:
    return reminders.reminds_at(made.starts_at, NEW_YORK) + timedelta(**later)


def test_a_reminder_goes_out_the_day_before_and_only_once(diary: Diary) -> None:
    made = first_of(diary)
    assert jobs.run_due(day_before(made, minutes=-1)) == 0
    assert jobs.run_due(day_before(made)) == 1
    assert jobs.run_due(day_before(made, minutes=5)) == 0
    (one,) = sent()
    assert one.to == diary.maya.email
    assert one.subject == "Your appointment tomorrow, The clinic"
    assert "1 Example Street, Springfield" in one.body
    assert " at 8:00 am" in one.body
    assert not HEALTH_WORDS.search(one.subject + one.body)
    assert not any(word in one.body for word in ("Rivera", "Maya", "Ben", "Chair", "session"))
    assert AuditEvent.objects.filter(action="message.queue").count() == 1


def test_what_was_cancelled_moved_or_has_begun_is_not_reminded_of(diary: Diary) -> None:
    made = first_of(diary)
    assert jobs.run_due(made.starts_at) == 0
    appointments.cancel(by=diary.ben, appointment=made.uid, reason="Ill", key="")
    assert jobs.run_due(day_before(made, hours=1)) == 0
    assert telling.remind(appointment=made.uid, now=day_before(made)) == 0
    assert not sent()


def test_who_got_their_time_within_the_day_was_told_just_then(diary: Diary) -> None:
    made = first_of(diary)
    fresh = timedelta(hours=20)
    with clock.at(made.starts_at - fresh):
        appointments.cancel(by=diary.ben, appointment=made.uid, reason="Moved by hand", key="")
        again = appointments.book(
            by=diary.ben,
            session_uid=made.session,
            patient_uid=made.patient,
            chair=made.chair_id,
            nurse=made.nurse_id,
            starts_at=made.starts_at,
            ends_at=made.ends_at,
            key="again",
        )
        assert again.pk != made.pk
        assert jobs.run_due() == 0


def test_nobody_is_written_to_without_an_address(cast: Cast) -> None:
    made = first_of(Diary(cast))
    assert jobs.run_due(day_before(made)) == 0
    assert not Reminder.objects.exists()


def test_who_wants_none_gets_none_until_they_want_them_again(diary: Diary) -> None:
    made = first_of(diary)
    maya = as_patient(diary.maya)
    assert reminders.is_wanted(maya)
    for _ in range(2):
        telling.choose_reminders(by=maya, is_wanted=False)
    assert ReminderChoice.objects.count() == 1
    assert not reminders.is_wanted(maya)
    assert jobs.run_due(day_before(made)) == 0
    assert telling.remind(appointment=made.uid, now=day_before(made)) == 0
    telling.choose_reminders(by=maya, is_wanted=True)
    assert jobs.run_due(day_before(made)) == 1
    assert AuditEvent.objects.filter(action="reminder.choose").count() == 2
    with pytest.raises(Denied):
        telling.choose_reminders(by=diary.ben, is_wanted=False)


def test_one_reminder_that_fails_keeps_no_other_waiting(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = first_of(diary)
    queue, tried = telling.messages.queue, []

    def fails_first(**message: Any) -> Any:
        tried.append(message["to"])
        if len(tried) == 1:
            raise InvalidInput("no such address")
        return queue(**message)

    diary.book(diary.another())
    monkeypatch.setattr(reminders, "wanting", set)
    contacts = telling.patients.to_write_to
    monkeypatch.setattr(telling.patients, "to_write_to", lambda _: contacts([diary.maya.uid]))
    monkeypatch.setattr(telling.messages, "queue", fails_first)
    with pytest.raises(ExceptionGroup, match="Not every reminder"):
        jobs.run_due(day_before(made, hours=3))
    assert len(tried) == 2
    assert Reminder.objects.count() == 1  # the one that failed is due still


def died(diary: Diary) -> None:
    deaths.record(
        by=diary.ben,
        patient=diary.maya,
        died_on=None,
        source="Her sister told Ben by telephone.",
        base=0,
        key="died",
    )


def test_nobody_is_reminded_who_has_died(diary: Diary) -> None:
    made = first_of(diary)
    died(diary)
    assert jobs.run_due(day_before(made)) == 0
    assert telling.remind(appointment=made.uid, now=day_before(made)) == 0
    assert not sent()


def test_nobody_is_reminded_who_has_died_while_a_place_was_still_kept(
    diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of whom to write to holds by itself, whatever became of the appointment."""
    made = first_of(diary)
    with monkeypatch.context() as kept:
        kept.setattr(deaths, "CLOSERS", [])
        died(diary)
    assert made.events.latest("number").status == "booked"
    assert jobs.run_due(day_before(made)) == 0
    assert telling.remind(appointment=made.uid, now=day_before(made)) == 0
    telling.tell_moved(by=diary.ben, people=[diary.maya.uid])
    telling.tell_closed(by=diary.ben, people=[diary.maya.uid])
    assert not OutgoingMessage.objects.filter(purpose__startswith="appointment").exists()
    deaths.take_back(by=diary.ben, patient=diary.maya, reason="She is here.", base=1, key="back")
    assert jobs.run_due(day_before(made)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_remind_once(cast: Cast) -> None:
    diary = with_email(Diary(cast))
    made = first_of(diary)
    now = day_before(made)
    assert sorted(at_once(2, lambda _: telling.remind(appointment=made.uid, now=now))) == [0, 1]
    assert len(sent()) == Reminder.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2027, 3, 14), 23), (date(2026, 11, 1), 25), (date(2026, 12, 1), 24)],
    ids=["clock put forward", "clock put back", "any other day"],
)
def test_the_day_before_is_the_same_time_on_the_wall(day: date, hours: int) -> None:
    """The night between has 23 or 25 hours; the person reads the same nine o'clock."""
    nine = datetime.combine(day, time(9), tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)
    at = reminders.reminds_at(nine, NEW_YORK)
    assert nine - at == timedelta(hours=hours)
    assert at.astimezone(ZoneInfo(NEW_YORK)).time() == time(9)
    assert nine - at <= reminders.LONGEST_DAY
