"""Profiles from a spreadsheet: read as the form would, whoever wrote it; each mistake with its remedy."""

import csv
import io

import pytest

from bot.exporting import csv_bytes
from bot.importing import TEMPLATES, Unreadable, read
from config.taxonomy import read_taxonomy
from matching.people import Champion, Evidence, Innovator, Mandate, Need, Role

TAXONOMY = read_taxonomy()
INNOVATOR = dict(zip(*TEMPLATES["innovators"], strict=True))
CHAMPION = dict(zip(*TEMPLATES["champions"], strict=True))


def table(*rows: dict[str, str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_is_read_however_a_spreadsheet_writes_it(encoding: str, separator: str) -> None:
    row = INNOVATOR | {"venture": "Café “Zuhause”", "sectors": "Health | Social care", "invested": "£100,000"}
    reading = read(table(row, separator=separator, encoding=encoding), TAXONOMY)
    assert reading.mistakes == ()
    [rosa] = reading.profiles
    assert isinstance(rosa, Innovator)
    assert (rosa.person, rosa.venture, rosa.sectors) == (
        "U0123ABCD", "Café “Zuhause”", ("health", "social_care"),
    )  # fmt: skip
    assert rosa.evidence == Evidence(100_000, 2_200_000, 1_100)


def test_both_templates_can_be_imported_as_they_are() -> None:
    for columns, example in TEMPLATES.values():
        reading = read(csv_bytes(columns, [dict(zip(columns, example, strict=True))]), TAXONOMY)
        assert (len(reading.profiles), reading.mistakes) == (1, ())
    [champion] = reading.profiles
    assert isinstance(champion, Champion)
    assert (champion.organisation.name, champion.organisation.kind) == ("Age & Place", "charity")
    assert (champion.offers, champion.role) == ((Need.PIPELINE,), Role.BROKER)
    assert champion.mandate == (Mandate.SPONSOR,)


def test_what_an_export_made_harmless_comes_back_as_it_was() -> None:
    row = INNOVATOR | {"venture": "=Well", "idea": "'tis"}
    [profile] = read(csv_bytes(tuple(row), [row]), TAXONOMY).profiles
    assert isinstance(profile, Innovator)
    assert (profile.venture, profile.idea) == ("=Well", "'tis")


def test_every_mistake_has_its_line_its_column_and_its_remedy() -> None:
    rows = (
        INNOVATOR,
        INNOVATOR,
        INNOVATOR | {"person": "rosa", "sectors": "Helth; Social care", "stage": "", "invested": "1.5"},
        INNOVATOR | {"person": "U0ZOE", "problem": "", "idea": "x" * 601},
    )
    reading = read(table(*rows), TAXONOMY)
    assert len(reading.profiles) == 1
    found = {(mistake.line, mistake.column): mistake.remedy for mistake in reading.mistakes}
    assert found.keys() == {
        (3, "person"), (4, "person"), (4, "sectors"), (4, "stage"), (4, "invested"), (5, "problem"),
        (5, "idea"),
    }  # fmt: skip
    assert "line 2" in found[3, "person"]
    assert found[4, "sectors"] == "“Helth” is not known here: did you mean “health”?"
    assert "601" in found[5, "idea"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "missing"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "missing"),
        (table({**INNOVATOR, "sectorz": "x"}), "did you mean sectors?"),
        (table({k: v for k, v in INNOVATOR.items() if k != "idea"}), "missing: idea"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_so(content: bytes, expected: str) -> None:
    with pytest.raises(Unreadable, match="--template") as caught:
        read(content, TAXONOMY)
    assert expected in str(caught.value)
