"""The time that a person cannot spend twice: the patient's, and that of staff."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PatientTime(models.Model):
    """A quarter of an hour in which a patient is expected; nobody is in two places at once.

    Like the times of a chair, the rows go when the appointment is moved, cancelled or over.
    """

    patient = models.UUIDField()
    quarter = models.DateTimeField()
    appointment = models.ForeignKey(
        "diary.Appointment", on_delete=models.PROTECT, related_name="patient_times"
    )

    class Meta:
        ordering = ("quarter",)
        constraints = (
            models.UniqueConstraint(fields=["patient", "quarter"], name="patient_in_one_place"),
        )

    def __str__(self) -> str:
        return f"a patient at {self.quarter:%H:%M}"


class StaffTime(models.Model):
    """A quarter of an hour in which one of staff is with a patient, in one of their places.

    Who looks after ``of`` people at once has the places 1 to ``of``, and each is taken once: one
    person too many has no place. ``of`` is none where the clinic gave no number; a therapist who
    stays has one place.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    quarter = models.DateTimeField()
    place = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField(null=True)
    is_beside = models.BooleanField()
    appointment = models.ForeignKey(
        "diary.Appointment", on_delete=models.PROTECT, related_name="staff_times"
    )

    class Meta:
        ordering = ("quarter", "place")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "quarter", "place"], name="staff_place_taken_once"
            ),
            models.CheckConstraint(
                condition=models.Q(place__gte=1)
                & (models.Q(of__isnull=True) | models.Q(place__lte=models.F("of"))),
                name="staff_place_is_one_of_theirs",
            ),
        )

    def __str__(self) -> str:
        return f"person {self.person_id} at {self.quarter:%H:%M}"
