"""Every publisher's place resolves to one of ours, the awkward ones included."""

import pytest

from orecast._ground.errors import DataError
from orecast.sources import load
from orecast.sources.names import PlaceNames
from orecast.sources.readers.baci import place_by_code


def place(publisher: str, spelling: str) -> str:
    rows = load("place_names").frame.query("publisher == @publisher and spelling == @spelling")
    assert len(rows) == 1
    return str(rows["place"].iloc[0])


def test_every_place_with_production_or_trade_is_listed() -> None:
    known = set(load("places").frame["place"])
    flows = load("flows").frame
    assert set(flows["exporter"]) | set(flows["importer"]) <= known
    for table in ("production", "reserves", "capacity", "governance", "place_names", "groups", "deposits", "sites"):
        assert set(load(table).frame["place"]) <= known, table


def test_taiwan_is_taiwan_in_every_source() -> None:
    assert place_by_code(load("places").frame)[490] == "TWN"
    assert place("CEPII BACI", "Other Asia, nes") == "TWN"
    assert place("World Mining Data", "Taiwan") == "TWN"
    assert place("World Bank WGI", "Taiwan, China") == "TWN"
    assert place("Natural Earth", "Taiwan") == "TWN"


def test_kosovo_and_french_guiana_resolve_by_name() -> None:
    assert place("World Mining Data", "Kosovo") == "XKX"
    assert place("World Mining Data", "French Guiana") == "GUF"
    assert place("World Mining Data", "Guyana") == "GUY"
    assert {"GUF", "GUY", "XKX"} <= set(load("production").frame["place"])


def test_each_customs_code_belongs_to_one_place() -> None:
    codes = ";".join(code for code in load("places").frame["baci_codes"] if code).split(";")
    assert len(codes) == len(set(codes)) == 238


def test_occupied_ukraine_is_a_part_without_published_output() -> None:
    row = load("places").frame.set_index("place").loc["UKR-occupied"]
    assert (row["kind"], row["parent"], row["iso2"]) == ("part", "UKR", "UA-occupied")
    assert "UKR-occupied" not in set(load("production").frame["place"])


def test_every_parent_is_a_place_and_every_place_has_a_point_and_a_region() -> None:
    places = load("places").frame
    assert set(places["parent"]) - {""} <= set(places["place"])
    assert places[["lat", "lon"]].notna().all().all()
    assert 9 <= places["region"].nunique() <= 12


def test_the_union_has_27_members_and_each_party_its_places() -> None:
    groups = load("groups").frame.groupby("group")["place"].agg(list)
    assert len(groups["eu"]) == 27
    assert groups["ukr"] == ["UKR"]
    assert groups[["usa", "rus", "chn"]].to_dict() == {"usa": ["USA"], "rus": ["RUS"], "chn": ["CHN"]}


def test_an_unknown_spelling_asks_for_its_row() -> None:
    names = PlaceNames("World Mining Data", {"Türkiye": "TUR", "Tunisia": "TUN"})
    with pytest.raises(DataError) as error:
        names.place("Turkiye")
    assert str(error.value) == (
        "World Mining Data names a place 'Turkiye' that place_names.csv does not know. Did you mean Türkiye? "
        "Add the row 'World Mining Data,Turkiye,<place>' to it."
    )
