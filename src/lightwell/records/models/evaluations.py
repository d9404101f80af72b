"""Every rule evaluation that a person saw, kept so that it can be run again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class RuleEvaluation(models.Model):
    """What a rule said of a patient: rule, version, hash, facts, outcome, why. Append-only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="evaluations"
    )
    rule = models.CharField(max_length=80)
    rule_version = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField()
    outcome = models.CharField(max_length=12)
    explanation = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome__in=["met", "not_met", "unknown"]),
                name="evaluation_outcome_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule}: {self.outcome}"


class StagingEvaluation(models.Model):
    """How far resistance went by one staging, beside the definitions of that day. Append-only.

    ``result`` is the staging as the core told it: words, ends, parts, what is missing; ``why``
    holds for each treatment the claims that were judged, with their outcomes and evidence.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="staging_evaluations"
    )
    staging = models.CharField(max_length=80)
    staging_version = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    facts = models.JSONField()
    result = models.JSONField()
    why = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.staging} of patient {self.patient_id}"


class Disagreement(models.Model):
    """A clinician sees it otherwise, with a reason. Append-only."""

    evaluation = models.ForeignKey(
        RuleEvaluation, on_delete=models.PROTECT, related_name="disagreements"
    )
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"disagreement with evaluation {self.evaluation_id}"
