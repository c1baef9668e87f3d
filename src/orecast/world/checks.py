"""Registered checks of a World: each says ok, warn or fail, with the rows at fault."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from orecast.world.balance import Balance
from orecast.world.coverage import INCOMPLETE, unknown_users
from orecast.world.output import disagreements
from orecast.world.plain import plain_rows

if TYPE_CHECKING:
    from orecast.world.world import World

Row = dict[str, object]
Balances = dict[str, Balance]
MASS_BALANCE_LIMIT = 1e-9  # of world output: the promise of (M4)


@dataclass(frozen=True)
class Check:
    """One check's verdict, in a sentence, and the rows at fault."""

    name: str
    status: Literal["ok", "warn", "fail"]
    summary: str
    rows: tuple[Row, ...] = ()

    def as_data(self) -> Row:
        """Plain data for JSON."""
        return {"name": self.name, "status": self.status, "summary": self.summary, "rows": list(self.rows)}


REGISTERED: list[Callable[["World", Balances], Check]] = []


def registered(check: Callable[["World", Balances], Check]) -> Callable[["World", Balances], Check]:
    """Add a check to the register, in the order it is shown."""
    REGISTERED.append(check)
    return check


def checked(world: "World") -> dict[str, object]:
    """All checks and the corrections of every kept mineral, before and after each step, as plain data."""
    balances = {mineral: world.balance(mineral, allow_incomplete=True) for mineral in (*world.minerals, *world.stages)}
    return {
        "edition": world.edition,
        "years": list(world.years),
        "checks": [check(world, balances).as_data() for check in REGISTERED],
        "corrections": [_corrections(balance) for balance in balances.values()],
        "median_correction_of_output": float(pd.Series([item.correction() for item in balances.values()]).median()),
        "excluded": world.excluded,
    }


def _corrections(balance: Balance) -> Row:
    """Corrections of one mineral: what each step changed and what the accounts lacked before and after it."""
    steps = balance.steps
    before = steps[["lacking_of_output", "lacking_of_trade"]].shift(1).add_suffix("_before")
    return {
        "mineral": balance.mineral,
        "status": balance.status,
        "correction_of_output": balance.correction(),
        "correction_of_trade": float(steps["changed_of_trade"].iloc[-1]),
        "mass_balance_error": balance.mass_balance_error(),
        "steps": plain_rows(pd.concat([steps, before], axis=1)),
    }


def _verdict(name: str, bad: Literal["warn", "fail"], rows: list[Row], fine: str, wrong: str) -> Check:
    return Check(name, bad if rows else "ok", wrong if rows else fine, tuple(rows))


@registered
def mass_balance(world: "World", balances: Balances) -> Check:
    """(M4) holds for every kept mineral."""
    errors = {mineral: balance.mass_balance_error() for mineral, balance in balances.items()}
    rows: list[Row] = [
        {"mineral": name, "error": error} for name, error in errors.items() if not error <= MASS_BALANCE_LIMIT
    ]
    fine = f"largest error {max(errors.values(), default=0.0):.1e} of world output over {len(errors)} minerals"
    return _verdict("mass balance", "fail", rows, fine, f"{len(rows)} minerals do not balance")


@registered
def least_use(world: "World", balances: Balances) -> Check:
    """No place uses less than the least share of what passes through it."""
    least = world.statistics.settings["least_use_share"]
    rows: list[Row] = []
    for mineral, balance in balances.items():
        short = least * (balance.production + balance.trade.sum(axis=0)) - balance.use
        for place, amount in zip(balance.places, short, strict=True):
            if amount > MASS_BALANCE_LIMIT * balance.production.sum():
                rows.append({"mineral": mineral, "place": place, "short": float(amount)})
    return _verdict(
        "least use", "fail", rows, f"every place uses {least:.0%} of its throughput or more", "use too small"
    )


@registered
def coverage(world: "World", balances: Balances) -> Check:
    """Each mineral with live customs codes is kept or excluded with a reason."""
    kept, left_out = {*world.minerals, *world.statistics.stages}, set(world.excluded)
    known = set(world.statistics["minerals"]["mineral"].astype(str))
    rows: list[Row] = [
        {"mineral": mineral, "fault": "neither kept nor excluded"} for mineral in sorted(known - kept - left_out)
    ]
    counted = f"{len(world.minerals)} minerals and {len(world.stages)} later stages"
    fine = f"{counted} kept, {len(left_out)} left out with a reason"
    return _verdict("coverage", "fail", rows, fine, f"{len(rows)} minerals are neither kept nor excluded")


@registered
def incomplete(world: "World", balances: Balances) -> Check:
    """Minerals whose main export form has no customs code here."""
    rows: list[Row] = [
        {"mineral": mineral, "reason": balance.status_reason}
        for mineral, balance in balances.items()
        if balance.status == INCOMPLETE
    ]
    return _verdict(
        "flows complete", "warn", rows, "all flows complete", f"flows of {len(rows)} minerals are incomplete"
    )


@registered
def names(world: "World", balances: Balances) -> Check:
    """Every place named in output, trade and reserves is a place of places.csv."""
    known = set(world.statistics["places"]["place"].astype(str))
    rows: list[Row] = []
    for table, columns in (("production", ["place"]), ("reserves", ["place"]), ("flows", ["exporter", "importer"])):
        for column in columns:
            used = set(world.statistics[table][column].astype(str).unique())
            rows += [{"table": table, "place": place} for place in sorted(used - known)]
    return _verdict("names", "fail", rows, "every place resolves", f"{len(rows)} names do not resolve")


@registered
def users(world: "World", balances: Balances) -> Check:
    """A place over the warning share of world use is a known processor or user."""
    rows: list[Row] = []
    for mineral, balance in balances.items():
        found = unknown_users(world.statistics, mineral, balance.places, balance.use)
        rows += [{"mineral": mineral, "place": place, "share_of_use": share} for place, share in found.items()]
    share = world.statistics.settings["user_share_warning"]
    wrong = f"{len(rows)} places use over {share:.0%} of a mineral without a known processor or user there"
    return _verdict("known users", "warn", rows, "every large user is known", wrong)


@registered
def corrections(world: "World", balances: Balances) -> Check:
    """The reconciliation changes no more than the warning share of world output."""
    limit = world.statistics.settings["correction_warning"]
    shares = {mineral: balance.correction() for mineral, balance in balances.items()}
    rows: list[Row] = [{"mineral": name, "share_of_output": share} for name, share in shares.items() if share > limit]
    median = float(pd.Series(shares).median()) if shares else 0.0
    wrong = (
        f"{len(rows)} minerals need corrections over {limit:.0%} of output (median {median:.1%}): docs/theory/world.md"
    )
    return _verdict("corrections", "warn", rows, f"median correction {median:.1%} of output", wrong)


@registered
def content(world: "World", balances: Balances) -> Check:
    """Fitted contents stay inside their range."""
    table = world.statistics["mineral_codes"].groupby(["mineral", "code"], observed=True)
    low, high = table["content_low"].min().to_dict(), table["content_high"].max().to_dict()
    rows: list[Row] = []
    for mineral, balance in balances.items():
        for item in plain_rows(balance.corrections[balance.corrections["step"] == "content"]):
            key, found = (mineral, item["code"]), item["corrected"]
            if not low[key] * (1 - 1e-9) <= found <= high[key] * (1 + 1e-9):
                rows.append({"mineral": mineral, "code": item["code"], "content": found})
    return _verdict("content", "fail", rows, "every fitted content lies inside its range", "contents leave their range")


@registered
def ranges(world: "World", balances: Balances) -> Check:
    """Content ranges are in order, documented flows end after they begin and take no more than the whole output."""
    codes, flows = world.statistics["mineral_codes"], world.statistics["known_flows"]
    ordered = codes["content_low"].le(codes["content_mode"]) & codes["content_mode"].le(codes["content_high"])
    whole = flows["quantity_kind"].ne("share_of_output") | flows["quantity"].le(1)
    sound = flows["year_from"].le(flows["year_to"]) & whole
    rows: list[Row] = [{"table": "mineral_codes", **row} for row in plain_rows(codes[~ordered])]
    rows += [{"table": "known_flows", **row} for row in plain_rows(flows[~sound])]
    return _verdict("ranges", "fail", rows, "content ranges and documented flows are in order", "rows out of order")


@registered
def publishers(world: "World", balances: Balances) -> Check:
    """World Mining Data and USGS agree; where they do not, both are shown."""
    limit = world.statistics.settings["disagreement_warning"]
    rows: list[Row] = []
    for mineral in balances:
        both = disagreements(world.statistics, mineral, world.years)
        totals = both.groupby("year")["wmd"].transform("sum") if len(both) else both
        apart = both[(both["difference"].abs() > limit) & (both["wmd"] > 0.02 * totals)] if len(both) else both
        rows += [{"mineral": mineral, **row} for row in plain_rows(apart)]
    wrong = f"{len(rows)} outputs of a place and year differ by over {limit:.0%} between World Mining Data and USGS"
    return _verdict("publishers agree", "warn", rows, "both publishers agree", wrong)


@registered
def prices(world: "World", balances: Balances) -> Check:
    """Every kept mineral has a base price."""
    rows: list[Row] = [{"mineral": mineral} for mineral, balance in balances.items() if not balance.price > 0]
    return _verdict(
        "prices", "warn", rows, "every mineral has a base price", f"{len(rows)} minerals have no base price"
    )
