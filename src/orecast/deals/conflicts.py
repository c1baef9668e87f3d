"""Levers that contradict each other: no draw could satisfy both."""

from collections.abc import Iterable
from itertools import product

from orecast._ground.errors import DealError
from orecast.deals.labels import Labels
from orecast.deals.schema import ALL_PLACES, Deal, Embargo, LiftedSanction, Offtake


def check_conflicts(deals: Iterable[Deal], known: Labels, where: str) -> None:
    """No flow is both banned outright and required (offtake) or reopened (lifted sanction) in the same years.

    A ban that leaks, hits a share only, or is uncertain contradicts nothing: some draws have room for both.
    Errors  DealError naming both levers, the flow and the years.
    """
    levers = [(deal.name, lever) for deal in deals for lever in deal.levers]
    bans = [(name, lever) for name, lever in levers if isinstance(lever, Embargo) and _is_outright(lever)]
    wants = [(name, lever) for name, lever in levers if isinstance(lever, Offtake | LiftedSanction)]
    for (ban_deal, ban), (want_deal, want) in product(bans, wants):
        if ban.mineral == want.mineral and _overlap(ban, want) and _hits(ban, want, known):
            start, _ = _overlap(ban, want) or (want.start, None)
            verb = "requires" if isinstance(want, Offtake) else "reopens"
            raise DealError(
                f"{where}: '{ban.name}' of {ban_deal} bans the flow of {want.mineral} from {want.origin} to "
                f"{_buyer(want)} that '{want.name}' of {want_deal} {verb}, from {start} on. A flow cannot be both. "
                "Drop one lever, give the ban a 'leakage' or a smaller 'share', or part them in time."
            )


def _is_outright(ban: Embargo) -> bool:
    return ban.leakage.high == 0 and ban.share.low == 1 and ban.probability.low == 1


def _buyer(want: Offtake | LiftedSanction) -> str:
    return want.buyer if isinstance(want, Offtake) else want.importer


def _overlap(ban: Embargo, want: Offtake | LiftedSanction) -> tuple[int, float] | None:
    start, end = max(ban.start, want.start), min(ban.end or 9999, want.end or 9999)
    return (start, end) if start <= end else None


def _hits(ban: Embargo, want: Offtake | LiftedSanction, known: Labels) -> bool:
    """Whether a route of the wanted flow lies under the ban (origin or importer's own goods; not passages)."""
    origins, buyers = set(known.members(want.origin)), set(known.members(_buyer(want)))
    imposer = set(known.members(ban.place))
    targets = {place for target in ban.targets for place in known.members(target)}
    everywhere = ALL_PLACES in ban.targets
    banned_from, banned_to = (imposer, targets) if ban.by != "importer" else (targets, imposer)
    from_hit = bool(origins & banned_from) or (everywhere and ban.by == "importer")
    to_hit = bool(buyers & banned_to) or (everywhere and ban.by != "importer")
    return from_hit and to_hit
