"""Sessions end by themselves, acting delays the end, and typed work outlives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from lightwell.access import drafts
from lightwell.access.actions import drafts as actions
from lightwell.access.actions.accounts import open_for_patient
from lightwell.access.errors import InvalidInput
from lightwell.access.models import FormDraft, User
from lightwell.access.queries import drafts as queries
from tests.support.cast import SETUP, Cast
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db
PAGE = reverse("account_change_password")  # any page of a signed-in person
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def pat(cast: Cast) -> User:
    return open_for_patient(by=SETUP, email="pat@example.com", name="Pat Rowan")


def is_open(client: Client) -> bool:
    """Whether the session is open, asked without touching it."""
    return client.get(PAGE, headers={"X-Lightwell-Poll": "1"}).status_code == 200


def test_a_session_ends_after_fifteen_minutes(cast: Cast, clock: Any) -> None:
    client = signed_in(cast.ben)
    clock.shift(14 * MINUTE)
    assert is_open(client)
    clock.shift(2 * MINUTE)
    assert not is_open(client)


def test_acting_delays_the_end_and_polling_does_not(cast: Cast, clock: Any) -> None:
    client = signed_in(cast.ben)
    clock.shift(10 * MINUTE)
    client.get(PAGE)
    clock.shift(10 * MINUTE)
    assert is_open(client)
    for _ in range(6):
        clock.shift(MINUTE)
        is_open(client)
    assert not is_open(client)


def test_stay_signed_in_more_than_ten_times(cast: Cast, clock: Any) -> None:
    client = signed_in(cast.ben)
    for _ in range(12):
        clock.shift(14 * MINUTE)
        assert client.post(reverse("session_extend")).status_code == 204
    assert client.get(reverse("session_extend")).status_code == 405
    clock.shift(16 * MINUTE)
    assert client.post(reverse("session_extend")).status_code == 403


@pytest.mark.parametrize(
    ("back", "way_in"),
    [
        ("/my/treatments", "account_request_login_code"),
        ("/clinic/requests/", "account_login"),
    ],
)
def test_the_page_after_the_end_leads_back_through_the_right_door(
    client: Client, cast: Cast, back: str, way_in: str
) -> None:
    page = client.get(reverse("session_ended"), {"next": back}).content.decode()
    assert f'href="{reverse(way_in)}?next={back.replace("/", "%2F")}"' in page


def test_the_page_after_the_end_leads_nowhere_else(client: Client, cast: Cast) -> None:
    page = client.get(reverse("session_ended"), {"next": "https://elsewhere.example/"})
    assert "elsewhere" not in page.content.decode()


def test_another_tab_that_went_on_is_not_told_that_it_ended(cast: Cast) -> None:
    answer = signed_in(cast.ben).get(reverse("session_ended"), {"next": PAGE})
    assert answer.url == PAGE


# -- typed work -------------------------------------------------------------------------------


class Story(forms.Form):
    """A form as any screen has it, with a hidden field that belongs to the page."""

    words = forms.CharField()
    choice = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])
    version = forms.CharField(widget=forms.HiddenInput, initial="7")


def token_for(user: User, page: str = "/clinic/x/") -> str:
    return drafts.sign(user.pk, page)


def posted(token: str, **fields: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    data["draft"] = token
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def of(user: User, page: str = "/clinic/x/") -> drafts.Draft:
    from lightwell.access.queries import people

    return queries.of(by=people.actor_for(user, None), page=page)


def test_typed_words_return_to_their_form_unfinished_and_without_complaint(cast: Cast) -> None:
    actions.keep(posted=posted(token_for(cast.ben), choice=["a", "b"], words="", version="3"))
    form = Story()
    of(cast.ben).fill(form)
    assert form["choice"].value() == ["a", "b"]
    assert form["version"].value() == "7", "what belongs to the page is the page's"
    assert not form.errors


def test_a_sent_form_is_not_filled_over(cast: Cast) -> None:
    actions.keep(posted=posted(token_for(cast.ben), words="old"))
    form = Story(QueryDict("words=new"))
    of(cast.ben).fill(form)
    assert form["words"].value() == "new"


def test_words_about_one_patient_never_appear_on_the_page_of_another(cast: Cast) -> None:
    actions.keep(posted=posted(token_for(cast.ben, "/clinic/patients/1/"), words="about one"))
    assert of(cast.ben, "/clinic/patients/2/").kept_at is None


def test_words_are_shown_to_their_author_only(cast: Cast) -> None:
    actions.keep(posted=posted(token_for(cast.ben), words="mine"))
    assert of(cast.alice).kept_at is None
    assert of(cast.ben).fields["words"] == ["mine"]


def test_the_newest_words_replace_and_old_ones_are_forgotten(cast: Cast, clock: Any) -> None:
    actions.keep(posted=posted(token_for(cast.ben), words="one"))
    actions.keep(posted=posted(token_for(cast.ben), words="two"))
    assert of(cast.ben).fields["words"] == ["two"]
    clock.shift(timedelta(hours=25))
    assert of(cast.ben).kept_at is None
    assert actions.discard_old() == 1


@pytest.mark.parametrize("token", ["", "made-up", "WzEsICIvIl0:forged"])
def test_a_form_that_we_did_not_make_is_not_kept(cast: Cast, token: str) -> None:
    with pytest.raises(InvalidInput, match="too old"):
        actions.keep(posted=posted(token, words="x"))


def test_passwords_and_keys_of_the_page_are_not_kept(cast: Cast) -> None:
    data = posted(token_for(cast.ben), csrfmiddlewaretoken="t", key="k", stamp="s", words="w")
    actions.keep(posted=data)
    assert FormDraft.objects.get().fields == {"words": ["w"]}


def test_the_script_keeps_words_also_when_the_session_has_just_ended(
    cast: Cast, client: Client, clock: Any
) -> None:
    clock.move_to(datetime.fromisoformat("2026-03-04T15:42:00+00:00"))
    answer = client.post(reverse("draft"), {"draft": token_for(cast.ben), "words": "kept"})
    assert answer.status_code == 204
    assert answer["Lightwell-Saved"] == "Saved 10:42"
    assert of(cast.ben).fields == {"words": ["kept"]}
    assert client.post(reverse("draft"), {"draft": "forged"}).status_code == 422
    assert client.get(reverse("draft")).status_code == 405


def test_a_form_sent_after_the_end_waits_for_its_author_without_script(
    cast: Cast, clock: Any
) -> None:
    client = signed_in(cast.ben)
    page = reverse("clinic:audit")
    token = token_for(cast.ben, page)
    clock.shift(16 * MINUTE)
    answer = client.post(page, {"draft": token, "words": "typed for long"})
    assert answer.url.startswith(reverse("account_login"))
    assert re.search(r"next=/clinic/audit/", answer.url)
    assert of(cast.ben, page).fields == {"words": ["typed for long"]}


def test_what_was_sent_is_no_draft_any_more(cast: Cast) -> None:
    from lightwell.site.middleware.signed_in import SignedIn

    page = "/clinic/x/"
    actions.keep(posted=posted(token_for(cast.ben, page), words="sent"))
    for status, left in ((422, True), (302, False)):
        request = _post(cast.ben, page)

        def view(request: HttpRequest, status: int = status) -> HttpResponse:
            return redirect("/") if status == 302 else HttpResponse(status=status)

        SignedIn(view)(request)
        assert (of(cast.ben, page).kept_at is not None) is left


def test_a_draft_that_is_slower_than_its_form_is_not_kept(cast: Cast) -> None:
    sent, later = token_for(cast.ben), token_for(cast.ben)
    actions.keep(posted=posted(sent, words="typed"))
    by = cast.actor(cast.ben)
    actions.note_sent(by=by, posted=posted(sent, words="sent"))
    with pytest.raises(InvalidInput, match="sent already"):
        actions.keep(posted=posted(sent, words="sent"))
    assert of(cast.ben).kept_at is None
    actions.keep(posted=posted(later, words="new"))
    assert of(cast.ben).fields == {"words": ["new"]}, "a page opened afterwards keeps its words"
    with pytest.raises(InvalidInput, match="sent already"):
        actions.keep(posted=posted(sent, words="sent"))
    assert of(cast.ben).fields == {"words": ["new"]}


def test_nobody_sends_the_words_of_another(cast: Cast) -> None:
    token = token_for(cast.ben)
    actions.keep(posted=posted(token, words="mine"))
    actions.note_sent(by=cast.actor(cast.alice), posted=posted(token))
    assert of(cast.ben).fields == {"words": ["mine"]}


def test_a_form_sent_again_after_the_end_is_no_draft(cast: Cast, clock: Any) -> None:
    page = reverse("clinic:audit")
    token = token_for(cast.ben, page)
    actions.note_sent(by=cast.actor(cast.ben), posted=posted(token))
    answer = Client().post(page, {"draft": token, "words": "sent"})
    assert answer.url.startswith(reverse("account_login"))
    assert of(cast.ben, page).kept_at is None


def _post(user: User, page: str) -> HttpRequest:
    request = RequestFactory().post(page, {"draft": drafts.sign(user.pk, page), "words": "sent"})
    request.user = user
    request.session = Client().session
    return request


def test_the_page_says_what_it_kept_and_when(cast: Cast, pat: User) -> None:
    template = Template('{% include "access/draft.html" %}')
    fresh = template.render(Context({"draft": of(cast.ben), "user": cast.ben}))
    assert "We kept" not in fresh
    actions.keep(posted=posted(token_for(cast.ben), words="w"))
    shown = template.render(Context({"draft": of(cast.ben), "user": cast.ben}))
    assert "We kept what you typed at" in shown
    assert f'data-autosave-url="{reverse("draft")}"' in shown
