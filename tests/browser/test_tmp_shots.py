from datetime import timedelta
from pathlib import Path
import pytest
from django.conf import settings
from lightwell.access import clock
from lightwell.diary.actions import appointments, hours, waiting
from lightwell.diary.actions.waiting import CanCome
from tests.support.browser import assert_axe_clean
from tests.support.cast import found_cast
from tests.support.people import make_patient
from tests.support.series import Diary
from tests.support.signing_in import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
OUT = Path("/tmp/lw/diary-shots")
W = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1280, 900)}


def test_shots(pages):
    cast = found_cast()
    d = Diary(cast, count=1, at_once=1)
    d.maya.email = "maya.rivera@mail.example"
    d.maya.save()
    mayas = sorted(d.book(), key=lambda o: o.starts_at)
    other = d.another()
    d.book(other)
    bea = make_patient(cast.harbour, "Bea", signs_in=False)
    with clock.at(clock.now() - timedelta(days=3)):
        waiting.join(
            by=d.ben,
            patient=other.patient.uid,
            number=2,
            when=CanCome(weekdays=[0, 1, 2, 3], notice_days=1, contact_by="call"),
            key="a",
        )
    waiting.join(
        by=d.ben,
        patient=bea.uid,
        number=None,
        when=CanCome(weekdays=[6], notice_days=0, contact_by="either"),
        key="b",
    )
    appointments.cancel(by=d.ben, appointment=mayas[1].uid, reason="Ill", key="")
    day = mayas[3].starts_at.date()
    hours.close_days(
        by=d.alice, location=cast.harbour, first_day=day, last_day=day, reason="Repair"
    )
    urls = {
        "newtime": ("ben", f"/clinic/appointments/{mayas[2].uid}/new-time"),
        "appointment": ("ben", f"/clinic/appointments/{mayas[1].uid}/"),
        "waiting": ("ben", "/clinic/waiting/"),
        "free": ("ben", f"/clinic/appointments/{mayas[1].uid}/free"),
        "join": ("ben", f"/clinic/patients/{d.maya.uid}/waiting/"),
        "hours": ("ben", "/clinic/hours/"),
        "visits": ("maya", "/my/visits"),
        "address": ("maya", "/my/visits/calendar"),
    }
    keys = {"ben": signed_in(cast.ben), "maya": signed_in(d.maya.user)}
    page = pages.open("desktop")
    faults = []
    for n, (who, u) in urls.items():
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": keys[who].cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": pages._base_url,
                }
            ]
        )
        for w, (a, b) in W.items():
            page.set_viewport_size({"width": a, "height": b})
            r = page.goto(u)
            if r.status != 200:
                faults.append(f"{n} {r.status}")
                continue
            if n == "address" and w == "phone":
                page.get_by_role("button", name="Make an address").click()
            page.screenshot(path=OUT / f"{n}-{w}.png", full_page=True)
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 0:
                faults.append(f"{n} {w} wide {wide}")
            if w != "tablet":
                try:
                    assert_axe_clean(page)
                except AssertionError as e:
                    faults.append(f"{n} {w}: {str(e)[:300]}")
    (OUT / "faults.txt").write_text("\n".join(faults))
