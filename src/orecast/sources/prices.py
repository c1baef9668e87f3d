"""One named price series for each mineral, in US dollars per unit of account."""

import pandas as pd

from orecast._ground.errors import DataError

BASKET = "rare-earths"


def base_prices(
    published: pd.DataFrame,
    series: pd.DataFrame,
    parts: pd.DataFrame,
    basket: pd.DataFrame,
    minerals: pd.DataFrame,
    complete: bool = True,
) -> pd.DataFrame:
    """mineral, year, usd_per_unit, unit, series, publisher, flag: nominal dollars of the year.

    `parts` names each mineral's sources in order of preference, with the factor to its unit of account; a year
    missing from the first source is taken from the next. `basket` weighs rare-earth oxides.
    Errors  DataError where a named series is not in the publishers' files and all of them are there (`complete`).
    """
    rows = pd.concat([_single(published, parts), _basket(published, basket)], ignore_index=True)
    priced = series[series["kind"].ne("none")]
    if complete and (missing := sorted(set(priced["mineral"]) - set(rows["mineral"]))):
        raise DataError(
            f"no price found for {', '.join(missing)}: the series named in price_parts.csv are not in the raw "
            "inputs. Correct the spelling of commodity and series there."
        )
    named = rows.merge(priced[["mineral", "series", "kind"]], on="mineral").rename(columns={"kind": "flag"})
    units = minerals.set_index("mineral")["unit"]
    named["unit"] = "USD/" + named["mineral"].map(units)
    columns = ["mineral", "year", "usd_per_unit", "unit", "series", "publisher", "flag"]
    return named.sort_values(["mineral", "year"], ignore_index=True)[columns]


def _single(published: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    ordered = parts.assign(order=range(len(parts)))
    found = ordered.merge(published, on=["publisher", "commodity", "series"], how="inner")
    found["usd_per_unit"] = (found["price"] * found["factor"].astype("float64")).round(6)
    first = found.sort_values("order", kind="stable").drop_duplicates(["mineral", "year"])
    return first[["mineral", "year", "usd_per_unit", "publisher"]]


def _basket(published: pd.DataFrame, basket: pd.DataFrame) -> pd.DataFrame:
    """Only years in which every oxide of the basket has a price."""
    found = basket.merge(published, on=["commodity", "series"], how="inner")
    found["part"] = found["weight"].astype("float64") * found["factor"].astype("float64") * found["price"]
    years = found.groupby("year").agg(
        usd_per_unit=("part", "sum"), oxides=("part", "size"), publisher=("publisher", "first")
    )
    full = years[years["oxides"].eq(len(basket))].reset_index()
    return full.assign(mineral=BASKET, usd_per_unit=full["usd_per_unit"].round(2)).drop(columns="oxides")
