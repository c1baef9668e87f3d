"""A company's list of 100,000 rows: reading it as csv and as xlsx, settling labels and measuring, beside a plain loop.

Prints one line of JSON; seconds are processor time. `--rows N` changes the size.
"""

import argparse
import json
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from orecast.stakes.risk.bill import COLUMNS, Bill, read_bill
from orecast.stakes.risk.company import measured_mix, mix_of
from orecast.stakes.risk.company_labels import items, place_labels
from orecast.world import World

MINERALS = ("cobalt", "copper", "nickel", "lithium", "graphite", "rare earths", "Neodymium", "tungsten", "manganese")
COUNTRIES = ("COD", "China", "CHL", "Australia", "IDN", "Finland", "CA", "Peru", "ZAF", "Brazil", "NA")


def rows_of(count: int) -> list[tuple[str, float, str]]:
    """Rows of a made-up list; the seed is fixed."""
    draw = random.Random(5)  # noqa: S311
    return [(draw.choice(MINERALS), round(draw.uniform(0.1, 500), 3), draw.choice(COUNTRIES)) for _ in range(count)]


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds of one call, and what it gave."""
    begun = time.process_time()
    given = action()
    return round(time.process_time() - begun, 3), given


def by_loop(bill: Bill) -> dict[str, float]:
    """HHI by item, row by row: what a modeller would write first."""
    tonnes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    minerals, places = items(), place_labels()
    for mineral, amount, country in zip(bill.mineral, bill.tonnes, bill.country, strict=True):
        tonnes[minerals[mineral.casefold()].label][places[country.casefold()]] += float(amount)
    return {name: sum((one / sum(held.values())) ** 2 for one in held.values()) for name, held in tonnes.items()}


def main() -> None:
    """Write the lists, read and measure them, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    count = parser.parse_args().rows
    rows, world = rows_of(count), World.load()
    with tempfile.TemporaryDirectory() as folder:
        text, book = Path(folder) / "list.csv", Path(folder) / "list.xlsx"
        text.write_text("\n".join([",".join(COLUMNS), *(f"{m},{t},{c}" for m, t, c in rows)]), encoding="utf-8")
        made = Workbook()
        sheet = made.create_sheet("suppliers", 0)
        for row in (COLUMNS, *rows):
            sheet.append(row)
        made.save(book)
        read_csv, bill = timed(lambda: read_bill(text))
        read_xlsx, _ = timed(lambda: read_bill(book))
    settle, (mix, errors) = timed(lambda: mix_of(bill))
    measured_mix(mix, world, {})  # builds the World's balances once
    measure, table = timed(lambda: measured_mix(mix, world, {}))
    loop, plain = timed(lambda: by_loop(bill))
    apart = max(abs(plain[name] - value) for name, value in zip(table["item"], table["hhi"], strict=True))
    seconds = {"read_csv": read_csv, "read_xlsx": read_xlsx, "settle_labels": settle, "measure": measure, "loop": loop}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    print(json.dumps({"rows": count, "errors": len(errors), **seconds, "largest_difference": apart, "peak_MB": peak}))


if __name__ == "__main__":
    main()
