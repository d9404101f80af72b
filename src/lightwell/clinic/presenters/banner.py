"""The banner of every page about one patient; the room shows the same one."""

from lightwell.records.banner import banner, risk_words

__all__ = ["banner", "risk_words"]
