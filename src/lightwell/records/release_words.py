"""What a release can name, in the words that the person signs and the therapist reads."""

from __future__ import annotations

from datetime import timedelta

# In this order on every page. The records that the therapist writes are theirs to read anyway.
SHARES = {
    "plan": "My treatment plan",
    "sessions": "When my treatment sessions are, and how they ended",
    "doses": "How much I was given in each session",
    "observations": "How I was in each session",
    "records": "What other therapists wrote about preparing and making sense of it",
    "messages": "Messages between them and my prescriber, both ways",
}
# Local policy (ADR 14): long enough for a course and its maintenance, short enough to be asked
# again; and an invitation that waits no longer than a mailbox is read.
LONGEST_RELEASE = timedelta(days=366)
INVITATION_LASTS = timedelta(days=7)
