"""What a safety page may promise, computed from the roster and never generic."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from lightwell.access.models import Location
from lightwell.records import risk_rules
from lightwell.records.models import Patient, Response, RiskTask
from lightwell.records.queries import roster


@frozen
class Promise:
    """What happens next, at one moment.

    ``call_words`` is empty when nobody reads now, when the time to call has passed, and once
    somebody has spoken with the person.
    """

    is_open: bool
    call_words: str
    next_words: str
    phone: str


def has_answered(response: Response) -> bool:
    """Whether the person has said if they are in danger now."""
    return response.now_answers.exists()


def promise(response: Response, now: datetime) -> Promise:
    """Who calls by when, for the task of this response at its present level."""
    task = RiskTask.objects.filter(response=response).first()
    return _promise(task, response.location, now)


def promise_after_worry(patient: Patient, location: Location, now: datetime) -> Promise:
    """The same for the newest worry that somebody with doses at home told of."""
    told = RiskTask.objects.filter(patient=patient, trigger="home_worried")
    return _promise(told.order_by("-raised_at", "-id").first(), location, now)


def _promise(task: RiskTask | None, location: Location, now: datetime) -> Promise:
    read = roster.hours(location)
    words = roster.reading_words(location, now)
    call_by = None
    if task is not None and words.is_open:
        newest = task.events.order_by("-number")[0]
        if newest.status in risk_rules.NOT_REACHED:
            call_by = roster.contact_by(task, read)
    is_ahead = call_by is not None and call_by > now
    return Promise(
        is_open=words.is_open,
        call_words=roster.moment_words(call_by, now, read.zone) if is_ahead else "",
        next_words=words.next_words,
        phone=location.phone,
    )
