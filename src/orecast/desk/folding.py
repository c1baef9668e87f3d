"""Rows of a table that say nothing: parties for which nothing changes go into one line below it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from orecast.desk import prose
from orecast.desk.sentences import look_up

UNCHANGED = "No change in 90 % of draws or more: {names}."
UNCOVERED = "Not covered: {names}."


def split(parties: Iterable[str], says_something: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """Parties that keep a row, and those that do not, in their order."""
    kept: list[str] = []
    folded: list[str] = []
    for party in parties:
        (kept if says_something(party) else folded).append(party)
    return kept, folded


def moves(data: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Whether any band under `keys` is other than zero throughout; a gap counts as something to show."""
    return any(prose.verdict(look_up(data, key)) != "unchanged" for key in keys if has(data, key))


def has(data: Mapping[str, Any], key: str) -> bool:
    """Whether the data hold something under `key`."""
    try:
        look_up(data, key)
    except (KeyError, IndexError):
        return False
    return True


def line(data: Mapping[str, Any], parties: Sequence[str], form: str = UNCHANGED) -> str:
    """The line that names them; empty where there are none."""
    names = prose.listed([prose.called(data["parties"][party]["name"]) for party in parties])
    return form.format(names=names) if names else ""
