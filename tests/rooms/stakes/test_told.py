"""Outcomes that are told while markets are at hand are those that are told later, and forks change no number."""

import pickle
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest

from orecast.deals import run
from orecast.stakes import stakes
from orecast.stakes.outcomes import Outcome
from orecast.stakes.settle import grid_of, outcomes_for
from orecast.world import World

DEALS = ["ru-us-krasnoyarsk-aluminium-2025", "ru-us-rare-earths-2025"]
BRIEF = """
import sys
from orecast._ground import forks
from orecast._ground.process import allow_forks
from orecast.desk.brief import brief
if sys.argv[1] == "forks":
    allow_forks()
begun, begin = [], forks.Forks.__init__
forks.Forks.__init__ = lambda self, *given: (begun.append(self), begin(self, *given))[1]
made = brief("ru-us-krasnoyarsk-aluminium-2025", "ua-us-minerals-2025", "ru-us-rare-earths-2025", draws=64)
print(len(begun), file=sys.stderr)
made.data["basis"] = [row for row in made.data["basis"] if row["unit"] != "s"]
print(made.data, made.stakes.drivers.to_csv(), made.stakes.figures.to_csv(), sep="\\n")
"""


@pytest.mark.parametrize("chunk", [None, 40])
def test_what_is_told_at_once_is_what_is_told_later(chunk: int | None) -> None:
    world = World.load()
    later = run(world, DEALS, ["china-rare-earth-cut"], draws=100, years=(1, 10), chunk=chunk)
    tell = outcomes_for(world, later.deals, later.events)
    at_once = run(world, DEALS, ["china-rare-earth-cut"], draws=100, years=(1, 10), chunk=chunk, tell=tell)
    assert at_once.told(tell) is at_once.heard
    assert not later.heard
    one, other = grid_of(world, at_once).collected, grid_of(world, later).collected
    assert one.keys() == other.keys()
    for key, found in one.items():
        assert found.outcomes.keys() == other[key].outcomes.keys()
        for case, outcome in found.outcomes.items():
            for field in fields(Outcome):
                ours, theirs = getattr(outcome, field.name), getattr(other[key].outcomes[case], field.name)
                np.testing.assert_array_equal(ours, theirs)
            np.testing.assert_array_equal(found.bought[case], other[key].bought[case])
            np.testing.assert_array_equal(found.delivered[case], other[key].delivered[case])


def test_parties_in_another_order_are_told_anew() -> None:
    world = World.load()
    one = run(world, ["ru-us-rare-earths-2025", "ua-us-minerals-2025"], draws=20, years=(5,))
    turned = outcomes_for(world, one.deals[::-1])
    assert turned.parties == outcomes_for(world, one.deals).parties
    other = run(world, one.deals, draws=20, years=(5,), tell=turned)
    columns = ["party", "measure", "mineral", "q50"]
    assert stakes(world, one).figures[columns].equals(stakes(world, other).figures[columns])


def test_other_parties_are_told_anew() -> None:
    world = World.load()
    first = run(world, DEALS[:1], draws=20, years=(5,))
    tell = outcomes_for(world, first.deals)
    ensemble = run(world, DEALS[:1], draws=20, years=(5,), tell=tell)
    assert "DEU" not in tell.parties
    assert "DEU" in grid_of(world, ensemble, ["DEU"]).parties


def test_stakes_can_be_copied_before_their_reasons_are_looked_at() -> None:
    world = World.load()
    found = stakes(world, run(world, DEALS[:1], draws=40, years=(5,)))
    copy = pickle.loads(pickle.dumps(found))
    assert copy.drivers.equals(found.drivers)
    assert copy.assumptions.equals(found.assumptions)
    assert len(copy.drivers) > 0


@pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")
def test_forks_change_no_number() -> None:
    found = {
        how: subprocess.run([sys.executable, "-c", BRIEF, how], capture_output=True, text=True, check=True)
        for how in ("forks", "threads")
    }
    assert found["forks"].stdout == found["threads"].stdout
    assert [found[how].stderr.strip() for how in ("forks", "threads")] == ["3", "0"]
