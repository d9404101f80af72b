"""When suicide answers are read at a location: the roster's week, laid on the calendar.

Local clock times are kept as they are said ("Monday from 8:00 to 17:00") and turned into
moments day by day, so that both daylight-saving Sundays come out as the clock on the wall shows
them. Nothing here reads a clock or a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A shift cannot end at 24:00: whoever reads until 23:59 reads until midnight.
LAST_MINUTE = time(23, 59)
# Shifts that leave a minute between them are one stretch without a break.
SEAMLESS = timedelta(minutes=1)
HORIZON_DAYS = 15


@frozen
class Shift:
    """Hours of one weekday (0 is Monday) in which a named person reads."""

    weekday: int
    starts: time
    ends: time
    reader_id: int
    reader: str
    phone: str


@frozen
class Stretch:
    """A time from one moment to another, aware, in UTC."""

    starts: datetime
    ends: datetime

    @property
    def length(self) -> timedelta:
        return self.ends - self.starts


@frozen
class ReadingHours:
    """The week of one location in its own zone; only shifts that count are in it."""

    zone: ZoneInfo
    shifts: tuple[Shift, ...]

    def stretches(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        """The times between two moments in which somebody reads, in order, joined up."""
        joined: Stretch | None = None
        for piece in self._pieces(since, until):
            if joined is not None and piece.starts <= joined.ends + SEAMLESS:
                joined = Stretch(joined.starts, max(joined.ends, piece.ends))
                continue
            if joined is not None:
                yield joined
            joined = piece
        if joined is not None:
            yield joined

    def gaps(self, since: datetime, until: datetime) -> Iterator[Stretch]:
        """The times between two moments in which nobody reads, in order."""
        at = since
        for stretch in self.stretches(since, until):
            if stretch.starts > at:
                yield Stretch(at, stretch.starts)
            at = stretch.ends
        if at < until:
            yield Stretch(at, until)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody reads at this moment; the last minute is outside."""
        return any(True for _ in self.stretches(at, at + timedelta(seconds=1)))

    def is_without_gap(self, since: datetime) -> bool:
        """Whether somebody reads at every moment of a week."""
        return not any(True for _ in self.gaps(since, since + timedelta(days=7)))

    def next_reading(self, at: datetime) -> datetime | None:
        """The first moment from this one on at which somebody reads; none when nobody ever does."""
        return next((one.starts for one in self.stretches(at, _horizon(at))), None)

    def readers(self, at: datetime) -> tuple[Shift, ...]:
        """The shifts that run at this moment, else those of the next reading time."""
        moment = self.next_reading(at)
        if moment is None:
            return ()
        local = moment.astimezone(self.zone)
        return tuple(
            shift
            for shift in self.shifts
            if (span := self._span(local.date(), shift)) and span.starts <= moment < span.ends
        )

    def after_reading(self, at: datetime, reading: timedelta) -> datetime | None:
        """The moment at which this much reading time has passed; none when it never does."""
        left = reading
        for stretch in self.stretches(at, _horizon(at)):
            if stretch.length >= left:
                return stretch.starts + left
            left -= stretch.length
        return None

    def end_of_reading_day(self, at: datetime) -> datetime | None:
        """When reading ends on the day of the next reading; none when nobody ever reads."""
        moment = self.next_reading(at)
        if moment is None:
            return None
        day = moment.astimezone(self.zone).date()
        tomorrow = _moment(day + timedelta(days=1), time.min, self.zone)
        return max(one.ends for one in self.stretches(moment, tomorrow))

    def next_morning(self, at: datetime) -> datetime | None:
        """When the next clinic morning ends: at noon, or when reading ends before.

        A morning is the next one when reading begins after this moment. A day on which reading
        begins only after noon counts to its end. None when nobody ever reads.
        """
        today = at.astimezone(self.zone).date()
        for day in (today + timedelta(days=ahead) for ahead in range(HORIZON_DAYS)):
            since = max(at, _moment(day, time.min, self.zone))
            read = list(
                self.stretches(since, _moment(day + timedelta(days=1), time.min, self.zone))
            )
            if read and read[0].starts > at:
                noon = _moment(day, time(12), self.zone)
                before = [min(one.ends, noon) for one in read if one.starts < noon]
                return before[-1] if before else read[-1].ends
        return None

    def week(self) -> tuple[tuple[int, tuple[Shift, ...]], ...]:
        """Every weekday with its shifts in order."""
        ordered = sorted(self.shifts, key=lambda shift: (shift.weekday, shift.starts))
        return tuple(
            (day, tuple(shift for shift in ordered if shift.weekday == day)) for day in range(7)
        )

    def _pieces(self, since: datetime, until: datetime) -> list[Stretch]:
        day = since.astimezone(self.zone).date() - timedelta(days=1)
        last = until.astimezone(self.zone).date()
        pieces: list[Stretch] = []
        while day <= last:
            spans = (self._span(day, one) for one in self.shifts if one.weekday == day.weekday())
            pieces.extend(_cut(spans, since, until))
            day += timedelta(days=1)
        return sorted(pieces, key=lambda piece: piece.starts)

    def _span(self, day: date, shift: Shift) -> Stretch | None:
        if shift.weekday != day.weekday():
            return None
        starts = _moment(day, shift.starts, self.zone)
        is_to_midnight = shift.ends == LAST_MINUTE
        last = (day + timedelta(days=1), time.min) if is_to_midnight else (day, shift.ends)
        ends = _moment(*last, self.zone)
        return Stretch(starts, ends) if starts < ends else None


def _cut(spans: Iterable[Stretch | None], since: datetime, until: datetime) -> Iterator[Stretch]:
    for span in spans:
        if span is not None and span.ends > since and span.starts < until:
            yield Stretch(max(span.starts, since), min(span.ends, until))


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time as a moment; of a repeated hour the first, of a skipped one the next."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _horizon(at: datetime) -> datetime:
    return at + timedelta(days=HORIZON_DAYS)


# ------------------------------------------------------------------ the week in words


def week_words(hours: ReadingHours) -> str:
    """The hours as a patient reads them: "Monday to Friday, 8:00 am to 5:00 pm"."""
    said: list[tuple[list[int], str]] = []
    for day, shifts in hours.week():
        words = " and ".join(_span_words(start, end) for start, end in _merged(shifts))
        if said and said[-1][1] == words and said[-1][0][-1] == day - 1:
            said[-1][0].append(day)
        else:
            said.append(([day], words))
    return "; ".join(f"{_days_words(days)}, {words}" for days, words in said if words)


def _merged(shifts: tuple[Shift, ...]) -> list[tuple[time, time]]:
    merged: list[tuple[time, time]] = []
    for shift in shifts:
        if merged and shift.starts <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], shift.ends))
        else:
            merged.append((shift.starts, shift.ends))
    return merged


def _days_words(days: list[int]) -> str:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    if len(days) == 7:
        return "every day"
    if len(days) == 2:
        return f"{first} and {last}"
    return first if first == last else f"{first} to {last}"


def _span_words(starts: time, ends: time) -> str:
    if (starts, ends) == (time.min, LAST_MINUTE):
        return "day and night"
    until = "midnight" if ends == LAST_MINUTE else clock_words(ends)
    return f"{clock_words(starts)} to {until}"


def clock_words(at: time) -> str:
    """A clock time as said in the United States: "8:00 am"; "12:00 am" would be misread."""
    if at.minute == 0 and at.hour in {0, 12}:
        return "noon" if at.hour else "midnight"
    return f"{(at.hour - 1) % 12 + 1}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"
