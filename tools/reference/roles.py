"""The page of roles: every policy is asked about every role, so the page cannot differ."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from tools.reference import markdown

if TYPE_CHECKING:
    from lightwell.access.actors import Actor

HEAD = (
    "What a member of staff may do, by the roles they hold at a location, with the patients and "
    "tasks of that location only. Somebody with several roles may do what any of them may. A page "
    "refuses a colleague without the role (403); for everybody else it does not exist (404)."
)
FOOT = (
    "Patients read and draft their own record and nobody else's. An e-mailed link opens one "
    "questionnaire and no record. The last three rows stand here by hand; see "
    "`access/actions/` (`exports`, `messages`, `organisations`)."
)


def page() -> str:
    """A table of acts by roles."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightwell.site.settings")
    import django

    django.setup()
    from lightwell.access.actors import Actor, Role

    roles = list(Role)
    actors = [Actor(kind="staff", name="", location_id=1, roles={role}) for role in roles]
    rows = [
        (act, *("yes" if may(actor) else "" for actor in actors)) for act, may in _acts().items()
    ]
    table = markdown.table(("", *(role.words for role in roles)), rows)
    return markdown.page("Roles and what they may do", HEAD, table, FOOT)


def _acts() -> dict[str, Callable[[Actor], bool]]:
    from lightwell.access.actors import Role
    from lightwell.access.models import Location
    from lightwell.diary import policies as diary
    from lightwell.records import policies, policies_decisions, policies_history, policies_risk
    from lightwell.records.models import Patient

    here = Location(pk=1)
    person = Patient(home_location_id=1)
    readers = policies_risk.ROSTER_READERS
    return {
        "answer consultation requests": diary.can_handle_requests,
        "register a patient": lambda by: policies.can_register(by, here),
        "correct names and contacts": lambda by: policies.can_change_details(by, person),
        "invite to the portal": lambda by: policies.can_invite_to_portal(by, person),
        "send a questionnaire": lambda by: policies_risk.can_send(by, here),
        "read histories, answers and determinations": policies_history.can_read_history,
        "draft a treatment, medicine or allergy": policies_history.can_propose,
        "verify a past treatment": lambda by: policies_history.can_verify(by, "treatment"),
        "verify a medicine or an allergy": lambda by: policies_history.can_verify(by, "medicine"),
        "sign the lists of medicines and allergies": policies_history.can_reconcile,
        "record a determination, or see it otherwise": (policies_history.can_record_determination),
        "decide about a treatment, sign second": policies_decisions.can_decide,
        "set aside a rule of a senior or specialist prescriber": (
            lambda by: policies_decisions.can_set_aside(by, ("senior prescriber",))
        ),
        "see a decision otherwise": policies_decisions.can_see_otherwise,
        "take a consent": policies_decisions.can_take_consent,
        "end a consent for a person": policies_decisions.can_end_consent,
        "take a risk task, reach the person": policies_risk.can_work_on_risk,
        "assess risk, close a risk task": policies_risk.can_decide_risk,
        "read the roster": lambda by: by.has(*readers),
        "change the roster": lambda by: policies_risk.can_edit_roster(by, here),
        "read and export the audit trail": (lambda by: by.has(Role.AUDITOR, Role.MEDICAL_DIRECTOR)),
        "send a failed message again": lambda by: by.has(Role.ADMINISTRATOR),
        "give and end roles": lambda by: by.has(Role.ADMINISTRATOR),
    }
