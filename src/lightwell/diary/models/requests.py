"""Someone asked for a first consultation."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class ConsultationRequest(models.Model):
    """What a visitor told us in order to be called back. Append-only: its life is its events."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=12, unique=True)
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    birth_date = models.DateField(null=True)
    phone = models.CharField(max_length=30)
    may_leave_message = models.CharField(max_length=10)
    may_text = models.CharField(max_length=10)
    email = models.EmailField(blank=True)
    best_times = models.JSONField(default=list)
    referred_by = models.CharField(max_length=200, blank=True)
    payment = models.CharField(max_length=20, blank=True)
    needs = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=60, blank=True)
    received_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return f"request {self.reference}"


class RequestEvent(models.Model):
    """A step of a request: received, then accepted, declined or found to be a duplicate."""

    request = models.ForeignKey(
        ConsultationRequest, on_delete=models.PROTECT, related_name="events"
    )
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12)
    note = models.CharField(max_length=300, blank=True)
    patient = models.UUIDField(null=True)
    key = models.CharField(max_length=64, null=True, help_text="Of the page that asked for it")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("request", "number")
        constraints = (
            models.UniqueConstraint(fields=["request", "number"], name="request_event_once"),
        )

    def __str__(self) -> str:
        return f"{self.request_id}: {self.status}"
