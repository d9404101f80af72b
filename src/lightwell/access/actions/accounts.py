"""Accounts of patients and outside therapists: made by an invitation, never by signing up."""

from __future__ import annotations

from django.db import transaction

from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import Conflict
from lightwell.access.models import User

# Given and family name may each have a hundred letters, and a blank between them.
LONGEST_NAME = 200


@transaction.atomic
def open_for_patient(*, by: Actor, email: str, name: str) -> User:
    """Make the account with which a patient signs in, by e-mailed code until they choose more.

    Raises ``Conflict`` when the address already signs somebody else in: two people who share an
    address cannot both be known by it.
    """
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(
            "This e-mail address already signs another person in. Ask for a different address."
        )
    user = User.objects.create_user(email, None, name=name[:LONGEST_NAME], kind=User.Kind.PATIENT)
    audit.record(by=by, action="account.open", subject=("user", user.pk))
    return user


@transaction.atomic
def open_for_therapist(*, by: Actor, email: str, name: str) -> User:
    """The account of an outside therapist: the one that they have, or a new one without a password.

    Raises ``Conflict`` when the address signs in a member of staff or a patient: one person would
    then be known as two.
    """
    known = User.objects.filter(email__iexact=email).first()
    if known is not None and (known.kind != User.Kind.OUTSIDE or not known.is_active):
        raise Conflict(
            "This e-mail address already signs another person in. Ask for a different address."
        )
    if known is not None:
        return known
    user = User.objects.create_user(
        email, None, name=name[:LONGEST_NAME], title="outside therapist", kind=User.Kind.OUTSIDE
    )
    audit.record(by=by, action="account.open", subject=("user", user.pk))
    return user
