"""The table behind each chart: words, and numbers that keep their address in the brief's data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from orecast.desk import folding, prose
from orecast.desk.numbers import Style, style_for
from orecast.desk.sentences import look_up

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Cell:
    """Words, or numbers by their keys: one number, or two that make a range, in one style; `below` it smaller lines."""

    words: str = ""
    keys: tuple[str, ...] = ()
    style: Style | None = None
    below: tuple["Cell", ...] = ()


@dataclass(frozen=True)
class Table:
    """Caption, column headings (the unit in them) and rows; a row of one cell is a heading across the table.

    `numeric`: columns that are right-aligned. `note`: a line below, which names the rows that say nothing.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numeric: frozenset[int] = frozenset()
    note: str = ""


TONNES = Style(1.0, 0, "", " t a year")


def words(text: object) -> Cell:
    """A cell of words."""
    return Cell(words=str(text))


def numbers(data: Data, keys: Sequence[str], style: Style) -> Cell:
    """A cell of one number or a range; 'not covered' where the data hold none."""
    try:
        values = [look_up(data, key) for key in keys]
    except (KeyError, IndexError):
        values = [None]
    return Cell(keys=tuple(keys), style=style) if None not in values else words("not covered")


def style_of(data: Data, keys: Iterable[str]) -> Style:
    """One style for the spreads under `keys`, so that a column can be read down."""
    found = []
    for key in keys:
        try:
            found.append(look_up(data, key))
        except (KeyError, IndexError):
            continue
    values = [spread.get(q) for spread in found for q in ("q05", "q50", "q95", "value") if q in spread]
    return style_for(str(found[0]["unit"]) if found else "", values, together=True)


def median_and_range(data: Data, key: str, style: Style) -> tuple[Cell, Cell]:
    """The two cells of a spread."""
    return numbers(data, [f"{key}.q50"], style), numbers(data, [f"{key}.q05", f"{key}.q95"], style)


def median_above_range(data: Data, key: str, style: Style) -> Cell:
    """One cell of a spread: the median, below it the 90 % range."""
    middle, band = median_and_range(data, key, style)
    return replace(middle, below=(band,)) if middle.keys else middle


def gains(data: Data) -> Table:
    """Net gain and net present value of each party in the scenario of the brief."""
    scenario, measures = data["scenario"], ("net_gain", "npv_5")
    parties, folded = folding.split(
        data["gains"][scenario], lambda p: folding.moves(data, [f"gains.{scenario}.{p}.{m}" for m in measures])
    )
    keys = {m: [f"gains.{scenario}.{party}.{m}" for party in parties] for m in measures}
    styles = {measure: style_of(data, found) for measure, found in keys.items()}
    rows = []
    for n, party in enumerate(parties):
        found = [median_above_range(data, keys[m][n], styles[m]) for m in keys]
        verdict = prose.VERDICT_WORDS[data["gains"][scenario][party]["verdict"]]
        rows.append((words(data["parties"][party]["name"]), *found, words(verdict)))
    year = data["years"]["horizon_calendar"]
    yearly, present = f"{year}, {styles['net_gain'].unit}", f"{present_value(data)}, {styles['npv_5'].unit}"
    columns = ("Party", yearly, present, f"Finding, {year}")
    note = folding.line(data, folded)
    return Table("Net gain against no deal: median, 90 % range", columns, tuple(rows), frozenset({1, 2}), note)


def present_value(data: Data) -> str:
    """'Present value at 5 %, 2026 to 2035': a sum of money has its rate and its years beside it."""
    years = data["years"]
    begins = years["horizon_calendar"] - years["horizon"]
    return f"Present value at 5 %, {begins + 1} to {begins + years['result'][-1]}"


def gains_by_deal(data: Data) -> Table:
    """Net gain of each party under each deal alone: median, below it the 90 % range and the finding."""
    offers = [offer for offer in data["offers"] if offer["name"] in data["gains"]]
    named = dict.fromkeys(party for offer in offers for party in data["gains"][offer["name"]])
    parties, folded = folding.split(
        named, lambda p: folding.moves(data, [f"gains.{offer['name']}.{p}.net_gain" for offer in offers])
    )
    style = style_of(data, [f"gains.{offer['name']}.{p}.net_gain" for offer in offers for p in parties])
    rows = []
    for party in parties:
        cells = [_found_alone(data, offer["name"], party, style) for offer in offers]
        rows.append((words(data["parties"][party]["name"]), *cells))
    columns = ("Party", *(offer["short"] for offer in offers))
    year = data["years"]["horizon_calendar"]
    caption = f"Each deal alone, net gain in {year} against no deal, {style.unit}: median, 90 % range, finding"
    return Table(caption, columns, tuple(rows), frozenset(range(1, len(columns))), folding.line(data, folded))


def _found_alone(data: Data, deal: str, party: str, style: Style) -> Cell:
    found = data["gains"][deal].get(party)
    if found is None:
        return words("not covered")
    middle, band = median_and_range(data, f"gains.{deal}.{party}.net_gain", style)
    return replace(middle, below=(band, words(prose.VERDICT_WORDS[found["verdict"]])))


def price_changes(data: Data, mineral: str, part: str = "map", most: int = 10) -> Table:
    """The places of a map with the largest change of price, merged places as one; all of them stand in map.csv.

    `part`: 'map' (the deals against no deal) or 'cut_map' (the cut alone against calm times).
    """
    places = data[part][mineral]
    covered = {place: row for place, row in places.items() if row["q50"] is not None}
    ranked = sorted(covered, key=lambda p: (-abs(covered[p]["q50"]), -max(map(abs, _ends(covered[p])))))
    once = list({covered[p]["merged_into"] or p: p for p in reversed(ranked)}.values())[::-1][:most]
    style = style_of(data, [f"{part}.{mineral}.{place}" for place in once])
    rows = []
    for place in once:
        found = prose.verdict(covered[place])
        finding = {"gains": "dearer", "loses": "cheaper"}.get(found, prose.VERDICT_WORDS[found])
        name = covered[place]["merged_into"] or covered[place]["name"]
        rows.append((words(name), *median_and_range(data, f"{part}.{mineral}.{place}", style), words(finding)))
    name, year = data["minerals"][mineral]["full_name"], data["years"]["horizon_calendar"]
    against = "against no deal" if part == "map" else "the cut alone, without any deal"
    caption = f"Change of the delivered price of {name}, {year}, {against}: the largest"
    return Table(caption, ("Place", f"Median, {style.unit}", "90 % range", "Finding"), tuple(rows), frozenset({1, 2}))


def is_still(places: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the price changes in no place that is covered, in 90 % of draws or more."""
    return all(prose.verdict(row) in ("unchanged", "not covered") for row in places.values())


def _ends(spread: Mapping[str, Any]) -> tuple[float, float]:
    return float(spread["q05"] or 0), float(spread["q95"] or 0)


def sites(found: Sequence[Mapping[str, Any]]) -> Table:
    """The numbered sites of the site map: what is there, who controls it and since when that is known."""
    rows = [
        (words(site["number"]), *(words(site[column]) for column in ("name", "mineral", "control"))) for site in found
    ]
    dates = sorted({site["control_date"] for site in found})
    columns = ("No.", "Site", "Minerals", "Controlled by")
    caption = (
        f"Sites of the deals' minerals in Ukraine, control as of {' to '.join(dict.fromkeys(dates[:1] + dates[-1:]))}"
    )
    return Table(caption, columns, tuple(rows))


def suppliers(data: Data, mineral: str) -> Table:
    """Tonnes a year from each party's largest origins, without and with the deals."""
    rows: list[tuple[Cell, ...]] = []
    for party, origins in data["suppliers"][mineral].items():
        paths = [f"suppliers.{mineral}.{party}.{origin}.{case}" for origin in origins for case in ("without", "with")]
        style = style_of(data, paths)
        rows.append((words(f"{data['parties'][party]['name']}, {style.unit}"),))
        for origin, row in origins.items():
            key = f"suppliers.{mineral}.{party}.{origin}"
            before = numbers(data, [f"{key}.without.q50"], style)
            rows.append((words(row["name"]), before, median_above_range(data, f"{key}.with", style)))
    caption = f"Supplies of {data['minerals'][mineral]['full_name']} in {data['years']['horizon_calendar']}"
    columns = ("Origin", "No deal", "With, and 90 % range")
    return Table(f"{caption}: the largest origins of each party", columns, tuple(rows), frozenset({1, 2}))


RISKS = {
    "import_reliance": "Import reliance",
    "top_supplier_share": "Largest supplier abroad",
    "import_concentration": "Concentration of imports, 0 to 1",
    "geopolrisk": "GeoPolRisk score",
}


RISKS_MEAN = (
    "Import reliance below 0: more leaves than comes in. Concentration: the sum of the squared shares of the origins "
    "of imports. GeoPolRisk: the world's concentration of output times the share of supply that is imported, each "
    "origin weighted by how unstable its politics are. Higher is riskier."
)


def risks(data: Data, mineral: str) -> Table | None:
    """Measures of supply risk of each party: with the deals and the 90 % range, below it without a deal."""
    found = data["risks"][mineral]
    if not found:
        return None
    styles = {m: style_of(data, [f"risks.{mineral}.{p}.{m}.with" for p in found]) for m in RISKS}
    rows = [
        (
            words(data["parties"][party]["name"]),
            *(_risk_cell(data, f"risks.{mineral}.{party}.{measure}", styles[measure]) for measure in RISKS),
        )
        for party in found
    ]
    heads = [f"{title}, %" if "%" in styles[m].unit else title for m, title in RISKS.items()]
    name, year = data["minerals"][mineral]["full_name"], data["years"]["horizon_calendar"]
    deals = "deals" if len(data["offers"]) > 1 else "deal"
    caption = f"Supply risk of {name} in {year}: with the {deals}, median and 90 % range; last line, no deal"
    return Table(caption, ("Party", *heads), tuple(rows), frozenset(range(1, 5)), RISKS_MEAN)


def _risk_cell(data: Data, key: str, style: Style) -> Cell:
    after = median_above_range(data, f"{key}.with", style)
    return replace(after, below=(*after.below, numbers(data, [f"{key}.without.q50"], style))) if after.keys else after


def timeline(data: Data, deal: str) -> Table:
    """Tonnes a year of each lever of a deal: mean of the draws, and the share of draws in which it runs at the end."""
    years = [str(year) for year in data["years"]["result"]]
    rows = [_lever_cells(data, n, lever, years) for n, lever in enumerate(data["timeline"]) if lever["deal"] == deal]
    first = data["years"]["horizon_calendar"] - data["years"]["horizon"]
    heads = [str(first + int(year)) for year in years]
    columns = ("Project or sale", "Chance", *heads)
    caption = f"Tonnes a year, mean of the draws, 90 % range in {heads[-1]}; chance, and share that runs in {heads[-1]}"
    return Table(caption, columns, tuple(rows), frozenset(range(1, len(columns))))


def _lever_cells(data: Data, n: int, lever: Mapping[str, Any], years: Sequence[str]) -> tuple[Cell, ...]:
    mineral = data["minerals"].get(lever["mineral"], {}).get("full_name", lever["mineral"])
    size = "size is a guess" if lever["guess"] else "size is sourced"
    below = words(f"{prose.capital(mineral)}, {prose.called(lever['place'])}; {size}")
    name = Cell(words=lever["name"], below=(below,))
    chance, keys = style_for("chance", []), [f"timeline.{n}.years.{year}" for year in years]
    means = [numbers(data, [f"{key}.{'mean' if 'mean' in look_up(data, key) else 'q50'}"], TONNES) for key in keys]
    running = numbers(data, [f"{keys[-1]}.running.value"], chance)
    return (
        name,
        replace(numbers(data, [f"timeline.{n}.success.value"], chance), below=(running,)),
        *means[:-1],
        replace(means[-1], below=(numbers(data, [f"{keys[-1]}.q05", f"{keys[-1]}.q95"], TONNES),)),
    )


def insurance(data: Data) -> Table:
    """Insurance value and total value of each party."""
    measures = ("insurance_value", "total_value")
    parties, folded = folding.split(
        data["insurance"], lambda p: folding.moves(data, [f"insurance.{p}.{m}" for m in measures])
    )
    styles = {m: style_of(data, [f"insurance.{p}.{m}" for p in parties]) for m in measures}
    rows = [
        (
            words(data["parties"][party]["name"]),
            *(median_above_range(data, f"insurance.{party}.{m}", styles[m]) for m in measures),
        )
        for party in parties
    ]
    heads = [
        f"{title}, {styles[m].unit}" for m, title in zip(measures, ("Insurance value", "Total value"), strict=True)
    ]
    caption = f"{present_value(data)}, in the cut, against no deal: median, 90 % range"
    return Table(caption, ("Party", *heads), tuple(rows), frozenset({1, 2}), folding.line(data, folded))


def cut_prices(data: Data, mineral: str) -> Table | None:
    """Delivered price of each party: calm and cut, without and with the deals."""
    shown = [p for p, row in data["prices"][mineral].items() if "with_cut" in row]
    parties, uncovered = folding.split(shown, lambda p: data["prices"][mineral][p]["with_cut"]["q50"] is not None)
    if not parties:
        return None
    cases = {
        "without": "No cut, no deal",
        "with": "No cut, deals",
        "without_cut": "Cut, no deal",
        "with_cut": "Cut, deals",
    }
    style = style_of(data, [f"prices.{mineral}.{p}.{case}" for p in parties for case in cases])
    rows = []
    for p in parties:
        found = [median_above_range(data, f"prices.{mineral}.{p}.{case}", style) for case in cases]
        rows.append((words(data["parties"][p]["name"]), *found))
    name, year = data["minerals"][mineral]["full_name"], data["years"]["horizon_calendar"]
    caption = f"Mean delivered price of {name} in {year}, {style.unit}: median, 90 % range"
    note = folding.line(data, uncovered, folding.UNCOVERED)
    return Table(caption, ("Party", *cases.values()), tuple(rows), frozenset(range(1, 5)), note)


def basis(data: Data) -> Table:
    """What the answer rests on as a whole."""
    rows = []
    for n, row in enumerate(data["basis"]):
        if row["mineral"]:
            continue
        shown, unit = _basis_value(data, n)
        rows.append((words(row["label"] + (f", {unit}" if unit else "")), shown, words(row["note"])))
    return Table("The run and its assumptions", ("", "Value", "Note"), tuple(rows), frozenset({1}))


def _basis_value(data: Data, n: int) -> tuple[Cell, str]:
    row = data["basis"][n]
    if not isinstance(row["value"], float):
        return words("not covered" if row["value"] is None else row["value"]), row["unit"]
    style = style_for(row["unit"], [row["value"]])
    return numbers(data, [f"basis.{n}.value"], style), "" if "%" in style.unit else style.unit


def basis_by_mineral(data: Data) -> Table | None:
    """What the answer rests on, mineral by mineral: one row for each label, its note below."""
    found: dict[str, dict[str, int]] = {}
    for n, row in enumerate(data["basis"]):
        if row["mineral"] and isinstance(row["value"], float):
            found.setdefault(row["label"], {})[row["mineral"]] = n
    minerals = [m for m in data["minerals"] if any(m in row for row in found.values())]
    if not found:
        return None
    rows = []
    for label, at in found.items():
        notes = {data["basis"][n]["note"] for n in at.values()}
        below = tuple(words(note) for note in notes if len(notes) == 1 and note)
        shown = {m: data["basis"][n] for m, n in at.items()}
        style = style_for(next(iter(shown.values()))["unit"], [row["value"] for row in shown.values()], together=True)
        cells = [numbers(data, [f"basis.{at[m]}.value"], style) if m in at else words("–") for m in minerals]
        rows.append((Cell(words=label, below=below), *cells))
    columns = ("", *(prose.capital(data["minerals"][m]["name"]) for m in minerals))
    caption = "Statistics behind each mineral; the names of merged places stand in basis.csv"
    return Table(caption, columns, tuple(rows), frozenset(range(1, len(columns))))


def missing_forms(data: Data) -> list[tuple[str, str]]:
    """(mineral, words) of what the flows of a mineral do not hold."""
    rows = [row for row in data["basis"] if row["mineral"] and not isinstance(row["value"], float)]
    return [(prose.capital(data["minerals"][row["mineral"]]["name"]), prose.capital(row["note"])) for row in rows]


def verdict(data: Data, number: int) -> Table:
    """The figures behind one verdict of the article, each with its year and source."""
    rows = []
    for place, figure in enumerate(data["article"]["verdicts"][number]["figures"]):
        style = style_for("count" if figure["unit"] in WHOLE else figure["unit"], [figure["value"]])
        value = Cell(keys=(f"article.verdicts.{number}.figures.{place}.value",), style=style)
        unit = "" if "%" in style.suffix else (style.suffix.strip() or figure["unit"]).replace(", ", " of ")
        cells = (value, words(unit), words(figure["measure"]), words(f"{figure['source']}, for {figure['year']}"))
        rows.append((*cells, words((PLACES if figure["unit"] == "rank" else STANDS)[figure["stands"]])))
    more = data["article"]["verdicts"][number]["more"]
    caption = f"The figures{f'; {more} more are in brief.json' if more else ''}"
    columns = ("Figure", "Unit", "Of what", "Source", "Beside the claim")
    return Table(caption, columns, tuple(rows), frozenset({0}))


WHOLE = ("rank", "sites", "minerals")
PLACES = {"agrees": "agrees", "below": "a higher place", "above": "a lower place", "": "context"}
STANDS = {"agrees": "agrees", "below": "below", "above": "above", "": "context"}
