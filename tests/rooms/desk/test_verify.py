"""`orecast verify` makes a brief again and tells drift from sameness; `drift` measures it by hand-worked cases."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from orecast._ground.errors import DataError
from orecast.deals import load_deal, run
from orecast.desk import cli
from orecast.desk.brief import brief
from orecast.desk.drift import array_drift, headline_drift, table_drift
from orecast.desk.verifying import Verification, verify
from orecast.world import World

DEAL = "ru-us-krasnoyarsk-aluminium-2025"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brief of four draws."""
    folder = tmp_path_factory.mktemp("verify") / "brief"
    brief(DEAL, events=[], draws=4, seed=7, folder=folder)
    return folder


@pytest.fixture
def folder(stored: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(stored, tmp_path / "brief"))


def run_command(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def rewrite(folder: Path, name: str, edit: Callable[[Any], None]) -> None:
    """Change a JSON file and its hash in the package, as if it had been written so."""
    path, package = folder / name, folder / "datapackage.json"
    values = json.loads(path.read_text(encoding="utf-8"))
    edit(values)
    path.write_text(json.dumps(values), encoding="utf-8")
    sign(package, name, path.read_bytes())


def sign(package: Path, name: str, content: bytes) -> None:
    listed = json.loads(package.read_text(encoding="utf-8"))
    next(one for one in listed["resources"] if one["path"] == name)["hash"] = (
        f"sha256:{hashlib.sha256(content).hexdigest()}"
    )
    package.write_text(json.dumps(listed), encoding="utf-8")


def test_a_brief_comes_back_to_the_last_bit(stored: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command("verify", str(stored), "-q") == 0
    printed = capsys.readouterr()
    assert "came back to the last bit." in printed.out
    assert "Net gain of the United States" in printed.out
    assert printed.err == ""


def test_an_edited_number_is_drift_with_its_size_and_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = pd.read_parquet(folder / "figures.parquet")
    at = figures.index[(figures["measure"] == "price_paid") & (figures["kind"] == "level")][0]
    row = figures.loc[at, ["q05", "q50", "q95", "mean"]].abs().max()
    figures.loc[at, "mean"] += 0.5 * row
    figures.to_parquet(folder / "figures.parquet")
    assert run_command("verify", str(folder), "-q", "--json") == 1
    found = json.loads(capsys.readouterr().out)
    drift = {one["name"]: one for one in found["drift"]}
    size = max(row, abs(figures.loc[at, "mean"]))
    assert drift["figures"]["largest"] == pytest.approx(0.5 * row / size)
    assert drift["figures"]["rows"] == 1
    assert "price_paid" in drift["figures"]["where"]
    assert drift["suppliers"]["largest"] == 0
    assert found["files"] == [{"file": "figures.parquet", "fault": "not as it was written"}]


def test_an_edited_headline_and_an_edited_csv_are_found(folder: Path) -> None:
    key = "gains"
    rewrite(folder, "brief.json", lambda data: data[key][DEAL]["usa"]["net_gain"].update(q50=0.0))
    with (folder / "map.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    found = verify(folder)
    assert dict(found.files) == {"map.csv": "not as it was written"}
    (head,) = (drift for drift in found.drifts if drift.name.startswith("Net gain"))
    assert head.largest > 0.01
    assert not found.is_same


def test_another_edition_or_package_is_named_and_equal_numbers_are_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def older(manifest: dict[str, Any]) -> None:
        manifest["edition"] = "2020.1"
        manifest["packages"] = [["numpy", "1.0"], *[pair for pair in manifest["packages"] if pair[0] != "numpy"]]

    rewrite(folder, "orecast-manifest.json", older)
    found = verify(folder)
    assert found.is_same
    assert found.differs["edition"][0] == "2020.1"
    assert found.differs["numpy"] == ("1.0", np.__version__)
    assert run_command("verify", str(folder), "-q", "--csv", "--table", "differs") == 0
    assert "edition,2020.1," in capsys.readouterr().out


def test_an_edition_that_is_not_installed_is_named_where_numbers_drift() -> None:
    from orecast.desk.commands.verify import verdict
    from orecast.desk.drift import Drift

    drifts = (Drift("table", "figures", 0.02, "", 3),)
    found = Verification("brief", "a1", 1e-9, {"edition": ("2025.1", "2026.11")}, {}, drifts)
    assert verdict(found) == (
        "Drift: brief (manifest a1): largest relative difference 2.0e-02. "
        "Made with data edition 2025.1, which is not installed; made again with 2026.11."
    )


def test_an_ensemble_comes_back_and_a_changed_array_is_drift(tmp_path: Path) -> None:
    run(World.load(), [load_deal(DEAL)], draws=2, seed=3, years=(1,)).save(tmp_path / "run")
    assert verify(tmp_path / "run").largest == 0
    with np.load(tmp_path / "run" / "aluminium.npz") as arrays:
        changed = {name: values.copy() for name, values in arrays.items()}
    name = next(name for name in changed if name.endswith("/use"))
    changed[name] = changed[name] * 1.25
    np.savez_compressed(tmp_path / "run" / "aluminium.npz", allow_pickle=False, **changed)
    found = verify(tmp_path / "run")
    assert found.largest == pytest.approx(0.2)
    assert found.files == {"aluminium.npz": "not as it was written"}


# ---- what cannot be verified ----------------------------------------------------------------------------------
def test_an_unknown_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        verify(tmp_path / "nowhere")
    assert str(refused.value) == (
        f"no folder '{tmp_path / 'nowhere'}'. Give the folder that 'orecast brief -o' or Ensemble.save wrote."
    )


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        verify(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path} holds no results of Orecast: there is neither orecast-manifest.json (a brief) nor manifest.json "
        "(an ensemble) in it. Give the folder that 'orecast brief -o' or Ensemble.save wrote."
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"made_by": "orecast"}', '{"question": {}, "unknown": 1}'])
def test_a_manifest_that_is_none_is_refused(text: str, folder: Path) -> None:
    (folder / "orecast-manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"orecast-manifest\.json is no manifest of a run that can be repeated \("):
        verify(folder)


def test_a_deal_that_was_edited_is_refused(folder: Path) -> None:
    path = folder / "deals" / f"{DEAL}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: New: ", 1).replace(": New: ", ": New "))
    with pytest.raises(DataError, match=r"\.yaml: not the deal that was run: its content differs from the manifest\."):
        verify(folder)


def test_a_manifest_that_names_a_file_outside_is_refused(folder: Path) -> None:
    rewrite(folder, "orecast-manifest.json", lambda manifest: manifest.update(deals=[["../../secret", "0"]]))
    with pytest.raises(DataError, match=r"its manifest names the deal '\.\./\.\./secret', and a deal lies in the"):
        verify(folder)


@pytest.mark.parametrize("name", ["figures.parquet", "brief.json", "datapackage.json"])
def test_a_part_that_cannot_be_read_is_named(name: str, folder: Path) -> None:
    (folder / name).write_text("cut sho", encoding="utf-8")
    with pytest.raises(DataError, match=rf"{name} cannot be read.* make the brief( again|\s)"):
        verify(folder)


# ---- the measure of drift, worked by hand ---------------------------------------------------------------------
def table(**numbers: list[float]) -> pd.DataFrame:
    rows = len(next(iter(numbers.values())))
    return pd.DataFrame({"party": [f"p{n}" for n in range(rows)], "measure": "m", "unit": "t", **numbers})


def test_a_difference_is_set_against_the_largest_number_of_its_row() -> None:
    drift = table_drift("t", table(q05=[1.0, 5.0], q95=[10.0, 8.0]), table(q05=[1.5, 5.0], q95=[10.0, 8.0]))
    assert drift.largest == pytest.approx(0.05)  # 0.5 of 10
    assert (drift.rows, drift.where) == (1, "p0, m, t")


def test_rounding_around_zero_is_no_drift() -> None:
    """1e-12 against -1e-12 is rounding where others of the measure are 1e3: 2e-12 / (1e-9 * 1e3)."""
    drift = table_drift("t", table(q50=[1e3, 1e-12]), table(q50=[1e3, -1e-12]))
    assert drift.largest == pytest.approx(2e-6)


def test_a_gap_or_a_row_of_one_side_only_is_not_comparable() -> None:
    assert table_drift("t", table(q50=[1.0, 2.0]), table(q50=[1.0, float("nan")])).largest == float("inf")
    assert table_drift("t", table(q50=[1.0, 2.0]), table(q50=[1.0])).largest == float("inf")
    assert table_drift("t", table(q50=[1.0]), table(q05=[1.0])).where == "columns q05, q50"
    gaps = table(q50=[float("nan"), 2.0])
    assert table_drift("t", gaps, gaps.copy()).largest == 0


def test_numbers_among_words_are_compared_as_numbers_and_the_clock_is_not() -> None:
    rows = [("seconds", 3.0), ("share", 0.5), ("reason", "not covered")]
    was = pd.DataFrame(rows, columns=["key", "value"])
    now = pd.DataFrame([("seconds", 4.0), ("share", 0.4), ("reason", "not covered")], columns=["key", "value"])
    assert table_drift("basis", was, now).largest == pytest.approx(0.2)


def test_a_headline_that_is_not_in_the_folder_is_not_comparable() -> None:
    item = {"label": "Net gain", "key": "gains.x"}
    again = {"headline": [item], "gains": {"x": {"q05": 1.0, "q50": 2.0, "q95": 4.0}}}
    (drift,) = headline_drift({}, again)
    assert (drift.largest, drift.where) == (float("inf"), "not in the folder")
    (drift,) = headline_drift({"gains": {"x": {"q05": 1.0, "q50": 1.0, "q95": 4.0}}}, again)
    assert (drift.largest, drift.where) == (0.25, "q50")


def test_arrays_of_another_shape_are_not_comparable() -> None:
    assert array_drift({"use": np.ones(3)}, {"use": np.ones(4)}) == (float("inf"), "use")
    assert array_drift({"use": np.array([4.0, 2.0])}, {"use": np.array([4.0, 3.0])}) == (0.25, "use")
