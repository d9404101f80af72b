"""Messages that leave the house; they carry no health words."""

from __future__ import annotations

from django.db import models


class OutgoingMessage(models.Model):
    """An e-mail to be sent: written in the transaction that needs it, sent after it.

    ``due_at`` is when it is tried next; each try moves it on before it begins, so that a crash
    in the middle is a later try and two workers never try at once. The body is emptied when
    the message has left the house.
    """

    class Status(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"
        KEPT = "kept"  # in the demo's outbox: shown on a page, never sent

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    purpose = models.CharField(max_length=40)
    location = models.ForeignKey("access.Location", null=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["queued", "sent", "failed", "kept"]),
                name="message_status_known",
            ),
        )
        indexes = (models.Index(fields=["status", "due_at"], name="message_due"),)

    def __str__(self) -> str:
        return f"{self.purpose} ({self.status})"
