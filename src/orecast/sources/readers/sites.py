"""Named deposits and facilities: coordinates and who controls them, dated. Facts only, no outline of any front."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.readers.raw import raw_csv

CONTROL = {"Russian-occupied": "UKR-occupied", "Ukraine-controlled": "UKR"}


def read_deposits(folder: Path, commodities: pd.DataFrame) -> pd.DataFrame:
    """Key Ukrainian deposits and plants: name, minerals, place, lat, lon, control, control_date, resource text.

    `commodities` is commodity_names.csv. Errors  DataError for a commodity it does not know.
    """
    raw = raw_csv(folder, "deposits_ukraine_key.csv", "name", "commodities", "control_status", "control_date")
    columns = {
        "name": raw["name"],
        "group": raw["group"],
        "commodities": raw["commodities"],
        "minerals": _minerals(raw["commodities"], commodities),
        "place": raw["control_status"].map(CONTROL),
        "oblast": raw["oblast"],
        "lat": raw["lat"],
        "lon": raw["lon"],
        "coord_precision": raw["coord_precision"],
        "coord_source": raw["coord_source"],
        "control": raw["control_status"],
        "control_date": raw["control_date"],
        "control_uncertain": raw["status_uncertain"],
        "resource_text": raw["resource_text"],
        "resource_source": raw["resource_source"],
        "note": raw["note"],
    }
    return pd.DataFrame(columns).sort_values("name", ignore_index=True)


def read_sites(folder: Path, commodities: pd.DataFrame) -> pd.DataFrame:
    """Mines, plants, smelters and refineries of Russia and Ukraine; Ukrainian ones with their control.

    `commodities` is commodity_names.csv. Errors  DataError for a commodity it does not know.
    """
    ukraine = raw_csv(folder, "facilities_ukraine.csv", "facility_id", "commodities", "control_status", "control_date")
    russia = raw_csv(folder, "facilities_russia.csv", "facility_id", "commodities").assign(
        control_status="", control_date=""
    )
    raw = pd.concat([ukraine, russia], ignore_index=True)
    place = raw["control_status"].map(CONTROL).fillna(raw["country_iso3"])
    columns = {
        "site": raw["facility_id"],
        "name": raw["name"],
        "place": place,
        "province": raw["province"],
        "lat": raw["lat"],
        "lon": raw["lon"],
        "coord_precision": raw["coord_precision"],
        "types": raw["types"],
        "commodities": raw["commodities"],
        "minerals": _minerals(raw["commodities"], commodities),
        "status": raw["status"],
        "companies": raw["companies"],
        "confidence": raw["confidence"],
        "control": raw["control_status"],
        "control_date": raw["control_date"],
        "source": raw["source"],
    }
    return pd.DataFrame(columns).sort_values("site", ignore_index=True)


def _minerals(published: "pd.Series[str]", commodities: pd.DataFrame) -> list[str]:
    """Mineral ids, separated by ';', of each row of published commodities."""
    known = dict(zip(commodities["spelling"], commodities["mineral"], strict=True))
    spellings = [[word.strip().casefold() for word in row.split(";") if word.strip()] for row in published]
    if unknown := sorted({word for row in spellings for word in row} - set(known)):
        raise DataError(
            f"the site lists name commodities that commodity_names.csv does not know: {', '.join(unknown)}. "
            "Add a row for each; leave the mineral empty where there is none."
        )
    return [";".join(dict.fromkeys(known[word] for word in row if known[word])) for row in spellings]
