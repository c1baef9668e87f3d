"""Characterisation factors of GeoPolRisk for life-cycle assessment: openLCA (JSON-LD) and Brightway (JSON).

One impact category a place and year; one flow a mineral, in kg. Gaps are left out, never 0. The same rows give the same
bytes: identifiers are made from names.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pandas as pd

from orecast._ground.errors import OutputError
from orecast.desk.output import write_file

METHOD, UNIT, FACTOR = "GeoPolRisk", "kg Cu eq", "cf_kgCu_eq_per_kg"
DATABASE = "orecast-minerals"
OLCA_SCHEMA = 2
MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
"""Identifiers of mass, its units and the kilogram in openLCA's reference data, so that they are joined on import."""
MASS_UNITS, KILOGRAM = "93a60a57-a4c8-11da-a746-0800200c9a66", "20aadc24-a391-41cf-b340-3e4529f44bde"
FIRST_DATE = (1980, 1, 1, 0, 0, 0)
Entity = dict[str, Any]


def write_factors(table: pd.DataFrame, edition: str, path: Path) -> int:
    """Write the factors of a GeoPolRisk table to `path`: .zip for openLCA, .json for Brightway; how many there are.

    `table`: columns mineral, country, year, cf_kgCu_eq_per_kg; a row without a factor is left out.
    Errors  OutputError for another ending, or where nothing has a factor.
    """
    if path.suffix not in (".zip", ".json"):
        raise OutputError(f"{path}: factors go to .zip (openLCA) or .json (Brightway). Name such a file.")
    kept = table.dropna(subset=FACTOR) if len(table) else table
    if kept.empty:
        raise OutputError("no row has a characterisation factor, so there is nothing to write. Ask for other minerals.")
    content = openlca_package(kept, edition) if path.suffix == ".zip" else brightway_package(kept, edition)
    write_file(path, content)
    return len(kept)


def brightway_package(table: pd.DataFrame, edition: str) -> bytes:
    """A database of flows and one method a place and year, as Brightway's `Database` and `Method` write them.

    Source  docs/how-to/use-in-life-cycle-assessment.md, which loads it.
    """
    nodes = [
        {"code": mineral, "name": mineral, "unit": "kilogram", "type": "natural resource", "categories": ["GeoPolRisk"]}
        for mineral in sorted(set(table["mineral"]))
    ]
    methods = [
        {
            "name": [METHOD, place, year],
            "unit": UNIT,
            "description": _words(edition),
            "data": [[[DATABASE, mineral], value] for mineral, value in factors.items()],
        }
        for (place, year), factors in _categories(table)
    ]
    return _text({"format": 1, "database": {"name": DATABASE, "nodes": nodes}, "methods": methods})


def openlca_package(table: pd.DataFrame, edition: str) -> bytes:
    """A zip in openLCA's JSON-LD, schema version 2: one method, one impact category a place and year, flows by mass."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, entity in _olca_files(table, edition):
            package.writestr(zipfile.ZipInfo(name, FIRST_DATE), _text(entity))
    return held.getvalue()


def _olca_files(table: pd.DataFrame, edition: str) -> Iterator[tuple[str, Entity]]:
    yield "openlca.json", {"schemaVersion": OLCA_SCHEMA}
    yield f"unit_groups/{MASS_UNITS}.json", _mass_units()
    yield f"flow_properties/{MASS}.json", _mass()
    stamp = _stamp(edition)
    for mineral in sorted(set(table["mineral"])):
        yield f"flows/{_id('flow', mineral)}.json", _flow(mineral) | stamp
    categories = [_category(place, year, factors) | stamp for (place, year), factors in _categories(table)]
    for category in categories:
        yield f"lcia_categories/{category['@id']}.json", category
    method = {
        **_named("ImpactMethod", METHOD),
        **stamp,
        "description": _words(edition),
        "impactCategories": [_reference(category) for category in categories],
    }
    yield f"lcia_methods/{method['@id']}.json", method


def _categories(table: pd.DataFrame) -> Iterator[tuple[tuple[str, str], dict[str, float]]]:
    """Factors by mineral of each place and year, in order."""
    for (place, year), rows in table.groupby(["country", "year"], sort=True):
        pairs = zip(rows["mineral"].astype(str), rows[FACTOR].astype(float), strict=True)
        yield (str(place), str(year)), dict(sorted(pairs))


def _category(place: str, year: str, factors: Mapping[str, float]) -> Entity:
    unit = {"@type": "Unit", "@id": KILOGRAM, "name": "kg"}
    rows = [
        {
            "@type": "ImpactFactor",
            "flow": _reference(_flow(mineral)),
            "flowProperty": _reference(_mass()),
            "unit": unit,
            "value": value,
        }
        for mineral, value in factors.items()
    ]
    return {**_named("ImpactCategory", f"{METHOD}, {place}, {year}"), "refUnit": UNIT, "impactFactors": rows}


def _flow(mineral: str) -> Entity:
    factor = {
        "@type": "FlowPropertyFactor",
        "flowProperty": _reference(_mass()),
        "conversionFactor": 1.0,
        "isRefFlowProperty": True,
    }
    return {
        **_named("Flow", mineral),
        "@id": _id("flow", mineral),
        "flowType": "ELEMENTARY_FLOW",
        "category": "Resource/Orecast minerals, contained",
        "flowProperties": [factor],
    }


def _mass() -> Entity:
    group = {"@type": "UnitGroup", "@id": MASS_UNITS, "name": "Units of mass"}
    return {"@type": "FlowProperty", "@id": MASS, "name": "Mass", "flowPropertyType": "PHYSICAL_QUANTITY",
            "unitGroup": group}  # fmt: skip


def _mass_units() -> Entity:
    unit = {"@type": "Unit", "@id": KILOGRAM, "name": "kg", "conversionFactor": 1.0, "isRefUnit": True}
    return {"@type": "UnitGroup", "@id": MASS_UNITS, "name": "Units of mass", "units": [unit]}


def _stamp(edition: str) -> Entity:
    """Version and date of the data edition: openLCA replaces what it has by what is newer, on request.

    '2026.11.1' gives 2026.11.001 and the first day of November 2026. Mass and its units are not ours, and have none.
    """
    found = re.match(r"(\d{4})\.(\d{1,2})(?:\.(\d+))?", edition)
    if found is None:
        return {}
    year, month, update = (int(part or 0) for part in found.groups())
    return {"version": f"{year:04}.{month:02}.{update:03}", "lastChange": f"{year:04}-{month:02}-01T00:00:00Z"}


def _named(kind: str, name: str) -> Entity:
    return {"@type": kind, "@id": _id(kind, name), "name": name}


def _reference(entity: Entity) -> Entity:
    return {key: entity[key] for key in ("@type", "@id", "name")}


def _id(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"orecast/{kind}/{name}"))


def _words(edition: str) -> str:
    return f"GeoPolRisk characterisation factors, kg of copper equivalent per kg; Orecast, data edition {edition}"


def _text(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
