"""One address beside those of the site: what the session is at, and one more observation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import include, path

from lightwell.access.actors import Role
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.records.actions import sessions
from lightwell.records.queries import sessions as queries


@staff_page(Role.NURSE)
def chart(request: StaffRequest, uid: UUID) -> HttpResponse:
    """GET tells the version; POST saves one row through the real action."""
    if request.method == "GET":
        return JsonResponse({"version": queries.session(request.actor, uid).version})
    entry = sessions.read(
        by=request.actor,
        session=uid,
        values={"hr": int(request.POST["hr"]), "spo2": 98},
        reason=request.POST["row"],
        key=request.POST["key"],
        version=int(request.POST["version"]),
    )
    return JsonResponse({"number": entry.number})


urlpatterns = [path("chart/<uuid:uid>", chart), path("", include("lightwell.site.urls"))]
