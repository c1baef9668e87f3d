"""`orecast minerals`: the minerals Orecast knows, what is counted of each and what its flows miss."""

from orecast.desk import terminal
from orecast.desk.options import AsJson


def minerals(as_json: AsJson = False) -> None:
    """List the minerals: unit, what is counted, stage of the flows, customs codes that are missing."""
    from dataclasses import asdict

    from orecast.sources import minerals as rows_of_minerals

    rows = [asdict(row) for row in rows_of_minerals()]
    if as_json:
        terminal.print_json(rows)
        return
    columns = ("mineral", "stage", "unit", "account", "stage_label", "codes_missing")
    terminal.show_table("Minerals", columns, [[row[column] for column in columns] for row in rows])
