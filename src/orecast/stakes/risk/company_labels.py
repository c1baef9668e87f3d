"""What a company's list may call a mineral or a place: ids, names, aliases, publishers' spellings, EU materials."""

from dataclasses import dataclass
from functools import cache

from orecast.sources import load
from orecast.stakes.risk.asked import place_spellings
from orecast.stakes.risk.eu_inputs import STAGES, study


@dataclass(frozen=True)
class Item:
    """What a row buys: a mineral of the statistics, or a material of the EU study ('' where there is none of either).

    `stage`: that of the study whose parameters apply; `no_material`: why no score by the EU's method is known.
    """

    label: str
    mineral: str
    material: str
    stage: str
    no_material: str = ""


@cache
def items() -> dict[str, Item]:
    """Items by spelling in lower case; a mineral of the statistics goes before a material of the study."""
    minerals = load("minerals").frame
    found: dict[str, Item] = {}
    for material in study().materials.index:
        found[str(material).casefold()] = _of_material(str(material))
    for row in minerals.itertuples(index=False):
        item = _of_mineral(str(row.mineral), str(row.name))
        spellings = (*str(row.aliases).split(";"), str(row.name), str(row.mineral))
        found |= {text.strip().casefold(): item for text in spellings if text.strip()}
    return found


def _of_material(material: str) -> Item:
    """A material of the study: the stage of its score, and the mineral that it is counted in at that stage."""
    table = study()
    row, stage = table.materials.loc[material], str(table.scores.at[material, "stage"])
    mineral = next(filter(None, (str(row[f"mineral_{one}"]) for one in (stage, *STAGES))), "")
    return Item(material, mineral, material, stage)


def _of_mineral(mineral: str, name: str) -> Item:
    """A mineral of the statistics, with the one material of the study that it is, if it is one."""
    materials = study().materials
    pairs = [
        (str(one), stage) for stage in STAGES for one in materials.index[materials[f"mineral_{stage}"].eq(mineral)]
    ]
    named = [pair for pair in pairs if pair[0].casefold() in (mineral, name.casefold())]
    chosen = named or pairs
    if len({material for material, _ in chosen}) == 1:
        return Item(mineral, mineral, *chosen[0])
    why = f"{len(chosen)} materials of the EU study are counted in it: name one" if chosen else "not in the EU study"
    return Item(mineral, mineral, "", "", f"no score by the EU's method: {why}")


@cache
def place_labels() -> dict[str, str]:
    """Place ids by spelling in lower case: publishers' spellings, then names and codes, which win."""
    table = load("place_names").frame
    published = zip(table["spelling"].astype(str), table["place"].astype(str), strict=True)
    return {" ".join(text.casefold().split()): place for text, place in published} | place_spellings()
