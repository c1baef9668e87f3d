"""Distances between places, for freight (M9) and for the gravity prior (M14)."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.sources import load

EARTH_RADIUS_KM = 6371.0
OWN_SHARE = 0.25
"""A place is as far from itself as a quarter of the way to its nearest neighbour (Wei 1996, NBER 5531)."""


def distances(places: Sequence[str]) -> Floats:
    """Great-circle distances between the places' points. [place, place], thousand km; a place without a
    point stands at the mean of the others."""
    table = load("places").frame.drop_duplicates("place").set_index("place")
    rows = table.reindex(list(places))
    points = np.stack([pd.to_numeric(rows[name], errors="coerce").to_numpy(np.float64) for name in ("lat", "lon")], 1)
    points = np.where(np.isfinite(points), points, np.nanmean(points, axis=0))
    latitude, longitude = np.radians(points).T
    chord = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    apart: Floats = 2 * EARTH_RADIUS_KM / 1000 * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return _with_own(apart)


def _with_own(apart: Floats) -> Floats:
    """The distances with each place's distance to itself on the diagonal."""
    others = np.where(np.eye(len(apart), dtype=bool), np.inf, np.maximum(apart, 0.05))
    own = OWN_SHARE * others.min(axis=1, initial=np.inf)
    return np.where(np.isfinite(others), others, np.where(np.isfinite(own), own, 1.0)[:, None])
