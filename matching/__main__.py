"""`python -m matching simulate`: what the settings would do in a made-up community, as a table.

The play itself is `matching.simulate`'s; the words and weights are those of the files an admin may change.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from matching.people import Policy

if TYPE_CHECKING:
    from matching.simulate import Played, Setting

READING = """\
Read a row as one way of choosing, in the same community: "introduced" is what came of it, "expected" the same
without the luck, and "given up" how much of it a choice by value alone would have had more.
Waits count cycles without a suggestion though someone could have been suggested: "beyond" is how many people
waited longer than the {bound} cycles set, and "left out" how many of them never had a suggestion at all."""
CAUSE = """\
This engine let {people} wait beyond the bound: when their turn came, every place with a champion open to them
went to someone who had waited as long. More places or more champions would keep it."""

HEADS = (
    "",
    "suggested",
    "accepted",
    "introduced",
    "expected",
    "given up",
    "longest wait",
    "mean wait",
    "beyond",
    "left out",
)


def main(words: Sequence[str] | None = None) -> int:
    """Run a command, given as words or on the command line; return the exit code."""
    asked = _parser().parse_args(words)
    from config.taxonomy import TaxonomyError, read_taxonomy
    from config.weights import WeightsError, read_weights
    from matching.simulate import simulate

    setting = _setting(asked)
    try:
        played = simulate(setting, read_taxonomy(), read_weights())
    except (TaxonomyError, WeightsError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("\n".join([_heading(setting), "", *_table(played), "", *_reading(setting, played), ""]))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m matching", description="Try the matching without a workspace."
    )
    commands = parser.add_subparsers(required=True, metavar="simulate")
    play = commands.add_parser("simulate", help="play cycles of a made-up community under several policies")
    for name, standard, kind, told in _OPTIONS:
        play.add_argument(name, default=standard, type=kind, metavar="N", help=f"{told} (default {standard})")
    play.add_argument("--learn", dest="learning", action="store_true", help="tell the engine the answers")
    return parser


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"give a whole number from {least} to {most}, not {text!r}")
        return int(text)

    return read


def _between(least: float, most: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"give a number from {least:g} to {most:g}, not {text!r}")
        return number

    return read


_OPTIONS: tuple[tuple[str, float, Callable[[str], float], str], ...] = (
    ("--innovators", 200, _whole(1, 5000), "innovators at a time: whoever leaves is followed by a newcomer"),
    ("--champions", 60, _whole(1, 2000), "champions"),
    ("--places", 1, _whole(0, 20), "suggestions a champion may get in one cycle"),
    ("--cycles", 40, _whole(1, 500), "cycles to play"),
    ("--seed", 1, _whole(0, 10**9), "another number, another community"),
    ("--overdue-after", 8, _whole(1, 500), "cycles after which an innovator goes first"),
    ("--waiting-bonus", 0.1, _between(0, 10), "added to a pair's value for each cycle waited, as a fraction"),
    ("--per-innovator", 2, _whole(1, 20), "suggestions of one innovator in one cycle"),
    ("--silence", 0.25, _between(0, 1), "share of suggestions that is never answered"),
    ("--rest", 12, _whole(0, 500), "cycles until a pair that came to nothing may be suggested again"),
    ("--leaning", 0.8, _between(0, 5), "how much people differ beyond what the weights know, in logits"),
)


def _setting(asked: argparse.Namespace) -> "Setting":
    from matching.simulate import Setting

    given = vars(asked)
    policy = Policy(given.pop("per_innovator"), given.pop("waiting_bonus"), given.pop("overdue_after"))
    return Setting(**given, policy=policy)


def _heading(setting: "Setting") -> str:
    return (
        f"{setting.innovators} innovators and {setting.champions} champions with {setting.places} "
        f"{'place' if setting.places == 1 else 'places'} each, {setting.cycles} cycles:"
    )


def _reading(setting: "Setting", played: "Sequence[Played]") -> Iterator[str]:
    yield READING.format(bound=setting.policy.overdue_after)
    beyond = sum(one.beyond for one in played if one.name == "this engine")
    if beyond:
        yield CAUSE.format(people="one person" if beyond == 1 else f"{beyond} people")


def _table(played: "Sequence[Played]") -> list[str]:
    """Return aligned lines: the first column to the left, numbers to the right."""
    best = max((one.expected for one in played if one.name == "value alone"), default=0.0)
    lines = [HEADS, *(_line(one, best) for one in played)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]) for line in lines]


def _line(one: "Played", best: float) -> tuple[str, ...]:
    given_up = f"{100 * (1 - one.expected / best):.1f} %" if best else "-"
    return (
        one.name,
        str(one.suggested),
        str(one.accepted),
        str(one.introduced),
        f"{one.expected:.0f}",
        given_up,
        str(one.longest),
        f"{one.mean:.1f}",
        str(one.beyond),
        str(one.left_out),
    )


if __name__ == "__main__":
    sys.exit(main())
