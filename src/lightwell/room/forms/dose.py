"""The dose: what was drawn up, in six amounts; and the second person."""

from __future__ import annotations

from typing import Any

from lightwell.kit import fields
from lightwell.records.pages import StampedForm

AMOUNTS = (
    ("mg", "Dose", "mg"),
    ("concentration_mg_per_ml", "Concentration", "mg per mL"),
    ("volume_ml", "Volume drawn up", "mL"),
    ("total_volume_ml", "Total volume", "mL"),
    ("rate_ml_per_h", "Rate", "mL per hour"),
    ("minutes", "Duration", "min"),
)


class PrepareForm(StampedForm):
    """Each amount read from the syringe, the bag and the pump; nothing is copied from the order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, unit in AMOUNTS:
            self.fields[name] = fields.DecimalField(
                label=label, thing=label.lower(), unit=unit, minimum=0, places=3, width="5"
            )

    @property
    def prepared(self) -> dict[str, str]:
        """As the action takes it."""
        return {name: str(self.cleaned_data[name]) for name, _, _ in AMOUNTS}


class SecondPersonForm(StampedForm):
    """Your own e-mail address and password; the session stays the first person's."""

    email = fields.EmailField(
        label="Email address of the second person", thing="your email address", autocomplete="off"
    )
    password = fields.TextField(
        label="Password of the second person",
        thing="your password",
        autocomplete="off",
        spellcheck=False,
        strip=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["password"]
        assert isinstance(box, fields.TextField)
        box.input_type = "password"
        box.prepare_value = lambda value: ""  # type: ignore[method-assign]  # never written back
