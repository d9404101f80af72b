"""A prescriber's decision about a treatment: made, signed second, and compared with now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from lightwell.access.actions.drafts import discard
from lightwell.access.errors import Denied, InvalidInput, NotReady
from lightwell.access.guards import StaffRequest, staff_page
from lightwell.clinic.forms.decisions import DecideForm, OtherwiseForm, SignSecondForm
from lightwell.clinic.presenters import decisions as show
from lightwell.clinic.presenters import eligibility as rules
from lightwell.clinic.presenters import options
from lightwell.clinic.views.record import READERS, opened
from lightwell.kit.http import render_form
from lightwell.records import policies_decisions as may
from lightwell.records.actions import decisions as actions
from lightwell.records.queries import decisions, life_stages
from lightwell.records.queries.eligibility import chosen
from lightwell.records.queries.options import LEANING
from lightwell.records.signers import PRESCRIBERS
from lightwell.records.stage_words import panel

if TYPE_CHECKING:
    from lightwell.clinical.products import Product
    from lightwell.records.models import Patient
    from lightwell.records.queries.decisions import Basis

DECIDERS = tuple(sorted(PRESCRIBERS))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DECIDERS)
def decide(request: StaffRequest, patient: UUID) -> HttpResponse:
    """What stands in the way of an offer, then the decision with its reasons."""
    person, context = opened(request, patient, page="Decision")
    treatment = chosen(request.GET.get("agent"), request.GET.get("route"))
    basis = decisions.basis(request.actor, person, request.location.region, treatment)
    form = _form(request, person, basis)
    if response := _save(request, person, form, treatment):
        return response
    context |= {
        "treatment": rules.title(treatment),
        "rules_url": rules.page_of(person, treatment),
        "form": form,
        "headline": rules.headline(basis.judged.assessment),
        "settle": show.to_settle(request.actor, person, basis),
        "needs_second": basis.offering.needs_second,
        "the_time": show.the_time(basis.judged.facts),
        "stages": panel(person, life_stages.of(person, treatment[1])),
        "leaning": options.said([("Leaning", basis.judged.facts.get(LEANING))])[0],
    }
    return render_form(request, "clinic/decide.html", context)


def _form(request: StaffRequest, person: Patient, basis: Basis) -> DecideForm:
    return DecideForm(
        request.POST or None,
        patient=person.uid,
        version=basis.version,
        asked=show.own_cards(request.actor, basis),
        date_order="mdy" if request.location.region == "us" else "dmy",
    )


def _save(
    request: StaffRequest, person: Patient, form: DecideForm, treatment: Product
) -> HttpResponse | None:
    """The decision's page when it was saved; nothing when the form is to be shown."""
    page = f"clinic:decide:{person.uid}:{'-'.join(treatment)}"
    is_ready = request.method == "POST" and form.is_valid()
    form.keep_typed_work(by=request.actor, page=page)
    if not is_ready:
        return None
    try:
        made = actions.decide(
            by=request.actor, patient=person, treatment=treatment, **form.arguments
        )
    except InvalidInput as error:
        form.refuse(error)
        return None
    except (NotReady, Denied) as closed:
        form.add_error("choice", closed.message)
        return None
    discard(by=request.actor, page=page)
    return redirect("clinic:decision", person.uid, made.uid)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*READERS)
def decision(request: StaffRequest, patient: UUID, decision: UUID) -> HttpResponse:
    """One decision as it was made, who signed it, and who sees it otherwise."""
    person, context = opened(request, patient, page="Decision")
    found = decisions.one(request.actor, person, decision)
    form = OtherwiseForm(request.POST or None, patient=person.uid)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.see_otherwise(
            by=request.actor, patient=person, decision=decision, reason=reason, key=form.key
        )
        return redirect("clinic:decision", patient, decision)
    context |= {
        "form": form,
        "found": found,
        "treatment": rules.title((found.agent, found.route)),
        "rules_url": rules.page_of(person, (found.agent, found.route)),
        "decide_url": rules.page_of(person, (found.agent, found.route), "clinic:decide"),
        "state": show.state(found),
        "rows": show.rows(found),
        "may_see_otherwise": may.can_see_otherwise(request.actor),
        "may_decide": may.can_decide(request.actor),
    }
    return render_form(request, "clinic/decision.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*DECIDERS)
def sign(request: StaffRequest, patient: UUID, decision: UUID) -> HttpResponse:
    """What the first prescriber set aside and why, what changed since, and the signature."""
    person, context = opened(request, patient, page="Second signature")
    found = decisions.one(request.actor, person, decision)
    form = SignSecondForm(request.POST or None, patient=person.uid, version=found.version)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        actions.sign_second(
            by=request.actor,
            patient=person,
            decision=decision,
            version=form.version,
            note=note,
            key=form.key,
        )
        return redirect("clinic:decision", patient, decision)
    context |= _page_of(found) | {"form": form}
    return render_form(request, "clinic/decision_sign.html", context)


@require_safe
@staff_page(*READERS)
def since(request: StaffRequest, patient: UUID, decision: UUID) -> HttpResponse:
    """What changed since: the rules, their outcomes, the facts; and the same facts run again."""
    person, context = opened(request, patient, page="Decision")
    found = decisions.since(request.actor, person, decision)
    context |= _page_of(found.decision) | {
        "since": found,
        "rules": show.rules_words(found),
        "cards": show.cards_table(found.differs_now),
        "again": show.cards_table(found.differs_again),
        "whole_now": show.WHOLE[found.now],
    }
    return render(request, "clinic/decision_since.html", context)


def _page_of(found: decisions.DecisionView) -> dict[str, Any]:
    return {
        "found": found,
        "state": show.state(found),
        "rows": show.rows(found),
        "facts": show.facts_table(found.changed),
    }
