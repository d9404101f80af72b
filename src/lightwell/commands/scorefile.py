"""Score a table of any length, row by row: nothing is held in memory, and no row is dropped.

The scored table is written beside its place and put there whole when it is finished. A row that
cannot be scored stays in it with the reason, and is told with its line.
"""

from __future__ import annotations

import csv
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from lightwell.clinical.questionnaires import Instrument

REJECTED = "rejected"
ROWS_PER_LOOK = 4096  # how often the bar looks at the clock
BAR = 30
Cells = Sequence[str]


class FileAnswer:
    """How many rows were scored and how many were not, and where the table is."""

    def __init__(self, name: str, out: Path, rows: int, rejected: int) -> None:
        self.instrument = name
        self.out = out
        self.rows = rows
        self.rejected = rejected

    def as_json(self) -> dict[str, object]:
        """The count for a machine."""
        return {
            "instrument": self.instrument,
            "rows": self.rows,
            "scored": self.rows - self.rejected,
            "rejected": self.rejected,
            "out": str(self.out),
        }

    def __str__(self) -> str:
        told = f"{self.rows} rows: {self.rows - self.rejected} scored, {self.rejected} rejected."
        kept = f" Their reason stands in the column {REJECTED!r}." if self.rejected else ""
        return f"{told}{kept} Written to {self.out}"


def score_file(name: str, source: Path, out: Path, columns: str | None = None) -> FileAnswer:
    """Score every row of a table with a header; the columns that are no items are carried through.

    Refuses a table that it cannot read with one message, and then leaves no file behind.
    """
    from lightwell.clinical.errors import InvalidInput
    from lightwell.clinical.questionnaires import instrument

    made = instrument(name)
    try:
        if out.exists() and out.samefile(source):
            raise InvalidInput(f"{out}: is the table to score: give --out another name.")
        with (
            source.open(encoding="utf-8-sig", newline="") as read,
            _written_whole(out) as written,
        ):
            rows, rejected = _score_rows(made, read, written, source, columns)
    except UnicodeDecodeError:
        raise InvalidInput(f"{source}: is not text in UTF-8: save it as UTF-8.") from None
    except OSError as bad:
        path = bad.filename if isinstance(bad.filename, str) else source
        raise InvalidInput(
            f"{path}: {bad.strerror}: give --csv a file and --out a place."
        ) from None
    return FileAnswer(made.id, out, rows, rejected)


@contextmanager
def _written_whole(out: Path) -> Iterator[TextIO]:
    """A file beside its place that takes its name only when it is finished and on the disk."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as written:
            yield written
            written.flush()
            os.fsync(written.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


# ------------------------------------------------------------------ the rows


def _score_rows(
    made: Instrument, read: TextIO, written: TextIO, source: Path, columns: str | None
) -> tuple[int, int]:
    from lightwell.clinical.errors import InvalidAnswers, InvalidInput
    from lightwell.clinical.scorelines import line_scorer, result_columns

    reader = csv.reader(read)
    writer = csv.writer(written, lineterminator="\n")
    score = line_scorer(made)
    rows = rejected = 0
    bar = Bar(read.buffer, source.stat().st_size)
    try:
        header = next(reader, [])
        take = _picker(_item_columns(made, header, columns, source))
        results = _free_names(result_columns(made), header)
        writer.writerow([*header, *results])
        width, empty = len(header), ("",) * (len(results) - 1)
        before = reader.line_num
        for row in reader:
            rows += 1
            try:
                if len(row) != width:
                    raise InvalidAnswers(_width_fault(row, width))
                writer.writerow([*row, *score(take(row)), ""])
            except InvalidAnswers as bad:
                rejected += 1
                writer.writerow([*_fitted(row, width), *empty, str(bad)])
                bar.say(f"{source}, line {before + 1}: {bad}")
            before = reader.line_num
            if not rows % ROWS_PER_LOOK:
                bar.show(rows)
    except csv.Error as bad:
        raise InvalidInput(f"{source}, line {reader.line_num}: {bad}: mend the table.") from None
    bar.done()
    return rows, rejected


def _width_fault(row: Cells, width: int) -> str:
    if not row:
        return "the line is empty: remove it, or fill it in."
    return f"it has {len(row)} columns, and the header has {width}: mend the row."


def _fitted(row: Cells, width: int) -> list[str]:
    """A row of another width, so that its reason stands under its own heading."""
    return [*row[:width], *[""] * (width - len(row))]


def _picker(places: list[int]) -> Callable[[Cells], Cells]:
    """The cells of the items of a row, in item order."""
    first, last = places[0], places[-1] + 1
    if places == list(range(first, last)):
        return lambda row: row[first:last]
    return lambda row: [row[place] for place in places]


def _free_names(results: Sequence[str], header: Cells) -> list[str]:
    """Names for the new columns that no column of the table has."""
    taken = set(header)
    names = []
    for name in (*results, REJECTED):
        free = name
        while free in taken:
            free = f"scored_{free}"
        taken.add(free)
        names.append(free)
    return names


# ------------------------------------------------------------------ which columns are the items


def _item_columns(made: Instrument, header: Cells, columns: str | None, source: Path) -> list[int]:
    """Where the items stand: as named, by their ids, or by numbers from 1 on after one word."""
    from lightwell.clinical.errors import InvalidInput

    if not header:
        raise InvalidInput(f"{source}: is empty: give a table whose first line names its columns.")
    names = [name.strip().casefold() for name in header]
    if columns is not None:
        return _named_columns(made, names, columns, source)
    for wanted in _namings(made, names):
        if all(names.count(name) == 1 for name in wanted):
            return [names.index(name) for name in wanted]
    many = len(made.scored_items)
    raise InvalidInput(
        f"{source}: its first line does not name the {many} items of {made.title}: call them "
        f"{made.id}_1 to {made.id}_{many}, or name them in item order with --columns."
    )


def _named_columns(made: Instrument, names: list[str], columns: str, source: Path) -> list[int]:
    from lightwell.clinical.errors import InvalidInput

    wanted = [name.strip().casefold() for name in columns.split(",")]
    for name in wanted:
        if names.count(name) != 1:
            many = "no" if name not in names else "more than one"
            raise InvalidInput(f"--columns: {source} has {many} column {name!r}: correct the name.")
    allowed = sorted({len(made.scored_items), len(made.items)})
    if len(wanted) not in allowed:
        counts = " or ".join(str(count) for count in allowed)
        raise InvalidInput(f"--columns: {made.title} has {counts} items: {len(wanted)} are named.")
    return [names.index(name) for name in wanted]


def _namings(made: Instrument, names: list[str]) -> Iterator[list[str]]:
    """The ways in which a header may name the items, the fullest first."""
    scored = [item.id for item in made.scored_items]
    words = [match[1] for name in names if (match := re.fullmatch(r"(.*?)0*1", name))]
    for count in sorted({len(made.items), len(scored)}, reverse=True):
        yield [item.id for item in made.items] if count == len(made.items) else scored
        for word in dict.fromkeys((f"{made.id}_", *words)):
            yield [f"{word}{number}" for number in range(1, count + 1)]
            yield [f"{word}{number:02}" for number in range(1, count + 1)]


# ------------------------------------------------------------------ the progress bar


class Bar:
    """A progress bar on a terminal, and lines of reasons that do not break it."""

    def __init__(self, binary: BinaryIO, size: int, to: TextIO | None = None) -> None:
        self.binary = binary
        self.size = size
        self.to = to or sys.stderr
        self.is_shown = self.to.isatty()
        self.began = time.monotonic()

    def show(self, rows: int) -> None:
        """How far the file is read."""
        if not self.is_shown:
            return
        share = min(self.binary.tell() / self.size, 1.0) if self.size else 1.0
        full = "█" * round(share * BAR)
        speed = rows / max(time.monotonic() - self.began, 0.001)
        self.to.write(f"\r{full:<{BAR}} {share:4.0%}  {rows:,} rows, {speed:,.0f} a second")
        self.to.flush()

    def say(self, line: str) -> None:
        """A line above the bar."""
        self._clear()
        self.to.write(f"lightwell: {line}\n")

    def done(self) -> None:
        self._clear()

    def _clear(self) -> None:
        if self.is_shown:
            self.to.write("\r\x1b[K")
