"""One button that makes an address for a calendar."""

from __future__ import annotations

from lightwell.records.pages import StampedForm


class AddressForm(StampedForm):
    """Nothing to fill in: the stamp makes two presses one."""
