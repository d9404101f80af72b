"""Care for depression that has not answered to treatment, from the first question to the review.

The rooms of this package and who may import whom: ARCHITECTURE.md.
"""

__version__ = "2026.11.0"
