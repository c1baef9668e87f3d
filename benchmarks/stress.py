"""The stress set: share sensitivity to 20, cuts to 99.9 %, closed borders, tariffs and commitments, on real balances.

Prints one line of JSON per mineral: markets solved, unsolved and where, most steps, markets a second. A test solves the
same set with few draws and checks it with the independent residual.
"""

import json
import time
from collections.abc import Iterator

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.parameters import mineral_draws
from orecast.market import Market, Shock, at_least, at_most, calibrate, frame_of, measures_of, route, solve
from orecast.world import World

MINERALS = ("rare-earths", "aluminium", "cobalt", "graphite", "lithium", "copper")
DRAWS, YEAR = 500, 2026
STEEPEST = 20.0
KEPT = (0.2, 0.01, 0.001)
QUOTAS = (0.9, 0.3, 0.03)


def stressed_market(world: World, mineral: str, draws: int = DRAWS) -> Market:
    """A mineral's market with share sensitivity spread evenly over 1.5 to 20."""
    balance = world.balance(mineral, allow_incomplete=True)
    frame = frame_of(balance, measures_of(world, balance, YEAR), {}, ("USA", "CHN", "RUS"), 0.005)
    drawn = mineral_draws(mineral, 2025, draws, (1,)).at(1)
    drawn["share_sensitivity"] = np.linspace(1.5, STEEPEST, draws)
    return calibrate(frame, drawn, YEAR)


def shocks(market: Market) -> Iterator[tuple[str, Shock]]:
    """Cuts of the largest and of every origin, its borders nearly or wholly closed, a tariff, a commitment, quotas."""
    largest = int(np.argmax(market.supply.mean(axis=0)))
    is_largest = np.arange(len(market.origins)) == largest
    abroad = is_largest[:, None] & (np.array(market.users) != market.origins[largest])
    for kept in KEPT:
        yield f"largest origin keeps {kept:g}", Shock(supply_scale=np.where(is_largest, kept, 1.0))
        yield f"every origin keeps {kept:g}", Shock(supply_scale=np.full(len(market.origins), kept))
        yield f"border passes {kept:g}", Shock(access=market.access * np.where(abroad, kept, 1.0))
    yield "border closed", Shock(access=market.access * np.where(abroad, 0.0, 1.0))
    yield "closed, and half is lost", Shock(access=market.access * ~abroad, supply_scale=np.where(is_largest, 0.5, 1.0))
    yield "tariff of 200 %", Shock(tariff=market.tariff + np.where(abroad, 2.0, 0.0))
    yield "commitment", _commitment(market, largest)
    for kept in QUOTAS:
        free = (market.share * market.use[:, None, :] * abroad).sum(axis=(-1, -2))
        yield f"quota of {kept:g}", Shock(limits=(at_most(abroad.astype(np.float64), kept * free),))


def _commitment(market: Market, origin: int) -> Shock:
    """The second largest user must take half of its use from the largest origin."""
    user = int(np.argsort(market.use.mean(axis=0))[-2])
    tonnes: Floats = 0.5 * market.use[:, user]
    return Shock(limits=(at_least(route(origin, user, market.share.shape[-2:]), tonnes),))


def main() -> None:
    """Solve and report."""
    world = World.load()
    totals = {"markets": 0, "unsolved": 0}
    for mineral in MINERALS:
        market = stressed_market(world, mineral)
        begun, unsolved, steps, count, worst = time.perf_counter(), 0, 0, 0, {}
        for name, shock in shocks(market):
            found = solve(market, shock)
            unsolved += int(found.status.sum())
            steps, count = max(steps, int(found.iterations.max())), count + found.status.size
            if found.status.any():
                worst[name] = int(found.status.sum())
        seconds = time.perf_counter() - begun
        totals = {"markets": totals["markets"] + count, "unsolved": totals["unsolved"] + unsolved}
        print(json.dumps({"mineral": mineral, "markets": count, "unsolved": unsolved, "where": worst,
                          "most_steps": steps, "per_second": round(count / seconds)}))  # fmt: skip
    print(json.dumps(totals | {"share_unsolved": totals["unsolved"] / totals["markets"]}))


if __name__ == "__main__":
    main()
