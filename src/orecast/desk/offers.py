"""What is on offer: who gives what to whom, where, who controls the place, and how it stands."""

from collections.abc import Sequence
from typing import Any

from orecast.desk import prose
from orecast.desk.inputs import WorldInfo


def offers(deals: Sequence[Any], world: WorldInfo) -> list[dict[str, Any]]:
    """One entry for each deal, in words only."""
    return [_offer(deal, world) for deal in deals]


def _offer(deal: Any, world: WorldInfo) -> dict[str, Any]:
    return {
        "name": deal.name,
        "title": deal.title,
        "date": written_date(deal.date),
        "status": deal.status,
        "text": deal.text,
        "parties": [
            {"name": world.party(p.party), "role": p.role, "gives": p.gives, "gets": p.gets} for p in deal.parties
        ],
        "minerals": [world.mineral(mineral).full_name for mineral in deal.minerals],
        "short": short_title(deal, world),
        "assets": assets(deal, world),
        "sources": list(deal.sources),
    }


def short_title(deal: Any, world: WorldInfo) -> str:
    """'Russia → United States: rare earths and lithium', for a column heading."""
    sides = " → ".join(world.party(party.party) for party in deal.parties[:2])
    minerals = [world.mineral(mineral).name for mineral in deal.minerals]
    return f"{sides}: {prose.listed([*minerals[:2], 'more'] if len(minerals) > 3 else minerals)}"


def assets(deal: Any, world: WorldInfo) -> list[dict[str, Any]]:
    """Deposits and plants of the levers, together where place, controller and date of control are the same."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for lever in deal.levers:
        if not getattr(lever, "deposit", ""):
            continue
        control = getattr(lever, "control", None)
        by, when = _controller(lever.place, control, world)
        held = f"{lever.deposit} ({world.mineral(lever.mineral).name})"
        found.setdefault((prose.called(world.place(lever.place)), by, when), []).append(held)
    return [{"place": place, "by": by, "date": when, "names": names} for (place, by, when), names in found.items()]


def _controller(place: str, control: Any, world: WorldInfo) -> tuple[str, str]:
    """Who controls a site and on what date: said where it is stated and the country has a part under another hand."""
    if control is None or (control.by == place and f"{place}-occupied" not in world.place_names):
        return "", ""
    name = world.place(control.by)
    return f"{name}'s government" if control.by == place else prose.called(name), written_date(control.date)


def written_date(date: Any) -> str:
    """A date in words, '24 February 2025'; a text as it is."""
    return f"{date.day} {date:%B %Y}" if hasattr(date, "strftime") else str(date)
