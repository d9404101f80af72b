"""What the clinic charges, and the bills that a person takes to their insurer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lightwell.records.models.acts import OneAct


class Price(OneAct):
    """What a service costs at a location from a day on. Append-only: the clinic's own data.

    Of several that have begun, the one that begins last counts; of two of one day the newer.
    ``amount`` is empty where the service is no longer offered, and zero where it is free.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=100, help_text="In words that a visitor understands")
    code = models.CharField(max_length=10, blank=True, help_text="Of the list of billing codes")
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    from_on = models.DateField()

    class Meta:
        ordering = ("service", "from_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | models.Q(amount__gte=0),
                name="price_not_below_zero",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service} at {self.location_id} from {self.from_on}"


class ClinicianNumber(OneAct):
    """The number under which a clinician is registered to bill (NPI). Append-only: newest counts.

    Empty when a number was taken back.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registered_numbers"
    )
    number = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"number of user {self.user_id}"


class DiagnosisCode(OneAct):
    """A clinician says by which ICD-10-CM code a person's diagnosis is billed. Append-only.

    Of one code the newest row counts; ``is_over`` says that it no longer does.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="diagnosis_codes"
    )
    code = models.CharField(max_length=8)
    words = models.CharField(max_length=200)
    is_over = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.code} of patient {self.patient_id}"


class Superbill(OneAct):
    """An itemised bill that the person paid and may send to their insurer. Append-only.

    ``content`` is everything that stands on it; a corrected one names what it supersedes.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="superbills"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    supersedes = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.CharField(max_length=500, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64, help_text="Of the list of billing codes")

    class Meta:
        ordering = ("patient", "number")
        constraints = (
            models.UniqueConstraint(fields=["patient", "number"], name="superbill_number_once"),
        )

    def __str__(self) -> str:
        return f"superbill {self.number} of patient {self.patient_id}"
