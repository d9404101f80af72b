"""A review of everything that a person takes beside a planned treatment."""

from __future__ import annotations

import uuid

from django.db import models

from lightwell.records.models.acts import OneAct


class RegimenReview(OneAct):
    """Every medicine beside one agent and route, and what a prescriber decided. Append-only.

    ``facts`` is the case that was looked at and ``found`` all that the lists said of it, so that
    the review can be read and run again when something is taken anew.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="regimen_reviews"
    )
    agent = models.CharField(max_length=20)
    route = models.CharField(max_length=20)
    region = models.CharField(max_length=2)
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField()
    found = models.JSONField()
    decided = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"medicines beside {self.agent} {self.route} of patient {self.patient_id}"
