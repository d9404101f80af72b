"""Questionnaires: sent, opened, drafted, answered. Answers are never changed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Assignment(models.Model):
    """One questionnaire asked of one patient. Its status is its newest event."""

    class Channel(models.TextChoices):
        LINK = "link"
        PORTAL = "portal"
        STAFF = "staff"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="assignments"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at")),
                name="assignment_expires_after_sending",
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument} for patient {self.patient_id}"


class AssignmentEvent(models.Model):
    """A step in the life of an assignment. Append-only; numbers count from one."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("assignment", "number")
        constraints = (
            models.UniqueConstraint(fields=["assignment", "number"], name="assignment_event_once"),
        )

    def __str__(self) -> str:
        return f"assignment {self.assignment_id}: {self.status}"


class QuestionnaireLink(models.Model):
    """An e-mailed link to exactly one questionnaire; only the digest of its token is kept.

    Single use: the POST that opens it consumes it, so a mail scanner's GET does not. The
    browser that opened it then holds a signed session for this assignment alone.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link to assignment {self.assignment_id}"


class Draft(models.Model):
    """Answers typed and not yet sent, kept so that nothing typed is lost."""

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="draft")
    answers = models.JSONField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft of assignment {self.assignment_id}"


class Response(models.Model):
    """Answers as sent, with the score as computed then. Append-only.

    ``answers`` is a list in the instrument's order; ``null`` is "not answered", never zero.
    ``total`` is null when the instrument's missing-item rule gives none.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="responses"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    assignment = models.OneToOneField(
        Assignment, null=True, on_delete=models.PROTECT, related_name="response"
    )
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="en")
    answers = models.JSONField()
    total = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=40, blank=True)
    complete = models.BooleanField()
    missing = models.JSONField(default=list)
    safety = models.CharField(max_length=12)
    safety_value = models.SmallIntegerField(null=True)
    risk = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(db_index=True)
    seconds = models.PositiveIntegerField(null=True, help_text="From opening to sending")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["patient", "instrument", "at"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(safety__in=["none", "positive", "unanswered"]),
                name="response_safety_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.instrument} of patient {self.patient_id}"


class NowAnswer(models.Model):
    """The answer to "are you in danger now?" on the safety page. Append-only."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="now_answers")
    answer = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answer__in=["yes", "not_sure", "no"]), name="now_answer_known"
            ),
        )

    def __str__(self) -> str:
        return f"now: {self.answer}"
