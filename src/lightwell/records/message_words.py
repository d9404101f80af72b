"""What a message is not for, in words, and the words that make its writer look up (CDR 19)."""

from __future__ import annotations

import re

LONGEST = 4000
ABOUT_DANGER = {
    "no": "No",
    "past": "It speaks of danger in the past, and nobody is in danger now",
    "yes": "Yes, or I am not sure",
}
# Local policy: whole words that speak of suicide or harm. Finding one is no judgement; the writer
# is asked again. Finding none says nothing.
RISK_WORDS = re.compile(
    r"\b(suicid\w*|self-?harm\w*|overdos\w*|kill(s|ed|ing)? (him|her|them|your|my)sel(f|ves)"
    r"|(end|ends|ended|ending|take|takes|took|taking) (his|her|their|my) (own )?life"
    r"|hang(s|ed|ing)? (him|her|them|my)sel(f|ves)|better off dead|wants? to die"
    r"|not want to live|no reason to live)\b",
    re.IGNORECASE,
)


def risk_word(words: str) -> str:
    """The first word that speaks of suicide or harm; empty when there is none."""
    found = RISK_WORDS.search(words)
    return found.group() if found else ""
