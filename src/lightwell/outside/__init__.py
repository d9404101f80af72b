"""What a therapist outside the clinic sees of the people who released it, and writes for them."""
