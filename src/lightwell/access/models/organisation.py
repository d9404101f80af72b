"""One installation is one organisation with its locations; roles are held per location."""

from __future__ import annotations

from django.db import models

from lightwell.access.actors import Role


class Organisation(models.Model):
    """The clinic or clinic group that runs this installation; there is exactly one."""

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, help_text="Used in messages; no health words")
    is_demo = models.BooleanField(help_text="Written at creation and never changed")
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="organisation_is_the_only_one"),
        )

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A place with its own time zone, region profile, telephone and roster."""

    class Region(models.TextChoices):
        US = "us"
        EU = "eu"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    timezone = models.CharField(max_length=50)
    region = models.CharField(max_length=2, choices=Region.choices)
    phone = models.CharField(max_length=30)
    address = models.CharField(max_length=300)
    opening_words = models.CharField(max_length=200, help_text="For example: Monday to Friday")

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(region__in=["us", "eu"]), name="location_region_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one member of staff at one location, until it is ended."""

    user = models.ForeignKey("access.User", on_delete=models.PROTECT, related_name="memberships")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.words) for role in Role])
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "location", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_role_held_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} at {self.location_id}"
