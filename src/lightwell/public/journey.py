"""A visitor's way through the questions: answers wait in the session until they are sent."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import frozen
from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

from lightwell.kit.forms import KitForm
from lightwell.public import forms


@frozen
class Step:
    """One page of the request: its address word, its form and the page's title."""

    word: str
    form: type[KitForm]
    title: str
    is_required: bool = False

    @property
    def fields(self) -> list[str]:
        """The answers that this page asks for."""
        return list(self.form.base_fields)


STEPS = (
    Step("name", forms.NameForm, "What is your name?", is_required=True),
    Step("phone", forms.PhoneForm, "What number can we call?", is_required=True),
    Step("email", forms.EmailForm, "What is your email address?"),
    Step("birth", forms.BirthForm, "When were you born?"),
    Step("times", forms.TimesForm, "When is a good time to call you?"),
    Step("referral", forms.ReferralForm, "Did somebody send you to us?"),
    Step("payment", forms.PaymentForm, "How would you pay for your visit?"),
    Step("needs", forms.NeedsForm, "Is there anything we should plan for?"),
)
BY_WORD = {step.word: step for step in STEPS}


class Journey:
    """The answers that one visitor has given to one location, and where they go next.

    Nothing typed is in an address or in the browser. After sending only the reference stays.
    """

    def __init__(self, session: SessionBase, slug: str) -> None:
        self._session = session
        self._slug = slug
        self._name = f"consultation-{slug}"

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered so far, dates as dates."""
        kept = dict(self._kept.get("answers", {}))
        if kept.get("birth_date"):
            kept["birth_date"] = date.fromisoformat(kept["birth_date"])
        return kept

    @property
    def key(self) -> str:
        """One key for this request, whatever is pressed twice."""
        return str(self._kept.get("key", ""))

    @property
    def reference(self) -> str:
        """The reference of the request that was sent last."""
        return str(self._kept.get("reference", ""))

    @property
    def missing(self) -> Step | None:
        """The first page that must be answered and is not."""
        given = self._kept.get("answers", {})
        needed = (step for step in STEPS if step.is_required)
        return next((step for step in needed if step.fields[0] not in given), None)

    def keep(self, answers: Mapping[str, Any]) -> None:
        """Keep the answers of one page; the first one begins a request with a key of its own."""
        plain = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in answers.items()
        }
        self._session[self._name] = {
            "key": self.key or secrets.token_urlsafe(24),
            "answers": self._kept.get("answers", {}) | plain,
        }

    def finish(self, reference: str) -> None:
        """Forget the answers and keep the reference for the last page."""
        self._session[self._name] = {"reference": reference}

    def after(self, step: Step, *, to_check: bool) -> str:
        """Where to go when a page is answered: what is missing, the next question, or the check."""
        place = STEPS.index(step)
        if self.missing and STEPS.index(self.missing) < place:
            return f"{self._address(self.missing)}?again=1"
        if to_check or place + 1 == len(STEPS):
            return self.check_url
        return self._address(STEPS[place + 1])

    def before(self, step: Step, *, to_check: bool) -> str:
        """Where the link "Back" leads."""
        place = STEPS.index(step)
        if to_check:
            return self.check_url
        return self._address(STEPS[place - 1]) if place else self.start_url

    def change_url(self, step: Step) -> str:
        """Where an answer is changed; afterwards the person is back at the check."""
        return f"{self._address(step)}?from=check"

    @property
    def start_url(self) -> str:
        return reverse("public:request-start", args=[self._slug])

    @property
    def check_url(self) -> str:
        return reverse("public:request-check", args=[self._slug])

    @property
    def last_url(self) -> str:
        return self._address(STEPS[-1])

    @property
    def sent_url(self) -> str:
        return reverse("public:request-sent", args=[self._slug])

    def _address(self, step: Step) -> str:
        return reverse("public:request-step", args=[self._slug, step.word])

    @property
    def _kept(self) -> dict[str, Any]:
        kept: dict[str, Any] = self._session.get(self._name, {})
        return kept
