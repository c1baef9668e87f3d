"""Later stages: a balance of their own, from their own output and codes."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.rooms.world.tiny import HALF, YEAR, tiny

from orecast._ground.errors import CoverageError, LabelError
from orecast.world import World
from orecast.world.trade import trade_codes

THEORY = Path(__file__).parents[3] / "docs" / "theory" / "world.md"
METAL = ("ore-metal", "810000", "metal", "refined", "", 1.0, 1.0, 1.0, "", "published", "a test")
BUILT = {
    "antimony-metal", "cobalt-refined", "copper-refined", "lithium-refined", "magnesium-metal", "nickel-refined",
    "silicon-metal", "titanium-metal",
}  # fmt: skip


@pytest.fixture(scope="module")
def world():
    return World.load()


def two_stages(metal_flows, recovery=0.9, years=(YEAR,)):
    """Alba mines 100 t and sends 20 of it to Bora as ore; both smelt what they use."""
    base = tiny({"ALB": 100}, [("ALB", "BOR", 40, 40)], [HALF, METAL])
    minerals = pd.concat([base["minerals"], base["minerals"].assign(mineral="ore-metal", stage="metal")])
    row = ("ore-metal", "ore", "metal", "use of ore", recovery, "assumed", "", "a test")
    stages = pd.DataFrame([row], columns=base["stages"].columns)
    flows = pd.DataFrame([("810000", YEAR, *flow) for flow in metal_flows], columns=base["flows"].columns)
    changed = base.replaced(minerals=minerals, stages=stages, flows=pd.concat([base["flows"], flows]))
    return World.of(changed, years)


def test_metal_that_nobody_prints_is_the_ore_used_times_the_recovery():
    # by hand: Alba uses 80 t of ore and Bora 20, so 72 and 18 t of metal; Bora sends 8 on to Caro.
    found = two_stages([("BOR", "CAR", 8, 8)]).balance("ore-metal")
    value = dict(zip(found.places, found.use, strict=True))
    assert found.production.sum() == pytest.approx(90)
    assert {place: value[place] for place in ("ALB", "BOR", "CAR")} == pytest.approx({"ALB": 72, "BOR": 10, "CAR": 8})
    assert found.flows[found.index("BOR"), found.index("CAR")] == pytest.approx(8)
    filled = found.corrections[found.corrections["step"] == "filled"]
    assert set(filled["reason"]) == {"printed by no publisher: use of ore ore times a recovery of 90%"}


def test_the_mine_stage_does_not_notice_its_metal():
    with_metal = two_stages([("BOR", "CAR", 8, 8)]).balance("ore")
    alone = World.of(tiny({"ALB": 100}, [("ALB", "BOR", 40, 40)]), (YEAR,)).balance("ore")
    assert with_metal.use[: len(alone.use)] == pytest.approx(alone.use)
    assert with_metal.places == alone.places


def test_a_stage_takes_only_the_base_years_that_its_data_cover(world):
    assert world.balance("copper").years == (2022, 2023, 2024)
    assert world.balance("copper-refined").years == (2024,)
    assert set(world.stages) == BUILT
    assert World.load((2022,)).stages == ()
    with pytest.raises(CoverageError) as error:
        World.load((2022,)).balance("antimony-metal")
    assert str(error.value) == (
        "antimony-metal has no balance in 2022: its output and flows are both known for 2024 only. Choose a base that "
        "holds one of these years, for example --years 2024."
    )


def test_a_mineral_and_a_stage_name_one_balance(world):
    assert world.at_stage("antimony", "metal") == "antimony-metal"
    assert world.at_stage("antimony-metal", "metal") == "antimony-metal"
    assert world.at_stage("antimony", "mine") == "antimony"
    assert world.at_stage("aluminium", "refined") == "aluminium"
    assert world.at_stage("magnesium", "metal") == "magnesium-metal"


def test_an_unknown_stage_is_refused_with_those_that_are_there(world):
    with pytest.raises(LabelError) as error:
        world.at_stage("antimony", "metall")
    assert str(error.value) == (
        "unknown stage 'metall' of antimony. Did you mean metal? Stages with a balance: mine (antimony), metal "
        "(antimony-metal). 'orecast minerals' lists all stages."
    )
    with pytest.raises(LabelError, match=r"unknown mineral 'antimoni'\. Did you mean antimony"):
        world.at_stage("antimoni", "metal")


@pytest.mark.parametrize(
    ("mineral", "stage", "reason"),
    [
        ("tungsten", "refined", "2841.80"),
        ("tantalum", "refined", "one approximate share"),
        ("rare-earths", "magnets", "8505.11"),
    ],
)
def test_a_stage_without_a_balance_says_why(world, mineral, stage, reason):
    with pytest.raises(CoverageError, match=f"{mineral} at the stage '{stage}' cannot be represented: .*{reason}"):
        world.at_stage(mineral, stage)


def test_antimony_metal_agrees_with_what_the_united_states_say_of_themselves(world):
    # USGS MCS 2026: apparent consumption 28,600 t in 2024, of which 3,330 t from scrap, which is in no output here.
    balance = world.balance("antimony", (2024,)), world.balance("antimony-metal")
    use = balance[1].use[balance[1].index("USA")]
    assert use == pytest.approx(28_600 - 3_330, rel=0.05)
    assert balance[1].raw_production.sum() == pytest.approx(0.95 * balance[0].use.sum())


def test_refined_copper_agrees_with_what_the_united_states_say_of_themselves(world):
    balance = world.balance("copper-refined")
    assert balance.use[balance.index("USA")] == pytest.approx(1_580_000, rel=0.1)  # USGS MCS 2026, reported


def test_withheld_output_is_named_and_not_taken_for_none(world):
    assert "output withheld by its publisher: United States" in world.balance("silicon-metal").uncovered
    assert "output withheld by its publisher: United States" not in world.balance("copper-refined").uncovered


def test_nickel_pig_iron_bars_refined_nickel(world):
    with pytest.raises(CoverageError, match="ferronickel, nickel pig iron"):
        world.balance("nickel-refined")
    assert world.balance("nickel-refined", allow_incomplete=True).correction() < 0.01


def test_a_mixture_says_so_and_magnets_are_shown_as_trade(world):
    mixture, magnets = world.trade("811292"), world.trade("850511", "CHN")
    assert "gallium, germanium, indium, niobium, vanadium" in mixture["mixture"]
    assert (magnets["years"], magnets["exporters"][0]["exporter"]) == ([2024], "CHN")
    assert magnets["exporters"][0]["value_kusd"] == pytest.approx(3_110_000, rel=0.01)
    assert all("CHN" in (row["exporter"], row["importer"]) for row in magnets["flows"])
    assert json.dumps([mixture, magnets], allow_nan=False)
    in_balances = set(world.statistics["mineral_codes"]["code"].astype(str))
    assert not in_balances & {"811292", "850511"}


def test_trade_counts_the_mean_of_the_years_it_is_known_for():
    statistics = tiny({"ALB": 100}, [("ALB", "BOR", 40, 30), ("BOR", "BOR", 9, 9)])
    second = statistics["flows"].assign(year=2023, gross_tonnes=np.nan)
    found = World.of(statistics.replaced(flows=pd.concat([statistics["flows"], second])), (YEAR,)).trade("260000")
    assert (found["value_kusd"], found["gross_tonnes"], found["years"]) == (40, 30, [YEAR])
    both = statistics.replaced(flows=pd.concat([statistics["flows"], second]))
    earlier = both["production"].assign(year=2023)
    found = World.of(both.replaced(production=pd.concat([both["production"], earlier])), (2023, YEAR)).trade("260000")
    assert (found["value_kusd"], found["gross_tonnes"], found["value_without_weight"]) == (40, 15, 0.5)


def test_an_unknown_code_or_one_without_these_years_is_refused(world):
    with pytest.raises(LabelError, match=r"unknown customs code '85051' in the flows\. Did you mean 850511"):
        world.trade("85051")
    with pytest.raises(CoverageError, match=r"850511 \(.*\) has no flows in 2022: they are known for 2024 only"):
        World.load((2022,)).trade("850511")


def test_every_code_with_flows_in_a_balance_has_a_name(world):
    named = trade_codes(world.statistics)
    assert named["740311"] == "copper cathodes"
    assert named["260300"] == "copper: ores and concentrates"


def test_a_report_lists_the_stages_of_its_mineral(world):
    rows = {row["stage"]: row for row in world.report("antimony-metal")["stages"]}
    assert set(rows) == {"mine", "metal"}
    assert (rows["metal"]["mineral"], rows["metal"]["years"]) == ("antimony-metal", [2024])
    assert "2841.80" in world.report("tungsten")["stages"][1]["reason"]


def test_the_stages_printed_in_the_docs_are_those_computed(world):
    lines = [line.split("|") for line in THEORY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    printed = {cells[1].strip(): cells for cells in lines if len(cells) > 8 and cells[1].strip() in BUILT}
    assert set(printed) == BUILT
    for name, cells in printed.items():
        balance = world.balance(name, allow_incomplete=True)
        shares = [float(cells[at].strip(" %")) / 100 for at in (6, 7, 8)]
        traded = balance.trade.sum() / balance.production.sum()
        changed = float(balance.steps["changed_of_trade"].iloc[-1])
        assert shares == pytest.approx([traded, balance.correction(), changed], abs=0.0006), name
        assert cells[5].strip() == ", ".join(map(str, balance.years))


def test_gallium_is_left_out_and_points_to_the_mixture(world):
    with pytest.raises(CoverageError, match=r"8112\.92 mixes it with other metals .*orecast world --trade 811292"):
        world.balance(world.at_stage("gallium", "refined"))
