"""What the list components are given: rows, tasks and tables without any markup."""

from __future__ import annotations

from collections.abc import Sequence

import attrs


@attrs.frozen(kw_only=True)
class SummaryRow:
    """One checked answer: its name, its value, and where to change it."""

    key: str
    value: str = ""
    url: str = ""
    action: str = "Change"


@attrs.frozen(kw_only=True)
class Task:
    """One thing to do; without a URL it cannot be started yet."""

    text: str
    status: str
    tone: str = ""
    url: str = ""
    hint: str = ""


@attrs.frozen(kw_only=True)
class Column:
    """A column of a table; numbers stand right with aligned digits."""

    text: str
    is_number: bool = False


@attrs.frozen(kw_only=True)
class Table:
    """A table whose first column names its rows; the caption says how many and how sorted."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]

    @property
    def labelled_rows(self) -> list[list[tuple[Column, object]]]:
        """Each cell with its column, for labelled rows on narrow screens."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
