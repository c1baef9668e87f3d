"""One brief of invented Stakes, written once for all tests of the desk."""

from pathlib import Path

import pytest
from tests.rooms.desk.plausible import PlausibleStakes, info, question, run_info

from orecast.desk.brief import Brief
from orecast.desk.content import brief_data


@pytest.fixture(scope="session")
def made() -> Brief:
    """The brief in memory."""
    stakes, run, world = PlausibleStakes(), run_info(), info()
    asked = question()
    return Brief(stakes, brief_data(stakes, run, asked, world), run, world, asked)


@pytest.fixture(scope="session")
def written(made: Brief, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the brief."""
    return made.write(tmp_path_factory.mktemp("briefs") / "brief").parent
