"""Every error Orecast raises on purpose, in one tree.

A message says what is wrong, where (by label or by file, line and field), the rule, and the next step.
"""


class OrecastError(Exception):
    """Root of the tree: catch this to catch everything Orecast raises on purpose."""


class DataError(OrecastError):
    """A table is missing, damaged, or says something impossible."""


class LabelError(OrecastError):
    """A mineral, place, year or other label that the World does not know."""


class CoverageError(OrecastError):
    """The statistics cannot represent what was asked (a mineral without live customs codes, say)."""


class DealError(OrecastError):
    """A deal, event or scenario file that breaks its schema or contradicts itself."""


class OutputError(OrecastError):
    """Results cannot be written where the user asked."""


class GameError(OrecastError):
    """A game file that breaks its schema or contradicts itself, or a question that the game cannot answer."""
