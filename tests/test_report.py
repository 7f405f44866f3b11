"""The report's figures: reckoned by hand once, and each to be found again in the rows beside it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.exporting import csv_bytes
from bot.figures import STEPS, Money, Rows, figures_of, tables_of
from bot.records import File, Rung, Told, Venture
from bot.report import MOST_BARS, pictures_of, summary_of
from matching.people import Evidence

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def told(number: int, innovator: str, organisation: str = "o1", **more: object) -> Told:
    """A suggestion that nobody has answered, but for what is said of it."""
    silent = Told(
        id=f"s{number}", innovator=innovator, champion=f"c{organisation}", organisation=organisation,
        organisation_name=f"The {organisation}", state="open", suggested_at=days_ago(10), accepted_at=None,
        answered_at=None, introduced_at=None, rung=None, highest=None, confirmed=False, figures=Evidence(),
    )  # fmt: skip
    return replace(silent, **more)  # type: ignore[arg-type]


def answered(number: int, innovator: str, organisation: str, days: float) -> Told:
    return told(number, innovator, organisation, answered_at=days_ago(10 - days))


def introduced(number: int, innovator: str, rung: Rung, figures: Evidence, *, confirmed: bool = True) -> Told:
    at = days_ago(8)
    return told(
        number, innovator, state="accepted", accepted_at=at, answered_at=at, introduced_at=at, rung=rung,
        highest=rung, confirmed=confirmed, figures=figures,
    )  # fmt: skip


def table(files: list[File], name: str) -> list[dict[str, str]]:
    content = next(file.content for file in files if file.name == name)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


SOME = Rows(
    NOW,
    (
        Venture("i1", "Well at Home", days_ago(100), waits=False),
        Venture("i2", "Second Sun", days_ago(90), waits=False),
        Venture("i3", "Lanehopper", days_ago(20), waits=True),
        Venture("i4", "Morning Crust", days_ago(40), waits=True),
    ),
    (
        introduced(1, "i1", Rung.PILOT, Evidence(100_000, 2_200_000, 1_100)),
        introduced(2, "i2", Rung.MET, Evidence(50_000, 25_000), confirmed=False),
        introduced(3, "i2", Rung.SCALED, Evidence(None, 7)),
        answered(4, "i3", "o2", 1),
        answered(5, "i3", "o2", 3),
        answered(6, "i3", "o2", 8),
        answered(7, "i3", "o3", 5),
        told(8, "i3", "o4"),
    ),
)


def test_each_innovator_counts_for_the_furthest_step_and_all_before_it() -> None:
    assert figures_of(SOME).funnel == {
        "profile": 4, "suggested": 3, "accepted": 2, "introduced": 2, "met": 2, "exploring": 2, "pilot": 2,
        "agreement": 1, "scaled": 1,
    }  # fmt: skip


def test_an_ended_introduction_counts_as_far_as_it_had_come() -> None:
    over = introduced(1, "i1", Rung.ENDED, Evidence())
    assert figures_of(Rows(NOW, SOME.ventures, (over,))).funnel["introduced"] == 1
    assert figures_of(Rows(NOW, SOME.ventures, (over,))).funnel["met"] == 0
    once_a_pilot = replace(over, highest=Rung.PILOT)
    assert figures_of(Rows(NOW, SOME.ventures, (once_a_pilot,))).funnel["pilot"] == 1


def test_an_organisation_with_few_answers_is_not_shown_by_itself() -> None:
    report = figures_of(SOME)
    assert [(each.organisation, each.days, each.answers) for each in report.speeds] == [
        ("o1", 2.0, 3), ("o2", 3.0, 3), ("", 5.0, 1),
    ]  # fmt: skip
    assert report.days == 2.0


def test_only_what_both_confirmed_is_in_the_ratio_and_only_with_both_figures() -> None:
    report = figures_of(SOME)
    assert report.confirmed == Money(1, 100_000, 2_200_000)
    assert report.claimed == Money(1, 50_000, 25_000)
    assert report.confirmed.ratio == 22
    assert Money(1, 0, 5).ratio is None


def test_who_waits_longest_comes_first() -> None:
    assert [(wait.innovator, round(wait.days)) for wait in figures_of(SOME).waits] == [("i4", 40), ("i3", 20)]


def test_the_report_in_words() -> None:
    said = summary_of(SOME, "£")
    assert "2 of 4 innovators have reached a pilot or more" in said
    assert "Half of all answers came within 2 days" in said
    assert "£22 saved for every £1 invested. What was invested: £100,000 (and £50,000 told)" in said
    assert "2 innovators wait, the longest for 40 days" in said


def test_a_report_of_nothing_says_so_in_each_picture() -> None:
    pictures = pictures_of(figures_of(Rows(NOW, (), ())), "£")
    assert [picture.bars for picture in pictures] == [()] * 4
    assert all(picture.title and picture.subtitle for picture in pictures)


def test_every_figure_is_found_again_in_the_tables() -> None:
    report = figures_of(SOME)
    files = tables_of(SOME, report)
    innovators, suggestions = table(files, "innovators.csv"), table(files, "suggestions.csv")
    figures = {(row["figure"], row["of"]): row for row in table(files, "figures.csv")}
    for number, step in enumerate(STEPS):
        further = [row for row in innovators if STEPS.index(row["furthest"]) >= number]
        assert int(figures["funnel", step]["value"]) == len(further) == report.funnel[step]
    of_o2 = [float(row["days_to_answer"]) for row in suggestions if row["organisation"] == "o2"]
    assert figures["median days to answer", "o2"] == {
        "figure": "median days to answer", "of": "o2", "value": "3.0", "rows": str(len(of_o2)),
        "counted_in": "suggestions.csv with days_to_answer, of this organisation",
    }  # fmt: skip
    for of, sure in (("confirmed", "1"), ("told by one side", "0")):
        both = [row for row in suggestions if row["confirmed"] == sure and row["invested"] and row["saved"]]
        for name in ("invested", "saved"):
            assert int(figures[name, of]["value"]) == sum(int(row[name]) for row in both)
    waiting = max((row for row in innovators if row["waits"] == "1"), key=lambda row: float(row["days"]))
    assert figures["longest wait in days", waiting["innovator"]]["value"] == waiting["days"]


def test_the_pictures_keep_to_a_few_bars_however_many_there_are() -> None:
    ventures = tuple(Venture(f"i{n}", f"Venture {n}", days_ago(n), waits=True) for n in range(500))
    many = tuple(answered(n, f"i{n % 500}", f"o{n % 400}", n % 7) for n in range(1_600))
    report = figures_of(Rows(NOW, ventures, many))
    for picture in pictures_of(report, "£"):
        assert len(picture.bars) <= MOST_BARS + 1
    assert len(report.speeds) == 400
    assert len(table(tables_of(Rows(NOW, ventures, many), report), "innovators.csv")) == 500


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([*Rung, None])), max_size=40))
def test_the_funnel_never_widens(made: list[tuple[int, Rung | None]]) -> None:
    ventures = tuple(Venture(f"i{n}", "", NOW, waits=False) for n in range(10))
    rows = [
        introduced(n, f"i{who}", rung, Evidence()) if rung else told(n, f"i{who}")
        for n, (who, rung) in enumerate(made)
    ]
    counts = list(figures_of(Rows(NOW, ventures, tuple(rows))).funnel.values())
    assert counts[0] == 10
    assert all(wider >= narrower for wider, narrower in pairwise(counts))


# --- tables as spreadsheets take them -------------------------------------------------------------------


@given(st.text(max_size=40))
def test_no_cell_is_a_formula_and_no_text_is_lost(text: str) -> None:
    written = csv_bytes(("a", "b"), [{"a": text, "b": -5}]).decode("utf-8-sig")
    cell, number = list(csv.reader(io.StringIO(written, newline="")))[1]
    assert not cell.strip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r"))
    assert number == "-5"
    sent = text.encode("utf-8", "replace").decode()
    assert cell in (sent, f"'{sent}")


def test_the_cells_that_spreadsheets_run_are_made_harmless() -> None:
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"]
    written = csv_bytes(("a",), [{"a": text} for text in nasty]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(written, newline=""))][1:]
    assert cells == [f"'{text}" for text in nasty]
    plain = ["Well at Home", "a=b", "'tis", "£5"]
    assert csv_bytes(("a",), [{"a": text} for text in plain]).decode("utf-8-sig").split("\r\n")[1:-1] == plain
