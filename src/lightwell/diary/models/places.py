"""Where and with whom a session is: rooms, chairs, appointments, and the time they take."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Room(models.Model):
    """A room of a location in which people are treated."""

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("location", "id")
        constraints = (
            models.UniqueConstraint(fields=["location", "name"], name="room_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class Chair(models.Model):
    """One place in a room; ``position`` is where it stands, and where its tile stands."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="chairs")
    name = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("room", "position")
        constraints = (
            models.UniqueConstraint(fields=["room", "position"], name="chair_stands_once"),
            models.UniqueConstraint(fields=["room", "name"], name="chair_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A session has a time, a chair and a nurse. Append-only: its life is its events.

    ``session`` is the random name of the session in the record. Moving it makes a new one.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    session = models.UUIDField(db_index=True)
    patient = models.UUIDField(db_index=True)
    chair = models.ForeignKey(Chair, on_delete=models.PROTECT, related_name="appointments")
    nurse = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="appointment_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"appointment {self.uid}"


class AppointmentEvent(models.Model):
    """A step of an appointment (`clinical.transitions.APPOINTMENT`). Append-only."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=12)
    status = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("appointment", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["appointment", "number"], name="appointment_event_once"
            ),
        )

    def __str__(self) -> str:
        return f"appointment {self.appointment_id}: {self.status}"


class ChairTime(models.Model):
    """A quarter of an hour in which a chair is taken.

    The one row for each chair and quarter makes double booking impossible on both engines; the
    rows go when the appointment is moved, cancelled or over. The record of it is its events.
    """

    chair = models.ForeignKey(Chair, on_delete=models.PROTECT, related_name="+")
    quarter = models.DateTimeField()
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="times")

    class Meta:
        ordering = ("chair", "quarter")
        constraints = (
            models.UniqueConstraint(fields=["chair", "quarter"], name="chair_taken_once"),
        )

    def __str__(self) -> str:
        return f"chair {self.chair_id} at {self.quarter:%H:%M}"
