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
        "assets": [_asset(lever, world) for lever in deal.levers if getattr(lever, "deposit", "")],
        "sources": list(deal.sources),
    }


def _asset(lever: Any, world: WorldInfo) -> dict[str, str]:
    control = getattr(lever, "control", None)
    return {
        "name": lever.deposit,
        "mineral": world.mineral(lever.mineral).name,
        "place": world.place(lever.place),
        "control": f"{prose.called(world.place(control.by))} ({written_date(control.date)})" if control else "not stated",
        "source": control.source if control else "",
    }


def written_date(date: Any) -> str:
    """A date in words, '24 February 2025'; a text as it is."""
    return f"{date.day} {date:%B %Y}" if hasattr(date, "strftime") else str(date)
