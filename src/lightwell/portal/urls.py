"""Addresses of the portal pages; ``q/`` is what an e-mailed link opens, without sign-in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lightwell.portal.views import allergies, medicines, more, today, treatments, who_looked

app_name = "portal"
my: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("allergies", allergies.allergies, name="allergies"),
    path("allergies/add", allergies.add, name="allergy-add"),
    path("allergies/<uuid:entry>", allergies.allergy, name="allergy"),
    path("allergies/<uuid:entry>/take-back", allergies.take_allergy_back, name="allergy-take-back"),
    path("medicines", medicines.medicines, name="medicines"),
    path("medicines/add", medicines.add, name="medicine-add"),
    path("medicines/<uuid:entry>", medicines.medicine, name="medicine"),
    path(
        "medicines/<uuid:entry>/take-back",
        medicines.take_medicine_back,
        name="medicine-take-back",
    ),
    path("more", more.more, name="more"),
    path("more/privacy", more.privacy, name="privacy"),
    path("more/who-looked", who_looked.who_looked, name="who-looked"),
    path("treatments", treatments.treatments, name="treatments"),
    path("treatments/add", treatments.add, name="treatment-add"),
    path("treatments/<uuid:entry>", treatments.treatment, name="treatment"),
    path(
        "treatments/<uuid:entry>/take-back",
        treatments.take_treatment_back,
        name="treatment-take-back",
    ),
    path("treatments/<uuid:entry>/<slug:name>", treatments.step, name="treatment-step"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("my/", include(my)),
]
