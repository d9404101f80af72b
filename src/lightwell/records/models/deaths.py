"""That a person has died: the one fact that ends reminders, calls and appointments."""

from __future__ import annotations

import uuid

from django.db import models

from lightwell.records.models.acts import OneAct


class Death(OneAct):
    """A person has died, as it was told, or that this was recorded in error. Append-only.

    The highest number stands. ``died_on`` is empty when the day is not known.
    """

    class Act(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        TAKEN_BACK = "taken_back", "Taken back"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="deaths")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=Act.choices)
    died_on = models.DateField(null=True)
    source = models.CharField(max_length=500, help_text="Who told it and how; or why it is untrue")

    class Meta:
        ordering = ("patient", "number")
        constraints = (
            models.UniqueConstraint(fields=["patient", "number"], name="death_number_once"),
            models.CheckConstraint(
                condition=models.Q(act__in=["recorded", "taken_back"]), name="death_act_known"
            ),
        )

    def __str__(self) -> str:
        return f"death of patient {self.patient_id} {self.act}"
