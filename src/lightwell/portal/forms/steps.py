"""What the portal's question pages share: one page of questions, and asking about a name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

import lightwell.clinical as lw
from lightwell.kit import fields
from lightwell.records.pages import StampedForm

NOT_SURE = "Not sure"
TYPED = "typed"

Content = dict[str, Any]


class StepForm(StampedForm):
    """One page of questions. ``FACTS`` and ``WORDS`` say which parts of the content it owns."""

    FACTS: ClassVar[tuple[str, ...]] = ()
    WORDS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def initial_from(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """What the person answered before, for the same boxes."""
        return {key: content.get(key) for key in cls.FACTS}

    def facts(self) -> Content:
        """Answers that are facts of the case file."""
        return {key: self.cleaned_data.get(key) for key in self.FACTS}

    def words(self) -> dict[str, str]:
        """Answers in the person's own words, as shown to them."""
        return {}

    def content(self, before: Mapping[str, Any]) -> Content:
        """The content with this page's answers in place of the earlier ones."""
        said = {key: text for key, text in before.get("said", {}).items() if key not in self.WORDS}
        said |= {key: text for key, text in self.words().items() if text}
        kept = {key: value for key, value in before.items() if key not in (*self.FACTS, "said")}
        facts = {key: value for key, value in self.facts().items() if value not in (None, "")}
        return kept | facts | ({"said": said} if said else {})

    def _chosen(self, name: str) -> str:
        """The words of the chosen answer."""
        value = self.cleaned_data.get(name)
        options = getattr(self.fields[name], "flat_choices", ())
        return str(dict(options).get(value, ""))


def plain_number(value: Decimal | None) -> int | float | None:
    """A number as a case file writes it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class AsksAboutName(StepForm):
    """A page with a name: one slip away from a known one is asked about, never guessed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = self._suggestions()
        if self.suggestions:
            likely = [known_as(drug) for drug in self.suggestions]
            self.fields["meant"] = fields.RadioField(
                label=f"Did you mean {' or '.join(likely)}?",
                choices=[
                    *((drug.id, f"Yes, {known_as(drug)}") for drug in self.suggestions),
                    (TYPED, f"No, keep “{self.typed_name}”"),
                ],
                required=False,
            )

    @property
    def typed_name(self) -> str:
        """The name as it was typed."""
        return str(self.data.get("name", "")).strip()

    @property
    def has_question(self) -> bool:
        """Whether the person still has to say which name is right."""
        return bool(self.suggestions) and not self.cleaned_data.get("meant")

    @property
    def chosen_name(self) -> str:
        """The name that the person settled on; the name as typed unless they said otherwise."""
        meant = self.cleaned_data.get("meant")
        return str(meant) if meant and meant != TYPED else self.typed_name

    def _suggestions(self) -> tuple[lw.Drug, ...]:
        return lw.find_drug(self.typed_name).suggestions if self.is_bound else ()


def known_as(drug: lw.Drug) -> str:
    """The generic name with the first brand name: ``sertraline (Zoloft)``."""
    return f"{drug.name} ({drug.brands[0]})" if drug.brands else drug.name
