"""A treatment session: everything that happened, in the order in which it was written down."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lightwell.records.models.acts import OneAct


class TreatmentSession(models.Model):
    """One session of a course. Append-only: all else about it is its entries.

    ``number`` counts the sessions of the course; ``replaces`` is the missed or cancelled session
    whose place it takes.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="sessions")
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="sessions"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    planned_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("course", "number", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["course", "number"],
                condition=models.Q(replaces__isnull=True),
                name="session_number_once",
            ),
        )

    def __str__(self) -> str:
        return f"session {self.number} of course {self.course_id}"


class SessionEntry(models.Model):
    """One thing that happened in a session. Append-only; numbers count from one.

    Numbers are one line for the whole session: what is printed is what is here, in this order.
    ``at`` is when it was so, ``recorded_at`` when it was written down. ``slot`` is the due time
    of the programme that a row answers, so two people cannot both fill it. ``corrects`` is the
    entry that this one replaces; both stay, and each entry is corrected at most once.
    ``status`` is the state of the session after it (`clinical.transitions.SESSION`).
    """

    class Kind(models.TextChoices):
        MAKE_READY = "make_ready", "Ready"
        HOLD = "hold", "Held"
        CANCEL = "cancel", "Cancelled"
        START = "start", "Started"
        PAUSE = "pause", "Paused"
        RESUME = "resume", "Resumed"
        DEVICE = "device", "Device given"
        END_INFUSION = "end_infusion", "Infusion ended"
        STOP_EARLY = "stop_early", "Stopped early"
        DISCHARGE = "discharge", "Discharged"
        TRANSFER = "transfer", "Transferred to emergency care"
        LEAVE_AGAINST_ADVICE = "leave_against_advice", "Left against advice"
        CHECK = "check", "Check"
        OVERRIDE = "override", "Set aside"
        DOSE_PREPARED = "dose_prepared", "Dose prepared"
        DOSE_CONFIRMED = "dose_confirmed", "Dose confirmed by a second person"
        READING = "reading", "Observation"
        RATE = "rate", "Rate changed"
        MEDICINE = "medicine", "Medicine given"
        ADVERSE_EVENT = "adverse_event", "Adverse event"
        ACKNOWLEDGE = "acknowledge", "Reminder seen"
        COMFORT = "comfort", "Comfort choices"
        NOTE = "note", "Note"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TreatmentSession, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=24, choices=Kind.choices)
    status = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    values = models.JSONField(default=dict)
    slot = models.CharField(max_length=40, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("session", "number")
        constraints = (
            models.UniqueConstraint(fields=["session", "number"], name="session_entry_once"),
            models.UniqueConstraint(
                fields=["session", "kind", "slot"],
                condition=models.Q(corrects__isnull=True) & ~models.Q(slot=""),
                name="session_slot_filled_once",
            ),
            models.CheckConstraint(
                condition=models.Q(at__lte=models.F("recorded_at")),
                name="session_entry_not_in_the_future",
            ),
        )

    def __str__(self) -> str:
        return f"entry {self.number} of session {self.session_id}: {self.kind}"


class FollowUp(OneAct):
    """Someone asked after a person after a session: reached or not, and what was said.

    ``purpose`` is next_day, or call_back after somebody left against advice. Append-only.
    """

    class Purpose(models.TextChoices):
        NEXT_DAY = "next_day", "The day after"
        CALL_BACK = "call_back", "Call back"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        TreatmentSession, on_delete=models.PROTECT, related_name="follow_ups"
    )
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    number = models.PositiveIntegerField()
    was_reached = models.BooleanField()
    answers = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    response = models.ForeignKey(
        "records.Response", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("session", "purpose", "number")
        constraints = (
            models.UniqueConstraint(fields=["session", "purpose", "number"], name="follow_up_once"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} of session {self.session_id}"
