"""Which questionnaire is sent, and how."""

from __future__ import annotations

from typing import Any

import lightwell.clinical as lw
from lightwell.kit import fields
from lightwell.records.pages import StampedForm


class SendForm(StampedForm):
    """One questionnaire for a patient to answer at home."""

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_home = [one for one in lw.instruments() if one.may_be_sent]
        self.fields["instrument"] = fields.RadioField(
            label="Which questionnaire?",
            thing="a questionnaire",
            choices=[(one.id, one.title) for one in at_home],
        )
        ways = [("link", "A link by e-mail, opened once, for 3 days")]
        if has_account:
            ways.append(("portal", "In the patient’s portal, for 3 days"))
        self.fields["way"] = fields.RadioField(label="How?", thing="how", choices=ways)

    @property
    def by_portal(self) -> bool:
        """Whether it waits in the portal and no link is sent."""
        return bool(self.cleaned_data["way"] == "portal")
