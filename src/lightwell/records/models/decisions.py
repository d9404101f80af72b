"""What was decided about offering a treatment, on which grounds, and who stands for it."""

from __future__ import annotations

import uuid

from django.db import models

from lightwell.records.models.acts import OneAct


class Decision(OneAct):
    """A prescriber's decision about one agent and route. Append-only: the highest number stands.

    ``evaluation`` keeps the rules, their version and the facts, so that it can be run again;
    ``cards`` what each rule said; ``overrides`` the reason for each rule that was set aside.
    """

    class Choice(models.TextChoices):
        OFFER = "offer", "Offer"
        DEFER = "defer", "Defer until"
        NOT_SUITABLE = "not_suitable", "Not suitable"
        REFER = "refer", "Refer"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="decisions"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    agent = models.CharField(max_length=20)
    route = models.CharField(max_length=20)
    region = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    choice = models.CharField(max_length=12, choices=Choice.choices)
    until = models.DateField(null=True)
    reasons = models.TextField()
    outcome = models.CharField(max_length=12)
    evaluation = models.OneToOneField(
        "records.RuleEvaluation", on_delete=models.PROTECT, related_name="decision"
    )
    cards = models.JSONField()
    overrides = models.JSONField(default=list)
    needs_second = models.BooleanField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["patient", "agent", "route", "number"], name="decision_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(choice__in=["offer", "defer", "not_suitable", "refer"]),
                name="decision_choice_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(choice="defer") | models.Q(until__isnull=False),
                name="decision_deferred_until_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.choice}: {self.agent} {self.route} for patient {self.patient_id}"


class DecisionSignature(OneAct):
    """A second person signs a decision that asks for one. Append-only."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second")
    note = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"second signature on decision {self.decision_id}"


class Consent(OneAct):
    """What a person agreed to, in which words, and how they showed that they understood.

    ``answers`` holds each question of understanding with what the person said in their own
    words and whether the clinician found it understood. Append-only; a withdrawal is a row.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(
        "records.Patient", on_delete=models.PROTECT, related_name="consents"
    )
    location = models.ForeignKey("access.Location", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, help_text="The id of the text, for example ketamine-iv")
    text_version = models.CharField(max_length=40)
    content_hash = models.CharField(max_length=64)
    answers = models.JSONField()
    given_by = models.CharField(max_length=20, help_text="patient or guardian")
    guardian_name = models.CharField(max_length=200, blank=True)
    has_assent = models.BooleanField(null=True, help_text="Of a person under 18; else empty")
    signed_on = models.DateField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(given_by__in=["patient", "guardian"]),
                name="consent_giver_known",
            ),
        )

    def __str__(self) -> str:
        return f"consent {self.kind} of patient {self.patient_id}"


class ConsentWithdrawal(OneAct):
    """A consent ended, by the person or for them. Append-only."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"withdrawal of consent {self.consent_id}"
