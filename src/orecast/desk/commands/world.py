"""`orecast world`: what is mined, traded and used of a mineral, and what had to be changed to say so."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from orecast.desk import terminal
from orecast.desk.options import AsJson

MOST_ROWS = 15
YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
Rows = list[dict[str, Any]]


def world(
    mineral: Annotated[str | None, typer.Argument(help="A mineral, as 'orecast minerals' lists it.")] = None,
    years: Annotated[str, typer.Option(help="Base years, as 2022-2024 or 2023: their mean is shown.")] = "2022-2024",
    place: Annotated[str | None, typer.Option(help="Only rows of one place, as RUS.", show_default=False)] = None,
    checks: Annotated[bool, typer.Option("--checks", help="Check every balance instead of showing one.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a mineral's balance in the base years, with every changed or missing number; or check every balance."""
    if (mineral is None) == (not checks):
        raise typer.BadParameter("give a mineral, or --checks for all of them", param_hint="MINERAL")
    base_years = years_of(years)
    if mineral is None:
        run_checks(base_years, as_json)
    else:
        show_balance(mineral, base_years, place, as_json)


def years_of(text: str) -> tuple[int, ...]:
    """Years named by '2023' or '2022-2024'.

    Errors  BadParameter (exit code 2) for anything else.
    """
    found = YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise typer.BadParameter(f"'{text}' is neither a year nor a span such as 2022-2024", param_hint="--years")
    return tuple(range(first, last + 1))


def show_balance(mineral: str, years: tuple[int, ...], place: str | None, as_json: bool) -> None:
    """Print one mineral's balance."""
    from orecast.desk.balances import balance_record
    from orecast.world import World

    loaded = World.load(years=years)
    if place is not None:
        loaded.place_name(place)  # an unknown place is refused here, with near names
    record = balance_record(loaded, loaded.balance(mineral, allow_incomplete=True), place)
    if as_json:
        terminal.print_json(record)
    else:
        print_balance(record)


def print_balance(record: Mapping[str, Any]) -> None:
    """Print a balance as tables: places, flows, then what was changed and what is not covered."""
    span = f"{record['years'][0]}-{record['years'][-1]}" if len(record["years"]) > 1 else f"{record['years'][0]}"
    unit = f"{record['unit']} of {record['account']} a year, mean of {span}"
    price = record["price"]
    console = terminal.results()
    console.print(f"{record['mineral']}: {record['stage']}; {unit}; data edition {record['edition']}")
    console.print(f"price {terminal.number(price['usd'])} USD per {price['per']} ({price['series']}, {price['year']})")
    console.print(f"{record['status']}{': ' if record['status_reason'] else ''}{record['status_reason']}")
    print_rows(f"Places ({unit}; reserves in {record['unit']})", record["places"])
    print_rows(f"From where it is mined or made to where it is used ({unit})", record["flows"])
    print_rows("Numbers changed or estimated, beside the raw ones", record["corrections"])
    print_rows("Not covered", [{"what": key, "share or amount": value} for key, value in record["uncovered"].items()])


def print_rows(title: str, rows: Rows) -> None:
    """Print the first rows of a table under its title, and how many more there are."""
    if not rows:
        return
    console = terminal.results()
    console.print()
    columns = tuple(rows[0])
    terminal.show_table(title, columns, [[row[column] for column in columns] for row in rows[:MOST_ROWS]])
    if len(rows) > MOST_ROWS:
        console.print(f"… and {len(rows) - MOST_ROWS} more rows: --json has them all, --place XXX narrows them.")


def run_checks(years: tuple[int, ...], as_json: bool) -> None:
    """Print every registered check as ok, warn or fail with the rows at fault; exit code 1 when one fails."""
    from dataclasses import asdict

    from orecast.world import World

    loaded = World.load(years=years)
    found = [asdict(check) for check in loaded.checks()]
    if as_json:
        terminal.print_json({"edition": loaded.edition, "years": list(years), "checks": found})
    else:
        for check in found:
            terminal.show_table("", tuple(check), [tuple(check.values())])
    if any(check["status"] == "fail" for check in found):
        raise typer.Exit(1)
