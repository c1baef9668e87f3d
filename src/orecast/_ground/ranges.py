"""A number that is not known exactly: low, mode, high, with the standing of its source."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["measured", "published", "assumed", "guess"]


@dataclass(frozen=True)
class Range:
    """A triangular range (low ≤ mode ≤ high) with unit, standing and source.

    `status`: measured (a statistic), published (a study), assumed (nobody has published it),
    guess (drafted for one deal). `source` is a citation or the reason for the range, never empty.
    """

    low: float
    mode: float
    high: float
    unit: str
    status: Status
    source: str
    set_by: str = ""  # table and row, or overlay, that gave it

    @property
    def is_sourced(self) -> bool:
        """True for measured and published numbers, False for assumed ones and guesses."""
        return self.status in ("measured", "published")
