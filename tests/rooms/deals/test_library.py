"""Files of the library are sound, do something and clear; what cannot be represented is refused and says why."""

from pathlib import Path

import numpy as np
import pytest

from orecast._ground.errors import CoverageError
from orecast.deals import Ensemble, check, library, load_deal, run, set_aside
from orecast.deals.catalogue import library_page
from orecast.world import World

NAMES = tuple(entry.name for entry in library())
ASIDE = "china-gallium-germanium-controls-2023"
DRAWS = 32
LATEST = 20  # result year by which the slowest project of the library stands in some draw


def alone(world: World, name: str, reference_year: int, years: tuple[int, ...]) -> Ensemble:
    """One deal or event of the library by itself."""
    deal = load_deal(name)
    deals, events = ([deal], []) if deal.kind == "deal" else ([], [deal])
    return run(world, deals, events, draws=DRAWS, years=years, reference_year=reference_year)


def moved(found: Ensemble, mineral: str, year: int) -> np.ndarray:
    """Change of the price at home by the one deal or event of a run. [draw, place]."""
    scenario, event = found.scenarios[-1], found.event_names[-1]
    change: np.ndarray = (
        found.solution(mineral, scenario, event, year).home_price
        - found.solution(mineral, "no-deal", "none", year).home_price
    )
    return change


def share_of(found: Ensemble, mineral: str, year: int, place: str, sign: int) -> float:
    """Share of draws in which what users of a place pay moves in the direction of `sign`."""
    index = found.dataset["index"].sel(mineral=mineral, year=year, place=place)
    scenario, event = found.scenarios[-1], found.event_names[-1]
    change = index.sel(scenario=scenario, event=event) - index.sel(scenario="no-deal", event="none")
    return float((sign * change > 0).mean())


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_the_library_raises_no_doubt(name: str) -> None:
    assert [finding.message for finding in check(name) if finding.level != "note"] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_deal_is_told_in_a_few_words_with_parties_and_dated_sources(name: str) -> None:
    deal = load_deal(name)
    assert len(deal.text.split()) <= 62
    assert deal.parties
    assert len([source for source in deal.sources if any(year in source for year in YEARS)]) >= 1


YEARS = tuple(str(year) for year in range(2018, 2027))


@pytest.mark.parametrize("name", NAMES)
def test_every_draw_of_a_deal_or_event_clears_and_it_moves_a_price(world: World, name: str) -> None:
    deal = load_deal(name)
    first = min(lever.start for lever in deal.levers) - 1
    reference = max(min(first, 2025), 2019)
    found = alone(world, name, reference, (1, 2, LATEST))
    assert sum(found.unsolved.values()) == 0
    assert any(np.any(np.abs(moved(found, mineral, year)) > 1e-9) for mineral in deal.minerals for year in found.years)


def test_the_cobalt_quota_parts_the_price_abroad_from_the_price_at_home(world: World) -> None:
    found = alone(world, "cod-cobalt-quotas-2025", 2024, (1, 2, 4))
    for year in (1, 2):
        assert share_of(found, "cobalt", year, "CHN", +1) >= 0.9
        assert share_of(found, "cobalt", year, "COD", -1) >= 0.9
    assert np.all(moved(found, "cobalt", 4) == 0)  # 2028: nothing is decided


def test_a_ban_that_stands_in_the_base_is_not_counted_twice(world: World) -> None:
    found = alone(world, "eu-ban-russian-aluminium-2025", 2024, (1, 2))
    assert share_of(found, "aluminium", 1, "DEU", +1) >= 0.9
    assert np.all(moved(found, "aluminium", 2) == 0)


def test_the_tariff_on_aluminium_that_stands_in_the_base_is_not_counted_twice(world: World) -> None:
    levers = load_deal("us-tariffs-2025").levers_on("aluminium")
    assert [lever.origins for lever in levers] == [["GBR"]]
    found = alone(world, "us-tariffs-2025", 2025, (1,))
    index = found.dataset["index"].sel(mineral="aluminium", place="USA", scenario="no-deal")
    assert float(abs(index.sel(event="us-tariffs-2025") - index.sel(event="none")).max()) < 1e-3


def test_gallium_and_germanium_are_refused_with_the_code_that_mixes_them(tmp_path: Path) -> None:
    with pytest.raises(CoverageError, match=r"gallium cannot be represented: .*8112\.92 mixes it"):
        load_deal(ASIDE)
    (deal,) = set_aside()
    assert deal.name == ASIDE
    assert "8112.92" in deal.text
    assert ASIDE not in NAMES
    assert [finding.level for finding in check(ASIDE)] == ["error"]
    copy = tmp_path / "germanium.yaml"
    copy.write_text(only_germanium(), encoding="utf-8")
    with pytest.raises(CoverageError, match=r"germanium cannot be represented: .*8112\.92"):
        load_deal(copy)


def only_germanium() -> str:
    """A file with the one lever on germanium."""
    lines = ["orecast: 1", "kind: event", "name: germanium", "title: t", "date: 2023-08-01", "status: in force"]
    lever = ["lever: embargo", "name: x", "mineral: germanium", "by: processor", "place: CHN", "targets: [all]"]
    body = "\n    ".join([*lever, "start: 2023", "share: 0.5", "status: guess"])
    return "\n".join([*lines, "text: t", "levers:", f"  - {body}\n"])


def test_the_page_of_the_library_counts_the_guesses_of_each_file() -> None:
    page = library_page()
    for entry in library():
        sourced = f"{entry.numbers - entry.guesses} of {entry.numbers}"
        line = next(line for line in page.splitlines() if line.startswith(f"| [{entry.name}]"))
        assert sourced in line
    assert "gallium cannot be represented" in page
