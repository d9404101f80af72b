"""One person's way through a programme: everything that people do, each by its real action.

``Life`` holds the clock and who acts. Every act may be refused in words; a refusal leaves nothing
behind. `course_holds` says what is true whatever happened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from lightwell.clinical.transitions import SESSION
from lightwell.records.actions import (
    adoptions,
    asked,
    history,
    releases,
    risk,
    sessions,
    therapists,
    therapy,
)
from lightwell.records.models import (
    Release,
    RiskTask,
    SessionEntry,
    TreatmentSession,
)
from lightwell.records.queries import adoptions as adoption_queries
from lightwell.records.queries import history as lists
from lightwell.records.queries import sessions as session_queries
from lightwell.records.queries.courses import CourseView
from lightwell.records.risk_events import OVER, latest
from tests.support.coursing_before import Coming, second_prescriber
from tests.support.people import key
from tests.support.sessions import AFTER, BEFORE, CALM_SCREEN, GOOD, Running, drawn_up
from tests.support.therapy import INVITED, as_outside, invitation
from tests.support.ways import BESIDES

NAMES = {"escort_name": "Lou", "qualified_person": "Ben", "therapist_name": "Tess Tallis"}
__all__ = ["Life", "second_prescriber"]


class Life(Coming):
    """The course itself: sessions, medicines, risk, therapists, adoption; and what comes next."""

    # -------------------------------------------------------------- a session

    @property
    def run(self) -> Running | None:
        """The session that is under way, else the earliest that is still open."""
        rows = TreatmentSession.objects.filter(patient=self.patient, replaced_by__isnull=True)
        last = SessionEntry.objects.filter(session=OuterRef("pk")).order_by("-number")
        rows = rows.annotate(now=Subquery(last.values("status")[:1])).select_related("course")
        left = [row for row in rows if row.now not in SESSION.final]
        left.sort(key=lambda row: (row.now in (None, "planned", "ready"), row.planned_at))
        if not left:
            return None
        return Running(
            cast=self.cast,
            uid=left[0].uid,
            patient=self.patient,
            course=left[0].course,
            nurse=self.nurse,
            second=self.second,
            prescriber=self.director,
        )

    def act(self, verb: str, by: str = "nurse", **given: Any) -> Any:
        """One entry of the session of now."""
        run = self.run
        if run is None:
            return None
        page = {"session": run.uid, "key": key(), "version": run.view.version}
        return self.attempt(getattr(sessions, verb), by=self.staff[by], **(page | given))

    def weigh(self, kg: float = 70) -> None:
        self.record({"person.weight_kg": kg}, self.nurse)

    def go_through_medicines(self) -> None:
        with self.clock():
            lines = [
                line
                for line in lists.current(self.nurse, self.patient, "medicine")
                if line.standing
            ]
        self.attempt(
            history.reconcile,
            by=self.nurse,
            patient=self.patient,
            subject="medicine",
            statement="listed" if lines else "none_known",
            versions=[line.latest.id for line in lines],
            key=key(),
        )

    def screen(self, answers: list[int | None] = CALM_SCREEN) -> Any:
        return self.attempt(
            asked.screen, by=self.nurse, patient=self.patient.uid, answers=answers, key=key()
        )

    def answer_all(self, told: dict[str, Any]) -> None:
        """The questions of the gate of now that ``told`` answers, by whoever settles each."""
        run = self.run
        names = session_queries.asked(run.view) if run else ()
        for by, is_of_course in (("nurse", False), ("director", True)):
            own = [name for name in names if name.startswith("course.") is is_of_course]
            own = [name for name in own if name in told]
            if own:
                self.act("check", by, values={name: told[name] for name in own} | NAMES)

    def get_ready(self, *, left_out: str = "") -> None:
        """All of the day but what is left out."""
        parts: dict[str, Callable[[], Any]] = {
            "weight": self.weigh,
            "screen": self.screen,
            "medicines": self.go_through_medicines,
            "checks": lambda: self.answer_all(BEFORE | BESIDES),
            "reading": lambda: self.act("read", values=GOOD),
            "dose": self.draw_up,
            "second": self.confirm,
        }
        for name, part in parts.items():
            if name != left_out:
                part()

    def draw_up(self) -> Any:
        run = self.run
        if run is None or run.view.plan is None:
            return None
        return self.act("prepare_dose", prepared=drawn_up(run.view))

    def confirm(self, by: str = "second") -> Any:
        run = self.run
        prepared = run.view.dose.prepared if run else None
        return prepared and self.act("confirm_dose", by, prepared=prepared.uid)

    def leave(self, door: str = "discharge") -> Any:
        return self.act("leave", door=door, values={})

    # -------------------------------------------------------------- around it

    def take(self, drug: str) -> None:
        """Something else is taken from now on, and a clinician stands for it."""
        content = {"drug": drug, "taking": "yes"}
        told: dict[str, Any] = {"by": self.director, "patient": self.patient, "content": content}
        made = self.attempt(history.propose, subject="medicine", key=key(), **told)
        if made:
            self.attempt(history.verify, entry=made.entry.uid, base=made.number, key=key(), **told)

    def settle_risk(self) -> None:
        """Each open task: taken, spoken, screened, assessed and closed."""
        for task in RiskTask.objects.filter(patient=self.patient):
            if latest(task).status in OVER:
                continue
            told: dict[str, Any] = {"by": self.director, "task": task.uid}
            self.attempt(risk.take, key=key(), **told)
            spoken = {"channel": "phone", "result": "spoken", "note": ""}
            self.attempt(risk.log_attempt, key=key(), **spoken, **told)
            self.attempt(risk.complete_screener, answers=[0] * 7, key=key(), **told)
            told |= {"version": latest(task).number}
            self.attempt(risk.assess, level="watch", plan="We speak again.", key=key(), **told)
            told |= {"version": latest(task).number}
            self.attempt(risk.close, disposition="home_safety_plan", note="", key=key(), **told)

    def release(self) -> None:
        """A release on paper, and the therapist accepts."""
        made = self.attempt(
            releases.sign,
            by=self.director,
            patient=self.patient,
            therapist_name="Tess Tallis",
            therapist_email=self.cast.tess.email,
            purpose="Therapy",
            shares=["plan", "sessions"],
            ends_on=self.now.date() + timedelta(days=90),
            signed_on=self.now.date(),
            key=key(),
        )
        if made:
            with self.clock():
                token = invitation(self.director, made)
            self.attempt(therapists.accept, by=INVITED, token=token)

    def end_release(self) -> Any:
        row = Release.objects.filter(patient=self.patient).order_by("id").last()
        return row and self.attempt(
            releases.end,
            by=self.director,
            patient=self.patient,
            release=row.uid,
            reason="They asked for it.",
            key=key(),
        )

    def write_therapy(self, kind: str, *, outside: bool) -> Any:
        said = {
            "kind": kind,
            "held_at": self.now - timedelta(hours=1),
            "minutes": 60,
            "themes": "“I slept.”",
            "next_steps": "We go on.",
            "homework": "",
        }
        who = as_outside(self.cast.tess) if outside else self.director
        return self.attempt(therapy.write, by=who, patient=self.patient.uid, said=said, key=key())

    def adopt(self, verb: str) -> Any:
        """The medical director adopts the programme here, or takes it out of use."""
        state = adoption_queries.state(self.cast.harbour, self.way.programme)
        told: dict[str, Any] = {
            "by": self.director,
            "location": self.cast.harbour,
            "programme": self.way.programme,
            "base": state.number,
            "key": key(),
        }
        if verb == "adopt":
            header = state.programme.header
            return self.attempt(adoptions.adopt, content_hash=header.content_hash, **told)
        return self.attempt(
            adoptions.withdraw, reason="Under review", is_unsafe=verb == "unsafe", **told
        )

    # -------------------------------------------------------------- what usually comes next

    def go_on(self) -> None:
        """The next sensible step, so that courses get far."""
        view = self.course
        if view is None or view.plan is None:
            self._prepare(view)
        elif (run := self.run) is not None:
            self._go_on_in(run)
        else:
            self.book(view.has_run + 1, 7, 9)

    def _prepare(self, view: CourseView | None) -> None:
        if view is None:
            self.evaluate()
            self.decide()
            self.agree()
            self.begin()
        self.plan()
        self.sign()

    def _go_on_in(self, run: Running) -> None:
        view = run.view
        if view.status in ("planned", "ready"):
            self.now = max(self.now, view.planned_at)
            self.get_ready()
            self.act("make_ready")
            self.act("start")
        elif view.status == "paused":
            self.act("resume")
        elif view.status in ("running", "dosing"):
            self.wait(minutes=40 if view.status == "running" else view.way.gap_min)
            self.act("end_infusion" if view.status == "running" else "give_device")
        else:
            self.wait(minutes=130)
            self.act("read", values=GOOD)
            self.screen()
            self.answer_all(AFTER)
            if self.leave() is None:
                self.leave("transfer")
