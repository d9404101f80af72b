"""The first line of every view: who may open this kind of page at all.

A stranger gets 404, a colleague without the role gets 403, nobody signed in gets the sign-in
page. What a person may do with one record is decided by policies, not here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from lightwell.access.actors import Actor, Role
from lightwell.access.errors import Denied, NotFound
from lightwell.access.models import Location, User
from lightwell.access.queries import people

P = ParamSpec("P")
LOCATION_IN_SESSION = "location"


class StaffRequest(HttpRequest):
    """A request of a member of staff acting at one location."""

    actor: Actor
    location: Location
    user: User


class PatientRequest(HttpRequest):
    """A request of a signed-in patient."""

    actor: Actor
    user: User


class OutsideRequest(HttpRequest):
    """A request of a signed-in therapist who belongs to no location."""

    actor: Actor
    user: User


OutsideView = Callable[Concatenate[OutsideRequest, P], HttpResponse]
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]
PatientView = Callable[Concatenate[PatientRequest, P], HttpResponse]
PublicView = Callable[Concatenate[HttpRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_page(view: PublicView[P]) -> Guarded[P]:
    """Anyone may open it."""
    return cast("Guarded[P]", view)


def link_page(view: PublicView[P]) -> Guarded[P]:
    """Opened through an e-mailed link; the view asks records what the link allows."""
    return cast("Guarded[P]", view)


def patient_page(view: PatientView[P]) -> Guarded[P]:
    """Only a signed-in patient; everybody else is told that there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), "account_request_login_code")
        user = request.user
        if user.kind != User.Kind.PATIENT:
            raise NotFound("There is no such page.")
        patient_request = cast("PatientRequest", request)
        patient_request.actor = people.actor_for(user, None)
        return view(patient_request, *args, **kwargs)

    return guarded


def outside_page(view: OutsideView[P]) -> Guarded[P]:
    """Only a signed-in outside therapist; about whom is asked of the releases on every request."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.kind != User.Kind.OUTSIDE:
            raise NotFound("There is no such page.")
        outside_request = cast("OutsideRequest", request)
        outside_request.actor = people.actor_for(request.user, None)
        return view(outside_request, *args, **kwargs)

    return guarded


def staff_page(*roles: Role) -> Callable[[StaffView[P]], Guarded[P]]:
    """Only staff at their present location; with roles given, only those roles."""

    def decorate(view: StaffView[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            user = request.user
            location = present_location(request, user)
            if user.kind != User.Kind.STAFF or location is None:
                raise NotFound("There is no such page.")
            staff_request = cast("StaffRequest", request)
            staff_request.location = location
            staff_request.actor = people.actor_for(user, location)
            if roles and not staff_request.actor.has(*roles):
                words = " or ".join(role.words for role in roles)
                raise Denied(f"This page is for a {words} at {location.name}.")
            with timezone.override(location.timezone):
                return view(staff_request, *args, **kwargs)

        return guarded

    return decorate


def present_location(request: HttpRequest, user: User) -> Location | None:
    """Where a member of staff works now: as chosen in this session, else the first of theirs."""
    own = people.locations_of(user)
    chosen = request.session.get(LOCATION_IN_SESSION)
    return next((place for place in own if place.pk == chosen), own[0] if own else None)
