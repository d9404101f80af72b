"""The room's pages for what is no infusion: the words of each way, and nothing of a pump."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lightwell.records.models import SessionEntry
from lightwell.room.presenters import doses
from tests.support import room
from tests.support.cast import PASSWORD, Cast
from tests.support.room_pages import newest, open_page, send
from tests.support.sessions import clock_at, drawn_up, second_nurse, weigh
from tests.support.signing_in import signed_in
from tests.support.ways import IM, LOZENGE, NASAL, SWALLOWED, Way

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]
WORDS = [
    (IM, "Give injection", "Injection given"),
    (LOZENGE, "Give lozenge", "Lozenge placed"),
    (SWALLOWED, "Give tablets", "Tablets swallowed"),
    (NASAL, "Give device 1 of 2", "Device 1 of 2 given"),
]
OF_A_PUMP = ("infusion", "Rate change", "pump", "Pause", "mL per h")


@pytest.mark.parametrize(("way", "title", "button"), WORDS, ids=lambda one: str(one)[:20])
def test_the_whole_way_is_in_its_own_words(cast: Cast, way: Way, title: str, button: str) -> None:
    ben = signed_in(cast.ben)
    run = room.known(cast, way=way)
    run.act("make_ready")
    ready = open_page(ben, run, "ready/")
    assert title in ready
    page = open_page(ben, run, "act/start/")
    assert button in page
    send(ben, run, "act/start/", html=page)
    assert newest(run).kind == SessionEntry.Kind.START
    for name in ("", "leaving/", "dose/"):
        html = open_page(ben, run, name)
        assert [word for word in OF_A_PUMP if word in html] == [], name
    assert way.limits.words in open_page(ben, run, "dose/")
    sheet = open_page(ben, run)
    assert f"{way.limits.words[:1].upper()}{way.limits.words[1:]}" in sheet
    assert "minutes from the start of the dose" in sheet
    assert ("strength of one device" in sheet) == (way is NASAL), "told in the words of the way"
    assert ("strength of one 25" in sheet) == (way in (LOZENGE, SWALLOWED))


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [("1", "pieces", "1\u00a0piece"), ("2", "pieces", "2\u00a0pieces"), ("1", "mg", "1\u00a0mg")],
)
def test_one_piece_is_no_pieces(value: str, unit: str, words: str) -> None:
    assert doses.with_unit(value, unit) == words


def test_devices_are_given_one_after_another_and_the_page_says_when(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    run = room.known(cast, way=NASAL)
    run.act("make_ready")
    start = room.begin_at(6)
    send(ben, run, "act/start/", html=open_page(ben, run, "act/start/"))
    sheet = open_page(ben, run)
    assert "Devices being given" in sheet
    assert "Device 1 of 2 given; the next from" in sheet
    assert "Give device 2 of 2" in sheet
    assert "submitted outside for now" in sheet, "the form of the safety programme"
    early = send(ben, run, "act/device/")
    assert "At least 5 minutes lie between two devices" in early.content.decode()
    assert run.view.status == "dosing"
    with clock_at((run.view.started_at or start) + timedelta(minutes=5)):
        send(ben, run, "act/device/")
        assert run.view.status == "recovering"
        told = open_page(ben, run)
    assert "device 2 of 2 given at" in told
    assert "stays 120 min or more" in told
    assert "First device given" in told, "in the story"
    assert "Device given" in told


def test_nobody_stops_what_is_given_but_further_devices(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    run = room.known(cast, way=NASAL)
    run.act("make_ready")
    send(ben, run, "act/start/")
    page = open_page(ben, run, "act/stop_early/")
    assert "Give no more" in page
    assert "pump" not in page
    send(ben, run, "act/stop_early/", html=page)
    assert run.view.status == "stopped_early"
    assert "since no more was given" in open_page(ben, run)


def test_two_people_count_out_devices_on_one_tablet(cast: Cast) -> None:
    run, ben, nia = room.planned(cast, way=NASAL), signed_in(cast.ben), second_nurse(cast)
    page = open_page(ben, run, "dose/")
    assert "Read the strength from the carton and count" in page
    assert "Volume drawn up" not in page
    sent = send(ben, run, "dose/", html=page, step="prepare", **drawn_up(run.view))
    assert sent.status_code == 302
    page = open_page(ben, run, "dose/")
    assert "Counted out by Ben Brook" in page
    assert "cartons, devices and order" in page
    who = {"step": "confirm", "email": nia.email, "password": PASSWORD}
    assert send(ben, run, "dose/", html=page, **who).status_code == 302
    assert run.view.dose.is_confirmed


def test_a_syringe_has_three_amounts(cast: Cast) -> None:
    run, ben = room.planned(cast, way=IM), signed_in(cast.ben)
    weigh(run)
    page = open_page(ben, run, "dose/")
    assert "Read each amount from vial and syringe" in page
    assert page.count("prepared</label>") == 3


def test_only_what_the_way_rests_on_is_asked(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    nasal, by_injection = room.planned(cast, way=NASAL), room.planned(cast, 1, way=IM)
    assert "into the nose" in open_page(ben, nasal, "ready/")
    html = open_page(ben, nasal, "ask/nose/")
    send(ben, nasal, "ask/nose/", html=html, session__nasal_medicine_today="no")
    assert newest(nasal).values == {"session.nasal_medicine_today": False}
    assert "into the nose" not in open_page(ben, by_injection, "ready/")
    assert ben.get(f"/room/{by_injection.uid}/ask/nose/").status_code == 404


def test_the_therapist_of_the_course_is_named_by_a_clinician(cast: Cast) -> None:
    run, alice = room.planned(cast, way=IM), signed_in(cast.alice)
    html = open_page(alice, run, "ask/therapist/")
    unnamed = send(alice, run, "ask/therapist/", html=html, course__therapist_linked="yes")
    assert "Write the name of the therapist" in unnamed.content.decode()
    named = {"course__therapist_linked": "yes", "therapist_name": "Tess Tallis"}
    assert send(alice, run, "ask/therapist/", **named).status_code == 302
    assert newest(run).values["therapist_name"] == "Tess Tallis"


def test_the_board_tells_who_is_watched_after_a_dose(cast: Cast) -> None:
    run = room.known(cast, way=IM)
    run.act("make_ready")
    run.act("start")
    html = signed_in(cast.ben).get("/room/").content.decode()
    assert "0 infusing, 1 watched after a dose" in html
    assert "since: injection given" in html


def test_the_summary_on_paper_lists_each_device(cast: Cast) -> None:
    from lightwell.documents.session_summary import context

    run = room.known(cast, way=NASAL)
    run.act("make_ready")
    run.act("start")
    glance = dict(context(run.view)["glance"])
    assert glance["Given"] == NASAL.limits.words
    assert "Device 1 of 2" in glance
    assert "Infusion ended" not in glance
