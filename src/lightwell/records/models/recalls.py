"""What was done about a person who is to be asked back."""

from __future__ import annotations

import uuid

from django.db import models

from lightwell.records.models.acts import OneAct
from lightwell.records.recall_words import OUTCOMES


class RecallAct(OneAct):
    """Somebody acted on a line of the recall list. Append-only.

    ``evidence`` is what the line rested on: it stays away until the day ``until``, and comes back
    at once when it rests on something new. ``said`` is the line as it was read.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="recall_acts"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12)
    evidence = models.CharField(max_length=64)
    said = models.JSONField()
    outcome = models.CharField(max_length=12, choices=list(OUTCOMES.items()))
    until = models.DateField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["location", "until"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["reached", "not_reached", "booked", "declined", "left"]
                ),
                name="recall_outcome_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome}: {self.purpose} of patient {self.patient_id}"
