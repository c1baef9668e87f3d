"""What every test shares: reproducible property tests, and a package that is found from a bare checkout."""

import pytest
from hypothesis import settings

# The same examples on every machine; a slow shared core is no failure.
settings.register_profile("orecast", derandomize=True, deadline=None)
settings.load_profile("orecast")


@pytest.fixture(autouse=True)
def not_our_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that a test runs here takes no liberties with the process, which the other tests live in."""
    monkeypatch.setattr("orecast.desk.cli.be_ours", lambda: None)
