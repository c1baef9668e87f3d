"""The tables of two sets of assumptions side by side."""

from dataclasses import replace
from typing import Any

from orecast.desk import folding, prose
from orecast.desk.numbers import style_for
from orecast.desk.reason_tables import BARE
from orecast.desk.tables import Cell, Data, Table, median_above_range, numbers, present_value, style_of, words

SIDES = ("left", "right")
TITLES = {"net_gain": "Net gain in {year}", "npv_5": "{present}", "insurance_value": "Insurance value, {present_low}"}


def results(data: Data, measure: str) -> Table:
    """One result of every party: either side and the paired change, median above its 90 % range."""
    sides = (*SIDES, "change")
    parties, folded = folding.split(
        data["results"][measure], lambda p: folding.moves(data, [f"results.{measure}.{p}.{side}" for side in sides])
    )
    keys = [f"results.{measure}.{party}" for party in parties]
    style = style_of(data, [f"{key}.{column}" for key in keys for column in sides])
    rows = []
    for party, key in zip(parties, keys, strict=True):
        cells = [median_above_range(data, f"{key}.{column}", style) for column in sides]
        finding = _finding(data["results"][measure][party], measure)
        rows.append((words(data["parties"][party]["name"]), *cells, finding))
    names = [data["sides"][side]["name"] for side in SIDES]
    title = f"{_title(data, measure)}, {style.unit}, against no deal: median, 90 % range; change in the same draws"
    columns, note = ("Party", *names, "Change", "Finding"), folding.line(data, folded)
    return Table(title, columns, tuple(rows), frozenset({1, 2, 3}), note)


def _title(data: Data, measure: str) -> str:
    year = str(data["years"]["horizon_calendar"])
    if measure in TITLES:
        present = present_value(data)
        return TITLES[measure].format(year=year, present=present, present_low=present[:1].lower() + present[1:])
    mineral = measure.removeprefix("price_")
    return f"Change of the price paid for {data['minerals'][mineral]['full_name']}, {year}"


def _finding(row: Any, measure: str) -> Cell:
    """Both verdicts in words, one where they agree."""
    price = {"gains": "dearer", "loses": "cheaper"} if measure.startswith("price_") else {}
    left, right = (price.get(row[f"{side}_verdict"], prose.VERDICT_WORDS[row[f"{side}_verdict"]]) for side in SIDES)
    return words(left if left == right else f"{left}, then {right}")


def differences(data: Data) -> Table:
    """The numbers that differ: their ranges on either side and who set them."""
    rows = []
    for n, row in enumerate(data["differences"]):
        name = Cell(words=prose.capital(row["what"]), below=(words(f"{row['key']}, {row['unit']}"),))
        rows.append((name, *(_range(data, f"differences.{n}.{side}", row[side]) for side in SIDES)))
    names = [data["sides"][side]["name"] for side in SIDES]
    return Table("Assumptions that differ: mode, low to high, set by", ("Number", *names), tuple(rows))


def _range(data: Data, key: str, side: Any) -> Cell:
    below = (words(side["set_by"]),)
    if side["mode"] is None:
        return replace(words("–"), below=below)
    style = style_for(BARE, [side[name] for name in ("low", "mode", "high")], together=True)
    middle = numbers(data, [f"{key}.mode"], style)
    band = numbers(data, [f"{key}.low", f"{key}.high"], style)
    return replace(middle, below=(*((band,) if side["low"] != side["high"] else ()), *below))
