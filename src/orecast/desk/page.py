"""The HTML page: one file, no script, no request; every number carries its address in the data and its exact value."""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from orecast._ground.shown import shown
from orecast.desk import (
    beside_tables,
    charts,
    maps,
    prose,
    reason_tables,
    settling_beside,
    settling_prose,
    settling_tables,
    settling_wider,
    tables,
)
from orecast.desk.inputs import WorldInfo
from orecast.desk.move_graph import line_styles, move_graph
from orecast.desk.numbers import Style
from orecast.desk.offers import written_date
from orecast.desk.sentences import Part, compose, look_up, numbers_of

FONT_WEIGHTS = {"Regular": 400, "SemiBold": 600}


def page(data: Mapping[str, Any], world: WorldInfo, charts: Mapping[str, Any] | None = None) -> str:
    """The brief as one HTML file, from the same dictionary that `--json` prints. `charts`: `charts_of`, if drawn."""
    template = _environment(data).get_template("brief.html")
    return template.render(
        data=data,
        css=Markup(_css()),  # noqa: S704 - our own files, no text of a user
        charts={**(charts or charts_of(data, world)), **game_charts(data["game"])},
        tables=tables,
        reason_tables=reason_tables,
        settling_tables=settling_tables,
        settling_meaning=settling_prose.MEANING,
        settling_wider=settling_wider,
        spread_words=prose.SPREAD,
        sites=_sites(data, world),
        cited=list(dict.fromkeys(source for offer in data["offers"] for source in offer["sources"])),
        horizon=data["years"]["horizon_calendar"],
        focus=prose.called(data["parties"][data["focus"]]["name"]),
    )


def assumptions_page(data: Mapping[str, Any]) -> str:
    """The ledger of assumed numbers as one HTML file of the same kind."""
    template = _environment(data).get_template("assumptions.html")
    css = Markup(_css())  # noqa: S704 - our own files, no text of a user
    return template.render(data=data, css=css, reason_tables=reason_tables, spread_words=prose.SPREAD)


def beside_page(data: Mapping[str, Any]) -> str:
    """Two sets of assumptions in adjacent columns as one HTML file of the same kind."""
    template = _environment(data).get_template("beside.html")
    css = Markup(_css())  # noqa: S704 - our own files, no text of a user
    horizon = data["years"]["horizon_calendar"]
    return template.render(
        data=data,
        css=css,
        tables=beside_tables,
        settles=settling_beside.settles,
        settling_meaning=settling_prose.MEANING,
        spread_words=prose.SPREAD,
        horizon=horizon,
    )


def _environment(data: Mapping[str, Any]) -> Environment:
    loader = PackageLoader("orecast.desk", "templates")
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    made.filters.update(capitalize_first=prose.capital, css_text=_css_text, soft_unit=_soft_unit)
    made.globals.update(
        say=lambda parts: say(data, parts),
        show=lambda key, form: say(data, [{"key": key, "form": form}]),
        cell=lambda found: _cell(data, found),
        paired=lambda key: say(data, compose("{n:median} ({n:range})", {"n": key}, {})),
        listed=prose.listed,
        called=prose.called,
        extremes=prose.extremes_sentence,
        nowhere_clear=lambda places: prose.NOWHERE_MOVED if tables.is_still(places) else prose.NOWHERE_CLEAR,
    )
    return made


def _visible(value: object) -> object:
    """Text of others without what would act on the page: control characters and direction marks are signs."""
    return shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def say(data: Mapping[str, Any], parts: list[Part]) -> Markup:
    """A sentence as HTML: words escaped, each number in a span with its key and exact value."""
    return Markup("").join(_part(data, part) for part in parts)


def _part(data: Mapping[str, Any], part: Part) -> Markup:
    if "words" in part:
        return Markup.escape(shown(part["words"]))
    style, values = numbers_of(data, part)
    numbers = Markup(" to ").join(_number(data, key, style, shown) for key, shown in values)
    return Markup("{}{}{}").format(style.prefix, numbers, style.suffix)


def _number(data: Mapping[str, Any], key: str, style: Style, shown: float | None) -> Markup:
    """One number: `data-value` is the value in the data, `data-per` what the written number is a multiple of."""
    value = look_up(data, key)
    form = Markup('<span class="n" data-key="{}" data-value="{}" data-per="{}">{}</span>')
    return form.format(key, "" if value is None else repr(value), repr(style.divisor), style.number(shown))


def _cell(data: Mapping[str, Any], cell: tables.Cell) -> Markup:
    below = Markup("").join(Markup('<div class="below">{}</div>').format(_cell(data, line)) for line in cell.below)
    if cell.style is None:
        return Markup.escape(shown(cell.words)) + below
    style = cell.style
    numbers = [_number(data, key, style, look_up(data, key)) for key in cell.keys]
    return Markup(" to ").join(numbers) + (style.suffix if "%" in style.suffix else "") + below


def charts_of(data: Mapping[str, Any], world: WorldInfo) -> dict[str, Any]:
    """The charts of the page but those of the game, each at two widths; None where there is nothing to draw."""
    found = _sites(data, world)
    names = {party: row["name"] for party, row in data["parties"].items()}
    gains = data["gains"].get(data["scenario"], {})
    year = data["years"]["horizon_calendar"]
    moved = {p: row for p, row in gains.items() if row["verdict"] != "unchanged"}
    panels = {f"Net gain in {year}": {p: row["net_gain"] for p, row in moved.items()}}
    panels["Net present value at 5 %"] = {p: row["npv_5"] for p, row in moved.items() if "npv_5" in row}
    covers = {
        title: {p: row[measure] for p, row in data["insurance"].items() if measure in row and p in moved}
        for measure, title in (("insurance_value", "Insurance value"), ("total_value", "Total value, cut included"))
    }
    marked = [year - data["years"]["horizon"] + n for n in data["years"]["result"]]
    return {
        "gains": charts.bands(panels, names, "gains") if moved else None,
        "insurance": charts.bands(covers, names, "insurance") if any(covers.values()) else None,
        "timeline": timelines(data["timeline"], marked),
        "suppliers": {m: charts.supplier_bars(s, names, f"suppliers-{m}") for m, s in data["suppliers"].items()},
        "maps": {m: _map(data, world, m, "map") for m in data["map"]},
        "cut_maps": {m: _map(data, world, m, "cut_map") for m in data["cut_map"]},
        "sites": maps.site_map(world.outlines, _numbered(found), "sites", "Sites in Ukraine") if found else None,
    }


def game_charts(game: Mapping[str, Any] | None) -> dict[str, Any]:
    """The graph of a game's moves at two widths, and what its lines mean."""
    return {"game": move_graph(game, "moves") if game else None, "game_lines": line_styles(game) if game else []}


def timelines(levers: Sequence[Mapping[str, Any]], marked: Sequence[int]) -> dict[str, dict[str, str]]:
    """When the tonnes of each deal come, a chart for each; `marked`: calendar years on its axis."""
    return {
        deal: charts.timeline([lever for lever in levers if lever["deal"] == deal], marked, f"when-{deal}")
        for deal in dict.fromkeys(lever["deal"] for lever in levers)
    }


def _map(data: Mapping[str, Any], world: WorldInfo, mineral: str, part: str) -> dict[str, Any] | None:
    """A map with its key; none where no place has a change that is clear of zero."""
    name = data["minerals"][mineral]["full_name"]
    occupied = world.sites[world.sites["place"].astype(str).str.endswith("-occupied")]
    places = data[part][mineral]
    if not maps.clear_places(places):
        return None
    drawn = maps.world_map(world.outlines, places, occupied, f"{part}-{mineral}", f"Change of the price of {name}")
    return {"svg": drawn, "key": maps.legend(places)}


def _numbered(found: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(found)


def _sites(data: Mapping[str, Any], world: WorldInfo) -> list[dict[str, Any]]:
    """Sites in Ukraine with a mineral of the deals, numbered from the south-east; none where no deal is of Ukraine."""
    wanted = set(data["minerals"])
    if not _is_of_listed_places(data, world):
        return []
    rows = world.sites[world.sites["mineral"].map(lambda text: bool(wanted & set(str(text).split(";"))))]
    rows = rows.sort_values(["place", "lon"], ascending=[False, False])
    found = []
    for number, row in enumerate(rows.to_dict("records"), start=1):
        minerals = [world.mineral(m).name for m in str(row["mineral"]).split(";") if m in world.minerals]
        named = {"number": number, "name": str(row["name"]), "mineral": prose.listed(minerals)}
        where = {"lat": float(row["lat"]), "lon": float(row["lon"]), "place": str(row["place"])}
        found.append({**named, **where, "control": _control(row), "control_date": _written(row["control_date"])})
    return found


def _is_of_listed_places(data: Mapping[str, Any], world: WorldInfo) -> bool:
    """Whether a party or an asset of the deals is in a country whose sites are listed."""
    countries = {world.place(str(place).split("-")[0]) for place in world.sites["place"].unique()}
    named = [party["name"] for offer in data["offers"] for party in offer["parties"]]
    named += [asset["place"] for offer in data["offers"] for asset in offer["assets"]]
    return any(country in name for country in countries for name in named)


def _control(row: Mapping[Any, Any]) -> str:
    return "Russia (occupied)" if str(row["place"]).endswith("-occupied") else "Ukraine"


def _written(date: object) -> str:
    """'22 August 2026' for an ISO date, other text as it is."""
    try:
        return written_date(dt.date.fromisoformat(str(date)))
    except ValueError:
        return str(date)


def _soft_unit(shown: Markup) -> Markup:
    """The unit of a large number in small letters: 'a year', 'per t'."""
    for unit in (" a year", " per t"):
        if shown.endswith(unit):
            return shown.removesuffix(unit) + Markup("<small>{}</small>").format(unit)
    return shown


def _css_text(text: object) -> str:
    """Text that can stand between quotes in a style: letters, digits and a few marks, the rest left out."""
    return "".join(letter for letter in str(text) if letter.isalnum() or letter in " .-_")


def _css() -> str:
    folder = files("orecast.desk")
    faces = ""
    for name, weight in FONT_WEIGHTS.items():
        font = base64.b64encode(folder.joinpath("fonts", f"Inter-{name}.woff2").read_bytes()).decode("ascii")
        source = f"url(data:font/woff2;base64,{font}) format('woff2')"
        faces += f"@font-face{{font-family:Inter;font-weight:{weight};font-display:block;src:{source}}}\n"
    return faces + folder.joinpath("templates", "brief.css").read_text(encoding="utf-8")
