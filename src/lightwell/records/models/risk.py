"""Who reads suicide answers and when, and the tasks that such answers raise."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class RosterShift(models.Model):
    """Hours of a weekday in which a named person reads answers at a location.

    Local clock times in the location's zone; 0 is Monday. Within a shift answers are read and
    acted on; outside all shifts the patient's page says that nobody reads now.
    """

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=30)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("weekday", "starts")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="shift_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="shift_weekday_known"),
        )

    def __str__(self) -> str:
        return f"shift on day {self.weekday}"


class RiskTask(models.Model):
    """An answer about suicide that a person must act on. Append-only: its life is its events."""

    class Level(models.TextChoices):
        WATCH = "watch"
        AMBER = "amber"
        RED = "red"
        IMMINENT = "imminent"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="risk_tasks"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    response = models.OneToOneField(
        "records.Response", null=True, on_delete=models.PROTECT, related_name="risk_task"
    )
    cause = models.CharField(
        max_length=80, unique=True, help_text="What raised it; one cause raises one task"
    )
    trigger = models.CharField(max_length=60)
    trigger_words = models.CharField(max_length=300)
    level = models.CharField(max_length=10, choices=Level.choices)
    raised_at = models.DateTimeField()
    contact_by = models.DateTimeField()

    class Meta:
        ordering = ("raised_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level__in=["watch", "amber", "red", "imminent"]),
                name="risk_task_level_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.level} risk task {self.uid}"


class RiskTaskEvent(models.Model):
    """One step of a risk task. Append-only.

    Numbers count from one per task, so two people cannot both take it; an escalation step is
    unique per task, so the clock cannot fire it twice.
    """

    class Kind(models.TextChoices):
        RAISED = "raised"
        LEVEL_RAISED = "level_raised"
        TAKEN = "taken"
        ATTEMPT = "attempt"
        SPOKEN = "spoken"
        SCREENED = "screened"
        ASSESSED = "assessed"
        ESCALATED = "escalated"
        NOT_REACHED = "not_reached"
        CLOSED = "closed"
        CLEARED = "cleared"

    task = models.ForeignKey(RiskTask, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    status = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    level = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    result = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    assessment = models.ForeignKey(
        "records.Response", null=True, on_delete=models.PROTECT, related_name="+"
    )
    step = models.CharField(max_length=40, null=True)
    idempotency_key = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        ordering = ("task", "number")
        constraints = (
            models.UniqueConstraint(fields=["task", "number"], name="risk_event_number_once"),
            models.UniqueConstraint(fields=["task", "step"], name="risk_escalation_step_once"),
        )

    def __str__(self) -> str:
        return f"risk task {self.task_id}: {self.kind}"


class Heartbeat(models.Model):
    """When a clock last ran, so that an empty inbox is known to be real."""

    clock = models.CharField(max_length=40, primary_key=True)
    ran_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.clock} ran at {self.ran_at:%H:%M}"
