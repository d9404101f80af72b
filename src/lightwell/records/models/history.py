"""What a person has tried, takes and reacts to: drafted by anyone, verified by a clinician.

One shape for past treatments, medicines and allergies. An entry is a name that does not
change; its versions carry the content and only grow. The newest version is the present one.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One past treatment, one medicine or one allergy of one patient."""

    class Subject(models.TextChoices):
        TREATMENT = "treatment"
        MEDICINE = "medicine"
        ALLERGY = "allergy"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="entries")
    subject = models.CharField(max_length=10, choices=Subject.choices)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(subject__in=["treatment", "medicine", "allergy"]),
                name="entry_subject_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.uid}"


class EntryVersion(models.Model):
    """What was said of an entry, by whom and when. Append-only.

    ``content`` has the keys of the case file (``lightwell.clinical``): a treatment is a trial,
    a medicine is a line of ``medicines``. Absent means unknown. Numbers count from one, so that
    two people who edit the same version cannot both win.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed"
        VERIFIED = "verified"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    content = models.JSONField()
    source = models.CharField(max_length=20, help_text="patient, clinician, pharmacy, chart")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("entry", "number")
        constraints = (
            models.UniqueConstraint(fields=["entry", "number"], name="entry_version_once"),
            models.CheckConstraint(
                condition=models.Q(status__in=["proposed", "verified", "rejected", "withdrawn"]),
                name="entry_version_status_known",
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number} of entry {self.entry_id} ({self.status})"


class Reconciliation(models.Model):
    """A clinician went through a whole list with the person and signed it. Append-only.

    ``statement`` says what is now known: the list stands, there is nothing to list, or it could
    not be obtained. Absent reconciliation means "not recorded", never "none".
    """

    class Statement(models.TextChoices):
        LISTED = "listed"
        NONE_KNOWN = "none_known"
        UNAVAILABLE = "unavailable"

    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="reconciliations"
    )
    subject = models.CharField(max_length=10, choices=Entry.Subject.choices)
    statement = models.CharField(max_length=12, choices=Statement.choices)
    versions = models.JSONField(help_text="Identifiers of the versions that were signed")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.subject} list of patient {self.patient_id}: {self.statement}"
