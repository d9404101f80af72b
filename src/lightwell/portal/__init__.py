"""Pages for the patient, phone first."""
