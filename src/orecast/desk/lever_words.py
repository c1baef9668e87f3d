"""What a lever is called inside a sentence: 'the sale of lithium from Chile to Japan', 'Reko Diq'."""

import re
from collections.abc import Sequence
from typing import Any

from orecast.desk import prose
from orecast.desk.inputs import WorldInfo

TRADE = {"importer": "imports"}  # who an embargo or a quota is laid on by; all others control exports
NAMES = {
    "ownership": "the stake of {owner} in {mineral} of {place}",
    "lifted_sanction": "the opening of {importer} to {mineral} from {origin}",
    "embargo": "the stop of {place} on {mineral} {trade}",
    "quota": "the quota of {place} on {mineral} {trade}",
    "tariff": "the tariff of {importer} on {mineral}",
    "transport": "the carriage of {mineral}",
    "offtake": "the sale of {mineral} from {origin} to {buyer}",
}
SHORT = {
    "ownership": "the {mineral} stake",
    "lifted_sanction": "the opening to {mineral}",
    "embargo": "the stop of {mineral} {trade}",
    "quota": "the {mineral} quota",
    "tariff": "the {mineral} tariff",
    "offtake": "the {mineral} sale",
}
PLACES = ("owner", "place", "importer", "origin", "buyer")


def lever_words(lever: Any, world: WorldInfo, levers: Sequence[Any] = (), short: bool = False) -> str:
    """A lever in a few words: by its kind, its mineral and its places, else by its deposit or its name.

    `short`: without its places. `levers`: all those of the run; a sale or a stake is of the project
    that it names, and where two levers have the same words their own names stand behind them.
    """
    said = _words(lever, world, levers, short)
    if sum(_words(other, world, levers, short) == said for other in levers) > 1:
        return f"{said} (‘{lever.name.replace('-', ' ')}’)"
    return said


def _words(lever: Any, world: WorldInfo, levers: Sequence[Any], short: bool) -> str:
    form = (SHORT if short and lever.lever in SHORT else NAMES).get(lever.lever)
    if form is None:
        return _site(lever)
    places = {
        field: prose.called(_place(str(getattr(lever, field)), world)) for field in PLACES if hasattr(lever, field)
    }
    if of := getattr(lever, "of", None):
        project = next((_site(one) for one in levers if one.name == of), prose.capital(of.replace("-", " ")))
        places |= {"origin": project, "place": project}
    told = {"mineral": world.mineral(lever.mineral).name, "trade": TRADE.get(getattr(lever, "by", ""), "exports")}
    return form.format(**told, **places)


def _place(label: str, world: WorldInfo) -> str:
    """A place or a group by its name."""
    return world.place(label) if label in world.place_names else world.party(label)


def _site(lever: Any) -> str:
    """A project's own name, with the capitals of its deposit; of other kinds the name in quotes."""
    name = lever.name.replace("-", " ")
    if getattr(lever, "place", None) is None:
        return f"‘{name}’"
    found = re.search(re.escape(name), getattr(lever, "deposit", "").replace("-", " "), re.IGNORECASE)
    return found[0] if found else prose.capital(name)
