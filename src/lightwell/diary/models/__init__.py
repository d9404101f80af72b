"""Tables of the diary; only `lightwell.diary` imports them."""

from lightwell.diary.models.hours import (
    AppointmentTherapist,
    Closure,
    ClosureEnd,
    StaffHours,
    StaffHoursEnd,
)
from lightwell.diary.models.places import Appointment, AppointmentEvent, Chair, ChairTime, Room
from lightwell.diary.models.requests import ConsultationRequest, RequestEvent
from lightwell.diary.models.telling import (
    CalendarAddress,
    CalendarAddressEnd,
    Reminder,
    ReminderChoice,
)
from lightwell.diary.models.times import PatientTime, StaffTime
from lightwell.diary.models.waiting import WaitingEvent, WaitingPlace

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "AppointmentTherapist",
    "CalendarAddress",
    "CalendarAddressEnd",
    "Chair",
    "ChairTime",
    "Closure",
    "ClosureEnd",
    "ConsultationRequest",
    "PatientTime",
    "Reminder",
    "ReminderChoice",
    "RequestEvent",
    "Room",
    "StaffHours",
    "StaffHoursEnd",
    "StaffTime",
    "WaitingEvent",
    "WaitingPlace",
]
