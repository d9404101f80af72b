"""Ways in that django-allauth does not have: a link that works once, and the locked attempt."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base.views import AuthenticateView
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from lightwell.access.actions.sign_in import use_link
from lightwell.access.errors import NotFound
from lightwell.access.guards import link_page
from lightwell.access.queries.sign_in import person_of


@require_http_methods(["GET", "POST"])
@link_page
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows whom the link signs in and changes nothing; the button on the page uses it."""
    if request.method == "POST":
        person = use_link(secret=token)
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, person, method="link")
        return redirect("home_after_sign_in")
    person_shown = person_of(token)
    if person_shown is None:
        raise NotFound("This link does not work any more. Links work once and for a short time.")
    return render(request, "sign_in_link.html", {"person": person_shown})


class SecondFactorView(AuthenticateView):
    """Asks for the second factor; after ten wrong codes this attempt is over."""

    def form_invalid(self, form: object) -> HttpResponse:
        if not self.form.has_error("code", "locked"):
            return super().form_invalid(form)  # type: ignore[no-any-return]
        clear_login(self.request)
        message = self.form.errors["code"][0]
        return render(
            self.request, "kit/error.html", {"status": 429, "message": message}, status=429
        )


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for someone who tried too often."""
    return render(request, "kit/error.html", {"status": 429}, status=429)
