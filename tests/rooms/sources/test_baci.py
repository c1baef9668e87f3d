"""Customs flows: the extract, or CEPII's full release where a user has it."""

from pathlib import Path

import pandas as pd
import pytest

from orecast._ground.errors import DataError
from orecast.sources import load
from orecast.sources.readers.baci import read_flows

HEADER = "t,i,j,k,v,q\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An extract of one flow: copper ore from Chile to China, weight not reported."""
    row = {"year": 2024, "exporter": 152, "importer": 156, "hs6": "260300", "value_kusd": 5.0, "quantity_t": None}
    frame = pd.DataFrame([row]).astype({"quantity_t": "float64"})
    frame.to_parquet(tmp_path / "baci_minerals_1995_2024.parquet")
    return tmp_path


def test_a_weight_that_is_not_reported_stays_a_gap(folder: Path) -> None:
    flows = read_flows(folder, load("places").frame)
    assert flows[["code", "exporter", "importer"]].to_numpy().tolist() == [["260300", "CHL", "CHN"]]
    assert flows["gross_tonnes"].isna().all()


def test_the_full_release_adds_the_codes_that_the_extract_lacks(folder: Path) -> None:
    rows = "2024,36,156,253090,900000, 3760000.0\n2024,516,251,261210,1,NA\n2024,36,156,10121,1,1\n"
    (folder / "BACI_HS92_Y2024_V202601.csv").write_text(HEADER + rows, encoding="utf-8")
    flows = read_flows(folder, load("places").frame, frozenset({"253090", "261210"})).set_index("code")
    spodumene, uranium = flows.loc[["253090"]], flows.loc[["261210"]]
    assert spodumene[["exporter", "importer", "gross_tonnes"]].to_numpy().tolist() == [["AUS", "CHN", 3_760_000.0]]
    assert uranium["gross_tonnes"].isna().all()
    assert "010121" not in flows.index  # live horses


def test_a_file_that_is_not_baci_is_refused(folder: Path) -> None:
    (folder / "BACI_HS92_Y2024_V202601.csv").write_text("t,i,j\n2024,36,156\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_flows(folder, load("places").frame)
    assert str(error.value) == (
        "BACI_HS92_Y2024_V202601.csv is not a yearly file of BACI: it lacks hs6, value_kusd, quantity_t (columns t, i, "
        "j, k, v, q). Take the HS92 release from CEPII as it is."
    )


def test_a_customs_code_without_a_place_is_refused(folder: Path) -> None:
    (folder / "BACI_HS92_Y2024_V202601.csv").write_text(HEADER + "2024,999,156,260300,1,1\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_flows(folder, load("places").frame)
    assert str(error.value) == (
        "BACI uses the place codes 999, which places.csv does not list. Add them to the baci_codes column."
    )
