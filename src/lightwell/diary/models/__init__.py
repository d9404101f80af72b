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

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "AppointmentTherapist",
    "Chair",
    "ChairTime",
    "Closure",
    "ClosureEnd",
    "ConsultationRequest",
    "RequestEvent",
    "Room",
    "StaffHours",
    "StaffHoursEnd",
]
