"""A company's own supply mix: the measures of risk on the tonnes and suppliers of its list, by mineral (M5–M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.labels import suggestion
from orecast.stakes.risk import formulas
from orecast.stakes.risk.bill import COLUMNS, Bill, RowError, read_bill, shown
from orecast.stakes.risk.chances import chances, disruption_rates
from orecast.stakes.risk.company_labels import items, place_labels
from orecast.stakes.risk.eu_inputs import EU, SOURCING, eu_governance, members_named, study, trade_parameters
from orecast.stakes.risk.governance import governance_risks
from orecast.world import World
from orecast.world.output import mean_output

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
COMMA = r"[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?"
MOST_HINTS = 1000
"""Unknown labels that near names are looked up for; a file of nothing but unknown ones would take minutes."""
LISTED = {
    "mineral": "'orecast minerals' lists minerals, 'orecast risk eu-list --all' the EU's materials",
    "supplier country": "write an ISO code such as COD or CD, or the name of the country",
}


@dataclass(frozen=True, eq=False)
class Mix:
    """Tonnes of each item from each place; an item is a mineral, or a material of the EU study.

    Shapes  tonnes [item, place], rows [item]: how many rows of the list. Units: tonnes as the list states them.
    """

    items: tuple[str, ...]
    places: tuple[str, ...]
    tonnes: Floats
    rows: np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class CompanyRisk:
    """Measures of a company's mix by mineral, the rows that could not be read, and what else the file holds.

    table    one row an item, see `company_risk`
    errors   row, column, value, rule, suggestion
    """

    table: pd.DataFrame
    errors: pd.DataFrame
    mix: Mix
    rows: int
    unread_columns: tuple[str, ...]
    blank_rows: int

    def mix_table(self) -> pd.DataFrame:
        """Tonnes and share of each item by supplier, the largest first: item, place, tonnes, share."""
        item, place = np.nonzero(self.mix.tonnes)
        tonnes = self.mix.tonnes[item, place]
        made = pd.DataFrame(
            {
                "item": np.array(self.mix.items, dtype=object)[item],
                "place": np.array(self.mix.places, dtype=object)[place],
                "tonnes": tonnes,
                "share": tonnes / self.mix.tonnes.sum(axis=1)[item],
            }
        )
        return made.sort_values(["item", "tonnes"], ascending=[True, False], kind="stable", ignore_index=True)


def company_risk(
    bill: Bill | Path, world: World, groups: Mapping[str, Sequence[str]] | None = None, home: Sequence[str] = ()
) -> CompanyRisk:
    """The measures of risk of a supply mix, from a list of mineral, tonnes and supplier country.

    Bad rows are listed and the measures are of the good ones. `groups`: suppliers by name, each with its places; a
    share column each. `home`: places whose tonnes count as the company's own (risk 0 in GeoPolRisk).

    Columns  item, mineral, tonnes, rows, suppliers, hhi, top_supplier, top_share, tonnes_at_risk (those of the largest
             supplier), left_without_top (N-1), governance_risk (0 best, 1 worst, mean by tonnes), hidden_share (of
             tonnes without governance), world_hhi, geopolrisk (world HHI times import risk), expected_loss_t (tonnes a
             year lost to disruptions, places without a chance taken to be like the others), eu_like (Σ share² ·
             governance · t, times 1 - recycling and substitution: the mix in the place of the EU's sourcing),
             share_of_GROUP, gap (why a measure is missing).
    Units    as the list states them; every share is of the list's tonnes of that item.
    Errors   as `read_bill`; LabelError for a member of a group or a home that is no place.
    """
    found = read_bill(bill) if isinstance(bill, Path) else bill
    mix, errors = mix_of(found)
    table = measured_mix(mix, world, groups or {}, tuple(home))
    listed = pd.DataFrame([vars(error) for error in errors], columns=list(RowError.__dataclass_fields__))
    return CompanyRisk(table, listed, mix, len(found.rows), found.unread_columns, found.blank_rows)


def mix_of(bill: Bill) -> tuple[Mix, list[RowError]]:
    """Tonnes by item and place over the good rows, and an error for every cell at fault."""
    labels = {name: known.label for name, known in items().items()}
    what, unknown = _coded(bill, bill.mineral, labels, COLUMNS[0])
    where, nowhere = _coded(bill, bill.country, place_labels(), COLUMNS[2])
    tonnes, wrong = _tonnes(bill)
    good = (what.codes >= 0) & (where.codes >= 0) & ~np.isnan(tonnes)
    size = (len(what.labels), len(where.labels))
    cell = what.codes[good] * size[1] + where.codes[good]
    summed = np.bincount(cell, tonnes[good], minlength=size[0] * size[1]).reshape(size)
    rows = np.bincount(what.codes[good], minlength=size[0])
    there, from_there = rows > 0, summed.sum(axis=0) > 0
    names = tuple(np.array(what.labels, dtype=object)[there])
    places = tuple(np.array(where.labels, dtype=object)[from_there])
    errors = sorted([*bill.errors, *unknown, *wrong, *nowhere], key=lambda error: error.row)
    return Mix(names, places, summed[np.ix_(there, from_there)], rows[there]), errors


@dataclass(frozen=True, eq=False)
class Coded:
    """Labels in alphabetical order, and the position of each row's label among them, -1 where it is not known."""

    labels: tuple[str, ...]
    codes: np.ndarray[Any, np.dtype[np.int64]]


def _coded(bill: Bill, texts: "pd.Series[str]", spelt: Mapping[str, str], column: str) -> tuple[Coded, list[RowError]]:
    """Each row's label; every spelling is looked up once."""
    position, spellings = pd.factorize(texts)
    found = [spelt.get(" ".join(text.casefold().split())) for text in spellings]
    labels = tuple(sorted({label for label in found if label is not None}))
    number = {label: n for n, label in enumerate(labels)}
    code = np.array([-1 if label is None else number[label] for label in found], dtype=np.int64)
    codes = code[position] if len(position) else np.zeros(0, dtype=np.int64)
    reasons: dict[int, tuple[str, str, str]] = {}
    for n, text in enumerate(map(str, spellings)):
        if code[n] < 0:
            reasons[n] = _unknown(text, spelt, column, len(reasons) < MOST_HINTS)
    bad = np.flatnonzero(codes < 0)
    errors = [RowError(int(bill.rows[n]), column, *reasons[int(position[n])]) for n in bad]
    return Coded(labels, codes), errors


def _unknown(text: str, spelt: Mapping[str, str], column: str, with_hint: bool) -> tuple[str, str, str]:
    """Value, rule and suggestion of a label that is not known."""
    if text.startswith("="):
        return shown(text), FORMULA, PASTE
    if not text:
        return "", f"a {column} is missing", LISTED[column]
    near = suggestion(text, spelt) if with_hint and len(text) <= 100 else ""
    return shown(text), f"unknown {column}", near or LISTED[column]


FORMULA, PASTE = "a formula, and only values are read", "replace it by its value (paste special, values)"


def _tonnes(bill: Bill) -> tuple[Floats, list[RowError]]:
    """Tonnes of each row, NaN where the cell is no number above 0."""
    texts = bill.tonnes.astype(str)
    pattern = COMMA if bill.decimal_comma else NUMBER
    plain = texts.str.fullmatch(f"{pattern}|{NUMBER}").to_numpy(bool)
    dotted = texts.where(plain, "nan")
    if bill.decimal_comma:
        dotted = dotted.str.replace(",", ".", regex=False)
    values = dotted.to_numpy(dtype=object).astype(np.float64) if len(texts) else np.zeros(0)
    good = np.isfinite(values) & (values > 0)
    errors = [_wrong_tonnes(int(bill.rows[n]), texts.iloc[n], bool(plain[n])) for n in np.flatnonzero(~good)]
    return np.where(good, values, np.nan), errors


def _wrong_tonnes(row: int, text: str, is_number: bool) -> RowError:
    value = shown(text)
    if text.startswith("="):
        return RowError(row, COLUMNS[1], value, FORMULA, PASTE)
    if is_number:
        return RowError(row, COLUMNS[1], value, "tonnes must be above 0 and finite", "correct it or remove the row")
    if not text:
        return RowError(row, COLUMNS[1], value, "tonnes are missing", "give the tonnes, as 1250.5")
    return RowError(row, COLUMNS[1], value, "not a number", "digits with a point and no separators, as 1250.5")


def measured_mix(
    mix: Mix, world: World, groups: Mapping[str, Sequence[str]], home: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Every measure of every item in one pass over arrays [item, place] (columns in `company_risk`)."""
    known = items()
    mineral = [known[name.casefold()].mineral for name in mix.items]
    world_hhi = np.array([_world_concentration(world, name) for name in mineral])
    alike, gaps = _eu_like(mix)
    table = pd.DataFrame(
        {"item": mix.items, "mineral": mineral, **_shares(mix), **_risks(mix, world, world_hhi, home), "eu_like": alike}
    )
    for name, members in groups.items():
        held = np.where(_among(mix.places, tuple(members), world), mix.tonnes, 0.0).sum(axis=1)
        table[f"share_of_{name}"] = held / mix.tonnes.sum(axis=1)
    hidden = table["hidden_share"].to_numpy(float)
    return table.assign(gap=[_gap(*each) for each in zip(world_hhi, hidden, gaps, strict=True)])


def _shares(mix: Mix) -> dict[str, Any]:
    """What hangs on few suppliers."""
    largest, total = mix.tonnes.max(axis=1, initial=0.0), mix.tonnes.sum(axis=1)
    return {
        "tonnes": total,
        "rows": mix.rows,
        "suppliers": (mix.tonnes > 0).sum(axis=1),
        "hhi": formulas.concentration(mix.tonnes),
        "top_supplier": [mix.places[n] for n in mix.tonnes.argmax(axis=1)] if mix.items else [],
        "top_share": largest / total,
        "tonnes_at_risk": largest,
        "left_without_top": 1 - largest / total,
    }


def _risks(mix: Mix, world: World, world_hhi: Floats, home: tuple[str, ...]) -> dict[str, Floats]:
    """What hangs on how suppliers are governed, and on how often large exporters fail."""
    tonnes, inside = mix.tonnes, _among(mix.places, home, world)
    risk = governance_risks(mix.places, world.years)
    chance = chances(mix.places, risk, disruption_rates())
    own = np.where(inside, tonnes, 0.0).sum(axis=1)
    import_risk = formulas.import_risk(np.where(inside, 0.0, tonnes), risk, own)
    return {
        "governance_risk": formulas.import_risk(tonnes, risk, np.zeros(len(mix.items))),
        "hidden_share": formulas.hidden_share(tonnes, risk),
        "world_hhi": world_hhi,
        "geopolrisk": formulas.geopolrisk_score(world_hhi, import_risk),
        "expected_loss_t": formulas.disruption_potential(tonnes[..., None], chance)[..., 0] * tonnes.sum(axis=1),
    }


def _among(places: Sequence[str], members: tuple[str, ...], world: World) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    for place in members:
        world.place_name(place)
    return np.isin(np.array(places, dtype=str), np.array(members, dtype=str))


def _gap(world_hhi: float, hidden: float, of_eu: str) -> str:
    told = [
        "no output statistics: no world HHI and no GeoPolRisk" if np.isnan(world_hhi) else "",
        "no supplier has a governance score" if hidden == 1 else "",
        of_eu,
    ]
    return "; ".join(filter(None, told))


def _world_concentration(world: World, mineral: str) -> float:
    """HHI of world output in the base years that its data cover; NaN without statistics."""
    covered = world.statistics.covered_years(mineral) if mineral else ()
    years = tuple(year for year in world.years if year in covered)
    if not years:
        return float("nan")
    if mineral in world.excluded:
        return float(formulas.concentration(mean_output(world.statistics, mineral, years).quantity.to_numpy(float)))
    return float(formulas.concentration(world.balance(mineral, years, allow_incomplete=True).production))


def _eu_like(mix: Mix) -> tuple[Floats, list[str]]:
    """Score of each item by the EU's method, the mix standing for the EU's sourcing; and why where there is none."""
    table, known = study(), [items()[name.casefold()] for name in mix.items]
    rows = pd.DataFrame({"material": [item.material for item in known], "stage": [item.stage for item in known]})
    union = frozenset(members_named(EU))
    t = trade_parameters(table, rows, mix.places, union, SOURCING)[:, :-1]
    part = formulas.concentration(mix.tonnes, eu_governance(mix.places, table.method) * t)
    recycling, substitution = (
        table.scores[name].reindex(rows["material"]).to_numpy(np.float64)
        for name in ("recycling_rate", "substitution_supply")
    )
    return np.asarray(part * (1 - recycling) * substitution), [item.no_material for item in known]
