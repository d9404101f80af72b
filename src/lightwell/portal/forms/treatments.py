"""Questions about one past treatment, a few per page; every answer may be skipped.

Each form turns answers into an entry's content: facts of the case file where the answer is one,
and always the person's own words. "Not sure" is kept as said and becomes no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lightwell.clinical as lw
from lightwell.kit import fields
from lightwell.kit.dates import PartialDate
from lightwell.portal.forms.steps import NOT_SURE, AsksAboutName, Content, StepForm, plain_number

KINDS = (
    ("drug", "A medicine, like a pill"),
    ("psychotherapy", "Talk therapy"),
    ("esketamine", "Esketamine nasal spray (Spravato)"),
    ("ketamine", "Ketamine by drip, shot, or under the tongue"),
    ("tms", "TMS (magnetic pulses to the head)"),
    ("ect", "ECT (done while you are asleep)"),
    ("lifestyle", "A plan for sleep, food, or exercise"),
)
EPISODES = (
    ("current", "Yes, for this low mood"),
    ("past", "No, for a time before this"),
    ("unknown", NOT_SURE),
)
TAKEN = (
    ("taken", "Yes, most days"),
    ("partial", "No, I often missed it"),
    ("unknown", NOT_SURE),
)
HELPED = (
    ("none", "No, not at all"),
    ("little", "A little"),
    ("half", "A lot: half better or more"),
    ("unknown", NOT_SURE),
)
ENDED = (
    ("lack_of_efficacy", "It did not help enough"),
    ("lost_effect", "It stopped helping"),
    ("intolerance", "Side effects"),
    ("other", "Another reason"),
    ("ongoing", "It has not ended. I still have it."),
)


class NameForm(AsksAboutName):
    """What kind of treatment, and what it was called."""

    FACTS = ("kind", "drug", "modality")
    WORDS = ("name", "kind")

    kind = fields.RadioField(
        label="What kind of treatment was it?", choices=KINDS, thing="the kind of treatment"
    )
    name = fields.TextField(
        label="What was it called?",
        thing="the name",
        hint="For a medicine, use the name on the box. If you do not know, leave this empty.",
        required=False,
        max_length=120,
        spellcheck=False,
        autocomplete="off",
    )

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        name = content.get("drug") or content.get("modality")
        return {"kind": content.get("kind"), "name": name}

    def facts(self) -> Content:
        is_drug = self.cleaned_data["kind"] == "drug"
        return {
            "kind": self.cleaned_data["kind"],
            "drug" if is_drug else "modality": self.chosen_name,
        }

    def words(self) -> dict[str, str]:
        return {"name": self.typed_name, "kind": self._chosen("kind")}

    def _suggestions(self) -> tuple[lw.Drug, ...]:
        return super()._suggestions() if self.data.get("kind") == "drug" else ()


class WhenForm(StepForm):
    """About when it began and ended, and whether it was for the present low mood."""

    FACTS = ("start", "stop", "episode")
    WORDS = ("start", "stop", "episode")

    start = fields.ApproximateDateField(
        label="About when did you start?", thing="when you started", required=False
    )
    stop = fields.ApproximateDateField(
        label="About when did you stop?",
        thing="when you stopped",
        hint="If you still have it, leave this empty.",
        required=False,
    )
    episode = fields.RadioField(
        label="Was it for the low mood you have now?",
        choices=EPISODES,
        required=False,
    )

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        dates = {key: content.get(key) for key in ("start", "stop")}
        parsed = {key: PartialDate.parse(text) for key, text in dates.items() if text}
        return {**parsed, "episode": content.get("episode")}

    def facts(self) -> Content:
        dates = {key: self.cleaned_data.get(key) for key in ("start", "stop")}
        return {
            **{key: date.text for key, date in dates.items() if date},
            "episode": self.cleaned_data.get("episode"),
        }

    def words(self) -> dict[str, str]:
        dates = {key: self.cleaned_data.get(key) for key in ("start", "stop")}
        said = {key: date.words for key, date in dates.items() if date}
        return {**said, "episode": self._chosen("episode")}


class DoseForm(StepForm):
    """How much, for how long, and whether it was taken most days."""

    FACTS = ("dose_mg", "adherence")
    WORDS = ("dose", "length", "adherence")

    dose_mg = fields.DecimalField(
        label="What was the highest dose you took in one day?",
        thing="the dose",
        hint="In milligrams (mg), as on the label. Add up all the pills of one day.",
        unit="mg",
        minimum=0,
        maximum=10000,
        required=False,
    )
    dose_unsure = fields.TickField(label="I am not sure of the dose", required=False)
    length = fields.TextField(
        label="About how long did you take that dose?",
        thing="how long",
        hint="For example: 3 months, or 6 to 8 weeks. Or write “not sure”.",
        width="20",
        max_length=80,
        required=False,
    )
    adherence = fields.RadioField(
        label="Did you take it most days?",
        choices=TAKEN,
        required=False,
    )

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        said = content.get("said", {})
        return {
            "dose_mg": content.get("dose_mg"),
            "dose_unsure": said.get("dose") == NOT_SURE,
            "length": said.get("length"),
            "adherence": content.get("adherence"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("dose_unsure") and cleaned.get("dose_mg") is not None:
            self.add_error("dose_mg", "Give a dose or tick “I am not sure”, not both")
        return cleaned

    def facts(self) -> Content:
        return {
            "dose_mg": plain_number(self.cleaned_data.get("dose_mg")),
            "adherence": self.cleaned_data.get("adherence"),
        }

    def words(self) -> dict[str, str]:
        dose = plain_number(self.cleaned_data.get("dose_mg"))
        told = NOT_SURE if self.cleaned_data.get("dose_unsure") else ""
        return {
            "dose": f"{dose} mg a day" if dose is not None else told,
            "length": self.cleaned_data["length"],
            "adherence": self._chosen("adherence"),
        }


class SessionsForm(StepForm):
    """How many sessions and over how long, for what is not a medicine."""

    FACTS = ("sessions",)
    WORDS = ("sessions", "length")

    sessions = fields.IntegerField(
        label="About how many sessions did you have?",
        thing="the number of sessions",
        hint="Leave this empty if you are not sure or there were none.",
        minimum=0,
        maximum=1000,
        required=False,
    )
    length = fields.TextField(
        label="About how long did it go on?",
        thing="how long",
        hint="For example: 3 months, or 6 to 8 weeks. Or write “not sure”.",
        width="20",
        max_length=80,
        required=False,
    )

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "sessions": content.get("sessions"),
            "length": content.get("said", {}).get("length"),
        }

    def words(self) -> dict[str, str]:
        number = self.cleaned_data.get("sessions")
        return {
            "sessions": "" if number is None else f"About {number}",
            "length": self.cleaned_data["length"],
        }


class EffectForm(StepForm):
    """Whether it helped, whether the help went away again, and why it ended."""

    FACTS = ("lost_effect", "stopped_for")
    WORDS = ("helped", "lost_effect", "stopped_for", "more")

    helped = fields.RadioField(
        label="Did it help?",
        hint="Think of when it worked best.",
        choices=HELPED,
        required=False,
    )
    lost_effect = fields.YesNoUnknownField(
        label="Did it help at first and then stop helping?", required=False
    )
    stopped_for = fields.RadioField(
        label="Why did it end?",
        choices=ENDED,
        required=False,
    )
    more = fields.TextAreaField(
        label="Anything else we should know?",
        thing="your note",
        hint="In your own words. You can leave this empty.",
        rows=3,
        max_length=800,
        required=False,
    )

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        said = content.get("said", {})
        helped = {text: value for value, text in HELPED}
        return {
            "helped": helped.get(said.get("helped", "")),
            "lost_effect": content.get("lost_effect"),
            "stopped_for": content.get("stopped_for"),
            "more": said.get("more"),
        }

    def words(self) -> dict[str, str]:
        return {
            "helped": self._chosen("helped"),
            "lost_effect": self._chosen("lost_effect"),
            "stopped_for": self._chosen("stopped_for"),
            "more": self.cleaned_data["more"],
        }
