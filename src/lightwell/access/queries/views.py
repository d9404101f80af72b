"""Who looked at a record: for its patient, and for the auditor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from lightwell.access.models import RecordView


def of_patient(patient: UUID) -> QuerySet[RecordView]:
    """Every logged look at one patient's record, newest first.

    Each has ``at``, ``user_name``, ``role_words``, ``location``, ``page`` and ``reason``.
    """
    return RecordView.objects.filter(patient=patient)
