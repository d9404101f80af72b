"""What was found out about a person: one fact, its value, and who found it when."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RecordedFact(models.Model):
    """One fact of the data dictionary as it was found on a day. Append-only.

    ``value`` is empty when somebody asked and it is not known. ``about`` tells apart what one
    person has many of: for a laboratory result, the test. Numbers count from one for each fact;
    the highest stands, and a correction is a higher number with a reason.
    """

    class Source(models.TextChoices):
        PATIENT = "patient", "The patient says so"
        CLINICIAN = "clinician", "Examined or judged here"
        CHART = "chart", "Chart, letter or report from elsewhere"

    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=60, blank=True)
    number = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    observed_on = models.DateField()
    observed_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["patient", "name", "about", "number"], name="recorded_fact_once"
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["patient", "clinician", "chart"]),
                name="recorded_fact_source_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of patient {self.patient_id}, number {self.number}"
