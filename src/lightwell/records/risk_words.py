"""What may be chosen while acting on a risk task, in the words that staff and patients see."""

from __future__ import annotations

CHANNELS = {
    "phone": "Telephone",
    "text": "Text message",
    "in_person": "In person",
    "video": "Video call",
    "emergency_contact": "Emergency contact",
}
RESULTS = {
    "spoken": "I spoke with the person",
    "message_left": "Left a message",
    "no_answer": "No answer",
    "wrong_number": "Wrong number",
    "declined": "Did not want to talk",
}
DISPOSITIONS = {
    "home_safety_plan": "At home with a safety plan",
    "seen_today": "Seen at the clinic",
    "emergency_care": "In emergency care",
    "handed_over": "Handed over to another service",
    "welfare_check": "Not reached; welfare check asked for",
}
NOW = {"yes": "Yes", "not_sure": "Not sure", "no": "No, I am safe right now"}
