"""Patients and where they are seen. A record belongs to the organisation."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Patient(models.Model):
    """A person in the programme.

    ``uid`` is the random name used in addresses; ``mrn`` is random and readable. Demographics
    may change: each change raises ``version`` and leaves an audit event with the fields changed.
    """

    class Answer(models.TextChoices):
        YES = "yes"
        NO = "no"
        UNKNOWN = "unknown"

    class Sex(models.TextChoices):
        FEMALE = "female"
        MALE = "male"
        UNKNOWN = "unknown"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    mrn = models.CharField(max_length=12, unique=True)
    home_location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100, db_index=True)
    birth_date = models.DateField(null=True, db_index=True)
    sex_at_birth = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    may_leave_message = models.CharField(
        max_length=10, choices=Answer.choices, default=Answer.UNKNOWN
    )
    may_text = models.CharField(max_length=10, choices=Answer.choices, default=Answer.UNKNOWN)
    emergency_contact = models.CharField(max_length=200, blank=True)
    programme = models.CharField(max_length=40, blank=True, help_text="For example: iv-series")
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("family_name", "given_name", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sex_at_birth__in=["female", "male", "unknown"]),
                name="patient_sex_known_or_unknown",
            ),
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True)
                | models.Q(birth_date__gte="1900-01-01"),
                name="patient_birth_date_possible",
            ),
        )

    def __str__(self) -> str:
        return f"patient {self.mrn}"


class SeenAt(models.Model):
    """A patient is also seen at another location, by a recorded act. Append-only."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="seen_at")
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["patient", "location"], name="seen_at_once"),
        )

    def __str__(self) -> str:
        return f"{self.patient_id} also at {self.location_id}"


class PortalInvitation(models.Model):
    """A patient was invited to the portal by e-mail. Append-only."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"invitation of patient {self.patient_id}"
