"""Every address of the site: who may open it, how, about what; a new one is entered here."""

from __future__ import annotations

from lightwell.access.actors import CLINICAL_ROLES, LICENSED_ROLES, Role
from tests.support.address import ANYONE, Address

DESK = frozenset({Role.FRONT_DESK, Role.ADMINISTRATOR})
READERS = CLINICAL_ROLES | {Role.AUDITOR}
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
DIRECTOR = frozenset({Role.MEDICAL_DIRECTOR})
DECIDERS = DIRECTOR | {Role.PRESCRIBER}
SCHEDULERS = DECIDERS | {Role.NURSE}
TRAIL = frozenset({Role.AUDITOR, Role.MEDICAL_DIRECTOR})


def _staff(
    name: str, roles: frozenset[Role], does: str = "page", /, **args: str
) -> tuple[str, Address]:
    return name, Address(f"clinic:{name}", "staff", does, roles, args)


def _of_patient(
    name: str, roles: frozenset[Role], does: str = "page", /, **args: str
) -> tuple[str, Address]:
    return _staff(name, roles, does, patient="patient", **args)


PUBLIC = [
    Address("public:home", "public"),
    Address("public:help-now", "public"),
    *(
        Address(f"public:{name}", "public", does, args={"slug": "slug"})
        for name, does in (
            ("location", "page"),
            ("request-start", "page"),
            ("request-check", "form"),
            ("request-sent", "page"),
            ("find-us", "page"),
            ("help-now", "page"),
            ("how-treatment-works", "page"),
            ("learn", "page"),
            ("claims", "page"),
            ("answers", "page"),
            ("prices", "page"),
            ("team", "page"),
        )
    ),
    Address("public:topic", "public", args={"slug": "slug", "name": "topic"}),
    Address("public:request-step", "public", "form", args={"slug": "slug", "word": "word"}),
]

LINK = [
    Address("outside:invitation", "link", "form", args={"token": "invitation"}),
    Address("portal:calendar-feed", "link", "file", args={"token": "calendar"}),
    Address("portal:link-without-token", "link", "form"),
    Address("portal:link", "link", "form", args={"token": "token"}),
    *(
        Address(f"portal:link-{name}", "link", does, args={"uid": uid})
        for name, does, uid in (
            ("form", "form", "form"),
            ("draft", "press", "form"),
            ("help", "page", "sent_form"),
            ("now", "press", "sent_form"),
            ("safety", "page", "sent_form"),
            ("sent", "page", "sent_form"),
        )
    ),
]

PORTAL = [
    *(
        Address(f"portal:{name}", "patient")
        for name in (
            "today", "allergies", "checkins", "medicines", "more", "privacy", "who-looked",
            "treatments", "consent", "visits", "progress", "sharing", "outcomes",
            "treatments", "consent", "visits", "progress", "sharing", "plan",
            "treatments", "consent", "visits", "progress", "sharing", "messages", "papers",
        )
    ),
    Address("portal:progress-csv", "patient", "file"),
    Address("portal:paper-letter", "patient", "file", args={"letter": "letter"}),
    Address("portal:paper-bill", "patient", "file", args={"bill": "bill"}),
    Address("portal:visits-calendar", "patient", "file"),
    Address("portal:calendar-address", "patient", "form"),
    Address("portal:calendar-end", "patient", "press"),
    Address("portal:reminders", "patient", "press"),
    Address("portal:consent-take-back", "patient", "form", args={"consent": "consent"}),
    *(
        Address(f"portal:{name}", "patient", "form")
        for name in ("allergy-add", "medicine-add", "treatment-add", "share", "goal-add")
    ),
    *(
        Address(f"portal:{name}", "patient", "form", args={"goal": "goal"})
        for name in ("goal", "goal-move", "goal-rate")
    ),
    Address("portal:step-mark", "patient", "press", args={"line": "line"}),
    Address("portal:share-stop", "patient", "form", args={"release": "release"}),
    Address("portal:home", "patient"),
    Address("portal:home-told", "patient", args={"supply": "supply"}),
    *(
        Address(f"portal:home-{name}", "patient", "form", args={"supply": "supply"})
        for name in ("report", "worry")
    ),
    Address("portal:allergy", "patient", "form", args={"entry": "allergy"}),
    Address("portal:medicine", "patient", "form", args={"entry": "medicine"}),
    Address("portal:treatment", "patient", args={"entry": "treatment"}),
    Address(
        "portal:treatment-step", "patient", "form", args={"entry": "treatment", "name": "step"}
    ),
    *(
        Address(f"portal:{name}-take-back", "patient", "press", args={"entry": name})
        for name in ("allergy", "medicine", "treatment")
    ),
    *(
        Address(f"portal:checkin-{name}", "patient", does, args={"uid": uid})
        for name, does, uid in (
            ("form", "form", "form"),
            ("draft", "press", "form"),
            ("help", "page", "sent_form"),
            ("now", "press", "sent_form"),
            ("safety", "page", "sent_form"),
            ("sent", "page", "sent_form"),
        )
    ),
]  # fmt: skip

CLINIC = [
    address
    for _, address in (
        _staff("today", ANYONE),
        _staff("audit", TRAIL, "form"),
        _staff("audit-csv", TRAIL, "file"),
        _staff("outbox", ANYONE),
        _staff("outbox-try-again", ANYONE, "press", message="message"),
        _staff("patients", ANYONE - {Role.ADMINISTRATOR}, "form"),
        _staff("requests", DESK),
        _staff("request", DESK, uid="request"),
        _staff("request-accept", DESK, "form", uid="request"),
        _staff("request-decline", DESK, "form", uid="request"),
        _staff("request-recognise", DESK, "form", uid="request", patient_uid="namesake"),
        _staff("request-invite", DESK, "press", uid="accepted"),
        _staff("request-send-form", DESK, "press", uid="accepted"),
        _staff("risk", CLINICAL_ROLES),
        _staff("risk-task", CLINICAL_ROLES, uid="task"),
        _staff("risk-screener", CLINICAL_ROLES, "form", uid="task"),
        *(
            _staff(f"risk-{act}", CLINICAL_ROLES, "press", uid="task")
            for act in ("assess", "attempt", "close", "take")
        ),
        _staff("recall", READERS),
        _staff("roster", CLINICAL_ROLES | {Role.ADMINISTRATOR}, "form"),
        _staff("roster-end", frozenset({Role.MEDICAL_DIRECTOR, Role.ADMINISTRATOR}), "press",
               shift="shift"),
        _staff("programmes", READERS | {Role.ADMINISTRATOR}),
        _staff("programme", READERS | {Role.ADMINISTRATOR}, "form", programme="programme"),
        _staff("programme-adopt", DIRECTOR, "press", programme="programme"),
        _staff("home-calls", READERS),
        _staff("home-policy", READERS | {Role.ADMINISTRATOR}, "form"),
        _staff("home-policy-end", DIRECTOR, "press"),
        _staff("prices", ANYONE, "form"),
        _staff("number-keep", ADMINISTRATOR, "press"),
        _staff("public-pages", ADMINISTRATOR),
        _staff("public-page", ADMINISTRATOR, "form", kind="page_kind"),
        _staff("rooms", CLINICAL_ROLES | DESK, "form"),
        _staff("chairs", DIRECTOR | {Role.ADMINISTRATOR}, "press"),
        _staff("hours", READERS | DESK, "form"),
        _staff("hours-close", DIRECTOR | {Role.ADMINISTRATOR}, "press"),
        _staff("hours-end", DIRECTOR | {Role.ADMINISTRATOR}, "press", hours="hours"),
        _staff("closure-end", DIRECTOR | {Role.ADMINISTRATOR}, "press", closure="closure"),
        _staff("schedule", READERS | {Role.FRONT_DESK}),
        _staff("week", READERS | {Role.FRONT_DESK}),
        _staff("appointment", SCHEDULERS | {Role.FRONT_DESK}, "form", appointment="appointment"),
        *(
            _staff(f"appointment-{act}", SCHEDULERS | {Role.FRONT_DESK}, "press",
                   appointment="appointment")
            for act in ("arrive", "miss")
        ),
        _staff("new-time", SCHEDULERS, "form", appointment="appointment"),
        _staff("free-place", SCHEDULERS, appointment="appointment"),
        _staff("waiting", SCHEDULERS),
        _staff("waiting-end", SCHEDULERS, "form", waiting="waiting"),
        _staff("waiting-answer", SCHEDULERS, "press", waiting="waiting",
               appointment="appointment"),
        _of_patient("waiting-join", SCHEDULERS, "form"),
        _of_patient("patient", READERS),
        _of_patient("course", READERS),
        _of_patient("course-begin", DECIDERS, "press"),
        _of_patient("course-interval", READERS, "form"),
        _of_patient("course-next", READERS, "form"),
        _of_patient("course-phase", READERS, course="course"),
        _of_patient("care", READERS),
        _of_patient("care-add", CLINICAL_ROLES, "form", kind="kind"),
        _of_patient("care-decline", CLINICAL_ROLES, "form", kind="kind"),
        _of_patient("care-line", READERS, "form", line="line"),
        *(
            _of_patient(name, CLINICAL_ROLES, "form", line="line")
            for name in ("care-change", "care-review")
        ),
        _of_patient("goals", READERS, "form"),
        _of_patient("goal", READERS, "form", goal="goal"),
        *(
            _of_patient(name, CLINICAL_ROLES, "form", goal="goal")
            for name in ("goal-move", "goal-rate")
        ),
        _of_patient("window", READERS),
        _of_patient("plan-write", DECIDERS, "form"),
        _of_patient("plan", READERS, "form", plan="plan"),
        _of_patient("series-book", SCHEDULERS, "form"),
        _of_patient("session-book", SCHEDULERS, "form", number="number"),
        _of_patient("review", READERS, "form", after="after"),
        _of_patient("now-scale", SCHEDULERS, "form", session="left_session"),
        _of_patient("follow-up", CLINICAL_ROLES, "form", session="left_session",
                    purpose="purpose"),
        _of_patient("at-home", READERS),
        _of_patient("home-order", DECIDERS, "form"),
        _of_patient("register-check", DECIDERS, "form"),
        _of_patient("home-act", SCHEDULERS, "form", supply="supply", name="home_act"),
        _of_patient("home-call", SCHEDULERS, "form", call="call"),
        _of_patient("death", CLINICAL_ROLES, "form"),
        _of_patient("seen-at", CLINICAL_ROLES, "form"),
        _of_patient("madrs", LICENSED_ROLES, "form"),
        _of_patient("questionnaires", CLINICAL_ROLES, "form"),
        _of_patient("determination", READERS),
        _of_patient("determination-why", READERS, rule="rule"),
        _of_patient("staging", READERS, staging="staging"),
        _of_patient("staging-kept", READERS, kept="kept"),
        _of_patient("determination-record", CLINICAL_ROLES, "press"),
        _of_patient("evaluation", READERS, "form", evaluation="evaluation"),
        _of_patient("eligibility", READERS),
        _of_patient("regimen", READERS, "form"),
        _of_patient("options", READERS),
        _of_patient("option", READERS, number="option"),
        _of_patient("decision-aid", READERS, "file"),
        _of_patient("consent", READERS),
        _of_patient("consent-record", DECIDERS, "form"),
        _of_patient("consent-withdraw", CLINICAL_ROLES, "press", consent="consent"),
        _of_patient("decide", DECIDERS, "form"),
        _of_patient("decision", READERS, "form", decision="decision"),
        _of_patient("decision-sign", DECIDERS, "form", decision="decision"),
        _of_patient("decision-since", READERS, decision="decision"),
        _of_patient("evaluate", READERS),
        _of_patient("evaluate-step", READERS, "form", step="part"),
        _of_patient("medicines", READERS),
        _of_patient("medicine-add", CLINICAL_ROLES, "form", subject="subject"),
        _of_patient("list-sign", CLINICAL_ROLES, "press", subject="subject"),
        _of_patient("medicine", READERS, "form", entry="medicine"),
        _of_patient("medicine-accept", CLINICAL_ROLES, "press", entry="medicine"),
        _of_patient("medicine-reject", CLINICAL_ROLES, "press", entry="medicine"),
        _of_patient("messages", READERS, "form"),
        _of_patient("risk-raise", CLINICAL_ROLES, "form"),
        _of_patient("bills", READERS, "form"),
        _of_patient("bill-make", LICENSED_ROLES, "form"),
        _of_patient("bill-correct", LICENSED_ROLES, "form", bill="bill"),
        _of_patient("paper-bill", READERS, "file", bill="bill"),
        _of_patient("diagnosis-end", LICENSED_ROLES, "press", diagnosis="diagnosis"),
        _of_patient("consultation-write", DECIDERS, "form"),
        _of_patient("therapist-write", DECIDERS, "form", release="release"),
        _of_patient("papers", READERS),
        _of_patient("paper-session", READERS, "file", session="own_session"),
        _of_patient("paper-plan", READERS, "file", course="course", number="plan_number"),
        _of_patient("paper-letter", READERS, "file", letter="letter"),
        _of_patient("letter-write", DECIDERS, "form"),
        _of_patient("outcomes", READERS),
        _of_patient("recall-line", READERS, "form", purpose="recall_purpose"),
        _of_patient("scores", READERS),
        _of_patient("scores-csv", READERS, "file"),
        _of_patient("therapy", READERS),
        _of_patient("therapist-link", SCHEDULERS, "press"),
        _of_patient("therapist-unlink", SCHEDULERS, "press", link="therapist"),
        _of_patient("private-notes", LICENSED_ROLES, "form"),
        _of_patient("therapy-write", LICENSED_ROLES, "form"),
        _of_patient("therapy-record", READERS, "form", record="therapy_record"),
        _of_patient("therapy-withdraw", LICENSED_ROLES, "press", record="therapy_record"),
        _of_patient("release-record", SCHEDULERS, "form"),
        _of_patient("release-end", CLINICAL_ROLES, "press", release="release"),
        _of_patient("release-invite", SCHEDULERS, "press", release="release"),
        _of_patient("treatments", READERS),
        _of_patient("treatment-add", CLINICAL_ROLES, "form"),
        _of_patient("treatment", READERS, "form", entry="treatment"),
        _of_patient("treatment-reject", CLINICAL_ROLES, "press", entry="treatment"),
    )
]  # fmt: skip

# The outside therapist's: open while the person's release stands, and for nobody else.
OUTSIDE = [
    Address("outside:people", "outside"),
    Address("outside:person", "outside", args={"person": "patient"}),
    Address("outside:messages", "outside", "form", args={"person": "patient"}),
    Address("outside:private", "outside", "form", args={"person": "patient"}),
    Address("outside:record-write", "outside", "form", args={"person": "patient"}),
    *(
        Address(f"outside:{name}", "outside", does, args={"person": "patient", "record": record})
        for name, does, record in (
            ("record", "form", "therapy_record"),
            ("withdraw", "press", "therapy_record"),
        )
    ),
]

ROOM = [
    Address("room:board", "staff", "page", READERS),
    Address("room:light", "staff", "press", ANYONE),
    *(
        Address(f"room:{name}", "staff", does, roles, {"uid": "session", **args})
        for name, does, roles, args in (
            ("session", "form", READERS, {}),
            ("act", "form", READERS, {"name": "act"}),
            ("ask", "form", SCHEDULERS, {"page": "question"}),
            ("dose", "form", READERS, {}),
            ("entry", "form", SCHEDULERS, {"entry": "session_entry"}),
            ("leaving", "form", READERS, {}),
            ("leave", "form", READERS, {"door": "door"}),
            ("left", "page", READERS, {}),
            ("readiness", "form", READERS, {}),
            ("screen", "form", SCHEDULERS, {}),
            ("seen", "press", READERS, {}),
            ("set-aside", "form", READERS, {"item": "item"}),
            ("weight", "form", SCHEDULERS, {}),
        )
    ),
]
CLINIC += ROOM

# Pages of signing in and out; most need a state that only signing in brings about.
ACCOUNT = [
    *(
        Address(name, "account", "form")
        for name in (
            "account_login", "account_request_login_code", "account_confirm_login_code",
            "account_logout", "account_reauthenticate", "account_change_password",
            "account_set_password", "account_reset_password",
            "account_confirm_password_reset_code", "account_complete_password_reset",
            "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
        )
    ),
    *(
        Address(name, "account")
        for name in (
            "account_inactive", "account_password_reset_completed", "mfa_index",
            "mfa_view_recovery_codes", "session_ended", "home_after_sign_in", "healthz",
        )
    ),
    Address("mfa_download_recovery_codes", "account", "file"),
    Address("sign_in_link", "account", "form", args={"token": "sign_in_token"}),
    Address("choose_location", "account", "press"),
    Address("draft", "account", "press"),
    Address("session_extend", "account", "press"),
    Address("csp_report", "account", "press"),
]  # fmt: skip

EVERY = [*PUBLIC, *LINK, *PORTAL, *CLINIC, *OUTSIDE, *ACCOUNT]
