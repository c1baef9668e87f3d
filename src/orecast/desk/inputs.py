"""What the desk needs beside the Stakes, in plain form, so that a brief can be written from stored results."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd


class StakesTables(Protocol):
    """The long tables of the stakes room (see its documentation for columns and units)."""

    @property
    def figures(self) -> pd.DataFrame:
        """Measures by scenario, event, party, mineral and year."""
        ...

    @property
    def suppliers(self) -> pd.DataFrame:
        """Tonnes by party and origin."""
        ...

    @property
    def map(self) -> pd.DataFrame:
        """Price changes by place."""
        ...

    @property
    def timeline(self) -> pd.DataFrame:
        """Tonnes of each lever by year."""
        ...

    @property
    def basis(self) -> pd.DataFrame:
        """What the numbers rest on."""
        ...

    @property
    def drivers(self) -> pd.DataFrame:
        """What the spread of each headline hangs on."""
        ...

    @property
    def assumptions(self) -> pd.DataFrame:
        """Every assumed number and its effect."""
        ...


@dataclass(frozen=True)
class RunInfo:
    """How the ensemble was run. `first_year` is the calendar year of result year 0; `details` the whole manifest."""

    draws: int
    seed: int
    manifest: str
    edition: str
    first_year: int = 2025
    solves: int = 0
    seconds: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)
    overlays: tuple[Any, ...] = ()  # as the deals room loads them


@dataclass(frozen=True)
class Question:
    """What a brief answers: deals and events as the deals room loads them, title, question, whose adviser reads.

    Without `title` the page makes one; without `party` it takes the party that most deals name. `article`: what the
    article says that the deals come from, as `desk.article.article_data` gives it.
    """

    deals: tuple[Any, ...]
    events: tuple[Any, ...] = ()
    title: str = ""
    text: str = ""
    party: str | None = None
    article: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class MineralInfo:
    """How a mineral is written: name, the stage its tonnes are counted at, what is counted, what flows leave out."""

    name: str
    stage: str
    account: str = ""
    unit: str = "t"
    limits: str = ""

    @property
    def full_name(self) -> str:
        """Name with its stage, as every result shows it: 'rare earths (oxides and compounds)'."""
        return f"{self.name} ({self.stage})" if self.stage else self.name

    def plain(self) -> dict[str, str]:
        """The fields that a brief shows."""
        shown = {"name": self.name, "full_name": self.full_name, "unit": self.unit}
        return {**shown, "stage": self.stage, "limits": self.limits}


@dataclass(frozen=True)
class WorldInfo:
    """Names, outlines, sites and sources.

    `outlines`: GeoJSON FeatureCollection, each feature with a property `place`.
    `sites`: columns name, mineral, place, lat, lon, control, control_date.
    `sources`: name, publisher, edition, licence, address.
    """

    edition: str
    years: tuple[int, ...]
    place_names: Mapping[str, str]
    minerals: Mapping[str, MineralInfo]
    outlines: Mapping[str, Any]
    sites: pd.DataFrame
    sources: tuple[Mapping[str, str], ...] = ()
    party_names: Mapping[str, str] = field(default_factory=dict)

    def place(self, place: str) -> str:
        """Name of a place, or its label where no name is known."""
        return self.place_names.get(place, place)

    def party(self, party: str) -> str:
        """Name of a party: its own, that of the country with the same code, or the label spelt out."""
        rest = "Rest of the world"
        known = {"eu": "European Union", "rest-of-world": rest, "rest of the world": rest, **self.party_names}
        code, _, part = party.partition("-")
        place = "-".join(filter(None, (code.upper(), part)))
        return known.get(party) or self.place_names.get(place) or party.replace("-", " ").capitalize()

    def mineral(self, mineral: str) -> MineralInfo:
        """How a mineral is written; its label, without a stage, where it is not known."""
        return self.minerals.get(mineral) or MineralInfo(mineral.replace("-", " "), "")
