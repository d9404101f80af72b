"""Who did what, and who looked: append-only, keyed, and never read by features.

No foreign keys: the trail outlives what it speaks of.
"""

from __future__ import annotations

from django.db import models


class AuditHead(models.Model):
    """The last link of each chain (one chain per location, one for the installation)."""

    chain = models.CharField(max_length=60, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"{self.chain} at {self.number}"


class AuditEvent(models.Model):
    """One act of one actor, chained by a keyed digest to the act before it."""

    chain = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_name = models.CharField(max_length=200)
    actor_user = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    patient = models.UUIDField(null=True, db_index=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "number")
        constraints = (
            models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once"),
            models.CheckConstraint(
                condition=models.Q(actor_kind="system") | models.Q(actor_user__isnull=False),
                name="audit_actor_or_system",
            ),
        )

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.action}"


class RecordView(models.Model):
    """Someone opened a page of a patient's record; the patient can read this list."""

    at = models.DateTimeField()
    patient = models.UUIDField(db_index=True)
    user = models.BigIntegerField()
    user_name = models.CharField(max_length=200)
    role_words = models.CharField(max_length=200)
    location = models.CharField(max_length=100)
    page = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.user_name} opened {self.page}"


class ViewSeal(models.Model):
    """A keyed digest over a batch of views, so that a removed or changed view is found."""

    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ("last",)

    def __str__(self) -> str:
        return f"views {self.first}–{self.last}"
