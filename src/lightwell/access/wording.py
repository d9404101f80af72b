"""What a message may not say: anybody may hold the telephone that shows it."""

from __future__ import annotations

import re

from lightwell.access.errors import InvalidInput

# Whole words only, so that a Dr. Moody and a Painter Street can write to their patients.
HEALTH_WORDS = re.compile(
    r"\b(depress\w*|antidepress\w*|(es)?ketamine?|spravato|phq(-?9)?|c-?ssrs|gad(-?7)?|suicid\w*"
    r"|self-harm|treatments?|moods?|therap(y|ies|ists?)|psychotherap\w*|psychiatr\w*|psycholog\w*"
    r"|mental|anxiety|anxious|infusions?|medicines?|medications?|drugs?|doses?|diagnos\w*"
    r"|symptoms?|disorders?|illness(es)?|trd|ptsd|trauma|tms|ect)\b",
    re.IGNORECASE,
)
# The random part of a link is no word, whatever letters it happens to hold.
RANDOM = re.compile(r"[A-Za-z0-9_-]{20,}")


def refuse_health_words(place: str, words: str) -> None:
    """Raise ``InvalidInput`` that names the first health word, if there is one."""
    found = HEALTH_WORDS.search(RANDOM.sub("", words))
    if found:
        raise InvalidInput(
            f"The {place} of a message says “{found.group()}”. "
            "Messages out carry no health words: anyone may see them.",
            field=place,
        )
