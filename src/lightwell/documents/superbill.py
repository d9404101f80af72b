"""A superbill on paper, printed from what was kept when it was issued."""

from __future__ import annotations

from lightwell.access.actors import Actor
from lightwell.documents.pdf import Paper, heading, lay_out
from lightwell.records.queries.bills import BillView


def superbill(by: Actor, kept: BillView) -> Paper:
    """The bill as it was issued; one that was corrected says so on every copy from then on."""
    head = heading(
        title="Superbill",
        version=f"Bill {kept.number}{'' if kept.stands else ', corrected since'}",
        patient=kept.patient,
        location=kept.location,
        by=by,
    )
    return lay_out("superbill.html", head, {"bill": kept}, "bill.pdf")
