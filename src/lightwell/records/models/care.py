"""Goals in the person's own words, and the care around the doses: who does what by when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lightwell.records.models.acts import OneAct


class Goal(models.Model):
    """One thing that a person hopes for; its versions carry the words. Append-only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey("records.Patient", on_delete=models.PROTECT, related_name="goals")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"goal {self.pk} of patient {self.patient_id}"


class GoalVersion(OneAct):
    """The words of a goal from one moment on, and whether it is open. Append-only.

    ``is_own``: the person wrote it down themselves; else staff did, in the person's words.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        REACHED = "reached", "Reached"
        DROPPED = "dropped", "Dropped"

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=500, blank=True)
    is_own = models.BooleanField()

    class Meta:
        ordering = ("goal", "number")
        constraints = (
            models.UniqueConstraint(fields=["goal", "number"], name="goal_version_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "reached", "dropped"]),
                name="goal_state_known",
            ),
        )

    def __str__(self) -> str:
        return f"goal {self.goal_id}, version {self.number}"


class GoalRating(OneAct):
    """How close the person says they are to a goal, 0 to 10, at one time. Append-only.

    ``is_own``: given in the portal; else staff asked, and wrote down the person's number.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="ratings")
    value = models.PositiveIntegerField()
    is_own = models.BooleanField()

    class Meta:
        ordering = ("goal", "id")
        constraints = (
            models.CheckConstraint(condition=models.Q(value__lte=10), name="goal_rated_0_to_10"),
        )

    def __str__(self) -> str:
        return f"rating of goal {self.goal_id}"


class CareLine(models.Model):
    """One line of the care plan of a course, of one kind of care. Append-only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="care")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} of course {self.course_id}"


class CareLineVersion(OneAct):
    """What a line says from one moment on. Append-only; numbers count from one.

    Who does it: the person, a member of staff (``who_user``), an outside therapist by a link
    (``who_link``), or an outside prescriber by name. ``review_reason`` says why the review is
    not on the programme's day; empty where it is, or where the programme has none.
    """

    class Who(models.TextChoices):
        PERSON = "person", "The person"
        STAFF = "staff", "A member of staff"
        OUTSIDE = "outside", "An outside therapist"
        PRESCRIBER = "prescriber", "A prescriber outside"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        GOING = "going", "Going on"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    line = models.ForeignKey(CareLine, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=500)
    modality = models.CharField(max_length=20, blank=True)
    supplement = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=10, choices=Who.choices)
    who_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    who_link = models.ForeignKey(
        "records.TherapistLink", null=True, on_delete=models.PROTECT, related_name="+"
    )
    who_name = models.CharField(max_length=200)
    starts_on = models.DateField()
    due_on = models.DateField(null=True)
    goal = models.ForeignKey(Goal, null=True, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    review_reason = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    reason = models.CharField(max_length=500, blank=True)
    is_own = models.BooleanField(help_text="The person marked it themselves, in the portal")

    class Meta:
        ordering = ("line", "number")
        constraints = (
            models.UniqueConstraint(fields=["line", "number"], name="care_line_version_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "going", "done", "stopped"]),
                name="care_line_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=True)
                | models.Q(due_on__gte=models.F("starts_on")),
                name="care_line_due_after_its_start",
            ),
            models.CheckConstraint(
                condition=models.Q(review_on__gte=models.F("starts_on")),
                name="care_line_reviewed_after_its_start",
            ),
        )

    def __str__(self) -> str:
        return f"care line {self.line_id}, version {self.number}"


class CareReview(models.Model):
    """A line was gone through: what was done, what helped. Append-only.

    What comes next (its state, the next day of review) is the version that the review made.
    """

    version = models.OneToOneField(CareLineVersion, on_delete=models.PROTECT, related_name="review")
    held_on = models.DateField()
    done = models.TextField()
    helped = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"review before version {self.version_id}"


class CareDecline(OneAct):
    """A component of the programme that is not planned for this person, and why. Append-only.

    A line of its kind that is planned later takes its place.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} of course {self.course_id} is not planned"
