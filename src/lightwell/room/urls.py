"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from lightwell.room.views import acts, board, dose, gates, leaving, sheet

app_name = "room"
urlpatterns = [
    path("", board.board, name="board"),
    path("light", board.light, name="light"),
    path("<uuid:uid>/", sheet.session, name="session"),
    path("<uuid:uid>/act/<slug:name>/", acts.act, name="act"),
    path("<uuid:uid>/ask/<slug:page>/", gates.ask, name="ask"),
    path("<uuid:uid>/dose/", dose.dose, name="dose"),
    path("<uuid:uid>/entry/<uuid:entry>/", sheet.entry, name="entry"),
    path("<uuid:uid>/leaving/", leaving.leaving, name="leaving"),
    path("<uuid:uid>/leaving/<slug:door>/", leaving.leave, name="leave"),
    path("<uuid:uid>/left/", leaving.left, name="left"),
    path("<uuid:uid>/ready/", gates.readiness, name="readiness"),
    path("<uuid:uid>/screen/", gates.screen, name="screen"),
    path("<uuid:uid>/seen", sheet.seen, name="seen"),
    path("<uuid:uid>/set-aside/<slug:item>/", gates.set_aside, name="set-aside"),
    path("<uuid:uid>/weight/", gates.weight, name="weight"),
]
