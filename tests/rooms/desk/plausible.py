"""A plausible Stakes with invented numbers: three deals, one event, four minerals, six parties, four years."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from orecast.deals import load_deal
from orecast.desk.gather import world_info
from orecast.desk.inputs import Question, RunInfo, WorldInfo

YEARS = (1, 3, 5, 10)
DEALS = ("ru-us-rare-earths-2025", "ru-us-krasnoyarsk-aluminium-2025", "ua-us-minerals-2025")
SCENARIOS = ("no-deal", *DEALS, "all-deals")
EVENTS = ("none", "china-rare-earth-cut")
PARTIES = ("usa", "rus", "ukr", "chn", "eu", "rest-of-world")
MINERALS = ("rare-earths", "aluminium", "graphite", "titanium", "lithium")
TOUCHES = {
    DEALS[0]: ("rare-earths",),
    DEALS[1]: ("aluminium",),
    DEALS[2]: ("graphite", "titanium", "rare-earths"),
}
# invented medians of the change in net gain at year 5, USD a year, and half-width of the band
GAIN = {
    DEALS[0]: {"usa": (3.1e7, 5e7), "rus": (6e7, 4e7), "ukr": (-1e6, 3e6), "chn": (-4.2e7, 3.8e7), "eu": (8e6, 2e7)},
    DEALS[1]: {"usa": (4.1e8, 2.6e8), "rus": (7.4e8, 5e8), "ukr": (0.0, 1e6), "chn": (-1.1e8, 1.6e8)},
    DEALS[2]: {"usa": (1.6e7, 1.4e7), "rus": (-2e6, 5e6), "ukr": (6.1e7, 5.2e7), "chn": (-9e6, 2e7)},
}
PRICE = {"rare-earths": 21000.0, "aluminium": 2420.0, "graphite": 1180.0, "titanium": 290.0, "lithium": 38000.0}
ORIGINS = {
    "rare-earths": (("CHN", 0.55), ("MMR", 0.18), ("USA", 0.13), ("AUS", 0.07), ("RUS", 0.02), ("UKR-occupied", 0.0)),
    "aluminium": (("CAN", 0.52), ("USA", 0.16), ("ARE", 0.1), ("CHN", 0.05), ("RUS", 0.0)),
    "graphite": (("CHN", 0.6), ("MOZ", 0.2), ("BRA", 0.1), ("UKR", 0.01)),
    "titanium": (("ZAF", 0.3), ("MOZ", 0.2), ("CAN", 0.2), ("UKR", 0.05)),
    "lithium": (("CHL", 0.5), ("ARG", 0.3), ("AUS", 0.1), ("RUS", 0.0)),
}
USE = {"rare-earths": 9000.0, "aluminium": 4.6e6, "graphite": 74000.0, "titanium": 9.1e5, "lithium": 21000.0}


def spread(median: float, half: float) -> dict[str, float]:
    positive = float(np.clip(0.5 + 0.45 * median / max(half, 1e-12), 0, 1))
    return {"q05": median - half, "q50": median, "q95": median + half, "mean": median, "share_positive": positive}


def gain(scenario: str, party: str) -> tuple[float, float]:
    if scenario == "no-deal":
        return 0.0, 0.0
    if scenario == "all-deals":
        parts = [gain(deal, party) for deal in DEALS]
        return sum(p[0] for p in parts), float(np.hypot.reduce([p[1] for p in parts]))
    return GAIN[scenario].get(party, (0.0, 4e6))


def figures() -> pd.DataFrame:
    rows = []

    def add(scenario, event, party, mineral, year, measure, unit, kind, median, half):
        row = dict(scenario=scenario, event=event, party=party, mineral=mineral, year=year)
        rows.append(row | dict(measure=measure, unit=unit, kind=kind) | spread(median, half))

    for scenario in SCENARIOS:
        for party in PARTIES:
            median, half = gain(scenario, party)
            for event in EVENTS:
                for year in YEARS:
                    ramp = min(year / 5, 1.4)
                    add(scenario, event, party, "all", year, "net_gain", "USD/yr", "change", median * ramp, half * ramp)
                for rate, factor in ((3, 7.1), (5, 5.9), (7, 5.1)):
                    add(
                        scenario, event, party, "all", 0, f"npv_{rate}", "USD", "change", median * factor, half * factor
                    )
                add(scenario, event, party, "all", 0, "annuity_5", "USD/yr", "change", median, half)
            if scenario != "no-deal":
                cut = "china-rare-earth-cut"
                add(scenario, cut, party, "all", 0, "insurance_value", "USD", "change", median * 0.21, abs(half) * 0.16)
                add(scenario, cut, party, "all", 0, "total_value", "USD", "change", median * 6.1, half * 6.2)
            for mineral in MINERALS:
                money(add, scenario, party, mineral)
    return pd.DataFrame(rows)


def money(add, scenario: str, party: str, mineral: str) -> None:
    touched = scenario == "all-deals" or mineral in TOUCHES.get(scenario, ())
    for event in EVENTS:
        base = PRICE[mineral] * (1.28 if event != "none" and mineral == "rare-earths" else 1.0)
        for year in YEARS:
            move = -0.006 * year * base if touched else 0.0
            add(scenario, event, party, mineral, year, "price_paid", "USD/t", "level", base + move, 0.18 * base)
            add(scenario, event, party, mineral, year, "price_paid", "USD/t", "change", move, abs(move) * 0.9)
            add(
                scenario,
                event,
                party,
                mineral,
                year,
                "net_gain",
                "USD/yr",
                "change",
                -move * USE[mineral],
                abs(move) * USE[mineral],
            )
            for kind, value, half in (("level", 0.55, 0.05), ("change", -0.02 if touched else 0.0, 0.015 * touched)):
                add(scenario, event, party, mineral, year, "top_supplier_share", "share", kind, value, half)
                add(scenario, event, party, mineral, year, "import_reliance", "share", kind, value * 0.9, half)
                add(scenario, event, party, mineral, year, "import_concentration", "index", kind, value * 0.7, half)
                add(scenario, event, party, mineral, year, "geopolrisk", "index", kind, value * 0.2, half * 0.2)
            for kind, value in (("level", USE[mineral]), ("change", 0.004 * USE[mineral] if touched else 0.0)):
                add(scenario, event, party, mineral, year, "use", "t/yr", kind, value, 0.1 * value)


def suppliers() -> pd.DataFrame:
    rows = []
    for scenario in SCENARIOS:
        for party in PARTIES:
            for mineral in MINERALS:
                for origin, share in ORIGINS[mineral]:
                    gained = 0.03 if origin in ("RUS", "UKR-occupied", "UKR") and scenario == "all-deals" else 0.0
                    tonnes = USE[mineral] * (share * (1 - gained) + gained)
                    for event in EVENTS:
                        for year in YEARS:
                            row = dict(scenario=scenario, event=event, party=party, mineral=mineral, year=year)
                            row |= dict(origin=origin, base=USE[mineral] * share, q50=tonnes)
                            rows.append(row | dict(q05=tonnes * 0.8, q95=tonnes * 1.3))
    return pd.DataFrame(rows)


def price_map(places: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    calm = [(scenario, "none", "no-deal/none") for scenario in SCENARIOS[1:]]
    for scenario, event, against in [*calm, ("no-deal", EVENTS[1], "no-deal/none")]:
        for mineral in MINERALS:
            for n, place in enumerate(places):
                move = 0.012 * np.sin(1.7 * n) - 0.008 if event == "none" else 0.05 + 0.02 * n
                half = abs(move) * (1.3 if n % 5 == 0 else 0.6) + 0.0004
                row = dict(scenario=scenario, event=event, mineral=mineral, place=place, year=5, against=against)
                row |= dict(measure="price_change", unit="share", q05=move - half, q50=move, q95=move + half)
                rows.append(row | dict(merged_into="rest of East Asia" if place in ("JPN", "KOR") else None))
    return pd.DataFrame(rows)


def timeline() -> pd.DataFrame:
    """Every lever with a volume: it starts late, and its band is wide."""
    rows = []
    for deal in deals():
        for lever in deal.levers:
            volume = getattr(lever, "volume", None)
            if volume is None:
                continue
            place = getattr(lever, "place", getattr(lever, "origin", ""))
            success = getattr(lever, "success", lever.probability).mode
            lead = lever.lead_time.mode if hasattr(lever, "lead_time") else 0
            for year in YEARS:
                there = float(np.clip((year - lead) / 2, 0, 1))
                early = float(np.clip((year - 0.6 * lead) / 2, 0, 1))
                row = dict(deal=deal.name, lever=lever.name, mineral=lever.mineral, place=place, year=year)
                band = dict(q05=0.2 * volume.low * there, q50=0.5 * volume.mode * there, q95=volume.high * early)
                rows.append(row | band | dict(mean=band["q50"], success=success, share_running=success * there))
    return pd.DataFrame(rows)


def basis() -> pd.DataFrame:
    rows = [
        ("assumed_parameters", "Parameters that nobody has published", 17, "count", "of 26 used; each is a range"),
        ("prior_share", "Share of trade flows taken from the gravity prior", 0.05, "share", "range 0.02 to 0.10"),
        ("correction_rare-earths", "Correction of the raw statistics, rare-earths", 0.031, "share", "of world output"),
        ("correction_aluminium", "Correction of the raw statistics, aluminium", 0.0031, "share", "of world output"),
        ("missing_rare-earths", "Forms that the flows do not hold, rare-earths", None, "", "magnets 8505.11"),
        ("uncovered", "World output without a place", 0.004, "share", "<script>alert(1)</script>"),
        ("merged_places_rare-earths", "Places merged into regional rests, rare-earths", 141, "count", "Aruba, Angola"),
        ("rejected_draws", "Draws rejected", 0.0, "share", "share sensitivity under 1.1 × demand elasticity"),
        ("unsolved_draws", "Draws not solved", 0, "count", ""),
        ("solves", "Markets solved", 224000, "count", ""),
        ("seconds", "Time taken", 13.2, "s", "2 cores"),
        ("edition", "Data edition", "2026.11", "", ""),
        ("manifest", "Manifest", "a1b2c3d4", "", ""),
    ]
    return pd.DataFrame(rows, columns=["key", "label", "value", "unit", "note"])


def drivers() -> pd.DataFrame:
    """Invented shares: the sale drives the gains, nothing drives the cover of Ukraine, aluminium restarts."""
    sale, restart = f"{DEALS[1]}/aluminium-to-usa/happens", "aluminium/restart_share"
    rows = []

    def add(measure: str, party: str, order: int, key: str, share: float, low: float, high: float) -> None:
        event, year = (EVENTS[1], 0) if measure == "insurance_value" else ("none", 5)
        mineral, unit = ("aluminium", "t/yr") if measure == "restarted" else ("all", "USD/yr")
        row = dict(scenario="all-deals", event=event, party=party, mineral=mineral, year=year, measure=measure)
        row |= dict(unit=unit, origin="RUS" if measure == "restarted" else "", order=order, input=key)
        row |= dict(
            kind="chance" if key == sale else "parameter" if key else "", share=share, rank_correlation=0.4, floor=0.027
        )
        rows.append(row | dict(low_end=low, high_end=high))

    for party in PARTIES:
        add("net_gain", party, 1, sale, 0.41, 1.2e8, -3.1e8)
        add("net_gain", party, 2, "aluminium/floor_price", 0.09, 4.0e8, 5.0e8)
        add("net_gain", party, 0, restart, 0.021, 3.9e8, 5.2e8)
        add("insurance_value", party, 1, "", 0.011, float("nan"), float("nan"))
    add("restarted", "usa", 0, restart, 0.03, 9.1e4, 2.7e5)
    return pd.DataFrame(rows)


def assumptions() -> pd.DataFrame:
    """A market range, a guess of a deal, and a plain number without spread."""
    sale, nan = f"{DEALS[1]}/aluminium-to-usa/probability", float("nan")
    effect = (
        "effect_share",
        "effect_rank_correlation",
        "effect_floor",
        "effect_measure",
        "effect_party",
        "effect_year",
    )
    head = ("key", "kind", "mineral", "deal", "name", "low", "mode", "high", "unit", "status", "source", "set_by")
    rows = [
        ("copper/growth", "parameter", "copper", "", "growth", 0.5, 1.0, 3.0, "1/yr", "assumed", "none",
         "paths.csv, row *", 0.01, 0.1, 0.03, "npv_5", "chn", 0),
        (sale, "lever", "aluminium", DEALS[1], "probability", 0.0, 0.2, 0.5, "0 to 1", "guess", "an offer <b>only</b>",
         f"deal {DEALS[1]}, lever aluminium-to-usa", 0.41, -0.7, 0.03, "net_gain", "usa", 5),
        ("copper/merge_below", "parameter", "copper", "", "merge_below", 0.005, 0.005, 0.005, "share", "assumed", "",
         "parameters.csv, row *", nan, nan, nan, "", "", 0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*head, *effect])


@dataclass(frozen=True)
class PlausibleStakes:
    """Long tables in the shape that the stakes room delivers."""

    places: tuple[str, ...] = ("USA", "CHN", "RUS", "UKR", "DEU", "FRA", "JPN", "IND", "BRA", "AUS", "CAN", "KOR")
    figures: pd.DataFrame = field(default_factory=figures)
    suppliers: pd.DataFrame = field(default_factory=suppliers)
    timeline: pd.DataFrame = field(default_factory=timeline)
    basis: pd.DataFrame = field(default_factory=basis)
    drivers: pd.DataFrame = field(default_factory=drivers)
    assumptions: pd.DataFrame = field(default_factory=assumptions)
    map: pd.DataFrame = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "map", price_map(self.places))


def deals() -> tuple[Any, ...]:
    """The library's own three deals."""
    return tuple(load_deal(name) for name in DEALS)


def run_info() -> RunInfo:
    """A run of 1,000 draws."""
    return RunInfo(draws=1000, seed=1, manifest="a1b2c3d4e5f6", edition="2026.11", solves=224000, seconds=13.2)


def info() -> WorldInfo:
    """Names, outlines and sites of the embedded edition."""
    return world_info((2022, 2023, 2024))


def events() -> tuple[Any, ...]:
    """The library's background event."""
    return (load_deal("china-rare-earth-cut"),)


def question() -> Question:
    """The three deals and the event, as the example scenario asks."""
    return Question(deals(), events(), title="Three minerals deals of 2025", text="Who is better off, by when?")
