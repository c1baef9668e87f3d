"""The page on the two treatments of GeoPolRisk is what its tool writes now."""

from tools.risk_differences import PAGE, page

from orecast.world import World


def test_the_page_on_the_differences_is_fresh() -> None:
    found = PAGE.read_text(encoding="utf-8")
    assert found == page(World.load()), "stale: run 'python tools/risk_differences.py'"
