"""What is peculiar to a way of giving, in words: what was given, what a step is called."""

from __future__ import annotations

from lightwell.clinical.programme import DoseLimits
from lightwell.records.queries.sessions import SessionView
from lightwell.records.session_words import GIVEN

START = {
    "iv": ("Start infusion", "Start infusion"),
    "im": ("Give injection", "Injection given"),
    "sublingual": ("Give lozenge", "Lozenge placed"),
    "oral": ("Give tablets", "Tablets swallowed"),
    "intranasal": ("Give device 1", "Device 1 given"),
}
NOT_BACK = "Press once it is given. It cannot be taken back or paused."
LINES = {
    "infusion": ("The clock of the session counts from here. Everything is judged once more.",),
    "injection": (NOT_BACK, "The stay counts from here. Everything is judged once more."),
    "units": (
        "Stay with the person until all of it is taken. Press then. It cannot be taken back.",
        "The stay counts from here. Everything is judged once more.",
    ),
    "devices": (
        NOT_BACK,
        "The person sprays, you watch. The next device waits for the time between two.",
        "Everything is judged once more.",
    ),
}
NOTICE = {
    "intranasal": "The form of the safety programme (REMS) for this treatment is submitted outside "
    "for now, on paper or in its own portal.",
}


def given_words(way: DoseLimits, count: int, of: int) -> str:
    """What was given so far: "Injection given", "Device 1 of 2 given"."""
    if way.form == "devices" and of:
        return f"Device {count} of {of} given"
    return GIVEN[way.route]


def start_words(view: SessionView) -> tuple[str, str]:
    """The step that begins the dose, as a title and on its button."""
    words, button = START[view.way.route]
    if view.way.form == "devices" and view.devices_planned:
        return f"{words} of {view.devices_planned}", f"{button[:8]} of {view.devices_planned} given"
    return words, button


def next_device_words(view: SessionView) -> tuple[str, str]:
    """The next of several devices, as a title and on its button."""
    place = f"{len(view.devices) + 1} of {view.devices_planned}"
    return f"Give device {place}", f"Device {place} given"


def dose_words(view: SessionView) -> str:
    """The dose of the plan: "Ketamine by injection into a muscle, 35 mg"."""
    mg = view.plan.content["mg"] if view.plan else None
    said = view.way.words[:1].upper() + view.way.words[1:]
    return f"{said}, {mg} mg" if mg is not None else said
