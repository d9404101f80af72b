"""Addresses of the clinic pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lightwell.clinic.views import audit, outbox, requests

app_name = "clinic"
urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/", audit.acts, name="audit"),
    path("audit/file.csv", audit.as_file, name="audit-csv"),
    path("messages/", outbox.outbox, name="outbox"),
    path("messages/<int:message>/again", outbox.try_again, name="outbox-try-again"),
    path("requests/", requests.request_list, name="requests"),
    path("requests/<uuid:uid>/", requests.consultation_request, name="request"),
    path("requests/<uuid:uid>/accept", requests.accept, name="request-accept"),
    path("requests/<uuid:uid>/decline", requests.decline, name="request-decline"),
    path("requests/<uuid:uid>/invite", requests.invite, name="request-invite"),
    path(
        "requests/<uuid:uid>/same-person/<uuid:patient_uid>",
        requests.recognise,
        name="request-recognise",
    ),
    path("requests/<uuid:uid>/send-form", requests.send_form, name="request-send-form"),
]
