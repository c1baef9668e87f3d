"""Labels at the door: minerals, places, groups and years as people write them; none that is not known is lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from orecast._ground.errors import LabelError
from orecast._ground.labels import suggestion
from orecast.sources import load
from orecast.world import World

Spelt = Mapping[str, str]
"""Label by spelling, in lower case."""


@dataclass(frozen=True)
class Refused:
    """Something asked for that gives no row, and why. `kind`: mineral, place, year, group, member or measure."""

    kind: str
    asked: str
    reason: str


@dataclass
class Door:
    """Reads labels one by one and keeps a list of those that are not known."""

    refused: list[Refused] = field(default_factory=list)

    def refuse(self, kind: str, asked: str, reason: str) -> None:
        """Put one on the list."""
        self.refused.append(Refused(kind, asked, reason))

    def known(self, kind: str, asked: Iterable[str], spelt: Spelt, listing: str) -> list[str]:
        """Labels of those that are known, each once; the others are refused with near spellings."""
        found: dict[str, None] = {}
        for text in asked:
            label = spelt.get(text.strip().casefold())
            if label is None:
                hint = suggestion(text, spelt)
                near = suggestion(text, set(spelt.values())) or hint
                self.refuse(kind, text, f"unknown {kind} '{text}'. {near + ' ' if near else ''}{listing}")
            else:
                found[label] = None
        return list(found)

    def minerals(self, world: World, asked: Sequence[str] | None) -> list[str]:
        """Mineral ids; all that the World keeps without any. A mineral that is left out is refused with the reason."""
        if asked is None:
            return list(world.minerals)
        found = self.known("mineral", asked, _mineral_spellings(world), "`orecast minerals` lists them.")
        for mineral in found:
            if mineral in world.excluded:
                self.refuse("mineral", mineral, f"{mineral} cannot be represented: {world.excluded[mineral]}")
        return [mineral for mineral in found if mineral not in world.excluded]

    def periods(self, world: World, asked: Sequence[int] | None) -> dict[str, tuple[int, ...]]:
        """Years by label: each year asked for, or the mean of the World's base years."""
        if asked is None:
            first, last = world.years[0], world.years[-1]
            return {str(first) if first == last else f"{first}-{last}": world.years}
        there = world.statistics.production_years
        return {str(year): (year,) for year in self.years(asked, there)}

    def years(self, asked: Sequence[int], there: Sequence[int]) -> list[int]:
        """Those years that are covered."""
        for year in asked:
            if year not in there:
                near = min(there, key=lambda one: abs(one - year))
                reason = f"unknown year {year}: there are {there[0]} to {there[-1]}. Did you mean {near}?"
                self.refuse("year", str(year), reason)
        return [year for year in dict.fromkeys(asked) if year in there]

    def groups(self, asked: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Groups passed in, each with its places; one of the edition by its id where no members are given.

        A group with a member that is not known is refused whole: without it, its numbers would be of another group.
        """
        found: dict[str, tuple[str, ...]] = {}
        for name, members in asked.items():
            if not members:
                listed = self.known("group", [name], {one.casefold(): one for one in _groups()}, _GROUPS)
                found |= {one: _groups()[one] for one in listed}
                continue
            places = self.known("member", members, place_spellings(), f"The group {name} gives no rows without it.")
            if len(places) == len(set(members)):
                found[name] = tuple(places)
            else:
                self.refuse("group", name, f"the group {name} has members that are not known")
        return found

    def users(
        self, asked: Sequence[str] | None, groups: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[str, ...]] | None:
        """Places and groups as users, by label; None stands for every place of a mineral."""
        if asked is None and not groups:
            return None
        if asked is None:
            every = {place: (place,) for place in sorted(set(place_spellings().values()))}
            return every | {name: tuple(members) for name, members in groups.items()}
        members = {**_groups(), **groups}
        spelt = {**place_spellings(), **_group_spellings(), **{name.casefold(): name for name in groups}}
        found = self.known("place", asked, spelt, "Use an ISO alpha-3 code, a name, or a group such as eu.")
        return {label: tuple(members.get(label, (label,))) for label in found}


_GROUPS = "Groups of the edition stand in groups.csv; give your own as NAME=PLACE,PLACE."


def one_of(text: str, known: Iterable[str], kind: str) -> str:
    """The label itself. Errors: LabelError with near names for an unknown one."""
    names = tuple(known)
    if text in names:
        return text
    hint = suggestion(text, names)
    raise LabelError(f"unknown {kind} '{text}'. {hint + ' ' if hint else ''}There are: {', '.join(names)}.")


def _groups() -> dict[str, tuple[str, ...]]:
    table = load("groups").frame
    return {str(group): tuple(rows["place"].astype(str)) for group, rows in table.groupby("group")}


def _group_spellings() -> dict[str, str]:
    """Groups that are no place themselves."""
    table, places = load("groups").frame, place_spellings()
    names = [(str(row.group), str(row.name)) for row in table.itertuples(index=False)]
    return {text.casefold(): group for group, name in names for text in (group, name) if group.casefold() not in places}


def place_spellings() -> dict[str, str]:
    """Place ids by name, ISO code and id; the id wins."""
    table = load("places").frame
    found: dict[str, str] = {}
    for column in ("name", "iso2", "place"):
        found |= _spelt(table, column, "place")
    return found


def _mineral_spellings(world: World) -> dict[str, str]:
    """Mineral ids by name, alias and id; the id wins. Minerals that are left out are known too."""
    table = world.statistics["minerals"]
    kept = table[table["mineral"].isin({*world.minerals, *world.stages, *world.excluded})]
    aliases = [(alias, row.mineral) for row in kept.itertuples() for alias in str(row.aliases).split(";")]
    found = {str(alias).strip().casefold(): str(mineral) for alias, mineral in aliases if str(alias).strip()}
    return found | _spelt(kept, "name", "mineral") | _spelt(kept, "mineral", "mineral")


def _spelt(table: pd.DataFrame, spelling: str, label: str) -> dict[str, str]:
    pairs = zip(table[spelling].astype(str), table[label].astype(str), strict=True)
    return {text.casefold(): found for text, found in pairs if text}
