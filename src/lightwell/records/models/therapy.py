"""Psychotherapy around the doses: who may see what by a release, who is linked, what was held."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lightwell.records.models.acts import OneAct


class Release(OneAct):
    """A person lets a therapist outside see named parts of the record, until a day. Append-only.

    ``ends_at`` is the first moment after its last day where the person is at home. It stands
    until then, or until a `ReleaseEnd`.
    """

    class Giver(models.TextChoices):
        PATIENT = "patient", "The person"
        GUARDIAN = "guardian", "A guardian"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="releases"
    )
    therapist_name = models.CharField(max_length=200)
    therapist_email = models.EmailField()
    purpose = models.CharField(max_length=500)
    shares = models.JSONField(default=list, help_text="The parts of the record that it names")
    given_by = models.CharField(max_length=10, choices=Giver.choices)
    guardian_name = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField()
    is_on_paper = models.BooleanField(help_text="Staff recorded a paper that was signed")
    ends_on = models.DateField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("at")), name="release_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"release of patient {self.patient_id}"


class ReleaseEnd(OneAct):
    """A release ends before its day, by the person or by staff who were told. Append-only."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"end of release {self.release_id}"


class TherapistInvitation(models.Model):
    """A link was e-mailed to the therapist whom a release names; only its digest is kept.

    Append-only: it is used when the release has its link.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="invitations")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("release", "number")
        constraints = (
            models.UniqueConstraint(fields=["release", "number"], name="invitation_number_once"),
        )

    def __str__(self) -> str:
        return f"invitation {self.number} of release {self.release_id}"


class TherapistLink(OneAct):
    """A therapist works with a person: by a release from outside, or as staff. Append-only.

    One from outside counts while its release stands; one of the house while the therapist works
    at the location; both until a `TherapistLinkEnd`.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="therapists"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    release = models.OneToOneField(
        Release, null=True, on_delete=models.PROTECT, related_name="link"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"user {self.user_id} is a therapist of patient {self.patient_id}"


class TherapistLinkEnd(OneAct):
    """A therapist no longer works with a person, or never did: the reason says. Append-only."""

    link = models.OneToOneField(TherapistLink, on_delete=models.PROTECT, related_name="end")
    reason = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"end of link {self.link_id}"


class TherapyRecord(models.Model):
    """A version of the record of one therapy session. Append-only; numbers count from one.

    ``thread`` is the session; its highest number stands. A correction and a withdrawal have a
    reason; what was written before stays.
    """

    class Kind(models.TextChoices):
        PREPARATION = "preparation", "Preparation"
        DOSING_SUPPORT = "dosing_support", "Support in a dosing session"
        INTEGRATION = "integration", "Integration"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    thread = models.UUIDField()
    number = models.PositiveIntegerField()
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="therapy_records"
    )
    course = models.ForeignKey(
        "records.Course", null=True, on_delete=models.PROTECT, related_name="therapy_records"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    held_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    themes = models.TextField(help_text="In the person's words")
    next_steps = models.TextField()
    homework = models.TextField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    is_outside = models.BooleanField(help_text="Written by a therapist outside, under a release")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-held_at", "thread", "number")
        constraints = (
            models.UniqueConstraint(fields=["thread", "number"], name="therapy_record_once"),
            models.CheckConstraint(
                condition=models.Q(held_at__lte=models.F("recorded_at")),
                name="therapy_session_not_in_the_future",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} of patient {self.patient_id}, version {self.number}"


class PrivateNote(models.Model):
    """A therapist's own process note, sealed; nobody but its author reads it. Append-only.

    The key is outside the database and outside its backups (`access.private`).
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="+")
    key_check = models.CharField(max_length=16)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"private note of user {self.by_id}"
