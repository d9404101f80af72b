"""Letters that left the record, as they were signed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Letter(models.Model):
    """A signed letter about a person who agreed to it, or to the person. Append-only.

    ``content`` is what the letter told of the record on its day; it is printed from that, so a
    letter reads the same for ever.
    """

    class Kind(models.TextChoices):
        PRESCRIBER = "prescriber", "Letter to a prescriber outside"
        CONSULTATION = "consultation", "Consultation letter"
        THERAPIST = "therapist", "Letter to the therapist outside"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.PRESCRIBER)
    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="letters")
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    recipient = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    agreed_on = models.DateField(
        null=True,
        help_text="When the person agreed that this letter goes out; empty on one to themselves",
    )
    words = models.TextField()
    content = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=100, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("patient", "number")
        constraints = (
            models.UniqueConstraint(fields=["patient", "number"], name="letter_number_once"),
        )

    def __str__(self) -> str:
        return f"letter {self.number} about patient {self.patient_id}"
