"""A person reads their own language where the bot speaks it, and English everywhere else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from bot.language import language_for, language_named, languages, number, say, say_count, speaking, spoken
from bot.vocabulary import day, money
from matching.sentences import Sentence


def test_english_is_the_first_of_several_languages() -> None:
    assert languages()[0] == "en"
    assert "de" in languages()


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de-DE", "de"), ("de_AT", "de"), ("DE", "de"), ("en-US", "en"), ("xx-YY", "en"), ("", "en")],
)
def test_a_locale_of_slack_has_its_language(locale: str, language: str) -> None:
    assert language_for(locale) == language


@pytest.mark.parametrize(("name", "language"), [("german", "de"), ("english", "en"), ("swedish", "en")])
def test_the_language_of_a_workspace_is_found_by_its_name(name: str, language: str) -> None:
    assert language_named(name) == language


def test_what_is_said_inside_is_in_that_language_and_outside_in_english() -> None:
    with speaking("de"):
        assert say("Done") == "Fertig"
        assert say(Sentence("{most} and {last}", most=("a",), last=Sentence("capacity"))).endswith(
            "Kapazität"
        )
    assert (say("Done"), spoken()) == ("Done", "en")


def test_what_has_no_translation_stays_english() -> None:
    with speaking("de"):
        assert say("A sentence nobody has translated, {name}.") == "A sentence nobody has translated, {name}."


def test_counts_numbers_and_days_are_written_as_the_language_does() -> None:
    tuesday = date(2026, 11, 24)
    assert (number(12345), day(tuesday)) == ("12,345", "Tuesday 24 November")
    assert say_count("1 innovator", "{count} innovators", 1200) == "1,200 innovators"
    assert (number(0.4, 2), number(3.5), number(2.0)) == ("0.40", "3.5", "2")
    with speaking("de"):
        assert (number(0.4, 2), number(3.5), money(2_200_000, "£")) == ("0,40", "3,5", "2,2 Mio. £")
        assert (number(12345), day(tuesday)) == ("12.345", "Dienstag, 24. November")
        assert say_count("1 innovator", "{count} innovators", 1200).startswith("1.200 Innovator:innen")


def test_two_threads_speak_two_languages() -> None:
    def told(language: str) -> str:
        with speaking(language):
            return say("Done")

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(told, ["de", "en"] * 20)) == ["Fertig", "Done"] * 20
