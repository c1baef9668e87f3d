"""Small files in the publishers' formats, written as the publishers write them."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

BACI_HEADER = "t,i,j,k,v,q\n"
LONG_HEADER = (
    "MCS chapter,Section,Commodity,Country,Statistics,Statistics_detail,Unit,Year,Value,Notes,"
    "Is critical mineral 2025,Other notes\n"
)
MINING_FILE = "6.4. Production_of_Mineral_Raw_Materials_of_individual_Countries_by_Minerals.xlsx"


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """An .xlsx with these sheets of rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def archive(path: Path, members: Mapping[str, str]) -> Path:
    """A zip of text files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return path


def world_mining(folder: Path) -> Path:
    """Two minerals, three years; Chad mined nothing that was reported in 2022."""
    title: Sequence[object] = ["Production of Mineral Raw Materials of individual Countries by Minerals"]
    header: Sequence[object] = ["Country", "unit", 2022, 2023, 2024, "data source"]
    tin: list[Sequence[object]] = [
        ["Peru", "metr. t", 28233, 26200.5, 29000, "r"],
        ["Total", "metr. t", 28233, 26200.5, 29000, None],
    ]
    gold: list[Sequence[object]] = [
        ["Chad", "kg", None, 100, 120, "e"],
        ["China", "kg", 372000, 375155, 377242, "r"],
        ["Total", "kg", 372000, 375255, 377362, None],
    ]
    rows: list[Sequence[object]] = [title, header, *tin]
    return workbook(folder / MINING_FILE, {"Tin": rows, "Gold": [title, header, *gold]})


def pink_sheet(folder: Path, months: int = 12) -> Path:
    """Monthly prices of one year and `months` of the next."""
    head: list[list[object]] = [["World Bank Commodity Price Data (The Pink Sheet)"], ["monthly prices"], [], []]
    head += [["", "Aluminum", "Potassium chloride **", "Nickel"], ["", "($/mt)", "($/mt)", "($/mt)"]]
    rows: list[list[object]] = [[f"2023M{n:02}", 2000 + n, "…", 20000] for n in range(1, 13)]
    rows += [[f"2024M{n:02}", 2400, 300, ".."] for n in range(1, months + 1)]
    path = folder / "CMO-Historical-Data-Monthly.xlsx"
    return workbook(path, {"AFOSHEET": [["About"]], "Monthly Prices": [*head, *rows], "Monthly Indices": [["x"]]})


def governance(folder: Path) -> Path:
    """The long workbook of the Worldwide Governance Indicators."""
    header = ["codeindyr", "code", "countryname", "year", "indicator", "estimate", "stddev", "nsource"]
    rows = [
        ["NAMpv2024", "NAM", "Namibia", 2024, "pv", 0.55512, 0.2, 8],
        ["NAMrl2024", "NAM", "Namibia", 2024, "rl", 0.3, 0.2, 8],
        ["TWNpv2024", "TWN", "Taiwan, China", 2024, "pv", "..", "..", 0],
    ]
    return workbook(folder / "wgidataset.xlsx", {"Sheet1": [header, *rows]})


def survey(folder: Path) -> Path:
    """The USGS's one csv of all commodities, in Windows-1252."""
    section = "ANTIMONY,World Mine Production and Reserves,Antimony"
    salient = "ANTIMONY,Salient Statistics - United States,Antimony,United States,Price"
    rows = [
        f'{section},Bolivia,Production,Mine production,metric tons,2024,"3,700",Estimated.,Yes,',
        f"{section},Namibia,Production,Mine production,metric tons,2024,—,,Yes,",
        f'{section},Russia,Reserves,Reserves,metric tons,2025,"350,000",,Yes,',
        f'{salient},"Price, metal, average, dollars per pound",dollars per pound,2024,>10.5,,Yes,',
    ]
    path = folder / "MCS2026_Commodities_Data.csv"
    path.write_bytes((LONG_HEADER + "\n".join(rows) + "\n").encode("cp1252"))
    return path


def world_tables(folder: Path) -> Path:
    """The USGS's zip of one csv a commodity, as before 2026."""
    header = "Source,Country,Type,Prod_kt_2022,Prod_kt_est_2023,Prod_notes,Reserves_kt,Reserves_notes\n"
    rows = 'MCS2024,Peru,"Mine production, copper",2450,2600,,120000,\n'
    rows += 'MCS2024,Chile,"Mine production, copper",W,NA,,Large,\n'
    return archive(folder / "world.zip", {"world/mcs2024-coppe_world.csv": header + rows, "world/readme.txt": "x"})


def baci(folder: Path, years: Sequence[int] = (2024,), version: str = "V202601") -> Path:
    """CEPII's zip: one csv a year, and the lists of countries and products."""
    rows = {
        year: f"{year},152,156,260300,{year}.5, 10.0\n{year},36,156,253090,900,NA\n{year},36,156,10121,1,1\n"
        for year in years
    }
    members = {f"BACI_HS92_Y{year}_{version}.csv": BACI_HEADER + text for year, text in rows.items()}
    members |= {f"country_codes_{version}.csv": "country_code,country_name\n", "Readme.txt": "BACI"}
    return archive(folder / f"BACI_HS92_{version}.zip", members)
