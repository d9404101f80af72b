"""What a person is told of their appointments: reminders, and an address for a calendar."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Reminder(models.Model):
    """One appointment was reminded of, once. Append-only."""

    appointment = models.OneToOneField(
        "diary.Appointment", on_delete=models.PROTECT, related_name="reminder"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminder of appointment {self.appointment_id}"


class ReminderChoice(models.Model):
    """Whether a person wants reminders; the newest counts. Append-only."""

    patient = models.UUIDField(db_index=True)
    is_wanted = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return "reminders wanted" if self.is_wanted else "no reminders"


class CalendarAddress(models.Model):
    """A secret address at which a person's own calendar finds their visits. Append-only.

    Only the digest of its secret is kept: it is shown once and cannot be shown again.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"calendar address {self.uid}"


class CalendarAddressEnd(models.Model):
    """An address that shows nothing any more. Append-only."""

    address = models.OneToOneField(CalendarAddress, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"end of calendar address {self.address_id}"
