"""Laws that hold for every measure of risk and every supply (M5, M6, M8)."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from orecast._ground.arrays import Floats
from orecast.stakes.risk import MEASURES, Question, formulas
from orecast.stakes.risk.supply import Supply

PLACES = 4
SCORES = st.floats(0.0, 1.0)
TONNES = st.one_of(st.just(0.0), st.floats(1.0, 1e6))


@st.composite
def supplies(draw: st.DrawFn) -> Supply:
    """Four places that supply each other, some without governance."""
    flows = draw(arrays(np.float64, (PLACES, PLACES), elements=TONNES))
    assume(flows.sum(axis=0).min() > 0)
    risk = draw(arrays(np.float64, PLACES, elements=st.one_of(SCORES, st.just(float("nan")))))
    return supply(flows, risk)


def supply(flows: Floats, risk: Floats) -> Supply:
    """Supply of places that are each a user."""
    names = tuple("ABCD"[: len(flows)])
    output, need = flows.sum(axis=-1), flows.sum(axis=-2)
    return Supply(
        names, names, output, need, flows, output, need, np.eye(len(flows)), risk, np.ones(len(flows)), output
    )


def answers(held: Supply) -> dict[str, Floats]:
    """Every measure that is no sum of money."""
    asked = Question(held, {"pair": np.array([1.0, 1, 0, 0])}, chance=np.where(np.isnan(held.governance), np.nan, 0.05))
    found = {name: one.formula(asked) for name, one in MEASURES.items() if one.unit != "USD/yr"}
    return {name: columns.get("value", columns.get("pair", np.zeros(0))) for name, columns in found.items()}


@given(supplies(), st.floats(1e-3, 1e3))
def test_no_measure_depends_on_the_unit_of_tonnes(held: Supply, factor: float) -> None:
    other = answers(supply(held.bought * factor, held.governance))
    for name, value in answers(held).items():
        np.testing.assert_allclose(other[name], value, rtol=1e-9, atol=1e-12, err_msg=name)


@given(supplies(), st.permutations(range(PLACES)))
def test_no_measure_depends_on_the_order_of_labels(held: Supply, order: list[int]) -> None:
    moved = supply(held.bought[np.ix_(order, order)], held.governance[order])
    asked = {"pair": np.array([1.0, 1, 0, 0])[order]}
    for name, value in answers(held).items():
        chance = np.where(np.isnan(moved.governance), np.nan, 0.05)
        columns = MEASURES[name].formula(Question(moved, asked, chance=chance))
        other = columns.get("value", columns.get("pair", np.zeros(0)))
        if name == "n-1-world" and len(set(held.output)) < PLACES:
            continue  # two places are the largest: which of them is taken out is a choice
        np.testing.assert_allclose(other, value[order] if value.ndim else value, rtol=1e-9, atol=1e-12, err_msg=name)


@given(arrays(np.float64, 5, elements=st.floats(1.0, 1e6)), st.floats(0.05, 0.95))
def test_splitting_a_supplier_lowers_the_concentration(amounts: Floats, part: float) -> None:
    split = np.append(amounts[1:], [amounts[0] * part, amounts[0] * (1 - part)])
    assert formulas.concentration(split) < formulas.concentration(amounts)


@given(st.floats(1.0, 1e6), st.integers(0, PLACES - 1))
def test_with_one_supplier_nothing_is_left_of_a_place(tonnes: float, origin: int) -> None:
    flows = np.zeros((PLACES, PLACES))
    flows[origin] = tonnes
    assert formulas.place_left(flows) == pytest.approx(np.zeros(PLACES))
    assert formulas.concentration(flows[:, 0]) == pytest.approx(1.0)


@given(
    arrays(np.float64, 3, elements=st.floats(1.0, 1e6)), arrays(np.float64, 3, elements=SCORES),
    st.floats(0.0, 1e6), st.floats(0.0, 1.0),
)  # fmt: skip
def test_import_risk_never_falls_when_tonnes_move_to_a_less_stable_supplier(
    imports: Floats, risk: Floats, production: float, part: float
) -> None:
    """The concentration of world output is held: only who sells to this place changes."""
    stable, unstable = int(risk.argmin()), int(risk.argmax())
    moved = imports.copy()
    shift = part * moved[stable]
    moved[stable] -= shift
    moved[unstable] += shift
    before, after = (formulas.import_risk(held, risk, np.array(production)) for held in (imports, moved))
    assert after >= before - 1e-12


@given(supplies())
def test_a_gap_never_becomes_a_middling_risk(held: Supply) -> None:
    """Origins without governance are out of both sums: the risk lies between those of the origins that have one."""
    known = held.governance[~np.isnan(held.governance)]
    score = MEASURES["geopolrisk"].formula(Question(held))
    risk = score["import_risk"]
    there = ~np.isnan(risk)
    assert np.all(risk[there] <= (known.max() if known.size else 0.0) + 1e-12)
    assert np.all((score["hidden_share"] >= 0) & (score["hidden_share"] <= 1 + 1e-12))


@given(supplies())
def test_a_unions_own_trade_is_in_neither_sum(held: Supply) -> None:
    """Tonnes that members sell each other change nothing but what they keep for themselves."""
    home = np.array([[1.0], [1.0], [0.0], [0.0]])

    def union(flows: Floats) -> Supply:
        output, need = flows.sum(axis=-1), flows.sum(axis=-2)
        return Supply(held.origins, ("AB",), output, need, flows @ home, output @ home, need @ home, home,
                      held.governance, held.pieces, output)  # fmt: skip

    inside = held.bought.copy()
    inside[0, 0], inside[0, 1] = inside[0, 0] + inside[0, 1], 0.0
    for name in ("hhi-imports", "import-reliance", "top-supplier", "geopolrisk"):
        before, after = (MEASURES[name].formula(Question(union(flows)))["value"] for flows in (held.bought, inside))
        np.testing.assert_allclose(after, before, rtol=1e-9, atol=1e-12, err_msg=name)
