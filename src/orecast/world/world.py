"""The World: every kept mineral's accounts in the base years, built when asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from orecast._ground.errors import CoverageError, LabelError
from orecast.sources.stages import market_at
from orecast.world.balance import Balance
from orecast.world.build import built_balance
from orecast.world.coverage import INCOMPLETE
from orecast.world.prices import base_price
from orecast.world.statistics import Statistics, embedded

BASE_YEARS = (2022, 2023, 2024)


@dataclass(frozen=True, eq=False)
class World:
    """Statistics in, accounts out. Balances are built on demand and kept for the life of the World."""

    statistics: Statistics
    years: tuple[int, ...]
    _balances: dict[tuple[str, tuple[int, ...]], Balance] = field(default_factory=dict, repr=False)

    @classmethod
    def load(cls, years: Iterable[int] = BASE_YEARS) -> "World":
        """The World of the embedded data edition, its base the mean of `years`.

        Errors  LabelError for a year without output statistics.
        """
        return cls.of(embedded(), years)

    @classmethod
    def of(cls, statistics: Statistics, years: Iterable[int] = BASE_YEARS) -> "World":
        """A World of other statistics, for a test or a changed table."""
        return cls(statistics, _known_years(statistics, years))

    @property
    def edition(self) -> str:
        """The data edition behind every number."""
        return self.statistics.edition

    @cached_property
    def minerals(self) -> tuple[str, ...]:
        """Minerals with customs codes that are not excluded, in alphabetical order; later stages are in `stages`."""
        coded = set(self.statistics["mineral_codes"]["mineral"].astype(str))
        return tuple(sorted(coded - set(self.excluded) - set(self.statistics.stages)))

    @property
    def stages(self) -> tuple[str, ...]:
        """Later stages with a balance of their own (antimony-metal), whose data reach into the base years."""
        covered = self.statistics.covered_years
        return tuple(name for name in sorted(self.statistics.stages) if set(covered(name)) & set(self.years))

    def at_stage(self, mineral: str, stage: str) -> str:
        """The mineral id under which a mineral's stage is balanced: ('antimony', 'metal') is 'antimony-metal'.

        Errors  LabelError for an unknown mineral or stage, with those that are there; CoverageError for a stage that
        cannot be balanced, with the reason.
        """
        return market_at(self.statistics["minerals"], self.statistics["stages"], mineral, stage)

    @cached_property
    def excluded(self) -> dict[str, str]:
        """Minerals left out, each with its reason."""
        table = self.statistics["excluded"]
        return dict(zip(table["mineral"].astype(str), table["reason"].astype(str), strict=True))

    def mineral_name(self, mineral: str) -> str:
        """The name of a mineral as people write it."""
        return str(self.statistics.rows("minerals", "mineral", mineral).iloc[0]["name"])

    def place_name(self, place: str) -> str:
        """The name of a place.

        Errors  LabelError for an unknown place, with near names.
        """
        names = self.statistics.place_names
        if place not in names:
            table = self.statistics["places"]
            codes = table["place"].astype(str).tolist()
            hint = _hint(place, dict(zip([*table["name"].astype(str), *codes], codes * 2, strict=True)))
            raise LabelError(f"unknown place '{place}' in the World. {hint}Use an ISO alpha-3 code or UKR-occupied.")
        return names[place]

    def price(self, mineral: str) -> tuple[float, str, int]:
        """Base price (nominal USD of its year per contained unit), its series and its year."""
        found = base_price(self.statistics, self.known(mineral), self.years)
        return found.usd_per_unit, found.series, found.year

    def balance(self, mineral: str, years: Iterable[int] | None = None, allow_incomplete: bool = False) -> Balance:
        """The accounts of one mineral (M1–M4), the mean of `years` or of the World's base years.

        A later stage takes those of the years that its data cover; its Balance says which.
        Errors  LabelError for an unknown mineral or year; CoverageError for an excluded mineral, for a stage in years
        without its data, and for flows that are incomplete unless `allow_incomplete`.
        """
        asked = self.years if years is None else _known_years(self.statistics, years)
        key = self.known(mineral), _covered_years(self.statistics, mineral, asked)
        if key not in self._balances:
            self._balances[key] = self._found(*key)
        found = self._balances[key]
        if found.status == INCOMPLETE and not allow_incomplete:
            raise CoverageError(
                f"the flows of {mineral} are incomplete: {found.status_reason}. Document the missing flows in "
                "known_flows.csv, or accept it with --allow-incomplete (allow_incomplete=True)."
            )
        return found

    def _found(self, mineral: str, years: tuple[int, ...]) -> Balance:
        """The balance built, or as kept on disk from a run on the same embedded edition."""
        if self.statistics is not embedded():
            return built_balance(self.statistics, mineral, years)
        from orecast.world import kept

        found = kept.read(mineral, years)
        if found is None:
            found = built_balance(self.statistics, mineral, years)
            kept.write(found)
        return found

    def known(self, mineral: str) -> str:
        """The mineral id itself.

        Errors  LabelError for an unknown mineral, with near names; CoverageError for one that is left out, with the
        reason.
        """
        if mineral in self.excluded:
            raise CoverageError(
                f"{mineral} cannot be represented: {self.excluded[mineral]}. `orecast minerals` lists those that can."
            )
        if mineral not in self.minerals and mineral not in self.statistics.stages:
            raise LabelError(
                f"unknown mineral '{mineral}' in the World. {_hint(mineral, self._spellings())}"
                "`orecast minerals` lists them all."
            )
        return mineral

    def without_known_flows(self) -> "World":
        """The same World without documented flows: what customs codes alone would say."""
        return World.of(self.statistics.replaced(known_flows=self.statistics["known_flows"].iloc[:0]), self.years)

    def checks(self) -> dict[str, object]:
        """Every registered check and every mineral's corrections, as plain data (JSON-able)."""
        from orecast.world.checks import checked

        return checked(self)

    def report(self, mineral: str, place: str | None = None) -> dict[str, object]:
        """Everything the World knows of a mineral, or of one place in it, as plain data (JSON-able).

        Errors  as `balance` (incomplete flows are shown, not refused); LabelError for an unknown place.
        """
        from orecast.world.report import reported

        return reported(self, mineral, place)

    def trade(self, code: str, place: str | None = None) -> dict[str, object]:
        """Declared trade of one customs code in the base years, as plain data (JSON-able); mixtures say so.

        Errors  LabelError for an unknown code or place; CoverageError for a code without flows in the base years.
        """
        from orecast.world.trade import traded

        return traded(self, code, place)

    def _spellings(self) -> dict[str, str]:
        """Ids, names and aliases of all minerals, by spelling."""
        spelt: dict[str, str] = {}
        for row in self.statistics["minerals"].itertuples():
            for name in [*str(row.aliases).split(";"), str(row.name), str(row.mineral)]:
                spelt[name.strip()] = str(row.mineral)
        return spelt


def _hint(label: str, spellings: dict[str, str]) -> str:
    """'Did you mean …? ' with the ids behind the nearest spellings, or nothing."""
    folded = {spelling.casefold(): code for spelling, code in spellings.items() if spelling}
    near = [label.casefold()] if label.casefold() in folded else get_close_matches(label.casefold(), folded, 2, 0.7)
    names = list(dict.fromkeys(folded[spelling] for spelling in near))
    return f"Did you mean {' or '.join(names)}? " if names else ""


def _covered_years(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> tuple[int, ...]:
    """The years that a mineral's data cover.

    Errors  CoverageError for a stage without data in any of them.
    """
    covered = statistics.covered_years(mineral)
    found = tuple(year for year in years if year in covered)
    if not found:
        there = ", ".join(map(str, covered)) or "no year"
        raise CoverageError(
            f"{mineral} has no balance in {', '.join(map(str, years))}: its output and flows are both known for "
            f"{there} only. Choose a base that holds one of these years, for example --years {there.split(',')[0]}."
        )
    return found


def _known_years(statistics: Statistics, years: Iterable[int]) -> tuple[int, ...]:
    """Distinct base years in order.

    Errors  LabelError for none, or for a year without output statistics.
    """
    asked = tuple(sorted({int(year) for year in years}))
    covered = statistics.production_years
    span = f"{covered[0]}–{covered[-1]}"
    if not asked:
        raise LabelError(
            f"no base year given: the World needs at least one of {span}. Leave years out for the default."
        )
    for year in asked:
        if year not in covered:
            raise LabelError(
                f"unknown year {year} in the base years of the World: output statistics cover {span}. "
                "Choose years within them, for example --years 2022-2024."
            )
    return asked
