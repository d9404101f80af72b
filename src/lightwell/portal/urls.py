"""Addresses of the portal pages; ``q/`` is what an e-mailed link opens, without sign-in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lightwell.portal.views import (
    allergies,
    checkins,
    consent,
    home,
    link,
    medicines,
    more,
    progress,
    questionnaire,
    sharing,
    today,
    treatments,
    visits,
    who_looked,
)

app_name = "portal"
my: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("allergies", allergies.allergies, name="allergies"),
    path("allergies/add", allergies.add, name="allergy-add"),
    path("allergies/<uuid:entry>", allergies.allergy, name="allergy"),
    path("allergies/<uuid:entry>/take-back", allergies.take_allergy_back, name="allergy-take-back"),
    path("at-home", home.at_home, name="home"),
    path("at-home/<uuid:supply>/report", home.report, name="home-report"),
    path("at-home/<uuid:supply>/told", home.told, name="home-told"),
    path("at-home/<uuid:supply>/worried", home.worry, name="home-worry"),
    path("check-ins", checkins.checkins, name="checkins"),
    path("check-ins/<uuid:uid>", questionnaire.form, name="checkin-form"),
    path("check-ins/<uuid:uid>/draft", questionnaire.draft, name="checkin-draft"),
    path("check-ins/<uuid:uid>/help", questionnaire.help_now, name="checkin-help"),
    path("check-ins/<uuid:uid>/now", questionnaire.now, name="checkin-now"),
    path("check-ins/<uuid:uid>/safety", questionnaire.safety, name="checkin-safety"),
    path("check-ins/<uuid:uid>/sent", questionnaire.sent, name="checkin-sent"),
    path("consent", consent.consent, name="consent"),
    path(
        "consent/<uuid:consent>/take-back",
        consent.take_consent_back,
        name="consent-take-back",
    ),
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
    path("progress", progress.progress, name="progress"),
    path("progress/file.csv", progress.progress_csv, name="progress-csv"),
    path("sharing", sharing.sharing, name="sharing"),
    path("sharing/add", sharing.share, name="share"),
    path("sharing/<uuid:release>/stop", sharing.stop, name="share-stop"),
    path("treatments", treatments.treatments, name="treatments"),
    path("treatments/add", treatments.add, name="treatment-add"),
    path("treatments/<uuid:entry>", treatments.treatment, name="treatment"),
    path(
        "treatments/<uuid:entry>/take-back",
        treatments.take_treatment_back,
        name="treatment-take-back",
    ),
    path("treatments/<uuid:entry>/<slug:name>", treatments.step, name="treatment-step"),
    path("visits", visits.visits, name="visits"),
    path("visits/appointments.ics", visits.visits_calendar, name="visits-calendar"),
]
by_link: list[URLPattern | URLResolver] = [
    path("", link.open_link, {"token": ""}, name="link-without-token"),
    path("<str:token>", link.open_link, name="link"),
    path("form/<uuid:uid>", link.form, name="link-form"),
    path("form/<uuid:uid>/draft", link.draft, name="link-draft"),
    path("form/<uuid:uid>/help", link.help_now, name="link-help"),
    path("form/<uuid:uid>/now", link.now, name="link-now"),
    path("form/<uuid:uid>/safety", link.safety, name="link-safety"),
    path("form/<uuid:uid>/sent", link.sent, name="link-sent"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("my/", include(my)),
    path("q/", include(by_link)),
]
