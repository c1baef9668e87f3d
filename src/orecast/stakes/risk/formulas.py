"""Measures of supply risk as pure functions of arrays; leading axes are minerals, years, scenarios or draws.

NaN means not covered. A formula leaves a NaN out of numerator and denominator alike and `hidden_share` tells what share
of the tonnes that hides; a measure without anything covered, or whose denominator is not positive, is NaN itself.
Nothing is filled. Flows are [..., origin, user], what a place keeps of its own on the diagonal.
"""

import numpy as np

from orecast._ground.arrays import Booleans, Floats

WORST, SPAN = 2.5, 5.0
"""Ends of the scale of the Worldwide Governance Indicators, from -2.5 to 2.5, turned to 0 (best) to 1 (worst)."""


def concentration(amounts: Floats, weights: Floats | float = 1.0) -> Floats:
    """Herfindahl–Hirschman index (M5), Σ share² · weight, on a scale from 0 to 1.

    `weights`: 1 for the plain index; a risk per place for a weighted one (governance times trade parameter in M7).
    Shapes  amounts, weights: broadcast to [..., place]; the place axis is summed.
    Units   amounts: any one unit, ≥ 0; shares are of what is covered.
    Source  MODEL M5, M7; Hirschman (1945).
    """
    held, weighed = _covered(amounts, weights)
    return _ratio(np.sum(held**2 * weighed, axis=-1), np.sum(held, axis=-1) ** 2)


def hidden_share(amounts: Floats, weights: Floats | float) -> Floats:
    """Share of the amounts whose weight is not covered (NaN). 0 to 1, [...]; NaN where there is no amount."""
    held, missing = np.asarray(amounts, dtype=float), 1.0 * np.isnan(weights)
    if np.isnan(held).any():
        held = np.nan_to_num(held)
    return _ratio(np.einsum("...i,...i->...", held, missing), held.sum(axis=-1))


def import_reliance(production: Floats, imports: Floats, exports: Floats) -> Floats:
    """Net imports over use (M8), (imports - exports) / (production + imports - exports); NaN where use ≤ 0.

    Below 0 for a net exporter. Shapes broadcast; any one unit.
    """
    net = np.asarray(imports, dtype=float) - exports
    return _ratio(net, production + net)


def top_supplier_share(flows: Floats) -> Floats:
    """Share of each user's tonnes that its largest origin supplies. flows [..., origin, user] → [..., user]."""
    held = np.nan_to_num(flows)
    return _ratio(held.max(axis=-2), held.sum(axis=-2))


def group_share(flows: Floats, members: Floats | Booleans) -> Floats:
    """Share of each user's tonnes that a group of origins supplies.

    Shapes  flows [..., origin, user]; members [origin], share of the origin that is in the group. Result [..., user].
    """
    held = np.nan_to_num(flows)
    return _ratio(np.einsum("...ij,i->...j", held, np.asarray(members, dtype=float)), held.sum(axis=-2))


def world_left(supply: Floats, use: Floats) -> Floats:
    """N-1 world (M8): (S - S₁) / (U - U₁) without the supply and the use of the largest supplier.

    Shapes  supply, use: [..., place]. NaN where nobody else uses any.
    Source  IEA, Global Critical Minerals Outlook: the balance that remains when the largest supplier is taken out.
    """
    supplied, used = np.nan_to_num(supply), np.nan_to_num(use)
    largest = supplied.argmax(axis=-1)[..., None]
    left = [np.sum(kind, axis=-1) - np.take_along_axis(kind, largest, axis=-1)[..., 0] for kind in (supplied, used)]
    return _ratio(left[0], left[1])


def place_left(flows: Floats) -> Floats:
    """N-1 place (M8): share of each user's tonnes left without its largest origin. [..., user]."""
    return 1.0 - top_supplier_share(flows)


def governance_risk(score: Floats) -> Floats:
    """Governance risk g = (2.5 - WGI) / 5 (M6): 0 at a score of 2.5, 1 at -2.5, and beyond where the score is."""
    return (WORST - np.asarray(score, dtype=float)) / SPAN


def import_risk(imports: Floats, risk: Floats, production: Floats) -> Floats:
    """Import risk of each user (M6): Σ g f / (P + F), over the imports whose origin has a governance risk.

    A user's own output counts with risk 0. Tonnes of origins without governance are out of both sums: tell them with
    `hidden_share`.
    Shapes  imports [..., origin] of one user each, risk [..., origin], production [...]: broadcast.
    Units   imports, production: one unit; own use and own internal trade are not imports.
    Source  MODEL M6; Gemechu et al. (2016). By hand: 0.3 · 1000 / 2500 = 0.12.
    """
    held, weighed = np.asarray(imports, dtype=float), np.asarray(risk, dtype=float)
    if np.isnan(held).any():
        held = np.nan_to_num(held)
    known = 1.0 - np.isnan(weighed)
    risky, total = (np.einsum("...i,...i->...", held, part) for part in (np.nan_to_num(weighed), known))
    return _ratio(risky, production + total)


def geopolrisk_score(world_concentration: Floats, risk_of_imports: Floats) -> Floats:
    """GeoPolRisk score (M6): HHI of world production times import risk."""
    return np.asarray(world_concentration * risk_of_imports, dtype=float)


def characterisation_factor(score: Floats, price: Floats, reference: Floats | float) -> Floats:
    """GeoPolRisk characterisation factor (M6), kg of the reference per kg: score · price / reference.

    Units   price: USD/kg; reference: score · price of the reference mineral, USD/kg.
    Source  MODEL M6; Koyamparambath et al. (2024): copper is the reference.
    """
    return np.asarray(score * price / reference, dtype=float)


def disruption_potential(flows: Floats, probability: Floats) -> Floats:
    """Expected share of each user's tonnes lost in a year: Σ probability · share of the origin.

    A place's own output counts: a strike at home is a disruption too.
    Shapes  flows [..., origin, user]; probability [origin] or [..., origin], per year, NaN where nobody has a figure.
    """
    held = np.nan_to_num(flows)
    chance = np.broadcast_to(np.asarray(probability, dtype=float)[..., None], held.shape)
    known = np.where(np.isnan(chance), 0.0, held)
    return _ratio(np.sum(known * np.nan_to_num(chance), axis=-2), np.sum(known, axis=-2))


def scarcity_price(lost: Floats, supply_elasticity: Floats, demand_elasticity: Floats, highest: Floats) -> Floats:
    """World price over base when a share of supply is lost for a year: (1 - x)^(-1/(ε+η)), at most `highest`.

    `highest`: the price of the backstop over base, at which substitutes are taken. All shapes broadcast.
    Source  docs/theory/market.md, closed form of one place.
    """
    with np.errstate(divide="ignore"):
        price = (1.0 - np.asarray(lost, dtype=float)) ** (-1.0 / (supply_elasticity + demand_elasticity))
    return np.asarray(np.minimum(price, highest), dtype=float)


def user_loss(price: Floats, use: Floats | float, base_price: Floats | float, demand_elasticity: Floats) -> Floats:
    """Loss of users from a price of `price` times base: p₀ U ∫₁^p r^(-η) dr.

    Units   USD/yr for use in t/yr and base_price in USD/t; shapes broadcast.
    Source  docs/theory/market.md: the consumer surplus under a demand of constant elasticity.
    """
    power = 1.0 - np.asarray(demand_elasticity, dtype=float)
    level = np.abs(power) < np.finfo(float).eps
    area = np.where(level, np.log(price), (price**power - 1.0) / np.where(level, 1.0, power))
    return np.asarray(base_price * use * area, dtype=float)


def expected_loss(probability: Floats, loss: Floats) -> Floats:
    """Σ probability · loss over one-year disruptions of each origin; one without a probability is left out.

    Shapes  loss [..., origin, user] in USD/yr, probability [..., origin] per year. Result [..., user].
    Source  MODEL M8, after the probability-weighted scenarios of Nassar et al. (2025), USGS OFR 2025-1047.
    """
    chance = np.nan_to_num(np.asarray(probability, dtype=float))[..., None]
    return np.asarray(np.sum(chance * np.nan_to_num(loss), axis=-2), dtype=float)


def _covered(amounts: Floats, weights: Floats | float) -> tuple[Floats, Floats]:
    """Amounts and weights with 0 where either is NaN, broadcast."""
    held, weighed = np.broadcast_arrays(np.asarray(amounts, dtype=float), np.asarray(weights, dtype=float))
    missing = np.isnan(held) | np.isnan(weighed)
    return np.where(missing, 0.0, held), np.where(missing, 0.0, weighed)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """part / whole; NaN where the whole is not positive."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    there = whole > 0
    return np.where(there, part / np.where(there, whole, 1.0), np.nan)
