"""Typed work that is kept while its author is away from the page."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FormDraft(models.Model):
    """What one person has typed into one form and not yet sent.

    ``page`` names the form and its subject by identifiers only, so that a draft made for one
    patient is never offered on the page of another. ``sent`` is the digest of the page that was
    sent last (empty ``fields``: nothing was typed since): its late drafts are not kept.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=120)
    fields = models.JSONField()
    updated_at = models.DateTimeField()
    sent = models.CharField(max_length=64, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "page"], name="draft_once_for_a_page"),
        )

    def __str__(self) -> str:
        return f"draft of user {self.user_id}"
