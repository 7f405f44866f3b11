"""The weights that come with the bot are whole, and every mistake in a changed file is told at once."""

from pathlib import Path

import pytest

from config.weights import BUILT_IN, WeightsError, read_weights
from matching.weights import BASE, FEATURES, Weights

PUBLISHED = BUILT_IN.read_text("utf-8")


def read(tmp_path: Path, text: str) -> Weights:
    path = tmp_path / "weights.toml"
    path.write_text(text, "utf-8")
    return read_weights(path)


def mistakes(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(WeightsError) as caught:
        read(tmp_path, text)
    assert all(mistake in str(caught.value) for mistake in caught.value.mistakes)
    return caught.value.mistakes


def changed(old: str, new: str) -> str:
    assert PUBLISHED.count(old) == 1, old
    return PUBLISHED.replace(old, new)


def test_the_published_weights_name_every_feature_and_nobody() -> None:
    weights = read_weights()
    assert set(weights.accept) == set(weights.lead) == {BASE, *FEATURES}
    assert (weights.accept["need"], weights.lead["readiness"], weights.crossing) == (1.0, 1.2, 0.02)
    assert not weights.champions
    assert not weights.innovators


def test_every_weight_says_in_its_line_what_speaks_for_it() -> None:
    lines = [line for line in PUBLISHED.splitlines() if "=" in line and not line.startswith("#")]
    assert len(lines) == 2 * (1 + len(FEATURES)) + 1
    assert [line for line in lines if not line.partition("#")[2].strip()] == []


def test_whole_numbers_are_weights_and_make_the_same_version(tmp_path: Path) -> None:
    weights = read(tmp_path, changed("need = 1.0 ", "need = 1 "))
    assert weights.version == read_weights().version
    assert read(tmp_path, changed("need = 1.0 ", "need = 1.1 ")).version != weights.version


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PUBLISHED.replace("\n", "\r\n").encode())
    assert read_weights(path) == read_weights()


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("text = 1.0 ", "texts = 1.0 ", "[accept] texts is not known. Did you mean text?"),
        ("text = 1.0 ", "weather = 1.0 ", "[accept] weather is not known. Take it out."),
        ("text = 1.0 ", "# ", "[accept] text is missing. Add it, with 0 where it should not count."),
        ("base = -1.4 ", "# ", "[lead] base is missing. Add it, with 0 where it should not count."),
        ("[value]\n", "[value]\nbonus = 1\n", "[value] bonus is not known. Take it out."),
        ("[value]\ncrossing = 0.02", "", "The table [value] is missing. Add it, with crossing."),
        ("[lead]\n", "[leads]\n", "[leads] is not known. Did you mean lead?"),
        (
            "[lead]\n",
            "[leads]\n",
            f"The table [lead] is missing. Add it, with {', '.join([BASE, *FEATURES])}.",
        ),
    ],
)
def test_a_name_that_is_wrong_or_missing_is_told(tmp_path: Path, old: str, new: str, mistake: str) -> None:
    assert mistake in mistakes(tmp_path, changed(old, new))


@pytest.mark.parametrize(
    "wrong", ["nan", "inf", "-inf", "true", '"1.0"', "[1]", "10.01", "-11", "1" + "0" * 400]
)
def test_what_is_no_number_within_reach_is_told(tmp_path: Path, wrong: str) -> None:
    told = "is not a number from -10 to 10. Write one, without quotes."
    assert mistakes(tmp_path, changed("stage = 0.05", f"stage = {wrong}")) == (f"[lead] stage {told}",)


@pytest.mark.parametrize("wrong", ["-0.01", "1.01", "nan"])
def test_the_bonus_for_crossing_is_at_most_a_whole_introduction(tmp_path: Path, wrong: str) -> None:
    (found,) = mistakes(tmp_path, changed("crossing = 0.02", f"crossing = {wrong}"))
    assert found == "[value] crossing is not a number from 0 to 1. Write one, without quotes."


@pytest.mark.parametrize("weight", ["-10", "10", "0", "-0.0"])
def test_the_ends_of_the_range_are_within_it(tmp_path: Path, weight: str) -> None:
    assert read(tmp_path, changed("stage = 0.05", f"stage = {weight}")).lead["stage"] == float(weight)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = changed("crossing = 0.02", "crossing = 2").replace("need = ", "ned = ").replace("-1.6", "nan")
    assert len(mistakes(tmp_path, text)) == 6


@pytest.mark.parametrize("wrong", ["one", "1" * 5000])
def test_what_is_not_toml_is_told(tmp_path: Path, wrong: str) -> None:
    (found,) = mistakes(tmp_path, changed("crossing = 0.02", f"crossing = {wrong}"))
    assert found.startswith("It is not TOML: ")


def test_what_is_no_text_file_is_told(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, words in (
        (binary, "UTF-8"),
        (tmp_path, "cannot be opened"),
        (tmp_path / "none", "cannot be opened"),
    ):
        with pytest.raises(WeightsError, match=words):
            read_weights(path)
