"""Which stories the clinic begins with, and a whole story told anew with somebody of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from attrs import frozen

from lightwell.access import clock
from lightwell.access.queries import people
from lightwell.site.demo.acts import ACTS
from lightwell.site.demo.stories import Story, StoryError, numbered, scenario, stories
from lightwell.site.demo.telling import Clinic, Happened, Telling

AT_MOST = 20  # how often one story can be told beside itself


@frozen(kw_only=True)
class Moment:
    """Where somebody of a story is when the clinic is opened: the step, and that day of theirs.

    ``is_now``: the step is of this very hour; else it is the newest such day that keeps the
    weekdays of the story.
    """

    id: str
    given_name: str
    to: str
    day: int
    is_now: bool = False
    look: str


MOMENTS = (
    Moment(
        id="S0",
        given_name="Mara",
        to="asks",
        day=2,
        is_now=True,
        look="her request waits",
    ),
    Moment(
        id="S0",
        given_name="Mina",
        to="call-1",
        day=22,
        look="between two doses: the next waits until the first is integrated",
    ),
    Moment(
        id="S1",
        given_name="Piotr",
        to="infusion-3-rechecked",
        day=38,
        is_now=True,
        look="his third infusion is running; a pressure was high and was taken again",
    ),
    Moment(
        id="S1-first",
        given_name="Rosa",
        to="infusion-1-ready",
        day=33,
        is_now=True,
        look="her first infusion is today: two things are still missing before it can start",
    ),
    Moment(
        id="S2",
        given_name="Noor",
        to="phq9-after",
        day=49,
        look="six infusions are over: the change to under the tongue is to be decided",
    ),
    Moment(
        id="S3",
        given_name="Jonah",
        to="integration-1",
        day=22,
        look="the first injection is over, and his own therapist has written about it",
    ),
    Moment(
        id="S4",
        given_name="Elena",
        to="answers-this-morning",
        day=15,
        is_now=True,
        look="an answer this morning that nobody has taken yet",
    ),
    Moment(
        id="S4",
        given_name="Hanna",
        to="infusion-2-leaves",
        day=24,
        look="relief was measured on the same day; a review is due",
    ),
)


def load(clinic: Clinic, only: Collection[str] = ()) -> None:
    """Tell the stories up to the moment at which the clinic is opened; of all unless named."""
    now = clock.now()
    for moment in MOMENTS:
        if only and moment.given_name not in only:
            continue
        story = scenario(moment.id)
        telling = Telling(
            story,
            story.person(moment.given_name),
            clinic,
            now,
            is_now=moment.is_now,
            day=moment.day,
        )
        for _ in telling.tell(story.up_to(moment.to), ACTS):
            pass


def looks() -> dict[str, str]:
    """What there is to see as each person of the stories, by e-mail; also as one told again."""
    found = {}
    for moment in MOMENTS:
        story = scenario(moment.id)
        email = story.person(moment.given_name)["email"]
        found[email] = f"patient ({story.programme}): {moment.look}"
    for story in stories():
        for number in range(1, AT_MOST + 1):
            email = numbered(story.person(), number)["email"]
            found.setdefault(email, f"patient ({story.programme}): the replay of {story.id}")
    return found


def courses_by_email() -> dict[str, str]:
    """Of those who are in the middle of a course that is not of this hour: what there is to see."""
    return {
        scenario(one.id).person(one.given_name)["email"]: f"{one.given_name}, {one.look}"
        for one in MOMENTS
        if not one.is_now
    }


def loaded_people() -> list[Mapping[str, Any]]:
    """Everybody whom the clinic begins with."""
    return [scenario(one.id).person(one.given_name) for one in MOMENTS]


class Replay:
    """One story told to its end, or to a step, with a person beside those who are there."""

    def __init__(self, story: Story, clinic: Clinic, *, to: str = "") -> None:
        self.steps = story.up_to(to)
        self.telling = Telling(story, _fresh(story), clinic, clock.now())

    def run(self) -> Iterator[Happened]:
        """The steps, one after the other as they are done."""
        return self.telling.tell(self.steps, ACTS)


def _fresh(story: Story) -> Mapping[str, Any]:
    """The person of the story with a number that nobody has yet."""
    everybody = [numbered(story.person(), number) for number in range(2, AT_MOST + 1)]
    taken = {user.email for user in people.with_accounts([one["email"] for one in everybody])}
    free = [one for one in everybody if one["email"] not in taken]
    if not free:
        raise StoryError(f"{story.id} was told {AT_MOST} times. Run: lightwell demo load --reset")
    return free[0]
