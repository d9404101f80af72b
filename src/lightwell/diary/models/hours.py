"""When staff are there, and when a location is closed: what a proposed series rests on."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class StaffHours(models.Model):
    """Hours of a weekday in which a person is there in one role, week after week. Append-only.

    Local clock times in the location's zone; 0 is Monday. How many people a nurse looks after at
    once is said by the clinic; there is no usual number.
    """

    class Part(models.TextChoices):
        NURSE = "nurse"
        PRESCRIBER = "prescriber"
        THERAPIST = "therapist"

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, choices=Part.choices)
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()
    at_once = models.PositiveSmallIntegerField(null=True, help_text="Of a nurse; of nobody else")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("weekday", "starts", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends__gt=models.F("starts")), name="hours_end_after_start"
            ),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="hours_weekday_known"),
            models.CheckConstraint(
                condition=models.Q(part="nurse", at_once__isnull=False, at_once__gte=1)
                | (~models.Q(part="nurse") & models.Q(at_once__isnull=True)),
                name="hours_of_a_nurse_say_how_many",
            ),
        )

    def __str__(self) -> str:
        return f"hours on day {self.weekday}"


class StaffHoursEnd(models.Model):
    """Hours that no longer are, from this moment on. Append-only."""

    hours = models.OneToOneField(StaffHours, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"end of hours {self.hours_id}"


class Closure(models.Model):
    """Days on which a location is closed: a holiday, a repair. Append-only."""

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=100)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("first_day", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="closure_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"closed from {self.first_day}"


class ClosureEnd(models.Model):
    """A closure that was taken back. Append-only."""

    closure = models.OneToOneField(Closure, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"end of closure {self.closure_id}"


class AppointmentTherapist(models.Model):
    """The therapist who stays for an appointment, where the programme wants one. Append-only."""

    appointment = models.OneToOneField(
        "diary.Appointment", on_delete=models.PROTECT, related_name="beside"
    )
    therapist = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"therapist of appointment {self.appointment_id}"
