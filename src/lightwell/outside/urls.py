"""Addresses of the outside therapist; none says what kind of work it is."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lightwell.outside.views import invitation, messages, notes, people

app_name = "outside"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.people, name="people"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
    path("people/<uuid:person>/", people.person, name="person"),
    path("people/<uuid:person>/messages", messages.thread, name="messages"),
    path("people/<uuid:person>/private", notes.private, name="private"),
    path("people/<uuid:person>/records/new", notes.write, name="record-write"),
    path("people/<uuid:person>/records/<uuid:record>/", notes.record, name="record"),
    path("people/<uuid:person>/records/<uuid:record>/withdraw", notes.withdraw, name="withdraw"),
]
