"""The pages of the room: what they say, what they write, and what they refuse."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from lightwell.access import clock
from lightwell.room.forms.pressure import read_pressure
from tests.support import room
from tests.support.cast import Cast
from tests.support.room_pages import newest, open_page, send
from tests.support.sessions import GOOD, second_nurse
from tests.support.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("by_day")]
LIVE = re.compile(r'<div class="lw-live".*?<!-- the end of what refreshes -->', re.DOTALL)
CONTROL = re.compile(r"<(input|textarea|select)\b")

# -- every page in every state ---------------------------------------------------------------


def test_each_page_opens_in_each_state(cast: Cast) -> None:
    scene = room.whole_room(cast)
    ben = signed_in(cast.ben)
    pages = ("", "ready/", "leaving/", "dose/", "left/")
    for run in scene.sessions.values():
        for page in pages:
            open_page(ben, run, page)
    board = ben.get("/room/").content.decode()
    assert "VANDERBILT-OYELARAN, Marguerite" in board
    assert board.index("Systolic pressure 184 mmHg") < board.index("Oxygen saturation 92 %")
    assert "lw-tile--stale" in board
    assert "Free. The session of today is over." in board
    assert board.count("Name alert") == 2


def test_no_control_stands_in_a_part_that_refreshes(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    run = room.flagged(cast)
    for html in (open_page(ben, run), ben.get("/room/").content.decode()):
        parts = LIVE.findall(html)
        assert len(parts) == 1
        assert not CONTROL.search(parts[0])
        assert "I’m on it" in parts[0]


def test_what_is_read_only_says_so(cast: Cast) -> None:
    run = room.running(cast)
    html = open_page(signed_in(cast.dev), run)
    assert "You can read this session." in html
    assert "Write down a row" not in html
    assert signed_in(cast.dev).post(f"/room/{run.uid}/", {}).status_code == 403


# -- one row ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("14288", (142, 88)),
        ("142/88", (142, 88)),
        ("9060", (90, 60)),
        ("200100", (200, 100)),
        ("142", None),
        ("142/", None),
        ("14 288", None),
    ],
)
def test_digits_are_read_as_two_values(text: str, pair: tuple[int, int] | None) -> None:
    found = read_pressure(text)
    assert (found and (found.sbp, found.dbp)) == pair


def test_every_possible_pair_is_read_as_itself() -> None:
    pairs = [(sbp, dbp) for sbp in range(40, 301) for dbp in range(20, 201) if dbp < sbp]
    for sbp, dbp in pairs:
        found = read_pressure(f"{sbp}{dbp}")
        assert found is not None
        assert (found.sbp, found.dbp) == (sbp, dbp)


def test_a_row_is_saved_and_said_to_be(cast: Cast) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    answer = send(ben, run, pressure="12682", hr="77", spo2="98", rr="14", moaas="4")
    assert answer.status_code == 302
    assert newest(run).values == {
        "sbp": 126, "dbp": 82, "hr": 77, "spo2": 98, "rr": 14, "moaas": 4
    }  # fmt: skip
    html = ben.get(answer.url).content.decode()
    assert re.search(r"Saved \d\d:\d\d by Ben Brook", html)
    assert "126/82" in html
    assert 'value="12682"' not in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pressure": "142"}, "Type both values of the blood pressure"),
        ({"pressure": "90/140"}, "the first value is the higher one"),
        ({"hr": "400"}, "The heart rate must be 20 to 300 per min"),
        ({"spo2": "9,8"}, "Use a point, not a comma"),
        ({}, "Write down at least one value"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(cast: Cast, typed: dict[str, str], said: str) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    before = newest(run).number
    answer = send(ben, run, **typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert all(f'value="{text}"' in html for text in typed.values())
    assert newest(run).number == before


def test_a_value_beyond_a_limit_is_asked_about_then_saved_and_flagged(cast: Cast) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    before = newest(run).number
    answer = send(ben, run, pressure="18296")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Systolic pressure 182 mmHg is beyond" in html
    assert 'value="18296"' in html
    assert newest(run).number == before
    assert send(ben, run, html=html, pressure="18296", beyond="yes").status_code == 302
    assert "Systolic pressure 182 mmHg" in open_page(ben, run)


def test_another_time_needs_a_reason_and_is_not_to_come(cast: Cast) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    now = clock.now().astimezone(run.view.zone)
    earlier = f"{now - timedelta(minutes=9):%H:%M}"
    answer = send(ben, run, hr="77", at=earlier)
    assert "Write why it is written down later" in answer.content.decode()
    assert send(ben, run, hr="77", at=earlier, reason="Hands full.").status_code == 302
    assert f"{newest(run).at.astimezone(run.view.zone):%H:%M}" == earlier
    later = f"{now + timedelta(hours=1):%H:%M}"
    assert send(ben, run, hr="77", at=later).status_code == 422


def test_of_two_nurses_the_second_sees_both_values(cast: Cast) -> None:
    run = room.running(cast)
    ben, nia = signed_in(cast.ben), signed_in(second_nurse(cast))
    old = open_page(ben, run)
    assert send(nia, run, pressure="13080").status_code == 302
    answer = send(ben, run, html=old, pressure="13684")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Nia Noor wrote this down while your page was open" in html
    assert "130/80" in html
    assert "136/84" in html
    assert send(ben, run, html=html, pressure="13684").status_code == 302
    assert newest(run).values == {"sbp": 136, "dbp": 84}


def test_a_row_that_the_refreshed_part_showed_is_no_conflict(cast: Cast) -> None:
    run = room.running(cast)
    ben, nia = signed_in(cast.ben), signed_in(second_nurse(cast))
    old = open_page(ben, run)
    send(nia, run, pressure="13080")
    shown = re.findall(r'data-shown="([^"]+)"', open_page(ben, run))[0]
    assert send(ben, run, html=old, pressure="13684", shown=shown).status_code == 302


def test_a_page_of_another_patient_saves_nothing(cast: Cast) -> None:
    run, other = room.running(cast), room.running(cast, 1)
    ben = signed_in(cast.ben)
    before = newest(other).number
    assert send(ben, other, html=open_page(ben, run), hr="77").status_code == 409
    assert newest(other).number == before


def test_a_correction_keeps_what_it_corrects(cast: Cast) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    entry = run.view.all_of("reading")[-1]
    page = f"entry/{entry.uid}/"
    html = open_page(ben, run, page)
    assert "Was blood pressure 132/82" in html
    assert 'value="132/82"' not in html
    assert send(ben, run, page, pressure="12282").status_code == 422
    answer = send(ben, run, page, pressure="12282", out="hr", reason="Typed wrongly.")
    assert answer.status_code == 302
    assert newest(run).values["sbp"] == 122
    assert "hr" not in newest(run).values
    sheet = open_page(ben, run)
    assert re.search(r"<s>.*?132/82</s>", sheet)
    assert "Typed wrongly." in sheet


def test_a_reminder_is_seen_and_stays(cast: Cast) -> None:
    run, ben = room.flagged(cast), signed_in(cast.ben)
    [value, *_] = re.findall(r'name="seen" value="([^"]+)"', open_page(ben, run))
    assert ben.post(f"/room/{run.uid}/seen", {"seen": value}).status_code == 302
    html = open_page(ben, run)
    assert "Ben Brook is on it since" in html
    assert "Systolic pressure 184 mmHg" in html
    assert ben.post(f"/room/{run.uid}/seen", {"seen": "nothing"}).status_code == 409


# -- steps, events, doors --------------------------------------------------------------------


def test_a_session_from_ready_to_the_door(cast: Cast) -> None:
    run, ben = room.known(cast), signed_in(cast.ben)
    assert "Nothing holds the start" in open_page(ben, run, "ready/")
    for name in ("make_ready", "start", "pause", "resume", "end_infusion"):
        assert send(ben, run, f"act/{name}/").status_code == 302, name
    assert run.view.status == "recovering"
    html = open_page(ben, run, "leaving/")
    assert "Not ready:" in html
    assert "Opens when" in html
    held = send(ben, run, "leaving/discharge/")
    assert held.status_code == 422
    assert "Nothing was saved." in held.content.decode()
    gone = send(ben, run, "leaving/transfer/", to="Harbour Hospital")
    assert gone.status_code == 302
    assert "Left: transferred to emergency care" in open_page(ben, run, "left/")


def test_start_is_held_and_says_what_is_missing(cast: Cast) -> None:
    run, ben = room.planned(cast), signed_in(cast.ben)
    answer = send(ben, run, "act/make_ready/")
    assert answer.status_code == 422
    assert "Weigh the person." in answer.content.decode()
    assert send(ben, run, "act/start/").status_code == 422
    assert run.view.status == "planned"


MEDICINE = {"drug": "ondansetron", "dose": "4", "unit": "mg", "route": "mouth", "ordered_by": "A"}
EVENT = {"event": "nausea", "grade": "2", "is_serious": "no", "action": "Ondansetron."}


@pytest.mark.parametrize(
    ("name", "typed", "shown"),
    [
        ("medicine", MEDICINE, "ondansetron 4 mg by mouth"),
        ("adverse_event", EVENT, "Nausea, moderate"),
        ("nausea", {"rating": "3"}, "nausea 3"),
        ("anxiety", {"rating": "0"}, "anxiety 0"),
        ("called", {"who": "Alice", "said": "Wait."}, "Called the prescriber, Alice: Wait."),
        ("note", {"words": "Sleeps."}, "Sleeps."),
        (
            "rate",
            {"rate_ml_per_h": "120", "ordered_by": "Alice", "reason": "Dizzy."},
            "120 mL per hour",
        ),
    ],
)
def test_what_happens_is_written_down(
    cast: Cast, name: str, typed: dict[str, str], shown: str
) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    assert send(ben, run, f"act/{name}/").status_code == 422
    assert send(ben, run, f"act/{name}/", **typed).status_code == 302
    assert shown in open_page(ben, run)


def test_pressing_twice_makes_one_row(cast: Cast) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    html, before = open_page(ben, run), newest(run).number
    for _ in range(2):
        assert send(ben, run, html=html, hr="77").status_code == 302
    assert newest(run).number == before + 1


def test_the_lights_are_remembered_by_the_tablet(cast: Cast) -> None:
    run, ben = room.running(cast), signed_in(cast.ben)
    assert "lw-html--dim" not in open_page(ben, run)
    here = f"/room/{run.uid}/"
    assert ben.post("/room/light", {"light": "dim", "next": here}).headers["Location"] == here
    assert "lw-html--dim" in open_page(ben, run)
    elsewhere = ben.post("/room/light", {"light": "day", "next": "https://elsewhere.example/"})
    assert elsewhere.headers["Location"] == "/room/"


def test_no_page_promises_to_watch(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    run = room.flagged(cast)
    for html in (
        open_page(ben, run),
        open_page(ben, run, "leaving/"),
        str(ben.get("/room/").content),
    ):
        assert not re.search(r"\b(alarm|monitoring)", html, re.IGNORECASE)


def test_a_row_of_good_values_raises_nothing(cast: Cast) -> None:
    run = room.running(cast, rows=())
    run.act("read", values=GOOD)
    assert "lw-flag--" not in open_page(signed_in(cast.ben), run)
