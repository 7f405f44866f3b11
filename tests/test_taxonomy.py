"""The taxonomy that comes with the bot is whole, and every mistake in a changed one is told at once."""

from pathlib import Path

import pytest

from config.taxonomy import TaxonomyError, read_taxonomy
from matching import Region, Sector, Taxonomy, Term

SMALL = """
[sectors]
health = { name = "Health", neighbours = ["care"] }
care = "Social care"
[regions]
nationwide = "Nationwide"
cornwall = { name = "Cornwall", within = "nationwide" }
[stages]
idea = "Idea"
pilot = { name = " Pilot " }
[kinds]
charity = "Charity"
"""


def read(tmp_path: Path, text: str) -> Taxonomy:
    path = tmp_path / "taxonomy.toml"
    path.write_text(text, "utf-8")
    return read_taxonomy(path)


def mistakes(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(TaxonomyError) as caught:
        read(tmp_path, text)
    assert all(mistake in str(caught.value) for mistake in caught.value.mistakes)
    return caught.value.mistakes


def test_the_taxonomy_that_comes_with_the_bot_holds_what_is_promised() -> None:
    taxonomy = read_taxonomy()
    sectors = {sector.name for sector in taxonomy.sectors}
    assert sectors >= {
        "Health",
        "Social care",
        "Education",
        "Housing",
        "Energy",
        "Food",
        "Transport",
        "Environment",
    }
    assert sectors >= {
        "Finance",
        "Justice",
        "Employment",
        "Agriculture",
        "Culture",
        "Digital",
        "Manufacturing",
    }
    regions = {region.name for region in taxonomy.regions}
    assert regions >= {
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "Cornwall",
        "Devon",
        "Kent",
        "Bristol",
    }
    assert regions >= {
        "Greater London",
        "Greater Manchester",
        "West Yorkshire",
        "Glasgow",
        "Cardiff",
        "Belfast",
    }
    assert [stage.key for stage in taxonomy.stages] == ["idea", "pilot", "proven", "scaling"]
    assert len(taxonomy.kinds) == 6


def test_nationwide_covers_everything_and_everything_fits_into_one_menu() -> None:
    taxonomy = read_taxonomy()
    for region in taxonomy.regions:
        assert taxonomy.overlap("nationwide", region.key)
        assert tuple(taxonomy.upwards(region.key))[-1] == "nationwide"
    assert len(taxonomy.regions) <= 95


def test_every_sector_has_neighbours_that_name_it_in_turn() -> None:
    taxonomy = read_taxonomy()
    for sector in taxonomy.sectors:
        assert sector.neighbours
        assert any(sector.key in other.neighbours for other in taxonomy.sectors)


def test_a_file_is_read_in_its_order(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL) == Taxonomy(
        sectors=(Sector("health", "Health", ("care",)), Sector("care", "Social care")),
        regions=(Region("nationwide", "Nationwide"), Region("cornwall", "Cornwall", "nationwide")),
        stages=(Term("idea", "Idea"), Term("pilot", "Pilot")),
        kinds=(Term("charity", "Charity"),),
    )


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "taxonomy.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert len(read_taxonomy(path).sectors) == 2


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ('["care"]', '["car"]', "[sectors] health: its neighbour car is no sector. Did you mean care?"),
        ('["care"]', '["health"]', "[sectors] health: it is its own neighbour. Take it out of its list."),
        ('["care"]', '"care"', 'neighbours is not a list of texts. Write neighbours = ["…", "…"].'),
        ('["care"]', "[1]", 'neighbours is not a list of texts. Write neighbours = ["…", "…"].'),
        ("neighbours", "neighbors", "neighbors is not known here. Use name and neighbours."),
        (
            'within = "nationwide"',
            'within = "mars"',
            "it lies within mars, which is no region. Add it, or take it out",
        ),
        ('within = "nationwide"', "within = 1", 'within is not a text. Write one key: within = "…".'),
        (
            'within = "nationwide"',
            'within = "cornwall"',
            "cornwall within cornwall: a circle. Take one of these",
        ),
        ('"Idea"', '" "', '[stages] idea: it has no name. Write it as a text: name = "…".'),
        ('"Idea"', "1", '[stages] idea: it has no name. Write it as a text: name = "…".'),
        ('"Idea"', f'"{"x" * 76}"', "[stages] idea: the name has 76 letters. Keep at most 75."),
        ("idea =", "Idea2 =", "[stages] Idea2: a key has 1 to 75 of the letters a to z and _. Rename it."),
        ("charity =", "health =", "The key health stands in [kinds] and [sectors]. Rename all but one."),
        ('"Idea"', '"PILOT"', "[stages] idea and pilot have the same name. Give each its own."),
        ('charity = "Charity"', "", "The table [kinds] is empty. Add at least one line."),
        ('[kinds]\ncharity = "Charity"', "", "The table [kinds] is missing. Add it with at least one line."),
        (
            "[kinds]",
            "[sorts]\na = 1\n[kinds]",
            "[sorts] is not known. The tables are kinds, regions, sectors and stages.",
        ),
    ],
)
def test_each_mistake_is_told_with_its_remedy(tmp_path: Path, old: str, new: str, mistake: str) -> None:
    assert old in SMALL
    (found,) = mistakes(tmp_path, SMALL.replace(old, new))
    assert mistake in found


def test_a_circle_of_regions_is_told_once(tmp_path: Path) -> None:
    text = SMALL.replace(
        'nationwide = "Nationwide"',
        'nationwide = "Nationwide"\na = { name = "A", within = "b" }\nb = { name = "B", within = "c" }\n'
        'c = { name = "C", within = "b" }',
    )
    assert mistakes(tmp_path, text) == (
        "[regions] b within c within b: a circle. Take one of these `within` out.",
    )


def test_more_than_a_menu_holds_is_told(tmp_path: Path) -> None:
    letters = "abcdefghijk"
    many = "".join(f'k_{one}{other} = "K {one}{other}"\n' for one in letters for other in letters)
    assert mistakes(tmp_path, SMALL + many) == (
        "[kinds] has 122 lines. Keep at most 100: a menu holds no more.",
    )


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = SMALL.replace('["care"]', '["x"]').replace('"nationwide" }', '"y" }').replace('"Charity"', '""')
    assert len(mistakes(tmp_path, text)) == 3


def test_what_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, SMALL.replace('idea = "Idea"', "idea = Idea"))
    assert found.startswith("It is not TOML: ")
    assert "line 9" in found
    (found,) = mistakes(tmp_path, SMALL.replace("pilot =", "idea ="))
    assert "line 10" in found, "a key twice in one table is TOML's own mistake"


def test_a_number_too_long_for_python_is_told_too(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, SMALL.replace('"Idea"', "1" * 5000))
    assert found.startswith("It is not TOML: ")


def test_what_is_no_text_file_is_told(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, words in (
        (binary, "UTF-8"),
        (tmp_path, "cannot be opened"),
        (tmp_path / "none", "cannot be opened"),
    ):
        with pytest.raises(TaxonomyError, match=words):
            read_taxonomy(path)
