"""The reference page of the deal schema, made from the schema itself."""

import math
from collections.abc import Iterator

from orecast.deals.loading import LEVERS
from orecast.deals.schema import Deal, Quantity, Scenario, Strict
from orecast.sources import load

MEANINGS = {
    "orecast": ("", "version of the schema: 1"),
    "kind": ("", "`deal`, `event` (something that happens around deals) or `scenario`"),
    "name": ("", "lower-case letters, digits, hyphens; a file bears the name of its deal; a lever's name stands once"),
    "title": ("", "one line"),
    "date": ("date", "day it was offered, signed or began"),
    "status": ("", "of a deal: offered, negotiated, signed, in force, hypothetical; of a lever: sourced, guess"),
    "text": ("", "what each side offers and gets, in one line"),
    "parties": ("", "list of party (group or place), role, gives, gets"),
    "sources": ("", "where the terms are printed, with dates"),
    "levers": ("", "list of levers, at least one"),
    "question": ("", "what the scenario is to answer"),
    "deals": ("", "names of the library, or paths"),
    "events": ("", "names of the library, or paths"),
    "lever": ("", "which lever it is"),
    "mineral": ("", "mineral id of the data edition"),
    "start": ("year", "first year in force; of a project the year of the decision to build"),
    "end": ("year", "last year in force; left out, it lasts"),
    "probability": ("0 to 1", "chance that the lever happens at all; left out, it is certain"),
    "source": ("", "citation of the lever's numbers"),
    "note": ("", "anything a careful reader would ask"),
    "place": (
        "",
        "of the output, the mine or the stock; or the place that imposes an embargo or grants licences",
    ),
    "direction": ("", "`new` or `lost` (capacity), `build` or `release` (stockpile)"),
    "volume": ("unit of account a year", "at full effect"),
    "share": (
        "0 to 1",
        "of base output (capacity, control), tonnes hit (embargo), base flow granted (quota), project or rent",
    ),
    "ramp_years": ("years", "from first to full effect, in a straight line"),
    "deposit": ("", "name of the deposit or plant"),
    "lead_time": ("years", "from start to first output"),
    "success": ("0 to 1", "chance that it is ever built"),
    "capital_cost": ("USD", "cost of the project; not yet part of any result"),
    "control": ("", "by (place), date, source: who controls the deposit, and when that was so"),
    "by": ("", "`exporter`: what it mines; `processor`: all that crosses its border; `importer`: what it buys"),
    "targets": ("", "places, groups, or `all`: who is cut off (importer: whose goods are refused)"),
    "leakage": ("0 to 1", "share that still arrives, by a detour or without a licence; 1 changes nothing"),
    "detour_cost": ("base prices", "cost of the detour per tonne"),
    "importer": ("", "place or group that imposes the tariff or had imposed the sanction"),
    "origins": ("", "places or groups whose goods pay the tariff or are carried"),
    "rate": ("share of price", "level of the tariff, not a change: 25 % is 0.25"),
    "origin": ("", "where the goods come from"),
    "tariff": ("share of price", "tariff that stays on the reopened route"),
    "buyer": ("", "who takes the goods"),
    "of": ("", "name of the project of this deal whose output is taken, with `share`"),
    "price_rule": ("", "market, market less discount, fixed, floor: what the committed tonnes are paid"),
    "price": ("USD of the money year per unit", "agreed price (fixed) or lowest price (floor) of the committed tonnes"),
    "discount": ("0 to 1", "what is taken off the market price of the committed tonnes"),
    "users": ("", "places or groups that are carried to, or whose use shifts"),
    "change": ("", "transport, finance: base prices a tonne, below 0 is cheaper; demand: share of base use"),
    "stock": ("unit of account", "what a released stock holds at its start"),
    "owner": ("", "place or group that earns the share"),
    "royalty": ("0 to 1", "share of the owner's rent that the host keeps as royalty"),
    "tax": ("0 to 1", "share of the owner's rent that the host keeps as tax"),
    "to": ("", "place under whose name the output is counted after"),
}

HEAD = """# The deal schema

A deal file is YAML. The reader is strict: a field it does not know, a number out of its bounds or a label that is not
in the data edition is refused with file, line, field, rule and next step. Anchors, tags, NaN and duplicate keys are
refused.

A **number** is plain (`30000`), or a triangular range `{low: …, mode: …, high: …}`, or `{value: …}`; the last two may
carry `source: …` or `status: guess` of their own. Every number is sourced or a guess: by its own mark, or by its
lever's.

`orecast deal new NAME` writes a deal to start from, `orecast deal check FILE` says what is wrong or doubtful.
"""


def schema_page() -> str:
    """docs/reference/deal-schema.md."""
    parts = [HEAD, "\n## A deal or event\n\n", *_table(Deal), "\n## A scenario\n\n", *_table(Scenario)]
    for name, model in LEVERS.items():
        parts += [f"\n## `lever: {name}`\n\n{(model.__doc__ or '').strip()}\n\n", *_table(model)]
    return "".join(parts)


PARAMETERS_HEAD = """# Parameters of the markets

The ranges that draws are taken from. *Published*: a study gives it. *Assumed*: nobody does, or the figure is recalled;
a result that leans on it says so. A mineral without a row of its own takes the row of `*`. `_short` and `_long` are
the values just after a shock and in the long run.
"""


def parameters_page() -> str:
    """docs/reference/parameters.md, from parameters.csv, paths.csv and trade_measures.csv."""
    columns = ("mineral", "parameter", "low", "mode", "high", "unit", "status", "source", "note")
    paths = ("mineral", "low", "mode", "high", "status", "source")
    measures = ("mineral", "origin", "importer", "kind", "level", "start", "end", "source", "note")
    parts = [PARAMETERS_HEAD, "\n## Ranges\n\n", *_rows("parameters", columns)]
    parts += ["\n## Growth of use and production, a year\n\n", *_rows("paths", paths)]
    parts += ["\n## Trade measures\n\n`*` is every place. *info*: in force, but it closes no route.\n\n"]
    return "".join([*parts, *_rows("trade_measures", measures)])


def _rows(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """A table of the edition as Markdown."""
    yield f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    for row in load(table).frame[list(columns)].itertuples(index=False):
        yield f"| {' | '.join(_cell(value) for value in row)} |\n"


def _cell(value: object) -> str:
    """A cell: numbers short, gaps empty."""
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:g}"
    return str(value).replace("|", "\\|")


def _table(model: type[Strict]) -> Iterator[str]:
    """Rows of one model's fields."""
    yield "| field | unit | must be given | meaning |\n|---|---|---|---|\n"
    for name, field in model.model_fields.items():
        unit, meaning = MEANINGS[name]
        number = "number; " if field.annotation is Quantity or "Quantity" in str(field.annotation) else ""
        required = "yes" if field.is_required() else ""
        yield f"| `{name}` | {unit} | {required} | {number}{meaning} |\n"
