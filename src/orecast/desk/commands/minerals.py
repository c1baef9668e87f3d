"""`orecast minerals`: the minerals Orecast knows, what is counted of each and what its flows miss."""

from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile
from orecast.desk.wanted import wanted


def minerals(
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """List the minerals: unit, what is counted, stage of the flows, customs codes that are missing."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force)
    from dataclasses import asdict

    from orecast.sources import minerals as rows_of_minerals

    rows = [asdict(row) for row in rows_of_minerals()]
    if asked.give(rows, {"minerals": rows}):
        return
    columns = ("mineral", "unit", "account", "stage_label", "codes_missing")
    terminal.show_table("Minerals", columns, [[row[column] for column in columns] for row in rows])
