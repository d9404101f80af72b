"""Commands of a working copy: set-up, tests, checks."""
