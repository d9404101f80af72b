"""The words for every act in the audit trail: what somebody did, as a sentence about them.

Words in braces come from the event's detail. A test fails when the code knows an act that has
no words here.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTS: Mapping[str, str] = {
    "account.open": "opened an account for the portal",
    "adoption.adopt": "adopted a programme, version {version}",
    "adoption.withdraw": "took a programme out of use for new courses, version {version}",
    "adoption.withdraw_unsafe": "withdrew a programme as unsafe, version {version}",
    "appointment.arrive": "noted that a patient has arrived",
    "appointment.book": "booked a chair and a nurse for a session",
    "appointment.cancel": "cancelled an appointment",
    "appointment.leave": "noted that a patient has left",
    "appointment.miss": "noted that a patient did not come",
    "appointment.move": "moved an appointment",
    "audit.export": "exported {rows} lines of the audit trail",
    "backup.make": "made a backup of {rows} rows",
    "backup.restore": "restored a backup of {rows} rows",
    "chair.add": "added a chair",
    "consent.give": "recorded a consent: {of}",
    "consent.withdraw": "recorded that a consent was withdrawn: {of}",
    "course.begin": "began a course: {programme}, version {version}",
    "course.plan": "wrote a plan, version {number}",
    "course.replace-session": "gave a session a new date: session {number}",
    "course.schedule-session": "gave a session its date: session {number}",
    "course.sign": "signed a plan as {role}, version {number}",
    "decision.decide": "decided about a treatment: {choice}",
    "decision.see-otherwise": "saw a decision otherwise, giving a reason",
    "decision.sign-second": "signed second on a decision: {choice}",
    "determination.disagree": "disagreed with what a rule said, giving a reason",
    "determination.record": "recorded what a rule said: {outcome}",
    "entry.correct": "corrected an entry: {of}",
    "entry.propose": "wrote down an entry to be verified: {of}",
    "entry.reject": "did not accept an entry: {of}",
    "entry.verify": "verified an entry: {of}",
    "entry.withdraw": "withdrew an entry: {of}",
    "fact.record": "recorded what was found: {of}",
    "follow-up.record": "asked after a patient: {purpose}",
    "list.sign": "went through a whole list and signed it: {of}",
    "location.open": "added this location",
    "message.queue": "asked for a message to be sent",
    "message.try-again": "asked for a message to be sent once more",
    "organisation.found": "set up the organisation",
    "password.set": "set a password",
    "patient.change_details": "changed a patient's details",
    "patient.invite_to_portal": "invited a patient to the portal",
    "patient.register": "registered a patient",
    "patient.see_at": "noted that a patient is also seen here",
    "questionnaire.answer": "sent the answers of a questionnaire",
    "questionnaire.draft": "typed answers that are not sent yet",
    "questionnaire.expire": "closed a questionnaire that was not answered in time",
    "questionnaire.open": "opened a questionnaire",
    "questionnaire.safety-lowered": "lowered or took back a typed answer about suicide",
    "questionnaire.send": "sent a questionnaire",
    "questionnaire.submit": "finished a questionnaire",
    "questionnaire.withdraw": "withdrew a questionnaire",
    "request.accept": "made a patient of a request for a first consultation",
    "request.decline": "declined a request for a first consultation",
    "request.mark_duplicate": "recognised the person of a request as a patient",
    "request.receive": "received a request for a first consultation",
    "review.decide": "decided at the review after session {after}: {choice}",
    "risk.answer-now": "answered the question about danger now",
    "risk.assessed": "recorded a risk assessment: {level}",
    "risk.attempt": "tried to reach a patient about risk",
    "risk.cleared": "cleared a risk task",
    "risk.closed": "closed a risk task: {level}",
    "risk.escalated": "escalated a risk task that nobody had taken",
    "risk.level-raised": "raised the level of a risk task: {level}",
    "risk.not-reached": "told that a patient was not reached by the time to call",
    "risk.notify-failed": "could not write a notice about a risk task",
    "risk.open-page": "opened a safety page",
    "risk.raised": "raised a risk task: {level}",
    "risk.screened": "recorded a risk screener",
    "risk.spoken": "spoke with a patient about risk",
    "risk.taken": "took a risk task",
    "role.end": "ended a role: {role}",
    "role.give": "gave a role: {role}",
    "room.add": "added a room",
    "roster.add-shift": "added hours to the roster",
    "roster.end-shift": "ended hours of the roster",
    "second-factor.add": "added a second factor",
    "second-factor.change": "removed or renewed a second factor",
    "second-factor.refuse": "gave a wrong second factor",
    "sign-in-link.make": "made a sign-in link",
    "sign-in-link.use": "used a sign-in link",
    "sign-in-links.close": "closed the sign-in links still open",
    "sign-in.done": "signed in",
    "sign-in.end": "signed out",
    "staff.add": "added a member of staff",
}

# What the first word of an act is about; the auditor filters by these.
SUBJECTS: Mapping[str, str] = {
    "account": "Accounts",
    "adoption": "Adopted programmes",
    "appointment": "Appointments",
    "audit": "Audit trail",
    "backup": "Backups",
    "chair": "Chairs",
    "consent": "Consents",
    "course": "Courses and plans",
    "decision": "Decisions",
    "determination": "Determinations",
    "entry": "Treatments, medicines and allergies",
    "fact": "Evaluation",
    "follow-up": "Follow-ups",
    "list": "Signed lists",
    "location": "Locations",
    "message": "Messages",
    "organisation": "Organisation",
    "password": "Passwords",
    "patient": "Patients' details",
    "questionnaire": "Questionnaires",
    "request": "Consultation requests",
    "review": "Reviews of courses",
    "risk": "Risk tasks",
    "role": "Roles",
    "room": "Rooms",
    "roster": "Roster",
    "second-factor": "Second factors",
    "sign-in": "Signing in and out",
    "sign-in-link": "Sign-in links",
    "sign-in-links": "Sign-in links, all at once",
    "staff": "Staff",
}


def words(action: str, detail: Mapping[str, object]) -> str:
    """What was done, in words; an act without words of its own is named as it is kept."""
    said = ACTS.get(action, f"did “{action}”")
    return said.format_map(_Detail(detail))


class _Detail(dict[str, object]):
    """The values of a detail in words; one that was not kept reads so."""

    def __getitem__(self, key: str) -> object:
        value = self.get(key)
        return "not recorded" if value in {None, ""} else str(value).replace("_", " ")
