"""What may be said in the entries of a session: choices in words, limits with their basis."""

from __future__ import annotations

VITALS = ("sbp", "dbp", "hr", "spo2", "rr", "moaas")

# What a person or an observer puts into one number. The dissociation rating is our own instrument
# `dissociation_rating`; the others are plain 0 to 10 ratings. Provenance: local policy (CDR 8).
RATINGS: dict[str, tuple[int, int]] = {
    "dissociation": (0, 10),
    "nausea": (0, 10),
    "pain": (0, 10),
    "anxiety": (0, 10),
    "comfort": (0, 10),
    "cadss": (0, 92),
}
READ_WORDS = {
    "sbp": "systolic",
    "dbp": "diastolic",
    "hr": "heart rate",
    "spo2": "SpO2",
    "rr": "breaths",
    "moaas": "MOAA/S",
    "dissociation": "dissociation",
    "nausea": "nausea",
    "pain": "pain",
    "anxiety": "anxiety",
    "comfort": "comfort",
    "cadss": "CADSS total",
}
# What is drawn up, with its unit.
DOSE_WORDS = {
    "unit_mg": "strength of one, mg",
    "count": "how many",
    "concentration_mg_per_ml": "vial, mg per mL",
    "volume_ml": "drawn up, mL",
    "total_volume_ml": "in total, mL",
    "rate_ml_per_h": "rate, mL per h",
}

# What has happened when a dose begins, by its route.
GIVEN = {
    "iv": "Infusion started",
    "im": "Injection given",
    "sublingual": "Lozenge placed under the tongue",
    "oral": "Tablets swallowed",
    "intranasal": "First device given",
}

# What two people look at, by the form in which a dose is given: name, label and unit.
AMOUNTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "infusion": (
        ("mg", "Dose", "mg"),
        ("concentration_mg_per_ml", "Concentration", "mg per mL"),
        ("volume_ml", "Volume drawn up", "mL"),
        ("total_volume_ml", "Total volume", "mL"),
        ("rate_ml_per_h", "Rate", "mL per hour"),
        ("minutes", "Duration", "min"),
    ),
    "injection": (
        ("mg", "Dose", "mg"),
        ("concentration_mg_per_ml", "Concentration", "mg per mL"),
        ("volume_ml", "Volume drawn up", "mL"),
    ),
    "units": (
        ("mg", "Dose", "mg"),
        ("unit_mg", "Strength of one", "mg"),
        ("count", "Counted out", "pieces"),
    ),
    "devices": (
        ("mg", "Dose", "mg"),
        ("unit_mg", "Strength of one device", "mg"),
        ("count", "Counted out", "devices"),
    ),
}

# Asked with the person or looked at on the day: before the start, and after the dose. Only what
# the gate of the way of giving rests on is asked.
ASKED_BEFORE = (
    "session.equipment_ready",
    "session.qualified_people_present",
    "session.identity_checked",
    "session.pregnancy_possible",
    "session.pregnancy_test_negative_days",
    "session.hours_since_food",
    "session.hours_since_clear_liquid",
    "session.nasal_medicine_today",
    "session.hours_since_nasal_medicine",
    "session.escort_arranged",
    "conditions.intox",
    "course.therapist_linked",
    "course.preparation_sessions",
    "course.integration_since_dose",
)
ASKED_AFTER = (
    "session.oriented",
    "session.walks_unaided",
    "session.nausea_controlled",
    "session.cadss_rise",
    "session.escort_present",
    "session.instructions_given",
    "session.next_contact_booked",
)
# A yes to these is somebody: the name goes with it.
NAMED = {
    "session.qualified_people_present": ("qualified_person", "Write who is on site."),
    "session.escort_arranged": ("escort_name", "Write who takes the person home."),
    "session.escort_present": ("escort_name", "Write the name of the escort whom you saw."),
    "course.therapist_linked": ("therapist_name", "Write the name of the therapist."),
}
CHECK_WORDS = ("qualified_person", "escort_name", "therapist_name", "next_contact")

# Units and routes in full words: no abbreviation that can be misread.
UNITS = ("mg", "mcg", "g", "mL", "units", "L per min")
ROUTES = {
    "mouth": "by mouth",
    "under_tongue": "under the tongue",
    "vein": "by vein",
    "muscle": "into a muscle",
    "nose": "into the nose",
    "inhaled": "inhaled",
    "skin": "on the skin",
}

# Events of the clinical reference, grades 1 to 4 in the general words of CTCAE. Provenance: from
# knowledge, unverified (CDR 8). Death is no grade here: it is a reason for seriousness.
EVENTS = {
    "hypertension": "Hypertension",
    "tachycardia": "Fast heartbeat",
    "nausea": "Nausea",
    "vomiting": "Vomiting",
    "headache": "Headache or dizziness",
    "somnolence": "Sleepiness",
    "anxiety": "Anxiety or agitation",
    "dissociation": "Dissociation",
    "hypoxia": "Low oxygen",
    "suicidal_ideation": "Suicidal thoughts",
    "other": "Something else",
}
GRADES = {1: "mild", 2: "moderate", 3: "severe", 4: "life-threatening"}
SERIOUS = {
    "death": "death",
    "life_threatening": "life-threatening",
    "hospital": "hospital stay, new or longer",
    "disability": "lasting or significant disability",
    "birth_defect": "birth defect",
    "important": "another important medical event",
}

TOUCH = {
    "no_touch": "No touch",
    "hand_only": "A hand, nothing else",
    "ask_first": "Ask before each touch",
}
COMFORT_WORDS = ("companion", "music", "light", "words")

# What is written down at a door. Nothing of it is asked for: the doors out are never locked.
LEAVING_WORDS = {
    "discharge": ("escort_name", "next_contact", "words"),
    "transfer": ("to", "handover", "words"),
    "leave_against_advice": ("said", "accompanied_by", "words"),
}

LONGEST = 1000
