"""Laws of overlays: nothing changes nothing, an address changes what editing the file would, and a repeat repeats."""

from pathlib import Path

import numpy as np
import pytest

from orecast._ground.errors import DataError
from orecast.deals import Deal, Ensemble, Overlay, load_deal, load_overlay, repeat, run
from orecast.deals.manifest import fingerprint
from orecast.deals.parameters import ranges
from orecast.desk.brief import brief
from orecast.desk.verifying import verify
from orecast.world import World

DEAL = "ru-us-krasnoyarsk-aluminium-2025"
HEAD = "orecast: 1\nkind: overlay\nname: {name}\ntitle: A trial\nstatus: guess\n"


def overlay(folder: Path, name: str = "trial", **changes: str) -> Overlay:
    """An overlay written to a file and read back; changes are given as address=YAML of the number."""
    lines = "".join(f"  {address!r}: {number}\n" for address, number in changes.items())
    path = folder / f"{name}.yaml"
    path.write_text(HEAD.format(name=name) + (f"changes:\n{lines}" if lines else ""), encoding="utf-8")
    return load_overlay(path)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def plain(world: World) -> Ensemble:
    return run(world, [DEAL], draws=16, years=(5,))


def same(one: Ensemble, other: Ensemble) -> bool:
    """Bit for bit the same prices in every case."""
    return all(np.array_equal(one.solutions[k].home_price, other.solutions[k].home_price) for k in one.solutions)


def test_an_empty_overlay_changes_nothing(world: World, plain: Ensemble, tmp_path: Path) -> None:
    empty = run(world, [DEAL], draws=16, years=(5,), overlays=[overlay(tmp_path)])
    assert same(plain, empty)
    assert empty.deals == plain.deals


def test_an_overlay_that_repeats_the_tables_numbers_changes_no_result(
    world: World, plain: Ensemble, tmp_path: Path
) -> None:
    own = ranges("aluminium")["floor_price"]
    again = overlay(tmp_path, **{"aluminium/floor_price": f"{{low: {own.low}, mode: {own.mode}, high: {own.high}}}"})
    assert same(plain, run(world, [DEAL], draws=16, years=(5,), overlays=[again]))


def test_an_overlay_equals_the_edited_deal_file(world: World, tmp_path: Path) -> None:
    changes = {
        f"{DEAL}/krasnoyarsk-potline/lead_time": "{low: 2, mode: 3, high: 4, status: guess}",
        f"{DEAL}/us-market-reopens/tariff": "{value: 0.1, source: 'a proclamation'}",
        # the file leaves this one at its default
        f"{DEAL}/krasnoyarsk-potline/probability": "{low: 0.2, mode: 0.5, high: 0.9}",
    }
    overlaid = run(world, [DEAL], draws=16, years=(5,), overlays=[overlay(tmp_path, **changes)])
    values = load_deal(DEAL).model_dump(mode="python", exclude_unset=True)
    levers = {lever["name"]: lever for lever in values["levers"]}
    levers["krasnoyarsk-potline"]["lead_time"] = {"low": 2.0, "mode": 3.0, "high": 4.0, "status": "guess"}
    levers["us-market-reopens"]["tariff"] = {"value": 0.1, "source": "a proclamation"}
    levers["krasnoyarsk-potline"]["probability"] = {"low": 0.2, "mode": 0.5, "high": 0.9, "status": "guess"}
    edited = Deal.model_validate(values)
    assert overlaid.deals == (edited,)
    by_hand = run(world, [edited], draws=16, years=(5,))
    assert same(overlaid, by_hand)
    assert overlaid.manifest.deals == by_hand.manifest.deals


def test_a_changed_parameter_moves_its_own_draws_and_no_others(world: World, plain: Ensemble, tmp_path: Path) -> None:
    changed = overlay(tmp_path, **{"aluminium/floor_price": "{low: 0.1, mode: 0.2, high: 0.3}"})
    found = run(world, [DEAL], draws=16, years=(5,), overlays=[changed]).minerals["aluminium"].draws
    before = plain.minerals["aluminium"].draws.values
    assert found.values["floor_price"].max() <= 0.3
    moved = [name for name, values in found.values.items() if not np.array_equal(values, before[name])]
    assert moved == ["floor_price"]
    assert found.ranges["floor_price"].set_by == "overlay trial, aluminium/floor_price"


def test_the_last_overlay_has_the_last_word(world: World, tmp_path: Path) -> None:
    first = overlay(tmp_path, "first", **{"aluminium/growth": "0.01", "*/prior_weight": "0.03"})
    last = overlay(tmp_path, "last", **{"aluminium/growth": "0.02", "*/prior_weight": "0.04"})
    found = run(world, [DEAL], draws=4, years=(1,), overlays=[first, last]).minerals["aluminium"].draws.ranges
    assert (found["growth"].mode, found["prior_weight"].mode) == (0.02, 0.04)


def test_the_row_of_every_mineral_leaves_a_row_of_its_own_alone(world: World, tmp_path: Path) -> None:
    every = overlay(tmp_path, **{"*/floor_price": "0.1", "*/distance_exponent": "1.0"})
    found = run(world, [DEAL], draws=4, years=(1,), overlays=[every]).minerals["aluminium"].draws.ranges
    assert found["floor_price"] == ranges("aluminium")["floor_price"]  # aluminium has a row of its own
    assert found["distance_exponent"].mode == 1


def test_a_saved_run_repeats_with_its_overlays_and_refuses_another(world: World, tmp_path: Path) -> None:
    changed = overlay(tmp_path, **{"aluminium/restart_share": "2", f"{DEAL}/aluminium-to-usa/probability": "1"})
    ensemble = run(world, [DEAL], draws=8, years=(5,), overlays=[changed])
    assert ensemble.manifest.overlays == (("trial", fingerprint(changed)),)
    ensemble.save(tmp_path / "saved")
    again = repeat(world, tmp_path / "saved")
    assert same(ensemble, again)
    assert again.manifest.id == ensemble.manifest.id
    other = (tmp_path / "saved" / "overlays" / "trial.yaml").read_text().replace("title: A trial", "title: Another")
    (tmp_path / "saved" / "overlays" / "trial.yaml").write_text(other)
    with pytest.raises(DataError, match=r"trial\.yaml: not the overlay that was run: its content differs"):
        repeat(world, tmp_path / "saved")


def test_a_brief_under_an_overlay_is_made_again_from_its_folder(tmp_path: Path) -> None:
    changed = overlay(tmp_path, **{f"{DEAL}/aluminium-to-usa/probability": "0"})
    brief(DEAL, events=[], draws=4, folder=tmp_path / "brief", overlays=[changed])
    assert (tmp_path / "brief" / "overlays" / "trial.yaml").is_file()
    assert "Assumptions changed by overlay trial" in (tmp_path / "brief" / "brief.html").read_text(encoding="utf-8")
    found = verify(tmp_path / "brief")
    assert found.is_same
    assert found.largest == 0
    assert not found.differs
