"""The tables of reasons: what the spreads hang on, and the ledger of assumed numbers."""

from dataclasses import replace
from typing import Any

from orecast.desk import prose
from orecast.desk.numbers import style_for
from orecast.desk.tables import Cell, Data, Table, numbers, words

SHARE = style_for("share", [0.123])
BARE = "of its unit"  # numbers whose unit stands beside them; a count would lose its decimals
MEASURES = {"net_gain": "net gain", "npv_5": "present value", "insurance_value": "insurance value"}


def drivers(data: Data) -> Table | None:
    """For each party the numbers that its net gain hangs on most, with the median at either end of each."""
    rows = []
    own = data["drivers"]["net_gain"]
    gains = data["gains"].get(data["scenario"], {})
    moved = [party for party in data["parties"] if gains.get(party, {}).get("verdict") != "unchanged"]
    for party in (party for party in moved if party in own):
        found, name = own[party], data["parties"][party]["name"]
        for n, driver in enumerate(found["drivers"][:SHOWN]):
            rows.append(_driver(data, f"drivers.net_gain.{party}.drivers.{n}", driver, name if n == 0 else ""))
        if not found["drivers"]:
            below = numbers(data, [f"drivers.net_gain.{party}.floor.value"], SHARE)
            rows.append((words(name), words("none beyond chance"), replace(words("under"), below=(below,)), words("–")))
    year = data["years"]["horizon_calendar"]
    caption = f"What the spread of each net gain in {year} hangs on most; median at either end, USD a year"
    columns = ("Party", "Number or event", "Share of the spread", "Lowest to highest tenth; no to yes")
    return Table(caption, columns, tuple(rows), frozenset({2, 3})) if rows else None


SHOWN = 2


def _driver(data: Data, key: str, driver: Any, name: str) -> tuple[Cell, ...]:
    style = style_for(driver["low"]["unit"], [driver["low"]["value"], driver["high"]["value"]])
    both = numbers(data, [f"{key}.low.value", f"{key}.high.value"], style)
    return (
        words(name),
        words(driver["what"]),
        numbers(data, [f"{key}.share.value"], SHARE),
        replace(both, below=(words(style.unit.removeprefix("USD ").removesuffix(" a year") or "USD"),)),
    )


def assumptions(data: Data, most: int | None = None) -> Table:
    """The ledger of assumed numbers, the largest effect first; `most`: only so many, of those clear of chance."""
    found = [n for n, row in enumerate(data["assumptions"]) if most is None or row["is_clear"]][:most]
    rows = [_assumption(data, n) for n in found]
    clear = sum(row["is_clear"] for row in data["assumptions"])
    shown = f"the {len(rows)} that move a result most" if most else f"{clear} move a result beyond chance"
    caption = f"Assumed numbers: {shown}, of {len(data['assumptions'])}"
    columns = ("Number", "Low", "Mode", "High", "Set by, on what ground", "Share of the spread")
    return Table(caption, columns, tuple(rows), frozenset({1, 2, 3, 5}))


def _assumption(data: Data, n: int) -> tuple[Cell, ...]:
    row, key = data["assumptions"][n], f"assumptions.{n}"
    style = style_for(BARE, [row[name] for name in ("low", "mode", "high")], together=True)
    bounds = [numbers(data, [f"{key}.{name}"], style) for name in ("low", "mode", "high")]
    name = Cell(words=prose.capital(row["what"]), below=(words(f"{row['key']}, {row['unit']}"),))
    ground = Cell(words=f"{row['set_by']}: {row['status']}", below=(words(row["source"] or "no ground given"),))
    return name, *bounds, ground, _effect(data, n)


def _effect(data: Data, n: int) -> Cell:
    row = data["assumptions"][n]
    if row["effect"]["value"] is None:
        return words("does not vary")
    if not row["is_clear"]:
        return words("within chance")
    on = row["on"]
    when = f", result year {on['year']}" if on["year"] else ""
    below = words(f"{MEASURES.get(on['measure'], on['measure'])}, {on['party']}{when}")
    return replace(numbers(data, [f"assumptions.{n}.effect.value"], SHARE), below=(below,))
