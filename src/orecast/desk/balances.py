"""A mineral's balance as rows: what `orecast world` prints and what `--json` carries."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.world import Balance, World

Rows = list[dict[str, Any]]


def balance_record(world: "World", balance: "Balance", place: str | None = None) -> dict[str, Any]:
    """Everything known of one mineral in the base years, as plain lists and numbers (NaN where not covered).

    Units   tonnes and the like are `unit` of `account` a year; the price is USD per `unit`.
    Shapes  `places` one row a place, `flows` and `trade` one row a pair with a positive quantity, largest first;
            with `place` only the rows that name it.
    """
    return {
        "mineral": balance.mineral,
        "unit": balance.unit,
        "account": balance.account,
        "stage": balance.stage_label,
        "years": list(balance.years),
        "edition": world.edition,
        "status": balance.status,
        "status_reason": balance.status_reason,
        "price": {
            "usd": balance.price,
            "per": balance.unit,
            "series": balance.price_series,
            "year": balance.price_year,
        },
        "places": place_rows(world, balance, place),
        "trade": pair_rows(balance, balance.trade, ("from", "to"), place),
        "flows": pair_rows(balance, balance.flows, ("origin", "use"), place),
        "corrections": correction_rows(balance, place),
        "uncovered": {reason: float(share) for reason, share in balance.uncovered.items()},
        "mass_balance_error": float(balance.mass_balance_error()),
    }


def place_rows(world: "World", balance: "Balance", place: str | None) -> Rows:
    """Production, use and reserves of each place that has any, largest producer or user first."""
    columns = (balance.production, balance.use, balance.reserves)
    rows = [
        {"place": label, "name": world.place_name(label)}
        | {key: float(values[at]) for key, values in zip(("production", "use", "reserves"), columns, strict=True)}
        for at, label in enumerate(balance.places)
        if place in (None, label)
    ]
    kept = [row for row in rows if place is not None or row["production"] > 0 or row["use"] > 0 or row["reserves"] > 0]
    return sorted(kept, key=lambda row: max(row["production"], row["use"]), reverse=True)


def pair_rows(balance: "Balance", matrix: Any, ends: tuple[str, str], place: str | None) -> Rows:
    """Each pair of places with a positive quantity, largest first; with `place` only pairs that name it."""
    first, second = ends
    rows = [
        {first: balance.places[row], second: balance.places[column], "quantity": float(matrix[row, column])}
        for row, column in zip(*matrix.nonzero(), strict=True)
    ]
    kept = [row for row in rows if row["quantity"] > 0 and (place is None or place in (row[first], row[second]))]
    return sorted(kept, key=lambda row: row["quantity"], reverse=True)


def correction_rows(balance: "Balance", place: str | None) -> Rows:
    """Every number that was changed or estimated, beside its raw value; with `place` only those that name it."""
    records: Rows = [{str(key): value for key, value in row.items()} for row in balance.corrections.to_dict("records")]
    return [row for row in records if place is None or place in (row.get("from"), row.get("to"))]
