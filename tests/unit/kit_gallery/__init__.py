"""Fictional pages that use every component once, for tests and for looking at."""
