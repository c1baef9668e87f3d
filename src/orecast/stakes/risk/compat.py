"""GeoPolRisk in the data treatment of the published tool, geopolrisk-py 2.0.1, its defects kept (docs/theory/risk.md).

Derived from the published equations and the printed results. It differs from the measure done right: gross tonnes of
every code are added up, ores and metal alike; a place's own numeric code finds its governance, so that Taiwan has none
and Guyana has French Guiana's; an origin without a score has a risk of one half; a score below -2.5 counts as -2.5; no
trade is no risk; a union's own trade is left out of the numerator and kept in the denominator; million m³ are added to
tonnes; output is cut to whole units in the concentration; the price is the importer's own unit value, and copper's
reference is a constant.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats, Integers
from orecast.sources import load
from orecast.stakes.risk import formulas

NAME = "geopolrisk-2.0"
COLUMNS = ("mineral", "country", "year", "hhi", "import_risk", "gprs", "cf_kgCu_eq_per_kg", "price_usd_per_kg")
UNION, UNION_GROUP = "EU", "eu"
DECIMALS = 3
"""Digits after the point in the customs record, which the edition keeps as 32-bit numbers."""
KILOGRAMS = "kg"


@dataclass(frozen=True)
class Axes:
    """Labels of the cube: minerals by the tool's name, years, countries with the pooled union last."""

    minerals: tuple[str, ...]
    years: tuple[int, ...]
    countries: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """Sizes of the three axes."""
        return len(self.minerals), len(self.years), len(self.countries)


@dataclass(frozen=True)
class Treated:
    """Sums of the customs record and of output in the tool's treatment.

    Shapes  trade, risky, value, output: [mineral, year, country]; concentration: [mineral, year].
    Units   trade, risky (trade times governance risk), output: t, million m³ of natural gas; value: thousand USD.
    """

    trade: Floats
    risky: Floats
    value: Floats
    output: Floats
    concentration: Floats


def published_geopolrisk(minerals: Iterable[str], years: Iterable[int]) -> pd.DataFrame:
    """Every country and the pooled union: one row per mineral, country and year, columns in `COLUMNS`.

    `minerals` are names of the published results (`published_minerals`). cf_kgCu_eq_per_kg: kg of copper equivalent
    per kg. A place without trade has a score and a price of 0, as published: a defect, kept.
    Source  Koyamparambath et al. (2024); MODEL M6.
    """
    axes = Axes(tuple(minerals), tuple(years), (*_countries()["country"], UNION))
    found = _treated(axes)
    there = found.trade > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        risk = np.where(there, found.risky / (found.trade + found.output), 0.0)
        price = np.where(there, found.value / found.trade, 0.0)
    hhi = np.broadcast_to(found.concentration[..., None], axes.shape)
    score = formulas.geopolrisk_score(hhi, risk)
    factor = formulas.characterisation_factor(score, price, _setting("copper_reference"))
    return _table(axes, dict(zip(COLUMNS[3:], (hhi, risk, score, factor, price), strict=True)))


def published_minerals() -> dict[str, str]:
    """The 53 names of the published results, each with our mineral id."""
    table = load("geopolrisk_minerals").frame
    return dict(zip(table["name"].astype(str), table["mineral"].astype(str), strict=True))


def published_places() -> dict[str, str]:
    """Place id of each country name; the union under its group id."""
    table = _countries()
    return {**dict(zip(table["country"], table["place"], strict=True)), UNION: UNION_GROUP}


def _treated(axes: Axes) -> Treated:
    rows = _flows(axes)
    sums = [_summed(axes, rows, rows[column].to_numpy()) for column in ("tonnes", "risky", "value")]
    output, concentration = _output(axes)
    return Treated(sums[0], sums[1], sums[2], output, concentration)


def _summed(axes: Axes, rows: pd.DataFrame, amounts: Floats) -> Floats:
    """Sum over exporters and codes. [mineral, year, country]."""
    at = np.ravel_multi_index(tuple(rows[axis].to_numpy() for axis in ("m", "y", "c")), axes.shape)
    return np.bincount(at, amounts, int(np.prod(axes.shape))).reshape(axes.shape).astype(np.float64)


def _flows(axes: Axes) -> pd.DataFrame:
    """Rows of trade with their position on the axes (m, y, c), once for the importer and once more for the union."""
    rows = _customs()
    rows = rows[rows["year"].isin(axes.years)].merge(_codes(axes), on="code")
    rows["y"] = _positions(axes.years, rows["year"])
    rows = rows[rows["y"] >= 0]
    union = rows[rows["into_union"]].assign(c=len(axes.countries) - 1)
    union["risky"] = union["risky"].where(~union["from_union"], 0.0)
    return pd.concat([rows, union], ignore_index=True)


def _codes(axes: Axes) -> pd.DataFrame:
    """code, m: the minerals that count each customs code; 2701.12 stands under two coals."""
    table = load("geopolrisk_minerals").frame.set_index("name").loc[list(axes.minerals)]
    pairs = [(code, m) for m, codes in enumerate(table["codes"]) for code in str(codes).split(";")]
    return pd.DataFrame(pairs, columns=["code", "m"])


@cache
def _customs() -> pd.DataFrame:
    """The customs record of the codes that the tool counts: code, year, c (importer), tonnes, risky, value."""
    wanted = {code for codes in load("geopolrisk_minerals").frame["codes"] for code in str(codes).split(";")}
    rows = load("flows").frame
    rows = rows[rows["code"].isin(wanted)]
    members = _members()
    tonnes = np.nan_to_num(rows["gross_tonnes"].to_numpy(np.float64).round(DECIMALS))
    return pd.DataFrame(
        {
            "code": rows["code"].to_numpy(),
            "year": rows["year"].to_numpy(),
            "c": _positions(_countries()["place"], rows["importer"]),
            "tonnes": tonnes,
            "risky": tonnes * _governance(rows["exporter"], rows["year"]),
            "value": rows["value_kusd"].to_numpy(np.float64).round(DECIMALS),
            "into_union": rows["importer"].isin(members).to_numpy(),
            "from_union": rows["exporter"].isin(members).to_numpy(),
        }
    )


def _governance(exporter: pd.Series, year: pd.Series) -> Floats:
    """Governance risk of each row's exporter, between 0 and 1; a half without a score."""
    scores = load("governance").frame
    scores = scores[scores["measure"] == "political_stability"].drop_duplicates(["place", "year"])
    table = scores.pivot_table(index="place", columns="year", values="value")
    countries, years = _countries(), tuple(np.unique(year.to_numpy()))
    grid = table.reindex(countries["governance_of"]).reindex(columns=years).to_numpy()
    at = _positions(countries["place"], exporter), _positions(years, year)
    risk = np.clip(formulas.governance_risk(grid[at]), 0.0, 1.0)
    return np.where(np.isnan(risk), _setting("missing_governance_risk"), risk)


def _output(axes: Axes) -> tuple[Floats, Floats]:
    """World Mining Data: output by country [mineral, year, country], t; concentration over its rows [mineral, year].

    The tool cuts output to whole units before it squares shares. World Mining Data holds sums with binary noise, so
    that Germany's lignite of 2022, 130,801,110.99999999 t, loses a tonne.
    """
    rows = load("production").frame
    ids = list(load("geopolrisk_minerals").frame.set_index("name").loc[list(axes.minerals)]["mineral"])
    rows = rows[(rows["publisher"] == "WMD") & rows["mineral"].isin(ids) & rows["year"].isin(axes.years)]
    m, y = _positions(ids, rows["mineral"]), _positions(axes.years, rows["year"])
    places = sorted(set(rows["place"]))
    made = np.zeros((len(ids), len(axes.years), len(places)))
    np.add.at(made, (m, y, _positions(places, rows["place"])), rows["quantity"].to_numpy(np.float64))
    tonnes = np.where(rows.drop_duplicates("mineral").set_index("mineral")["unit"].reindex(ids) == KILOGRAMS, 1e-3, 1.0)
    return _by_country(axes, made * tonnes[:, None, None], places), formulas.concentration(np.trunc(made))


def _by_country(axes: Axes, made: Floats, places: Sequence[str]) -> Floats:
    """Output of the countries, Guyana's with French Guiana's under one code, and of the union."""
    countries, origin = _countries(), np.array(places, dtype=object)[:, None]
    own = (origin == countries["place"].to_numpy(object)) | (origin == countries["governance_of"].to_numpy(object))
    return made @ np.column_stack([own, np.isin(places, list(_members()))]).astype(np.float64)


@cache
def _countries() -> pd.DataFrame:
    return load("geopolrisk_countries").frame.astype(str).reset_index(drop=True)


@cache
def _members() -> frozenset[str]:
    groups = load("groups").frame
    return frozenset(groups.loc[groups["group"] == UNION_GROUP, "place"].astype(str))


def _setting(name: str) -> float:
    return float(load("risk_settings").frame.set_index("parameter")["value"][name])


def _positions(labels: Iterable[object], values: pd.Series) -> Integers:
    """Position of each value among labels, -1 for none."""
    codes, found = pd.factorize(values)
    return np.asarray(
        pd.Index(list(labels), dtype=object).get_indexer(pd.Index(list(found), dtype=object))[codes], dtype=np.int64
    )


def _table(axes: Axes, values: dict[str, Floats]) -> pd.DataFrame:
    """One row per cell."""
    m, c, y = (part.ravel() for part in np.meshgrid(*(np.arange(n) for n in _order(axes)), indexing="ij"))
    labels = {
        "mineral": np.array(axes.minerals, dtype=object)[m],
        "country": np.array(axes.countries, dtype=object)[c],
        "year": np.array(axes.years, dtype=np.int64)[y],
    }
    return pd.DataFrame(labels | {name: cube[m, y, c] for name, cube in values.items()})


def _order(axes: Axes) -> tuple[int, int, int]:
    return len(axes.minerals), len(axes.countries), len(axes.years)
