"""Before the start: questions of the day, the weight, the screen, and the dose by two."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from lightwell.access.models import User
from lightwell.records.models import RiskTask
from tests.support import room
from tests.support.cast import PASSWORD, Cast
from tests.support.room_pages import newest, open_page, send
from tests.support.sessions import Running, drawn_up, second_nurse, weigh
from tests.support.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]


# -- before the start ------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand_and_one_press_answers(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    html = open_page(ben, run, "ready/")
    assert not re.search(r"<input[^>]*\schecked\b", html)
    assert "Not ready:" in html
    fact = "session.identity_checked"
    assert f'name="{fact}" value="unknown"' in html
    answer = send(ben, run, "ready/", **{fact: "yes"})
    assert answer.status_code == 302
    assert newest(run).values == {fact: True}
    send(ben, run, "ready/", **{fact: "unknown"})
    assert newest(run).values == {fact: None}
    assert f'name="{fact}" value="yes"' in open_page(ben, run, "ready/")


def test_a_yes_with_a_name_needs_the_name(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    fact = {"session__escort_arranged": "yes"}
    answer = send(ben, run, "ask/escort/", **fact)
    assert "Write who takes the person home." in answer.content.decode()
    assert send(ben, run, "ask/escort/", **fact, escort_name="Lou").status_code == 302
    assert newest(run).values["escort_name"] == "Lou"
    assert "Lou (Ben Brook" in open_page(ben, run, "ready/")


def test_only_the_named_role_sets_an_item_aside(cast: Cast) -> None:
    run = room.planned(cast)
    ben, alice = signed_in(cast.ben), signed_in(cast.alice)
    page = "set-aside/fasting/"
    assert f"/room/{run.uid}/{page}" not in open_page(ben, run, "ready/")
    assert f"/room/{run.uid}/{page}" in open_page(alice, run, "ready/")
    assert send(ben, run, page, reason="Ate little.").status_code == 403
    assert send(alice, run, page, reason="").status_code == 422
    assert send(alice, run, page, reason="Ate little.").status_code == 302
    assert "Set aside by a prescriber: Ate little." in open_page(alice, run, "ready/")


def test_pounds_stand_on_a_line_of_their_own_and_are_confirmed(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    answer = send(ben, run, "weight/", lb="154.3")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "154.3 lb × 0.45359237 kg per lb = 70 kg" in html
    sent = send(ben, run, "weight/", html=html, lb="154.3", is_confirmed="on")
    assert sent.status_code == 302
    assert run.view.weight is not None
    assert run.view.weight.kg == "70"
    refused = send(ben, run, "weight/", kg="700")
    assert refused.status_code == 422
    assert send(ben, run, "weight/", kg="70", lb="154").status_code == 422


def test_the_screen_is_asked_in_full_and_a_yes_reaches_a_person(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    calm = {"item_1": "0", "item_2": "0", "item_6": "0"}
    answer = send(ben, run, "screen/", item_1="0", item_2="0")
    assert "Not answered yet: question 6" in answer.content.decode()
    assert send(ben, run, "screen/", **calm, item_3="1").status_code == 422
    assert send(ben, run, "screen/", **calm).status_code == 302
    assert not RiskTask.objects.filter(patient=run.patient).exists()
    assert send(ben, run, "screen/", item_1="1", item_2="0", item_6="0").status_code == 302
    assert RiskTask.objects.filter(patient=run.patient).count() == 1
    assert "Close the risk task by an assessment first." in open_page(ben, run, "ready/")


def test_comfort_is_asked_each_time(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    assert "Touch: not asked today" in open_page(ben, run)
    assert send(ben, run, "act/comfort/", music="quiet").status_code == 422
    sent = send(ben, run, "act/comfort/", touch="no_touch", music="quiet")
    assert sent.status_code == 302
    assert "No touch" in open_page(ben, run)


# -- the dose --------------------------------------------------------------------------------


def drawn(cast: Cast) -> tuple[Running, Client]:
    """A dose that Ben drew up on his page."""
    run = room.planned(cast)
    credentials(cast.ben)
    ben = signed_in(cast.ben)
    weigh(run)
    given = drawn_up(run.view)
    answer = send(ben, run, "dose/", step="prepare", **given | {"mg": "350"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Ten times off: look at the decimal point." in html
    comma = send(ben, run, "dose/", step="prepare", **given | {"volume_ml": "0,7"})
    assert "Use a point, not a comma" in comma.content.decode()
    assert send(ben, run, "dose/", step="prepare", **given).status_code == 302
    return run, ben


def credentials(user: User, password: str = PASSWORD) -> dict[str, str]:
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save()
    return {"step": "confirm", "email": user.email, "password": password}


def test_two_people_confirm_the_dose_on_one_tablet(cast: Cast) -> None:
    run, ben = drawn(cast)
    nia = second_nurse(cast)
    same = send(ben, run, "dose/", **credentials(cast.ben))
    assert "You drew this dose up. A second person confirms it." in same.content.decode()
    assert send(ben, run, "dose/", **credentials(nia)).status_code == 302
    html = open_page(ben, run, "dose/")
    assert "Confirmed by Nia Noor" in html
    assert "Ben Brook, nurse" in re.sub(r"<[^>]+>", "", html)
    assert newest(run).by == nia


def test_a_new_preparation_buys_no_new_guesses(cast: Cast) -> None:
    run, ben = drawn(cast)
    wrong = credentials(second_nurse(cast), "wrong words")
    told = ""
    for _ in range(4):
        for _ in range(4):
            told = send(ben, run, "dose/", **wrong).content.decode()
        send(ben, run, "dose/", step="prepare", **drawn_up(run.view))
    assert "This confirmation is locked for 15 minutes." in told


def test_wrong_tries_lock_the_confirmation_and_no_account(cast: Cast) -> None:
    run, ben = drawn(cast)
    nia = second_nurse(cast)
    wrong = credentials(nia, "wrong words")
    for _ in range(5):
        answer = send(ben, run, "dose/", **wrong)
        assert "The email address or the password is not right" in answer.content.decode()
        assert "wrong words" not in answer.content.decode()
    locked = send(ben, run, "dose/", **credentials(nia))
    assert "This confirmation is locked for 15 minutes." in locked.content.decode()
    entering = Client().post("/account/login/", {"login": nia.email, "password": PASSWORD})
    assert entering.status_code == 302
    assert open_page(ben, run)
