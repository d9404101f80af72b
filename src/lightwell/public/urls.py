"""Addresses of the public pages: a location's word, never a name or an answer."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lightwell.public.views import clinic, learn, pages, requests

app_name = "public"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("at/<slug:slug>/", pages.location, name="location"),
    path("at/<slug:slug>/ask/", requests.start, name="request-start"),
    path("at/<slug:slug>/ask/check", requests.check, name="request-check"),
    path("at/<slug:slug>/ask/sent", requests.sent, name="request-sent"),
    path("at/<slug:slug>/ask/<slug:word>", requests.step, name="request-step"),
    path("at/<slug:slug>/find-us", pages.find_us, name="find-us"),
    path("at/<slug:slug>/help-now", pages.help_now, name="help-now"),
    path("at/<slug:slug>/learn/", learn.learn, name="learn"),
    path("at/<slug:slug>/learn/what-you-may-have-read", learn.claims, name="claims"),
    path("at/<slug:slug>/learn/<slug:name>", learn.topic, name="topic"),
    path("at/<slug:slug>/good-to-know", clinic.answers, name="answers"),
    path("at/<slug:slug>/prices", clinic.price_list, name="prices"),
    path("at/<slug:slug>/team", clinic.team, name="team"),
    path("help-now", pages.help_now_anywhere, name="help-now"),
    path(
        "at/<slug:slug>/how-treatment-works", pages.how_treatment_works, name="how-treatment-works"
    ),
]
