"""Tables of the diary; only `lightwell.diary` imports them."""

from lightwell.diary.models.requests import ConsultationRequest, RequestEvent

__all__ = ["ConsultationRequest", "RequestEvent"]
