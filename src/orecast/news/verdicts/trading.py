"""Shares of world trade: 'China imports most of the copper traded' is a share of imports, not of output."""

import re

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.verdicts.ledgers import EXPORTS, IMPORTS, information
from orecast.world import World

TRADED = re.compile(
    r"\b(?:traded|seaborne|(?:world|global|international) (?:[\w-]+ ){0,2}?trade|trade in"
    r"|(?:sold|shipped|sells) (?:worldwide|abroad|globally)"
    r"|on (?:the )?(?:world|global) markets?)\b",
    re.IGNORECASE,
)
BUYS = re.compile(
    r"\b(?:imports?|imported|importing|buys?|bought|buying|purchases?|purchased|absorbs?|takes)\b", re.IGNORECASE
)
SELLS = re.compile(r"\b(?:exports?|exported|exporting|ships?|shipped|sells?|sold)\b", re.IGNORECASE)
MAKES = re.compile(
    r"\b(?:mine[sd]?|produce[sd]?|refine[sd]?|smelts?|smelted|holds?|has|supplie[sd]|supply)\b", re.IGNORECASE
)
FORM = re.compile(
    r"\b(?:ores?|concentrates?|oxides?|carbonate|hydroxide|compounds?|bauxite|unwrought)\b", re.IGNORECASE
)


def trade_bases(before: str, text: str) -> tuple[str, ...]:
    """Imports, exports or both where a share is of trade; nothing where it is not.

    before: words before the share in its own part of the clause; text: the whole clause.
    """
    verbs = [(one.end(), pattern) for pattern in (BUYS, SELLS, MAKES) for one in pattern.finditer(before)]
    last = max(verbs, key=lambda one: one[0])[1] if verbs else None
    if last is BUYS:
        return (IMPORTS,)
    if not TRADED.search(text):
        return ()
    return (EXPORTS,) if last is SELLS else (EXPORTS, IMPORTS)


def left_out(world: World, mineral: Found, text: str) -> str:
    """What customs flows of a mineral leave out, where the words do not say the form that they hold; else nothing."""
    identifier = lexicon.mineral_ids().get(mineral.name)
    if not identifier or FORM.search(text):
        return ""
    held = str(information(world, identifier)["stage_label"])
    return held if "not in these flows" in held or "no customs code" in held else ""
