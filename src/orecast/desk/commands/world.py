"""`orecast world`: what is mined, traded and used of a mineral, and what had to be changed to say so."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile, TableName
from orecast.desk.wanted import Wanted, wanted

MOST_ROWS = 15
YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
Rows = list[dict[str, Any]]


def world(
    mineral: Annotated[str | None, typer.Argument(help="A mineral, as 'orecast minerals' lists it.")] = None,
    years: Annotated[str, typer.Option(help="Base years, as 2022-2024 or 2023: their mean is shown.")] = "2022-2024",
    place: Annotated[str | None, typer.Option(help="Only what touches one place, as RUS.", show_default=False)] = None,
    checks: Annotated[bool, typer.Option("--checks", help="Check every balance instead of showing one.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Show a mineral's balance in the base years, with every changed or missing number; or check every balance.

    Tables of a mineral: places, flows, publishers, disagreements, price_history, steps, corrections, missing, codes,
    deposits, unknown_users. Tables of --checks: checks, corrections, left_out.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    if (mineral is None) == (not checks):
        raise typer.BadParameter("give a mineral, or --checks for all of them", param_hint="MINERAL")
    base_years = years_of(years)
    if mineral is None:
        run_checks(base_years, asked)
    else:
        show_balance(mineral, base_years, place, asked)


def years_of(text: str) -> tuple[int, ...]:
    """Years named by '2023' or '2022-2024'.

    Errors  BadParameter (exit code 2) for anything else.
    """
    found = YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise typer.BadParameter(f"'{text}' is neither a year nor a span such as 2022-2024", param_hint="--years")
    return tuple(range(first, last + 1))


def show_balance(mineral: str, years: tuple[int, ...], place: str | None, asked: Wanted) -> None:
    """Print everything known of one mineral."""
    from orecast.world import World

    report = World.load(years=years).report(mineral, place)
    if not asked.give(report, tables_of(report)):
        print_report(report)


def tables_of(report: Mapping[str, Any]) -> dict[str, Rows]:
    """The tables behind a mineral's balance."""
    held = {name: value for name, value in report.items() if isinstance(value, list) and name != "years"}
    missing = [{"missing": name, "share_of_output": share} for name, share in report["missing"].items()]
    users = [{"place": place, "share_of_use": share} for place, share in unknown_users(report)]
    return {"places": held["places"], **held, "missing": missing, "unknown_users": users}


def print_report(report: Mapping[str, Any]) -> None:
    """Print a mineral as tables: places, flows, publishers that disagree, then what was changed and what is missing."""
    console = terminal.results()
    unit = f"{report['unit']} of {report['account']} a year"
    console.print(f"{report['name']}: {report['stage']}; {unit}, mean of {span(report['years'])}")
    console.print(f"data edition {report['edition']}; {report['status']}: {report['status_reason']}")
    price = report["price"]
    console.print(f"price {terminal.number(price['usd_per_unit'])} USD per {report['unit']}", end=" ")
    console.print(f"({price['series']}, {price['year']})")
    shares = [{"user without a known industry": key, "share of use": value} for key, value in unknown_users(report)]
    missing = [{"missing": name, "share of output": value} for name, value in report["missing"].items()]
    print_rows(f"Places ({unit}; reserves in {report['unit']})", report["places"])
    print_rows(f"From where it comes from to where it is used ({unit})", report["flows"])
    print_rows("Where publishers print different output", differing(report["disagreements"]))
    print_rows("What each step of reconciliation changed", report["steps"])
    print_rows("Numbers changed or estimated, beside the raw ones", report["corrections"])
    print_rows("Missing", missing)
    print_rows("Named deposits, and who controls them", report["deposits"])
    print_rows("Large users that are no known processor or user", shares)


def span(years: list[int]) -> str:
    """'2023', or '2022-2024'."""
    return f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])


def unknown_users(report: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Places with a large share of world use that are no known processor or user, with that share."""
    return list(report.get("unknown_users", {}).items())


def differing(rows: Rows) -> Rows:
    """Rows in which two publishers print different numbers."""
    return [row for row in rows if row.get("difference")]


def print_rows(title: str, rows: Rows) -> None:
    """Print the first rows of a table under its title, and how many more there are."""
    if not rows:
        return
    console = terminal.results()
    console.print()
    columns = tuple(rows[0])
    terminal.show_table(title, columns, [[row[column] for column in columns] for row in rows[:MOST_ROWS]])
    if len(rows) > MOST_ROWS:
        console.print(f"… and {len(rows) - MOST_ROWS} more rows: --csv and --json have them, --place XXX narrows them.")


def run_checks(years: tuple[int, ...], asked: Wanted) -> None:
    """Print every registered check as ok, warn or fail with the rows at fault; exit code 1 when one fails."""
    from orecast.world import World

    found: Mapping[str, Any] = World.load(years=years).checks()
    left_out = [{"mineral": name, "reason": reason} for name, reason in found["excluded"].items()]
    checks = [{key: check[key] for key in ("name", "status", "summary")} for check in found["checks"]]
    if not asked.give(found, {"checks": checks, "corrections": found["corrections"], "left_out": left_out}):
        print_checks(found)
    if any(check["status"] == "fail" for check in found["checks"]):
        raise typer.Exit(1)


def print_checks(found: Mapping[str, Any]) -> None:
    """Print the verdicts, the rows behind each that is not ok, and the minerals left out with the reason."""
    rows = [(check["status"], check["name"], check["summary"]) for check in found["checks"]]
    title = f"Checks, mean of {span(found['years'])}, data edition {found['edition']}"
    terminal.show_table(title, ("verdict", "check", "finding"), rows)
    for check in found["checks"]:
        print_rows(f"{check['status']}: {check['name']}", [] if check["status"] == "ok" else check["rows"])
    columns = ("mineral", "status", "correction_of_output", "correction_of_trade", "mass_balance_error")
    corrected = [[row[column] for column in columns] for row in found["corrections"]]
    terminal.results().print()
    terminal.show_table("Corrections, as a share of output and of trade", columns, corrected)
    print_rows("Left out", [{"mineral": name, "reason": reason} for name, reason in found["excluded"].items()])
