"""Addresses of the clinic pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from lightwell.clinic.views import (
    audit,
    determination,
    eligibility,
    evaluate,
    medicines,
    outbox,
    patients,
    questionnaires,
    requests,
    risk,
    roster,
    scores,
    summary,
    today,
    treatments,
)

app_name = "clinic"
of_patient: list[URLPattern | URLResolver] = [
    path("", summary.patient, name="patient"),
    path("determination/", determination.determination, name="determination"),
    path("determination/why/<slug:rule>/", determination.why, name="determination-why"),
    path("determination/record", determination.record, name="determination-record"),
    path("determination/<uuid:evaluation>/", determination.evaluation, name="evaluation"),
    path("eligibility/", eligibility.rules, name="eligibility"),
    path("evaluate/", evaluate.evaluate, name="evaluate"),
    path("evaluate/<slug:step>/", evaluate.step, name="evaluate-step"),
    path("medicines/", medicines.medicines, name="medicines"),
    path("medicines/add/<slug:subject>", medicines.add, name="medicine-add"),
    path("medicines/sign/<slug:subject>", medicines.sign, name="list-sign"),
    path("medicines/<uuid:entry>/", medicines.line, name="medicine"),
    path("medicines/<uuid:entry>/accept", medicines.accept, name="medicine-accept"),
    path("medicines/<uuid:entry>/reject", medicines.reject_line, name="medicine-reject"),
    path("scores/", scores.scores, name="scores"),
    path("scores/file.csv", scores.scores_csv, name="scores-csv"),
    path("treatments/", treatments.treatments, name="treatments"),
    path("treatments/add", treatments.add, name="treatment-add"),
    path("treatments/<uuid:entry>/", treatments.treatment, name="treatment"),
    path("treatments/<uuid:entry>/reject", treatments.reject_treatment, name="treatment-reject"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("audit/", audit.acts, name="audit"),
    path("audit/file.csv", audit.as_file, name="audit-csv"),
    path("messages/", outbox.outbox, name="outbox"),
    path("messages/<int:message>/again", outbox.try_again, name="outbox-try-again"),
    path(
        "patients/<uuid:patient>/questionnaires",
        questionnaires.questionnaires,
        name="questionnaires",
    ),
    path("patients/", patients.patients, name="patients"),
    path("patients/<uuid:patient>/", include(of_patient)),
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
    path("risk/", risk.inbox, name="risk"),
    path("risk/<uuid:uid>/", risk.task, name="risk-task"),
    path("risk/<uuid:uid>/assess", risk.assess, name="risk-assess"),
    path("risk/<uuid:uid>/attempt", risk.attempt, name="risk-attempt"),
    path("risk/<uuid:uid>/close", risk.close, name="risk-close"),
    path("risk/<uuid:uid>/screener", risk.screener, name="risk-screener"),
    path("risk/<uuid:uid>/take", risk.take, name="risk-take"),
    path("roster/", roster.roster, name="roster"),
    path("roster/<int:shift>/end", roster.end, name="roster-end"),
]
