"""Which deal or event of the library a proposal of an article is: same sides, same mineral, same place."""

from collections.abc import Iterable
from dataclasses import dataclass

from orecast.deals.labels import Labels
from orecast.deals.schema import Deal, Embargo, Quota, Tariff
from orecast.news.product import Party, Proposal
from orecast.sources import load

BROAD = {"critical minerals": (), "raw materials": (), "rare earths": ("rare-earths",)}
"""Assets that are more than one mineral, with the minerals that they surely hold."""
KINDS: dict[str, tuple[type, ...]] = {
    "quota": (Quota,),
    "licen": (Quota,),
    "control": (Quota, Embargo),
    "restrict": (Quota, Embargo),
    "curb": (Quota, Embargo),
    "ban": (Embargo, Quota),
    "bar": (Embargo, Quota),
    "halt": (Embargo, Quota),
    "suspen": (Embargo, Quota),
    "embargo": (Embargo, Quota),
    "tariff": (Tariff,),
    "dut": (Tariff,),
}
"""Stems of the words for a one-sided measure, with the levers that can be one."""


@dataclass(frozen=True)
class Reading:
    """A proposal in the labels of the edition. None where the article does not say.

    minerals: ids; () for a broad asset such as 'critical minerals'. place: where the goods are.
    """

    proposal: Proposal
    offeror: str | None
    recipient: str | None
    place: str | None
    minerals: tuple[str, ...]
    is_broad: bool

    @property
    def is_measure(self) -> bool:
        """A one-sided measure such as a quota or a ban."""
        return self.proposal.measure is not None and self.recipient is None

    @property
    def levers(self) -> tuple[type, ...]:
        """Levers that a one-sided measure can be."""
        words = (self.proposal.measure or "").casefold()
        return next((kinds for stem, kinds in KINDS.items() if stem in words), ())


def reading_of(proposal: Proposal, known: Labels) -> Reading:
    """A proposal with its countries, place and minerals as labels of the edition."""
    iso2 = load("places").frame.dropna(subset=["iso2"]).set_index("iso2")["place"].to_dict()

    def label(code: str | None) -> str | None:
        if code is None:
            return None
        if code.casefold() in known.groups:
            return code.casefold()
        country, _, part = code.partition("-")
        whole = iso2.get(country)
        return f"{whole}-{part}" if f"{whole}-{part}" in known.places else whole

    def side(party: Party | None) -> str | None:
        return label(party.country) if party else None

    asset = (proposal.asset or "").casefold()
    spelt = load("news_minerals").frame.set_index("name")["mineral"].to_dict()
    mineral = str(spelt.get(asset) or "")
    own = (mineral,) if mineral in known.minerals else ()
    minerals = BROAD.get(asset, own)
    return Reading(
        proposal, side(proposal.offeror), side(proposal.recipient), label(proposal.place), minerals, asset in BROAD
    )


def match_of(reading: Reading, library: Iterable[Deal], known: Labels) -> Deal | None:
    """The deal or event of the library that a proposal is, the most specific first; None for a new one."""
    found = [deal for deal in library if _fits(reading, deal, known)]
    return min(found, key=lambda deal: (len(deal.minerals), deal.name), default=None)


def _fits(reading: Reading, deal: Deal, known: Labels) -> bool:
    if reading.is_measure:
        return deal.kind == "event" and deal.status != "hypothetical" and _imposes(reading, deal, known)
    if deal.kind != "deal" or None in (reading.offeror, reading.recipient):
        return False
    sides = {place for party in deal.parties[:2] for place in (party.party, *known.members(party.party))}
    return {reading.offeror, reading.recipient} <= sides and _same_asset(reading, deal) and _same_place(reading, deal)


def _imposes(reading: Reading, deal: Deal, known: Labels) -> bool:
    """Whether some lever of an event is such a measure, by the same place, on the same mineral."""
    return any(
        isinstance(lever, reading.levers)
        and lever.mineral in reading.minerals
        and reading.offeror in {place for name in lever.places()[:1] for place in (name, *known.members(name))}
        for lever in deal.levers
    )


def _same_asset(reading: Reading, deal: Deal) -> bool:
    if reading.minerals:
        return not set(reading.minerals).isdisjoint(deal.minerals)
    return reading.is_broad and (len(deal.minerals) > 1 or "rare-earths" in deal.minerals)


def _same_place(reading: Reading, deal: Deal) -> bool:
    """The place of the goods, where the article names one, is among the places of the levers or the sides."""
    if reading.place is None or reading.place in (reading.offeror, reading.recipient):
        return True
    return any(reading.place in lever.places() for lever in deal.levers)
