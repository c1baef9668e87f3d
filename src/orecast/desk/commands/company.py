"""`orecast risk company`: the measures of risk on a company's own list of suppliers; nothing leaves the machine."""

import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orecast._ground.errors import OutputError
from orecast.desk import terminal
from orecast.desk.commands.risk import groups_of, records
from orecast.desk.commands.world import years_of
from orecast.desk.options import AsCsv, AsJson, AsParquet, BaseYears, ForceFile, Groups, OutputFile, TableName
from orecast.desk.wanted import Wanted, wanted

if TYPE_CHECKING:
    from orecast.stakes.risk.company import CompanyRisk

SHOWN = (
    "item", "tonnes", "suppliers", "hhi", "top_supplier", "top_share", "tonnes_at_risk", "governance_risk", "world_hhi",
    "geopolrisk", "expected_loss_t", "eu_like",
)  # fmt: skip
MOST_ERRORS = 20


def company(
    suppliers: Annotated[
        Path | None, typer.Argument(help="A .csv or .xlsx with mineral, tonnes and supplier country.", dir_okay=False)
    ] = None,
    template: Annotated[
        Path | None, typer.Option(help="Write a template to this .csv or .xlsx instead.", show_default=False)
    ] = None,
    group: Groups = None,
    home: Annotated[
        str | None, typer.Option(help="Own places, as DEU or eu: their tonnes are no imports.", show_default=False)
    ] = None,
    years: BaseYears = "2022-2024",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Measure the risk of your own suppliers: a list of mineral, tonnes and supplier country. All of it stays here.

    Every row that cannot be read is listed with its number, the rule and a suggestion; the others are measured, and the
    exit code is 1. Tables: measures, errors, mix.
    """
    if (suppliers is None) == (template is None):
        raise typer.BadParameter("give a list of suppliers, or --template and a file to write", param_hint="SUPPLIERS")
    if template is not None:
        write_template(template, force)
    elif suppliers is not None:
        asked = wanted(as_json, as_csv, as_parquet, output, table, force)
        give(measured(suppliers, group or [], home, years_of(years)), asked)


def measured(suppliers: Path, groups: list[str], home: str | None, years: tuple[int, ...]) -> "CompanyRisk":
    """The measures of the list.

    Errors  LabelError for a group or home that is not known.
    """
    from orecast.stakes.risk.company import company_risk
    from orecast.stakes.risk.eu_inputs import members_named
    from orecast.world import World

    named = {name: members_named(",".join(places) or name) for name, places in groups_of(groups).items()}
    return company_risk(suppliers, World.load(years), named, members_named(home) if home else ())


def give(found: "CompanyRisk", asked: Wanted) -> None:
    """Print or write the measures; list the rows at fault on stderr, with exit code 1."""
    mix = found.mix_table()
    tables = {"measures": found.table, "errors": found.errors, "mix": mix}
    plain: dict[str, Any] = {name: records(frame) for name, frame in tables.items()} if asked.kind == "json" else {}
    if not asked.give({**plain, "unread_columns": found.unread_columns, "blank_rows": found.blank_rows}, tables):
        print_measures(found)
    print_errors(found)
    if len(found.errors):
        raise typer.Exit(1)


def print_measures(found: "CompanyRisk") -> None:
    """Print the measures, why some are missing, and what of the file was not read."""
    rows = [[row[name] for name in SHOWN] for row in records(found.table)]
    terminal.show_table("Your suppliers; tonnes and shares of your own list", SHOWN, rows)
    console = terminal.results()
    for row in records(found.table[found.table["gap"].ne("")]):
        console.print(f"{row['item']}: {row['gap']}")
    shares = [name for name in map(str, found.table) if name.startswith("share_of_")]
    for row in records(found.table) if shares else []:
        told = "; ".join(f"{row[name]:.0%} from {name.removeprefix('share_of_')}" for name in shares)
        console.print(f"{row['item']}: {told}")
    if found.unread_columns:
        console.print(f"Columns not read: {', '.join(found.unread_columns)}")


def print_errors(found: "CompanyRisk") -> None:
    """List the first rows at fault on stderr."""
    messages = terminal.messages()
    for row in records(found.errors.head(MOST_ERRORS)):
        value = f" '{row['value']}'" if row["value"] else ""
        said = f"row {row['row']}, {row['column']}{value}: {row['rule']}. {row['suggestion']}"
        messages.print(said if said.endswith("?") else f"{said}.", markup=False)
    if len(found.errors) > MOST_ERRORS:
        messages.print(f"… and {len(found.errors) - MOST_ERRORS} more: --csv --table errors has all of them.")
    if len(found.errors):
        messages.print(f"{len(found.errors)} cells at fault; the other rows are measured.")


def write_template(path: Path, force: bool) -> None:
    """Write a list of suppliers to start from.

    Errors  OutputError for another ending, or a file that exists without `force`.
    """
    from orecast.desk.output import write_file
    from orecast.stakes.risk.bill import template_rows

    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise OutputError(f"{path}: a template is a .csv or an .xlsx file. Rename it.")
    if path.exists() and not force:
        raise OutputError(f"{path} exists, and no file is replaced unasked. Name another, or add --force.")
    text = "".join(f"{','.join(row)}\n" for row in template_rows())
    write_file(path, text.encode() if path.suffix.lower() == ".csv" else workbook_bytes())
    terminal.messages().print(f"Wrote {path}.", markup=False)


def workbook_bytes() -> bytes:
    """The template as a workbook, with the minerals and places that are known."""
    from orecast.sources import load
    from orecast.stakes.risk.bill import template_workbook
    from orecast.stakes.risk.company_labels import items

    places = load("places").frame[["place", "name"]].astype(str)
    labels = sorted({item.label for item in items().values()}, key=str.casefold)
    book = template_workbook(
        [("mineral",), *((label,) for label in labels)], [("code", "name"), *places.to_numpy().tolist()]
    )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
