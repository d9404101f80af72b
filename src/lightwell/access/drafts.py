"""Typed work kept while its author is away: who typed it, into which form, and its way back.

A page carries a signed ``draft`` field that names its author and its form. It may therefore be
kept even when the session has just ended; it is only ever shown to its author, and only on the
page of the same subject.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen
from django.core import signing
from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import QueryDict

from lightwell.access import identifiers

SALT = "lightwell.draft"
# A day: whoever comes back later starts from the record as it is then.
KEPT_FOR = timedelta(days=1)
FIELD = "draft"
# What belongs to the page and not to the person's words.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", FIELD, "key", "stamp"})


@frozen
class Draft:
    """What one person has typed into one form before; ``kept_at`` is None when nothing is kept.

    A form takes part with one line in its template: ``{% include "access/draft.html" %}`` inside
    ``<form>``. The page is known by its path, which names its subject by random identifiers;
    ``kit.http.render_form`` fills ``form`` in, and a redirect after sending discards the draft.
    """

    token: str
    fields: Mapping[str, Sequence[str]]
    kept_at: datetime | None

    def fill(self, form: BaseForm) -> None:
        """Show what was kept, without complaining about what is not finished yet."""
        if self.kept_at is None or form.is_bound:
            return
        data = QueryDict(mutable=True)
        for name, values in self.fields.items():
            data.setlist(name, list(values))
        for hidden in form.hidden_fields():
            data[hidden.html_name] = hidden.value() or ""
        form.data = data
        form.is_bound = True
        # An unfinished form is not a wrong one: it is shown without being judged.
        form._errors = ErrorDict()  # type: ignore[attr-defined]  # noqa: SLF001


def sign(user_id: int, page: str) -> str:
    """The hidden field that says whose words these are, and where they belong.

    No two pages carry the same, so that one page's words can be told to be sent already.
    """
    return signing.dumps([user_id, page, identifiers.token()], salt=SALT)


def read(token: str) -> tuple[int, str] | None:
    """Author and form of a hidden field that we made today; None for anything else."""
    try:
        user_id, page, _ = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError):
        return None
    return user_id, page


def typed(posted: QueryDict) -> dict[str, list[str]]:
    """The person's own words in a posted form; no database keeps a NUL character."""
    return {
        name: [str(value).replace("\0", "") for value in values]
        for name, values in posted.lists()
        if name not in NOT_TYPED
    }
