"""People who would come earlier if they could."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class WaitingPlace(models.Model):
    """Somebody waits for an earlier time. Append-only: its life is its events.

    For a session of a course, named by its number, or for a first consultation. ``weekdays`` and
    the clock are when they can come; empty is any. ``notice_days`` is how long before they must
    know.
    """

    class Wants(models.TextChoices):
        SESSION = "session"
        CONSULTATION = "consultation"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    patient = models.UUIDField(db_index=True)
    wants = models.CharField(max_length=12, choices=Wants.choices)
    course = models.UUIDField(null=True)
    session_number = models.PositiveSmallIntegerField(null=True)
    weekdays = models.JSONField(default=list)
    clock_from = models.TimeField(null=True)
    clock_until = models.TimeField(null=True)
    notice_days = models.PositiveSmallIntegerField()
    contact_by = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    wants="session", course__isnull=False, session_number__isnull=False
                )
                | models.Q(wants="consultation", course__isnull=True, session_number__isnull=True),
                name="waiting_for_a_session_or_a_consultation",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_by__in=["call", "text", "either"]),
                name="waiting_contact_known",
            ),
        )

    def __str__(self) -> str:
        return f"waiting {self.uid}"


class WaitingEvent(models.Model):
    """A step of somebody who waits: joined, offered a time and what they said, filled, ended."""

    waiting = models.ForeignKey(WaitingPlace, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=12)
    status = models.CharField(max_length=12)
    starts_at = models.DateTimeField(null=True, help_text="The time that was offered")
    appointment = models.UUIDField(null=True, help_text="What was booked")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ("waiting", "number")
        constraints = (
            models.UniqueConstraint(fields=["waiting", "number"], name="waiting_event_once"),
        )

    def __str__(self) -> str:
        return f"waiting {self.waiting_id}: {self.status}"
