"""The reference page is the one the schema makes."""

from tests.rooms.deals.conftest import ROOT

from orecast.deals.loading import LEVERS
from orecast.deals.reference import MEANINGS, parameters_page, schema_page
from orecast.deals.schema import Deal, Scenario, Strict


def test_every_field_of_the_schema_is_explained() -> None:
    models: list[type[Strict]] = [Deal, Scenario, *LEVERS.values()]
    fields = {name for model in models for name in model.model_fields}
    assert fields == set(MEANINGS)


def test_the_page_of_the_schema_is_fresh() -> None:
    path = ROOT / "docs" / "reference" / "deal-schema.md"
    assert schema_page() in path.read_text(encoding="utf-8"), "stale: run 'make docs'"


def test_the_page_of_the_parameters_is_fresh() -> None:
    path = ROOT / "docs" / "reference" / "parameters.md"
    assert parameters_page() in path.read_text(encoding="utf-8"), "stale: run 'make docs'"
