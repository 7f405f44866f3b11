"""The words profiles are made of: sectors with their neighbours, regions as a tree, stages, kinds.

Plain data and the questions asked of it. `config.taxonomy` reads it from the file an admin may change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Sector:
    """A field of work; `neighbours` are the keys of sectors whose ideas travel easily to it."""

    key: str
    name: str
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Region:
    """A place; `within` is the key of the region that contains it, None at the top of the tree."""

    key: str
    name: str
    within: str | None = None


@dataclass(frozen=True)
class Term:
    """A stage or a kind of organisation: its key and its name on screens."""

    key: str
    name: str


@dataclass(frozen=True)
class Taxonomy:
    """All words a profile may use. Stages stand in their order, earliest first."""

    sectors: tuple[Sector, ...]
    regions: tuple[Region, ...]
    stages: tuple[Term, ...]
    kinds: tuple[Term, ...]

    @cached_property
    def _sector(self) -> dict[str, Sector]:
        return {sector.key: sector for sector in self.sectors}

    @cached_property
    def _region(self) -> dict[str, Region]:
        return {region.key: region for region in self.regions}

    @cached_property
    def _stage_rank(self) -> dict[str, int]:
        return {stage.key: rank for rank, stage in enumerate(self.stages)}

    @cached_property
    def _names(self) -> dict[str, str]:
        terms: tuple[Sector | Region | Term, ...] = (*self.sectors, *self.regions, *self.stages, *self.kinds)
        return {term.key: term.name for term in terms}

    def name(self, key: str) -> str:
        """Return the name shown for any key; the key itself where the taxonomy has dropped it since."""
        return self._names.get(key, key)

    def neighbours(self, sector: str) -> tuple[str, ...]:
        """Return the keys of the sectors next to this one; none for an unknown key."""
        known = self._sector.get(sector)
        return known.neighbours if known else ()

    def upwards(self, region: str) -> Iterator[str]:
        """Yield the region and every region that contains it, innermost first."""
        key: str | None = region
        while key is not None and key in self._region:
            yield key
            key = self._region[key].within

    def overlap(self, left: str, right: str) -> bool:
        """Tell whether one region is the other or lies inside it."""
        return left in self.upwards(right) or right in self.upwards(left)

    def stage_rank(self, stage: str) -> int:
        """Return the stage's place in order, 0 the earliest; an unknown stage counts as the earliest."""
        return self._stage_rank.get(stage, 0)
