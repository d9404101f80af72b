"""What an act on a record keeps: when, by whom, and the key that makes it once."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class OneAct(models.Model):
    """A row that one person wrote once. The name stands beside the account: it stays as it was."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        abstract = True
