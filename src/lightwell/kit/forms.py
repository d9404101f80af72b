"""Forms that render themselves with the kit's fields and list their errors first."""

from __future__ import annotations

from typing import Any

import attrs
from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from lightwell.kit.fields.base import KitBoundField


@attrs.frozen
class SummaryError:
    """One line of the error summary, and the control that it leads to."""

    text: str
    href: str


class KitFormMixin(forms.BaseForm):
    """Makes an ordinary form speak the kit; ``date_order`` is "mdy" or "dmy" by region."""

    use_required_attribute = False

    def __init__(self, *args: Any, date_order: str = "mdy", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.date_order = date_order

    def as_kit(self) -> SafeString:
        """All fields, in order; buttons and page text stay the template's."""
        return render_to_string("kit/forms/form.html", {"form": self})

    @property
    def summary_errors(self) -> list[SummaryError]:
        """Every message in page order, each with a link to its control."""
        errors = [SummaryError(str(text), "") for text in self.non_field_errors()]
        for bound in self:
            if bound.errors:
                focus = bound.focus_id if isinstance(bound, KitBoundField) else bound.auto_id
                errors.append(SummaryError(str(bound.errors[0]), f"#{focus}"))
        return errors


class KitForm(KitFormMixin, forms.Form):
    """A form of kit fields."""
