"""What an error page says: what happened, what is saved, what to do."""

from __future__ import annotations

import attrs


@attrs.frozen
class Problem:
    """The words of one kind of refusal, at a reading level that needs no computer knowledge."""

    heading: str
    happened: str
    saved: str
    to_do: str


PROBLEMS = {
    403: Problem(
        "You cannot do this",
        "Your account does not allow this step.",
        "Nothing was changed.",
        "If you need it for your work, ask the person who looks after accounts at your clinic.",
    ),
    404: Problem(
        "We cannot find this page",
        "The address may be mistyped, or the page is not open to you.",
        "Nothing was changed.",
        "Check the address, or go to the start page and look from there.",
    ),
    409: Problem(
        "This page is out of date",
        "Somebody changed this record, or you opened another one, after you opened the page.",
        "What you sent was not saved. The record is as it was left.",
        "Go back, copy what you typed, open the page again and repeat your change.",
    ),
    422: Problem(
        "We could not use what was sent",
        "Part of it was missing, or not what the page asks for.",
        "Nothing was saved by this step.",
        "Go back, check your answers and send them again.",
    ),
    429: Problem(
        "Too many tries",
        "There were many tries in a short time, so we paused them.",
        "Nothing was changed.",
        "Wait a few minutes, then try again.",
    ),
    500: Problem(
        "Sorry, something went wrong",
        "The fault is ours, and it has been noted.",
        "Whatever a page called saved is saved. This last step may not be.",
        "Go back and try again. If it happens again, call us.",
    ),
}


def problem_for(status: object) -> Problem:
    """The words for a status; a missing or unlisted one is our own fault (500)."""
    return PROBLEMS.get(status, PROBLEMS[500]) if isinstance(status, int) else PROBLEMS[500]
