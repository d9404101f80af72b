"""Programmes that a location adopted, courses that follow one, and their plans."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lightwell.records.models.acts import OneAct


class Adoption(OneAct):
    """A medical director adopts a version of a programme for a location, or ends that.

    Append-only: the highest number of a location and programme stands. ``withdrawn_unsafe``
    holds new starts at once. ``content`` is the programme as it was written when it was adopted,
    so that what came later can be told apart from it; rows of before it was kept have none.
    """

    class Act(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        WITHDRAWN_UNSAFE = "withdrawn_unsafe", "Withdrawn as unsafe"

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    content = models.TextField(null=True)
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=20, choices=Act.choices)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["location", "programme", "number"], name="adoption_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(act__in=["adopted", "withdrawn", "withdrawn_unsafe"]),
                name="adoption_act_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} {self.version} {self.act}"


class Course(models.Model):
    """One phase of a person's way through a programme, on the version it began with. Append-only.

    Its status is its newest event (`clinical.transitions.COURSE`). A phase that follows another
    ``continues`` it and rests on the decision that stands for what it gives, which may be the
    same one; a decision begins no second way. ``phase`` is empty in rows from before it was kept:
    they gave the first series of their route.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="courses")
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=40)
    programme_version = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    phase = models.CharField(max_length=40, blank=True, default="")
    continues = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="continued_by"
    )
    decision = models.ForeignKey(
        "records.Decision", on_delete=models.PROTECT, related_name="courses"
    )
    agent = models.CharField(max_length=20)
    route = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(continues__isnull=True),
                name="decision_begins_one_course",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme} of patient {self.patient_id}"


class CourseEvent(models.Model):
    """A step of a course. Append-only; numbers count from one."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("course", "number")
        constraints = (
            models.UniqueConstraint(fields=["course", "number"], name="course_event_once"),
        )

    def __str__(self) -> str:
        return f"course {self.course_id}: {self.status}"


class PhaseChange(OneAct):
    """A signed change from one phase to the next, or to the end. Append-only; once for a course.

    ``evaluation`` keeps the rule of the programme's exit with its facts, so that it can be judged
    again; it is empty where the exit has no rule. ``override_reason`` says why a rule that is not
    met, or unknown, was set aside in ``override_role``. ``shown`` is what the page showed: the
    arithmetic, the evidence, the goals. ``agreed`` names the others who decide with the signer.
    """

    class Decider(models.TextChoices):
        PRESCRIBER = "prescriber", "The prescriber"
        PATIENT = "patient", "The person"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.OneToOneField(Course, on_delete=models.PROTECT, related_name="change")
    to = models.CharField(max_length=40)
    decided_by = models.CharField(max_length=12, choices=Decider.choices)
    reasons = models.TextField()
    wish = models.TextField()
    evaluation = models.OneToOneField(
        "records.RuleEvaluation", null=True, on_delete=models.PROTECT, related_name="phase_change"
    )
    outcome = models.CharField(max_length=12, blank=True)
    override_role = models.CharField(max_length=40, blank=True)
    override_reason = models.TextField(blank=True)
    agreed = models.JSONField(default=list)
    shown = models.JSONField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by__in=["prescriber", "patient"]),
                name="phase_change_decider_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "met", "not_met", "unknown"]),
                name="phase_change_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", "met"]) | ~models.Q(override_reason=""),
                name="phase_change_met_or_set_aside",
            ),
        )

    def __str__(self) -> str:
        return f"course {self.course_id} goes on to {self.to}"


class IntervalDecision(OneAct):
    """The interval to the next session, signed after one where intervals grow. Append-only.

    ``proposal`` is what the programme's steps proposed with its arithmetic; ``reason`` says why it
    is another. The highest number after a session stands.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="intervals")
    after_session = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    step = models.CharField(max_length=10)
    proposal = models.JSONField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("course", "after_session", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["course", "after_session", "number"], name="interval_decision_once"
            ),
            models.CheckConstraint(
                condition=models.Q(step__in=["lengthen", "keep", "shorten"]),
                name="interval_step_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.days} days after session {self.after_session} of course {self.course_id}"


class PlanVersion(OneAct):
    """What is planned for a course: dose with its arithmetic, sessions, changes. Append-only.

    ``content`` is the plan as the core worked it out (amounts as decimal texts, lines in
    words); ``deviations`` each change from the programme with its reason; ``sign_offs`` whose
    signature it waits for beyond the prescriber's. A plan counts once `PlanSignature` stands.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    deviations = models.JSONField(default=list)
    sign_offs = models.JSONField(default=list)

    class Meta:
        ordering = ("course", "number")
        constraints = (
            models.UniqueConstraint(fields=["course", "number"], name="plan_version_once"),
        )

    def __str__(self) -> str:
        return f"plan {self.number} of course {self.course_id}"


class PlanSignature(OneAct):
    """Someone signs a plan, in the role that it asks for. Append-only; once for each role."""

    plan = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    role = models.CharField(max_length=40)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "role"], name="plan_signed_once_in_a_role"),
        )

    def __str__(self) -> str:
        return f"{self.role} signs plan {self.plan_id}"


class ReviewDecision(OneAct):
    """What was decided at a review point of the programme, on which response. Append-only.

    ``basis`` is what the page showed: scores with dates, change, the programme's rule and what
    it came to. The highest number of a review point stands.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="reviews")
    after_session = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    choice = models.CharField(max_length=60)
    reasons = models.TextField()
    basis = models.JSONField()

    class Meta:
        ordering = ("course", "after_session", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["course", "after_session", "number"], name="review_decision_once"
            ),
        )

    def __str__(self) -> str:
        return f"review after session {self.after_session} of course {self.course_id}"
