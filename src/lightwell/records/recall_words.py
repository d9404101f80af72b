"""Why somebody is asked back, in the order of urgency; each reason with its words."""

from __future__ import annotations

from attrs import frozen

# At most so long may a line be left: ours, docs/cdr/0022.
LONGEST_DAYS = 92
REASON_AT_MOST = 500


@frozen
class Purpose:
    """One reason to ask a person back."""

    title: str
    asks: str


PURPOSES = {
    "rise": Purpose("Worse by the programme's rule", "Call, and bring the review forward."),
    "jump": Purpose("A jump for the worse", "Call and ask what happened."),
    "missed": Purpose("A session did not take place", "Call and book another day."),
    "maintenance": Purpose("Maintenance session overdue", "Call and book it."),
    "review": Purpose("Review overdue", "Decide at the review, with the person."),
    "interval": Purpose(
        "Interval waits for a signature", "Sign the interval to the next session, then book it."
    ),
    "checks": Purpose("Long-term check overdue", "Do the check, or arrange it."),
    "form": Purpose("Questionnaire overdue", "Send it again, or ask by telephone."),
    "next": Purpose("Next session not booked", "Call and book it."),
}
URGENCY = tuple(PURPOSES)
OUTCOMES = {
    "reached": "Reached",
    "not_reached": "Not reached",
    "booked": "Booked",
    "declined": "Declined",
    "left": "Left until a day",
}
# What is said with a reason of its own.
NEED_REASON = ("declined", "left")
