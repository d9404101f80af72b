"""What a therapist and the prescribers of a course write to one another about a person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class CareMessage(models.Model):
    """One message about a person; a part of the record that the person reads too. Append-only.

    There is one thread for each person, and its numbers count from one.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="care_messages"
    )
    number = models.PositiveIntegerField()
    words = models.TextField()
    is_outside = models.BooleanField(help_text="Written by a therapist outside, under a release")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("patient", "number")
        constraints = (
            models.UniqueConstraint(fields=["patient", "number"], name="care_message_once"),
        )

    def __str__(self) -> str:
        return f"message {self.number} about patient {self.patient_id}"


class CareMessageRead(models.Model):
    """Somebody opened the thread and saw this message. Append-only; once for each reader."""

    message = models.ForeignKey(CareMessage, on_delete=models.PROTECT, related_name="reads")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["message", "by"], name="care_message_read_once"),
        )

    def __str__(self) -> str:
        return f"message {self.message_id} read by user {self.by_id}"
