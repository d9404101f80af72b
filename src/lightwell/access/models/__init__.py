"""Tables of the access room; only `lightwell.access` imports them."""

from lightwell.access.models.audit import AuditEvent, AuditHead, RecordView, ViewSeal
from lightwell.access.models.drafts import FormDraft
from lightwell.access.models.messages import OutgoingMessage
from lightwell.access.models.organisation import Location, Membership, Organisation
from lightwell.access.models.people import SignInLink, User

__all__ = [
    "AuditEvent",
    "AuditHead",
    "FormDraft",
    "Location",
    "Membership",
    "Organisation",
    "OutgoingMessage",
    "RecordView",
    "SignInLink",
    "User",
    "ViewSeal",
]
