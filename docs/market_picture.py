"""Draws docs/market.png: a small market as the engine sees it, with its prices and its proof.

The people are made up here; every number in the picture is the engine's own: `python -m docs.market_picture`.
"""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from config.taxonomy import read_taxonomy
from config.weights import read_weights
from matching import Champion, Innovator, Mandate, Need, Organisation, Past, Policy, Role
from matching.market import Market, market
from matching.optimum import Optimum, optimum

TARGET = Path(__file__).with_name("market.png")
CHOSEN, OPEN, INK, PALE = "#1a7f5a", "#c9cfd6", "#1d2733", "#66717e"

VENTURES = (
    ("Nurses at Home", "Older people are admitted to hospital after falls at home.", "health", "pilot"),
    ("Warm Rooms", "Lonely older people sit in cold rooms in winter.", "social_care", "proven"),
    ("Falls Watch", "A sensor that tells carers of falls at home.", "digital", "pilot"),
    ("Second Harvest", "Food from farms is thrown away while families go hungry.", "food", "proven"),
    ("Meals on Bikes", "Hungry families get meals from surplus food.", "food", "pilot"),
)
DOORS = (
    ("Age Trust", "Falls at home bring older people to hospital.", "health", 1),
    ("County Council", "Lonely older people, and hospital beds that are full.", "social_care", 1),
    ("Corner Foods", "Surplus food from our shops should feed families.", "food", 1),
)


def small_market() -> Market:
    """Return the market of five ventures and three champions with one place each."""
    innovators = [
        Innovator(
            f"i{place}", f"U{place}", name, problem, "", (sector,), ("cornwall",), stage, (Need.CREDIBILITY,)
        )
        for place, (name, problem, sector, stage) in enumerate(VENTURES)
    ]
    champions = [
        Champion(
            f"c{place}",
            f"V{place}",
            Organisation(f"o{place}", name, "charity", "People first.", "A bus that became a clinic."),
            (sector,),
            ("cornwall",),
            challenge,
            (Need.CREDIBILITY,),
            Role.SCALE_PARTNER,
            (Mandate.BUDGET,),
            "idea",
            places,
        )
        for place, (name, challenge, sector, places) in enumerate(DOORS)
    ]
    policy = Policy(per_innovator=1)
    return market(innovators, champions, Past(), policy, read_taxonomy(), read_weights())


def draw(best: Optimum) -> Figure:
    """Return the picture of a choice."""
    mpl.rcParams.update({"font.family": "DejaVu Sans", "font.size": 11})
    figure = Figure(figsize=(10, 5.6), dpi=120)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 10), ylim=(0, 5.6))
    axes.axis("off")
    found = best.market
    left = np.linspace(4.25, 1.35, len(found.innovators))
    right = np.linspace(3.9, 1.7, len(found.champions))
    net = found.value - best.prices[found.cols]
    surplus = np.zeros(len(left))
    np.maximum.at(surplus, found.rows, net)
    axes.text(0.4, 5.1, "What each introduction is worth, and what a place costs", fontsize=15, color=INK)
    axes.text(0.4, 4.75, "green: chosen", fontsize=11, color=CHOSEN)
    _pairs(axes, best, left, right)
    for place, innovator in zip(left, found.innovators, strict=True):
        gain = surplus[int(innovator.id[1:])]
        axes.text(2.5, place, innovator.venture, ha="right", va="center", color=INK, weight="bold")
        axes.text(2.5, place - 0.24, f"left over {gain:.2f}", ha="right", va="center", color=PALE, fontsize=9)
    for place, champion, price in zip(right, found.champions, best.prices, strict=True):
        axes.text(7.5, place, champion.organisation.name, va="center", color=INK, weight="bold")
        axes.text(7.5, place - 0.24, f"a place costs {price:.2f}", va="center", color=PALE, fontsize=9)
    _proof(axes, best, float(surplus.sum()))
    return figure


def _pairs(axes: Axes, best: Optimum, left: np.ndarray, right: np.ndarray) -> None:
    found = best.market
    for row, col, value, chosen in zip(found.rows, found.cols, found.value, best.chosen, strict=True):
        ends = (2.7, 7.3), (left[row], right[col])
        axes.plot(*ends, color=CHOSEN if chosen else OPEN, lw=1 + 6 * value, zorder=2 if chosen else 1)
        if chosen:
            at = 0.3
            x, y = (end[0] + at * (end[1] - end[0]) for end in ends)
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            axes.text(x, y, f"{value:.2f}", ha="center", va="center", color=CHOSEN, bbox=box, zorder=3)


def _proof(axes: Axes, best: Optimum, surplus: float) -> None:
    prices = float(best.prices @ best.market.col_capacity)
    told = (
        f"Chosen together: {best.verdict.value:.2f}.   "
        f"All places at their prices: {prices:.2f}, plus what is left over: {surplus:.2f}, "
        f"make {prices + surplus:.2f}."
    )
    axes.text(0.4, 0.62, told, color=INK)
    axes.text(
        0.4,
        0.27,
        "No choice can be worth more than the second sum. They are equal: this one is best.",
        color=PALE,
    )


def main() -> None:
    """Draw it."""
    draw(optimum(small_market())).savefig(TARGET)


if __name__ == "__main__":
    main()
