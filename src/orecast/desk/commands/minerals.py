"""`orecast minerals`: the minerals Orecast knows, and how well."""

from orecast.desk import terminal
from orecast.desk.options import AsJson

COLUMNS = ("mineral", "name", "unit", "account", "stage", "codes_missing")


def minerals(as_json: AsJson = False) -> None:
    """List the minerals: unit of account, stage of production, customs codes that are missing."""
    from orecast import sources

    frame = sources.load("minerals").frame
    rows = [[str(cell) for cell in row] for row in frame[list(COLUMNS)].to_numpy()]
    if as_json:
        terminal.print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    else:
        terminal.show_table("Minerals", COLUMNS, rows)
