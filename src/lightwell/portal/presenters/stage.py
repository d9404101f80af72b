"""Where somebody is in their treatment, in plain words: what it is now, and what comes next."""

from __future__ import annotations

from attrs import frozen

from lightwell.records.queries.stages import Kind, Stage

NOW: dict[Kind, str] = {
    "before": "You are getting ready for your sessions.",
    "series": "You are in a series of sessions.",
    "apart": "Your sessions are spread out, to help you stay well.",
    "after": "Your sessions are done for now. The rest of your care goes on.",
    "over": "Your sessions have come to an end.",
}
NEXT: dict[Kind, str] = {
    "before": "Next come the first sessions.",
    "series": "After the series you and your team talk about what comes next.",
    "apart": "While you stay well, the time between sessions can get longer.",
    "after": "If the low mood comes back, tell us. You can talk about new sessions.",
    "over": "If the low mood comes back, tell us. You can ask for a talk at any time.",
}
ALWAYS = "You can stop, or ask to talk about it, at any time."


@frozen
class ToldStage:
    """The stage in three short texts."""

    now: str
    next: str
    always: str


def told(stage: Stage | None) -> ToldStage | None:
    """What a person reads about their stage; nothing before a course began."""
    if stage is None:
        return None
    if stage.kind == "series" and stage.done:
        had = "1 session" if stage.done == 1 else f"{stage.done} sessions"
        now = f"You are in a series of sessions. You have had {had}."
        return ToldStage(now, NEXT["series"], ALWAYS)
    return ToldStage(NOW[stage.kind], NEXT[stage.kind], "" if stage.kind == "over" else ALWAYS)
