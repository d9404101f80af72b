"""A table is scored row by row: every row is in the result, and a fault leaves no file behind."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from pathlib import Path

import pytest

import lightwell.clinical as lw
from lightwell import cli
from lightwell.commands.scorefile import Bar

PHQ9 = "who,q1,q2,q3,q4,q5,q6,q7,q8,q9,note"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    rows = [
        PHQ9,
        'a,1,1,1,1,1,1,1,1,0,"one, two"',
        "b,3,3,3,3,3,3,3,3,1,",
        "c,1,,1,1,1,1,1,1,0,",
        "d,1,1,1,1,1,1,1,1,,",
        "e,1,1,7,1,1,1,1,1,0,seven",
        "f,1,1",
        "",
        'g,0,0,0,0,0,0,0,0,0,"two\nlines"',
        "h,0,0,0,0,0,0,0,0,x,after",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def _score(source: Path, out: Path, *more: str, name: str = "phq9") -> int:
    return cli.main(["score", name, "--csv", str(source), "--out", str(out), *more])


def _rows(out: Path) -> list[dict[str, str]]:
    with out.open(encoding="utf-8", newline="") as read:
        return list(csv.DictReader(read))


def test_every_row_is_in_the_result_with_its_own_columns(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = table.with_name("out.csv")
    assert _score(table, out) == 0
    rows = _rows(out)
    assert [row["who"] for row in rows] == ["a", "b", "c", "d", "e", "f", "", "g", "h"]
    assert [row["total"] for row in rows] == ["8", "25", "8", "", "", "", "", "0", ""]
    assert [row["safety"] for row in rows[:4]] == ["none", "positive", "none", "unanswered"]
    assert [row["missing"] for row in rows[:4]] == ["", "", "2", "9"]
    assert [row["complete"] for row in rows[:4]] == ["yes", "yes", "no", "no"]
    assert (rows[0]["band"], rows[0]["note"]) == ("mild", "one, two")
    assert rows[7]["note"] == "two\nlines"
    assert capsys.readouterr().out.startswith("9 rows: 5 scored, 4 rejected. Their reason stands")


def test_a_rejected_row_is_told_with_its_line_and_its_reason(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = table.with_name("out.csv")
    assert _score(table, out, "--json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {
        "instrument": "phq9",
        "rows": 9,
        "scored": 5,
        "rejected": 4,
        "out": str(out),
    }
    lines = told.err.splitlines()
    assert [line.split(": ", 2)[1].rsplit(" ", 1)[1] for line in lines] == ["6", "7", "8", "11"]
    assert "item 3 (sleep): '7' is not one of its answers" in lines[0]
    assert "it has 3 columns, and the header has 11: mend the row." in lines[1]
    assert "the line is empty" in lines[2]
    kept = [row["rejected"] for row in _rows(out)]
    assert [bool(reason) for reason in kept] == [False] * 4 + [True] * 3 + [False, True]
    assert kept[4] in lines[0]


def test_every_row_is_the_one_of_the_engine(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    given = [[str((n * k) % 4) for k in range(1, 10)] for n in range(300)]
    lines = [",".join([f"i{n}" for n in range(1, 10)]), *(",".join(row) for row in given)]
    source.write_text("\ufeff" + "\r\n".join(lines), encoding="utf-8")
    assert _score(source, out) == 0
    for answers, row in zip(given, _rows(out), strict=True):
        got = lw.score("phq9", answers)
        assert (row["total"], row["band"]) == (str(got.total), got.band and got.band.label)


@pytest.mark.parametrize(
    ("header", "name", "more"),
    [
        ("interest,mood", "phq2", ()),
        ("MOOD,Interest", "phq2", ()),
        ("phq2_1,phq2_2", "phq2", ()),
        ("item01,item02", "phq2", ()),
        ("id,Q2,Q1", "phq2", ()),
        ("id,low,sad", "phq2", ("--columns", "low, sad")),
    ],
)
def test_the_items_are_found_by_their_names(
    tmp_path: Path, header: str, name: str, more: tuple[str, ...]
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    names = header.split(",")
    source.write_text(f"{header}\n{','.join(['1'] * len(names))}\n", encoding="utf-8")
    assert _score(source, out, *more, name=name) == 0
    assert _rows(out)[0]["total"] == "2"


def test_items_that_are_not_scored_may_have_their_columns(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    names = [item.id for item in lw.instrument("phq9").items]
    source.write_text(f"{','.join(names)}\n{','.join(['1'] * 10)}\n", encoding="utf-8")
    assert _score(source, out) == 0
    assert _rows(out)[0]["total"] == "9"


def test_screens_risks_and_ratings_have_their_columns(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    for name, answers, column, value in (
        ("cssrs_screener", "no,no,,,,yes,no", "risk", "moderate"),
        ("audit_c", "4,0,0", "men_4", "met"),
        ("now_scale", "7,,3", "tension", ""),
        ("mdq", ",".join(["yes"] * 7 + ["no"] * 6 + ["yes", "2"]), "band", "positive"),
    ):
        numbers = ",".join(f"x{n}" for n in range(1, answers.count(",") + 2))
        source.write_text(f"{numbers}\n{answers}\n", encoding="utf-8")
        assert _score(source, out, name=name) == 0
        assert _rows(out)[0][column] == value


def test_a_column_that_is_there_already_is_kept(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("total,scored_total,q1,q2\nmine,too,1,2\n", encoding="utf-8")
    assert _score(source, out, name="phq2") == 0
    (row,) = _rows(out)
    assert (row["total"], row["scored_total"], row["scored_scored_total"]) == ("mine", "too", "3")


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("", (), "is empty: give a table whose first line names its columns"),
        ("a,b\n1,2\n", (), "call them phq9_1 to phq9_9, or name them in item order with --columns"),
        (PHQ9, ("--columns", "q1,q2"), "--columns: PHQ-9 has 9 or 10 items: 2 are named"),
        (PHQ9, ("--columns", "q1,q99"), "has no column 'q99': correct the name"),
        ("a,a\n1,1\n", ("--columns", "a"), "has more than one column 'a': correct the name"),
        (PHQ9 + '\n"' + "x" * 200_000 + '"', (), "line 2: field larger than field limit"),
    ],
)
def test_a_table_that_cannot_be_read_is_one_line_and_no_file(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
    more: tuple[str, ...],
    told: str,
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    assert _score(source, out, *more) == cli.BAD_INPUT
    refused = capsys.readouterr().err
    assert told in refused
    assert refused.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_what_is_no_text_is_refused_and_the_old_result_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(PHQ9.encode() + b"\n\xff\xfe\n")
    out.write_text("the old result", encoding="utf-8")
    assert _score(source, out) == cli.BAD_INPUT
    assert "is not text in UTF-8: save it as UTF-8" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "the old result"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--csv", "in.csv"], "--out is missing: say where"),
        (["--csv", "no-such.csv", "--out", "out.csv"], "no-such.csv: No such file or directory"),
        (["--csv", "in.csv", "--out", "nowhere/out.csv"], "No such file or directory: give --csv"),
        (["--csv", "in.csv", "--out", "in.csv"], "is the table to score: give --out another name"),
        (["--answers", "1,1", "--out", "out.csv"], "--out and --columns belong to --csv"),
    ],
)
def test_files_that_cannot_be_are_refused(
    table: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(table.parent)
    assert cli.main(["score", "phq9", *arguments]) == cli.BAD_INPUT
    refused = capsys.readouterr().err
    assert told in refused
    assert refused.count("\n") == 1
    assert [path.name for path in table.parent.iterdir()] == ["in.csv"]


def test_a_long_table_takes_no_more_memory_than_a_short_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    peaks = []
    for rows in (2_000, 20_000):
        source, out = tmp_path / "in.csv", tmp_path / "out.csv"
        with source.open("w", encoding="utf-8") as written:
            written.write("q1,q2\n")
            written.writelines("1,2\n" for _ in range(rows))
        _score(source, out, name="phq2")
        tracemalloc.start()
        assert _score(source, out, name="phq2") == 0
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
    assert "20000 rows: 20000 scored, 0 rejected. Written to" in capsys.readouterr().out


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar_and_a_file_none(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(b"x" * 100)
    with path.open("rb") as binary:
        binary.read(50)
        shown, plain = Terminal(), io.StringIO()
        for to in (shown, plain):
            bar = Bar(binary, 100, to)
            bar.show(4096)
            bar.say("a reason")
            bar.done()
        Bar(binary, 0, shown).show(0)
    assert "\r" + "█" * 15 + " " * 15 + "  50%  4,096 rows, " in shown.getvalue()
    assert "\r\x1b[Klightwell: a reason\n" in shown.getvalue()
    assert "100%" in shown.getvalue()
    assert plain.getvalue() == "lightwell: a reason\n"


def test_a_bar_moves_on_while_a_long_table_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("q1,q2\n" + "1,2\n" * 9000, encoding="utf-8")
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    assert _score(source, out, name="phq2") == 0
    assert shown.getvalue().count(" rows, ") == 2
