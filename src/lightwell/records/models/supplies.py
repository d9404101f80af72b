"""Units that a person takes home: the location's policy, each supply, check-ins, and reports."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from lightwell.records.models.acts import OneAct


class TakeHomePolicy(OneAct):
    """A medical director permits take-home at a location from a day on, or ends it. Append-only.

    The highest number stands. ``most_doses`` is the location's own limit of one supply; there is
    no other. ``register_days`` is how old the check of the prescription register may be when a
    supply is signed, ``call_every_days`` how far apart check-ins may lie: without them it is the
    same day, and a check-in on each day of a dose.
    """

    class Act(models.TextChoices):
        PERMITTED = "permitted", "Permitted"
        ENDED = "ended", "Ended"

    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    holds_from = models.DateField()
    most_doses = models.PositiveSmallIntegerField(null=True)
    register_days = models.PositiveSmallIntegerField(null=True)
    call_every_days = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["location", "number"], name="take_home_policy_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(act="ended") | models.Q(act="permitted", most_doses__gte=1),
                name="take_home_policy_states_its_limit",
            ),
        )

    def __str__(self) -> str:
        return f"take-home at location {self.location_id} {self.act}"


class RegisterCheck(OneAct):
    """Somebody looked at the prescription register (PDMP) for a person. Append-only."""

    class Found(models.TextChoices):
        EXPECTED = "expected", "Nothing unexpected"
        TO_DISCUSS = "to_discuss", "Something to talk about"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="register_checks"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField()
    found = models.CharField(max_length=12, choices=Found.choices)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("patient", "-checked_on", "-id")

    def __str__(self) -> str:
        return f"register checked for patient {self.patient_id}"


class Supply(OneAct):
    """A small counted supply as it was ordered: units, their strength, and the days of its doses.

    Append-only; the strength and the units of one dose are those of the signed plan. Everything
    that happens to it is its events (`clinical.transitions.SUPPLY`).
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="supplies"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("records.PlanVersion", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    agent = models.CharField(max_length=20)
    route = models.CharField(max_length=20)
    unit_mg = models.CharField(max_length=12)
    units = models.PositiveSmallIntegerField()
    units_each = models.PositiveSmallIntegerField()
    days = models.JSONField(help_text="The days of its doses, in order, as ISO dates")

    class Meta:
        ordering = ("patient", "number")
        constraints = (
            models.UniqueConstraint(fields=["patient", "number"], name="supply_number_once"),
            models.CheckConstraint(
                condition=models.Q(units__gte=1, units_each__gte=1), name="supply_has_units"
            ),
        )

    def __str__(self) -> str:
        return f"supply {self.number} of patient {self.patient_id}"


class SupplyEvent(models.Model):
    """One step of a supply; numbers count from one. Append-only; no person is the clock.

    ``values`` holds what was counted, or which check-in was missed.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=12)
    status = models.CharField(max_length=12)
    values = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("supply", "number")
        constraints = (
            models.UniqueConstraint(fields=["supply", "number"], name="supply_event_once"),
        )

    def __str__(self) -> str:
        return f"supply {self.supply_id}: {self.status}"


class CheckIn(models.Model):
    """A call that somebody promised while a person has doses at home. Append-only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="check_ins")
    due_at = models.DateTimeField()
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ("supply", "due_at")
        constraints = (
            models.UniqueConstraint(fields=["supply", "due_at"], name="check_in_moment_once"),
        )

    def __str__(self) -> str:
        return f"check-in of supply {self.supply_id}"


class CheckInTry(OneAct):
    """Somebody called: reached or not, and what was said. Append-only."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    check_in = models.ForeignKey(CheckIn, on_delete=models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField()
    was_reached = models.BooleanField()
    answers = models.JSONField(default=dict)
    sbp = models.PositiveSmallIntegerField(null=True)
    dbp = models.PositiveSmallIntegerField(null=True)
    units_left = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    response = models.ForeignKey(
        "records.Response", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("check_in", "number")
        constraints = (
            models.UniqueConstraint(fields=["check_in", "number"], name="check_in_try_once"),
        )

    def __str__(self) -> str:
        return f"try {self.number} of check-in {self.check_in_id}"


class HomeReport(OneAct):
    """What a person said of a dose at home, by themselves or to a nurse; or that they worry.

    Append-only; a correction names the report that it replaces, and both stay.
    """

    class Kind(models.TextChoices):
        TAKEN = "taken", "Taken"
        NOT_TAKEN = "not_taken", "Not taken"
        WORRIED = "worried", "Worried"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    units = models.PositiveSmallIntegerField(default=0)
    when = models.DateTimeField()
    how_it_was = models.TextField(blank=True)
    who_was_there = models.CharField(max_length=200, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("supply", "number")
        constraints = (
            models.UniqueConstraint(fields=["supply", "number"], name="home_report_once"),
            models.CheckConstraint(
                condition=models.Q(kind="taken", units__gte=1)
                | models.Q(kind__in=["not_taken", "worried"], units=0),
                name="home_report_units_taken",
            ),
        )

    def __str__(self) -> str:
        return f"report {self.number} of supply {self.supply_id}: {self.kind}"
