"""What is asked: deals and events from names, files and objects."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orecast._ground.errors import DealError
from orecast.desk.inputs import Question


def asked(deals: Sequence[Any], events: Sequence[Any] | None = None, party: str | None = None) -> Question:
    """The question behind names of the library, paths of deal, event or scenario files, and Deal objects.

    `events=None` takes the events among `deals`, else the hypothetical ones of the library on one of their minerals;
    an empty list none, also where a scenario file names some.
    Errors  DealError where no deal is among them; LabelError for an unknown name.
    """
    from orecast.deals import load_deal

    loaded: dict[str, Any] = {}
    title = text = ""
    for given in deals:
        found, named, question = _read(given)
        _require_one_of_each_name(loaded, found)
        loaded |= {deal.name: deal for deal in found}
        title, text = title or named, text or question
    chosen = [deal for deal in loaded.values() if deal.kind == "deal"]
    if not chosen:
        raise DealError(
            f"no deal in {', '.join(map(str, deals)) or 'an empty list'}. A brief weighs one deal or more. "
            "Name one: 'orecast deal list' shows the library."
        )
    around = [deal for deal in loaded.values() if deal.kind == "event"]
    if events is not None and not events:
        around = []
    elif events is not None:
        around += [load_deal(event) if isinstance(event, str | Path) else event for event in events]
    elif not around:
        around = _touching({mineral for deal in chosen for mineral in deal.minerals})
    return Question(tuple(chosen), tuple(around), title, text, party)


def _require_one_of_each_name(loaded: dict[str, Any], found: Sequence[Any]) -> None:
    """A deal may be named twice; two deals that differ may not share a name, since one would be lost."""
    for deal in found:
        if deal.name in loaded and loaded[deal.name] != deal:
            raise DealError(
                f"two deals or events that differ are called '{deal.name}'. Names tell results apart, so each has its "
                "own. Change 'name' in one of the files."
            )


def _read(given: Any) -> tuple[list[Any], str, str]:
    """Deals and events of one argument, with the title and question of a scenario file."""
    from orecast.deals import load_deal, load_scenario

    if not isinstance(given, str | Path):
        return [given], "", ""
    scenario = load_scenario(given)
    if scenario.deals == [scenario.name]:
        return [load_deal(given)], "", ""
    return [load_deal(name) for name in (*scenario.deals, *scenario.events)], scenario.title, scenario.question


def _touching(minerals: set[str]) -> list[Any]:
    """What-if events of the library with a lever on one of `minerals`: those in force are weighed when named."""
    from orecast.deals import library, load_deal

    return [load_deal(e.name) for e in library() if _is_what_if(e) and minerals & set(e.minerals)]


def _is_what_if(entry: Any) -> bool:
    return bool(entry.kind == "event" and entry.status == "hypothetical")
