"""What a clinic says of itself on its public pages."""

from __future__ import annotations

from django.db import models

from lightwell.records.models.acts import OneAct


class ClinicPage(OneAct):
    """A version of a page that the clinic writes about itself, in Markdown. Append-only.

    The highest number counts; empty words take the page off.
    """

    class Kind(models.TextChoices):
        TEAM = "team", "Our team"
        PRICES = "prices", "Paying yourself"
        QUESTIONS = "questions", "Questions about this clinic"

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.PositiveIntegerField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("location", "kind", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["location", "kind", "number"], name="clinic_page_version_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of location {self.location_id}, version {self.number}"
