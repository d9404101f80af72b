"""A second person stands for one act on somebody else's tablet, with their own credentials.

The session of the first person stays theirs. Wrong tries lock this confirmation and nothing
else: neither person's account, nor a session that one of them has running elsewhere.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from lightwell.access import audit
from lightwell.access.actors import Actor
from lightwell.access.errors import Denied, InvalidInput
from lightwell.access.models import Location, User
from lightwell.access.queries import people

ACTION = "second_person"
# A new preparation must not buy new guesses: all tries beside one first person count together.
IN_ALL = "second_person_in_all"
LOCKED = (
    "Too many wrong tries. This confirmation is locked for 15 minutes. "
    "Both of you can go on working, and another tablet can confirm."
)


def identify(*, by: Actor, request: HttpRequest, attempt: str, email: str, password: str) -> Actor:
    """The colleague whose e-mail address and password these are, as they may act here.

    ``attempt`` names what is confirmed: tries are counted for it, and in all for the first person.
    """
    key, person = f"{by.user_id}:{attempt}", str(by.user_id)
    counted = ((ACTION, key), (IN_ALL, person))
    if not all(ratelimit.consume(request, action=one, key=about) for one, about in counted):
        raise InvalidInput(LOCKED, field="password")
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if not _is_right(user, password) or user is None or user.kind != User.Kind.STAFF:
        with transaction.atomic():
            audit.record(by=by, action="second-person.refuse", subject=("user", by.user_id or 0))
        raise InvalidInput("The email address or the password is not right", field="password")
    for one, about in counted:
        ratelimit.clear(request, action=one, key=about)
    location = Location.objects.filter(pk=by.location_id or 0).first()
    found = people.actor_for(user, location)
    if location is None or not found.roles:
        raise Denied("The second person does not work at this location.")
    with transaction.atomic():
        audit.record(by=found, action="second-person.confirm", subject=("user", user.pk))
    return found


def _is_right(user: User | None, password: str) -> bool:
    """Takes as long for an address that nobody has as for a wrong password."""
    if user is None:
        make_password(password)
        return False
    return user.has_usable_password() and user.check_password(password)
