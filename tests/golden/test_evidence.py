"""Published tables and results, transcribed by hand, against what is encoded and worked out."""

from __future__ import annotations

import math

import pytest

import lightwell.clinical as lw
from lightwell.clinical.expected import Band
from lightwell.clinical.library import library
from lightwell.clinical.proportions import Weibull, cumulative, newcombe, number_needed, wilson

NUMBERS = library().evidence.by_id


# Curve and arithmetic (clinical reference 7.1 and 7.3).


def test_the_curve_through_two_printed_points_has_the_printed_values() -> None:
    """80 % at 4 weeks and 60 % at 8: shape 1.195, scale 14.04 weeks, median 10.33 weeks."""
    curve = Weibull.through((4, 80), (8, 60))
    assert round(curve.shape, 3) == 1.195
    assert round(curve.scale, 2) == 14.04
    assert round(curve.median, 2) == 10.33
    printed = {1: 0.958, 2: 0.907, 4: 0.800, 6: 0.696, 8: 0.600, 12: 0.436}
    assert {week: round(curve.still_well(week) / 100, 3) for week in printed} == printed


def test_a_curve_goes_through_its_points_again() -> None:
    made = Weibull(1.3, 9.0)
    again = Weibull.through((2, made.still_well(2)), (7, made.still_well(7)))
    assert (round(again.shape, 9), round(again.scale, 9)) == (1.3, 9.0)


def test_the_steps_of_star_d_add_up_as_printed() -> None:
    steps = [NUMBERS[f"rush_step_{step}"].arm.exact for step in (1, 2, 3, 4)]
    assert steps == [36.8, 30.6, 13.7, 13.0]
    assert round(cumulative(steps), 1) == 67.1


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (30, 47, 49.5, 76.0), (7, 25, 14.3, 47.6), (17, 24, 50.8, 85.1), (24, 41, 43.4, 72.2),
        (11, 16, 44.4, 85.8), (7, 13, 29.1, 76.8), (13, 17, 52.7, 90.4), (6, 17, 17.3, 58.7),
        (108, 195, 48.4, 62.2), (70, 170, 34.1, 48.7), (44, 95, 36.6, 56.3), (57, 91, 52.4, 71.9),
        (70, 101, 59.7, 77.5), (51, 190, 21.0, 33.6), (20, 44, 31.7, 59.9), (91, 336, 22.6, 32.1),
        (60, 340, 14.0, 22.1),
    ],
)  # fmt: skip
def test_an_interval_is_the_one_of_the_reference(
    count: int, of: int, low: float, high: float
) -> None:
    assert tuple(round(end, 1) for end in wilson(count, of)) == (low, high)


def test_the_difference_of_elekt_d_is_as_worked_out_and_close_to_print() -> None:
    """Published 3.9 to 24.2; by Newcombe 3.9 to 24.1."""
    low, high = newcombe(108, 195, 70, 170)
    assert (round(low, 1), round(high, 1)) == (3.9, 24.1)
    assert NUMBERS["anand_response"].difference == (3.9, 24.2)


def test_the_numbers_needed_of_sustain_1_are_as_published() -> None:
    """5.35, printed 6, for those in remission; 3.14, printed 4, for those with a response."""
    for name, exact, printed in (("remitters", 5.35, 6), ("responders", 3.14, 4)):
        one = NUMBERS[f"daly_relapse_{name}"]
        assert one.against is not None
        counts = (one.arm.count, one.arm.of, one.against.count, one.against.of)
        needed = number_needed(*(count for count in counts if count is not None))
        assert round(needed, 2) in (exact, exact + 0.01, exact - 0.01)
        assert math.ceil(needed) == printed


def test_a_share_without_spread_has_an_interval_that_stays_in_range() -> None:
    assert wilson(0, 20)[0] == 0
    assert wilson(20, 20)[1] == 100


# Lii 2023, extended data table 1 (PMC10769130): day, mean (SD) n and counts, ketamine and placebo.
LII = """
0  | 25.1 8.3 20  | 29.9 7.0 19  | 0/20  | 0/20  | 1/20  | 0/20
1  | 12.7 7.6 20  | 16.4 10.0 19 | 12/20 | 10/20 | 10/20 | 7/20
2  | 15.1 11.1 19 | 17.5 11.5 20 | 10/20 | 12/20 | 11/20 | 8/20
3  | 17.0 10.5 19 | 17.2 12.0 20 | 9/20  | 10/20 | 8/20  | 8/20
5  | 16.9 8.0 19  | 16.9 10.1 18 | 7/19  | 8/19  | 7/19  | 6/19
7  | 15.9 9.2 18  | 18.5 10.8 19 | 6/19  | 7/19  | 6/19  | 11/19
14 | 16.9 10.0 19 | 16.2 12.5 19 | 8/19  | 11/19 | 8/19  | 9/19
"""
COLUMNS = [
    ("mean_score", "Ketamine"),
    ("mean_score", "Placebo"),
    ("response", "Ketamine"),
    ("response", "Placebo"),
    ("remission", "Ketamine"),
    ("remission", "Placebo"),
]


def _bands(course: str, day: int) -> dict[tuple[str, str], Band]:
    found = lw.expected_course(course, day)
    return {(one.series.measure, one.series.arm): one for one in found.bands}


@pytest.mark.parametrize("row", LII.strip().splitlines())
def test_each_row_of_lii_2023_is_the_band_of_its_day(row: str) -> None:
    day, *cells = (cell.strip() for cell in row.split("|"))
    bands = _bands("lii_2023", int(day))
    for key, cell in zip(COLUMNS, cells, strict=True):
        band = bands[key]
        (point,) = [one for one in band.series.points if one.day == int(day)]
        if "/" in cell:
            count, n = map(int, cell.split("/"))
            assert (point.count, point.n) == (count, n), (key, day)
            assert (band.low, band.high) == wilson(count, n)
        else:
            mean, sd, n_mean = cell.split()
            assert (point.exact, point.n) == (float(mean), int(n_mean)), (key, day)
            assert round(band.high - band.low, 6) == round(2 * float(sd), 6)


def test_the_printed_oddity_of_day_seven_is_told() -> None:
    """11 of 19 in remission on placebo, 57.9 % in print, while 7 of 19 responded."""
    band = _bands("lii_2023", 7)["remission", "Placebo"]
    (point,) = [one for one in band.series.points if one.day == 7]
    assert round(point.exact, 1) == 57.9
    assert "On day 7" in band.series.note


# SUSTAIN-3, people who had relapsed (PMC10439056, table 3): share printed with its counts.
SUSTAIN_3 = """
28  | sustain_3_relapsed_on_esketamine | 23/32 71.9 | 20/32 62.5 | 15/32 46.9 | 7/32 21.9
28  | sustain_3_relapsed_on_placebo    | 47/64 73.4 | 39/64 60.9 | 40/63 63.5 | 34/64 53.1
196 | sustain_3_relapsed_on_esketamine | 12/32 37.5 | 13/32 40.6 | 10/32 31.3 | 9/32 28.1
196 | sustain_3_relapsed_on_placebo    | 43/62 69.4 | 36/62 58.1 | 35/61 57.4 | 26/62 41.9
392 | sustain_3_relapsed_on_esketamine | 13/32 40.6 | 12/32 37.5 | 10/32 31.3 | 9/32 28.1
392 | sustain_3_relapsed_on_placebo    | 34/62 54.8 | 26/62 41.9 | 30/61 49.2 | 21/62 33.9
"""
MEANS = [
    "MADRS down by half or more",
    "MADRS at most 12",
    "PHQ-9 down by half or more",
    "PHQ-9 below 5",
]


@pytest.mark.parametrize("row", SUSTAIN_3.strip().splitlines())
def test_each_row_of_sustain_3_is_the_band_of_its_day(row: str) -> None:
    day, course, *cells = (cell.strip() for cell in row.split("|"))
    bands = {one.series.means: one for one in lw.expected_course(course, int(day)).bands}
    for means, cell in zip(MEANS, cells, strict=True):
        counted, printed = cell.split()
        count, n = map(int, counted.split("/"))
        (point,) = [one for one in bands[means].series.points if one.day == int(day)]
        assert (point.count, point.n) == (count, n)
        assert abs(point.exact - float(printed)) <= 0.05001


# Counts in the label reprinted at usmedicine.com (2020), pages 34 and 35.
@pytest.mark.parametrize(
    ("name", "drug", "placebo"),
    [
        ("dissociation", 41, 9),
        ("dizziness", 29, 8),
        ("sedation", 23, 9),
        ("headache", 20, 17),
        ("taste", 19, 14),
        ("numbness", 18, 2),
        ("anxiety", 13, 6),
        ("diastolic_25", 13, 3),
        ("nausea", 27, 14),
        ("vomiting", 11, 5),
        ("pressure", 15, 6),
        ("older_systolic_40", 17, 2),
    ],
)
def test_the_counts_of_the_label_give_its_printed_percentages(
    name: str, drug: int, placebo: int
) -> None:
    one = NUMBERS[f"label_{name}"]
    assert one.against is not None
    assert (one.value, one.against_value) == (drug, placebo)


def test_the_counts_of_a_trial_give_its_printed_percentages() -> None:
    for name, drug, other in (
        ("turkoz_response_day_2", 17.3, 9.4),
        ("turkoz_response_day_28", 58.7, 45.2),
        ("mohamed_bupropion", 26.9, 22.3),
        ("mohamed_aripiprazole", 28.9, 22.3),
        ("anand_response", 55.4, 41.2),
        ("daly_relapse_remitters", 26.7, 45.3),
    ):
        one = NUMBERS[name]
        assert one.against is not None
        assert (round(one.arm.exact, 1), round(one.against.exact, 1)) == (drug, other)


# Expected courses beside a course that goes on: each group by its own day.


def _of_100(count: int, n: int) -> tuple[float, float]:
    """The 95 % interval of Wilson, worked out here from the printed count."""
    z, share = 1.959964, count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return round(100 * (middle - half), 1), round(100 * (middle + half), 1)


@pytest.mark.parametrize(
    ("treatment", "days", "course", "measure", "arm", "count", "n"),
    [
        ("esketamine intranasal", {"first_dose": 28}, "turkoz_2021", "response",
         "Esketamine and a new antidepressant", 182, 310),
        ("esketamine intranasal", {"first_dose": 28}, "turkoz_2021", "response",
         "Placebo spray and a new antidepressant", 94, 208),
        ("ketamine iv", {"first_dose": 14}, "lii_2023", "response", "Ketamine", 8, 19),
        ("ketamine iv", {"first_dose": 14}, "lii_2023", "response", "Placebo", 11, 19),
        ("ketamine iv", {"first_dose": 1, "series_end": 0}, "lii_2023", "remission",
         "Ketamine", 10, 20),
    ],
)  # fmt: skip
def test_beside_a_course_stands_the_printed_share_of_that_day(
    treatment: str,
    days: dict[str, int],
    course: str,
    measure: str,
    arm: str,
    count: int,
    n: int,
) -> None:
    found = lw.expected_beside(treatment, days)
    (band,) = [
        one for one in found.bands
        if (one.course.id, one.series.measure, one.series.arm) == (course, measure, arm)
    ]  # fmt: skip
    assert (round(band.low, 1), round(band.high, 1)) == _of_100(count, n)
    assert band.n == (n, n)
    assert band.course.comparison and band.course.sources


def test_after_a_series_the_curve_counts_from_its_last_infusion() -> None:
    found = lw.expected_beside("ketamine iv", {"first_dose": 45, "series_end": 28})
    (band,) = found.bands
    assert (band.course.id, band.low, band.high, band.n) == ("mcinnes_2022", 80, 80, (537, 537))
    assert any(one.startswith("lii_2023, response: told from day 0") for one in found.unknown)


@pytest.mark.parametrize("days", [{}, {"first_dose": -1}, {"series_end": 7}])
def test_a_day_that_has_not_come_has_no_band(days: dict[str, int]) -> None:
    found = lw.expected_beside("esketamine intranasal", days)
    assert not found.bands
    assert any("counts from" in one for one in found.unknown)
