"""What an outside therapist sees of a person: what a standing release names, and nothing else.

Every function asks the releases anew. Nothing here goes through the queries of the staff's pages:
what is not built here cannot be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from attrs import frozen
from django.db.models import QuerySet

from lightwell.access.actors import Actor
from lightwell.access.errors import NotFound
from lightwell.clinical.careplan import STATE_WORDS
from lightwell.clinical.transitions import SESSION
from lightwell.kit.dates import staff_date
from lightwell.records import care_words, chains
from lightwell.records.models import (
    Course,
    SessionEntry,
    TherapistLink,
    TherapyRecord,
    TreatmentSession,
)
from lightwell.records.queries import care_plans, courses, therapists, therapy
from lightwell.records.queries import goals as goal_queries
from lightwell.records.queries.therapy import TherapyView
from lightwell.records.release_words import SHARES
from lightwell.records.session_state import EntryView, entry_views
from lightwell.records.session_words import EVENTS, GRADES

if TYPE_CHECKING:
    from lightwell.access.models import Location
    from lightwell.records.models import Patient
    from lightwell.records.queries.care_plans import LineView

Kind = SessionEntry.Kind


@frozen(kw_only=True)
class SharedPerson:
    """A person who released parts of their record to the one who asks, and until when."""

    patient: Patient
    purpose: str
    shares: tuple[str, ...]
    ends_on: date

    @property
    def uid(self) -> UUID:
        return self.patient.uid

    @property
    def name(self) -> str:
        return f"{self.patient.given_name} {self.patient.family_name}"

    @property
    def home(self) -> Location:
        """Whom to call."""
        return self.patient.home_location

    @property
    def share_words(self) -> list[str]:
        """What the person named, in the words that they signed."""
        return [words for part, words in SHARES.items() if part in self.shares]


@frozen(kw_only=True)
class SharedSession:
    """One treatment session: its day, and of the rest what the release names.

    ``part`` tells the phases of a course apart, which each number their sessions anew; by its
    title only where the release names the plan.
    """

    part: str
    number: int
    on: str
    state: str
    has_begun: bool
    dose: str
    observations: tuple[str, ...]


@frozen(kw_only=True)
class SharedLine:
    """One line of the care plan: what, who, by when, and how far it is."""

    title: str
    what: str
    who: str
    days: str
    state: str


def people(by: Actor) -> list[SharedPerson]:
    """Everybody whose release to this therapist stands at this moment, by name."""
    rows = _standing(by).order_by("patient__family_name", "patient__given_name", "id")
    found: dict[int, list[TherapistLink]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(row)
    return [_person(links) for links in found.values()]


def person(by: Actor, uid: UUID) -> SharedPerson:
    """One person, or ``NotFound``: also when the release ended a moment ago."""
    links = list(_standing(by).filter(patient__uid=uid))
    if not links:
        raise NotFound(
            "There is no such record for you: the release that opened it has ended, or there never "
            "was one. Ask the person, or the clinic."
        )
    return _person(links)


def clinic_of(by: Actor, uid: UUID) -> Location | None:
    """Whom to call about a person who was released to this therapist once, also after its end."""
    if not by.is_outside or by.user_id is None:
        return None
    rows = TherapistLink.objects.filter(user_id=by.user_id, patient__uid=uid, release__isnull=False)
    link = rows.select_related("patient__home_location").first()
    return link.patient.home_location if link else None


def plan(shared: SharedPerson) -> list[tuple[str, str]]:
    """The plan that counts, line by line; nothing where the release does not name it."""
    row = _course(shared.patient)
    if "plan" not in shared.shares or row is None:
        return []
    view = courses.view_of(row)
    said = [
        ("Programme", view.programme.title),
        ("Begun", staff_date(view.day(view.begun_at))),
        ("Now", view.status.replace("_", " ").capitalize()),
    ]
    if view.plan is not None:
        said.append(("Sessions planned", view.plan.sessions_words))
        if "doses" in shared.shares:
            dose = view.way
            said.append(
                ("Planned dose", f"{view.plan.content['mg']} mg {dose.agent} by {dose.route_words}")
            )
    return said


def care(shared: SharedPerson) -> list[SharedLine]:
    """Who does what around the doses by when; nothing where the release does not name the plan.

    What was written at reviews, and why something was stopped or declined, is not part of it.
    """
    row = _course(shared.patient)
    if "plan" not in shared.shares or row is None:
        return []
    return [_line(one) for one in care_plans.released(courses.view_of(row))]


def goals(shared: SharedPerson) -> list[str]:
    """What the person hopes for, in their words, as part of the plan; without their numbers."""
    if "plan" not in shared.shares:
        return []
    return [one.words for one in goal_queries.released(shared.patient)]


def _line(one: LineView) -> SharedLine:
    return SharedLine(
        title=care_words.title(one),
        what=one.latest.what,
        who=care_words.who(one),
        days=care_words.days(one),
        state=STATE_WORDS[one.state],
    )


def sessions(shared: SharedPerson) -> list[SharedSession]:
    """The treatment sessions of the newest course over all its phases, in order."""
    row = _course(shared.patient)
    parts = {"sessions", "doses", "observations"} & set(shared.shares)
    if row is None or not parts:
        return []
    way = chains.way_of(row)
    held = TreatmentSession.objects.filter(course__in=way, replaced_by__isnull=True)
    rows = held.select_related("location").prefetch_related("entries").order_by("planned_at", "id")
    told = {one.pk: _part(way, one, shared.shares) for one in way}
    return [_session(one, told[one.course_id], shared.shares) for one in rows]


def _part(way: Sequence[Course], one: Course, shares: tuple[str, ...]) -> str:
    """Which phase of several; nothing where there is but one."""
    if len(way) == 1:
        return ""
    place = f"Part {way.index(one) + 1}"
    return f"{place}, {chains.phase_of(one).title}" if "plan" in shares else place


def records(by: Actor, shared: SharedPerson) -> list[TherapyView]:
    """The therapist's own records of this person, and others' where the release names them.

    Of what others wrote only the version that stands is shown, and nothing that was withdrawn.
    """
    found = therapy.views(TherapyRecord.objects.filter(patient=shared.patient))
    own = [one for one in found if one.author == by.user_id]
    others = [one for one in found if one.author != by.user_id and not one.is_withdrawn]
    shown = own + (others if "records" in shared.shares else [])
    return sorted(shown, key=lambda one: (one.held_at, one.recorded_at), reverse=True)


def own_record(by: Actor, shared: SharedPerson, thread: UUID) -> TherapyView:
    """One session that this therapist wrote down, or ``NotFound``."""
    return therapy.pick([one for one in records(by, shared) if one.author == by.user_id], thread)


def _standing(by: Actor) -> QuerySet[TherapistLink]:
    rows = therapists.standing().filter(release__isnull=False)
    if not by.is_outside or by.user_id is None:
        return rows.none()
    return rows.filter(user_id=by.user_id).select_related(
        "release", "patient__home_location__organisation"
    )


def _person(links: list[TherapistLink]) -> SharedPerson:
    """Several releases to the same therapist add up; the longest says until when."""
    releases = [link.release for link in links if link.release is not None]
    named = {part for release in releases for part in release.shares}
    return SharedPerson(
        patient=links[0].patient,
        purpose="; ".join(dict.fromkeys(release.purpose for release in releases)),
        shares=tuple(part for part in SHARES if part in named),
        ends_on=max(release.ends_on for release in releases),
    )


def _course(patient: Patient) -> Course | None:
    return courses.rows().filter(patient=patient).order_by("-begun_at", "-id").first()


def _session(row: TreatmentSession, part: str, shares: tuple[str, ...]) -> SharedSession:
    entries = entry_views(row.entries.all())
    state = entries[-1].status if entries else SESSION.initial
    started = next((one.at for one in entries if one.kind == Kind.START), None)
    day = (started or row.planned_at).astimezone(ZoneInfo(row.location.timezone))
    standing = tuple(one for one in entries if one.stands)
    return SharedSession(
        part=part,
        number=row.number,
        on=staff_date(day),
        has_begun=started is not None,
        state=state.replace("_", " ").capitalize() if "sessions" in shares else "",
        dose=_dose(standing, started) if "doses" in shares else "",
        observations=_observations(standing, started) if "observations" in shares else (),
    )


def _dose(entries: tuple[EntryView, ...], started: datetime | None) -> str:
    """What was prepared for a session that began."""
    if started is None:
        return "Not begun"
    prepared = [one for one in entries if one.kind == Kind.DOSE_PREPARED and "mg" in one.values]
    return f"{prepared[-1].values['mg']} mg" if prepared else "Not recorded"


def _observations(entries: tuple[EntryView, ...], started: datetime | None) -> tuple[str, ...]:
    """How the person was, minute by minute: dissociation and sedation as rated, and events."""
    if started is None:
        return ()
    said = []
    for one in sorted(entries, key=lambda entry: entry.at):
        if words := _state(one):
            minute = round((one.at - started).total_seconds() / 60)
            when = f"{minute} min after the start" if minute >= 0 else "Before the start"
            said.append(f"{when}: {words}")
    return tuple(said)


def _state(entry: EntryView) -> str:
    values: Any = entry.values
    if entry.kind == Kind.ADVERSE_EVENT:
        event = EVENTS.get(str(values.get("event")), "Something else")
        grade = GRADES.get(values.get("grade"), "grade not recorded")
        return f"{event}, {grade}"
    if entry.kind != Kind.READING:
        return ""
    rated = {"dissociation": "dissociation", "cadss": "CADSS", "moaas": "sedation (MOAA/S)"}
    return ", ".join(f"{words} {values[key]}" for key, words in rated.items() if key in values)
