"""People who log in: roles per location, second factor, audit, messages out."""
