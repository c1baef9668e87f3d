"""Labels that a deal may use, read from the embedded edition."""

from dataclasses import dataclass
from functools import cache

from orecast._ground.errors import CoverageError, DealError, LabelError
from orecast._ground.labels import suggestion
from orecast.deals.reading import Document, Path_
from orecast.deals.schema import ALL_PLACES, Capacity, ControlOfPlace, Deal, Offtake, Ownership, Project, Stockpile
from orecast.sources import load
from orecast.sources.stages import market_at

PLACE_FIELDS = ("place", "importer", "origin", "buyer", "to", "owner")
LIST_FIELDS = ("targets", "origins", "users")
SINGLE = (Capacity, Project, ControlOfPlace, Offtake, Stockpile, Ownership)
"""Levers whose places are single ones: a group cannot mine, buy or hold a stock."""


@dataclass(frozen=True)
class Labels:
    """Minerals, places and groups of the edition, with the minerals that cannot be represented and why."""

    minerals: frozenset[str]
    places: frozenset[str]
    groups: dict[str, tuple[str, ...]]
    excluded: dict[str, str]
    coded: frozenset[str]  # minerals with customs codes

    def members(self, label: str) -> tuple[str, ...]:
        """Places of a group, or the place itself."""
        return self.groups.get(label, (label,))


@cache
def labels() -> Labels:
    """Labels of the embedded edition (read once)."""
    groups = load("groups").frame
    excluded = load("excluded").frame
    return Labels(
        minerals=frozenset(load("minerals").frame["mineral"]),
        places=frozenset(load("places").frame["place"]),
        groups={str(group): tuple(rows["place"]) for group, rows in groups.groupby("group")},
        excluded=dict(zip(excluded["mineral"], excluded["reason"], strict=True)),
        coded=frozenset(load("mineral_codes").frame["mineral"]),
    )


def staged(deal: Deal, document: Document) -> Deal:
    """The deal with every mineral and stage as the id of that stage's balance: antimony, metal is antimony-metal.

    Errors  DealError for an unknown stage, with those that are there; CoverageError for one that cannot be balanced.
    """
    levers = [
        lever.model_copy(update={"mineral": _market(lever.mineral, lever.stage, ("levers", index, "stage"), document)})
        if lever.stage
        else lever
        for index, lever in enumerate(deal.levers)
    ]
    return deal.model_copy(update={"levers": levers})


def _market(mineral: str, stage: str, path: Path_, document: Document) -> str:
    try:
        return market_at(load("minerals").frame, load("stages").frame, mineral, stage)
    except CoverageError as error:
        raise CoverageError(f"{document.where(path)}: {error}") from error
    except LabelError as error:
        raise DealError(f"{document.where(path)}: {error}") from error


def check_labels(deal: Deal, document: Document) -> None:
    """Every mineral, place and party of a deal is one the edition knows.

    Errors  DealError naming file, line, field, near names and the next step; CoverageError for a mineral that the
    statistics cannot represent.
    """
    known = labels()
    for index, party in enumerate(deal.parties):
        _require(party.party, {*known.places, *known.groups}, "party", ("parties", index, "party"), document)
    for index, lever in enumerate(deal.levers):
        _check_mineral(lever.mineral, ("levers", index, "mineral"), known, document)
        wide = {*known.places, *known.groups, ALL_PLACES}
        for path, place in named_places(lever, ("levers", index)):
            allowed = known.places if isinstance(lever, SINGLE) and path[-1] != "owner" else wide
            _require(place, allowed, "place", path, document)
        if isinstance(lever, Offtake | Ownership):
            _check_project(lever, deal, ("levers", index, "of"), document)


def named_places(lever: object, path: Path_) -> list[tuple[Path_, str]]:
    """Each place that a lever names, with the path of the field that names it."""
    single = [((*path, field), getattr(lever, field)) for field in PLACE_FIELDS if hasattr(lever, field)]
    several = [
        ((*path, field, place), label) for field in LIST_FIELDS for place, label in enumerate(getattr(lever, field, ()))
    ]
    return [*single, *several]


def _check_project(lever: Offtake | Ownership, deal: Deal, path: Path_, document: Document) -> None:
    """A share of a project is taken where it stands, and of the mineral it yields."""
    where, role = (lever.origin, "origin") if isinstance(lever, Offtake) else (lever.place, "place")
    projects = {item.name: item for item in deal.levers if isinstance(item, Project) and item.mineral == lever.mineral}
    if lever.of is None or (lever.of in projects and projects[lever.of].place == where):
        return
    fault = (
        f"the project '{lever.of}' stands in {projects[lever.of].place}, and the {role} here is {where}"
        if lever.of in projects
        else f"there is no project '{lever.of}' of {lever.mineral} in this deal"
    )
    hint = suggestion(lever.of, projects)
    step = "give 'volume'" if isinstance(lever, Offtake) else "leave it out"
    raise DealError(
        f"{document.where(path)}: {fault}. {hint + ' ' if hint else ''}A share is of a project of the same deal, "
        f"mineral and place. Name one of: {', '.join(projects) or 'none'}; or {step}."
    )


def _check_mineral(mineral: str, path: Path_, known: Labels, document: Document) -> None:
    _require(mineral, known.minerals, "mineral", path, document)
    reason = known.excluded.get(mineral) or ("" if mineral in known.coded else "it has no live customs code")
    if reason:
        raise CoverageError(
            f"{document.where(path)}: {mineral} cannot be represented: {reason.rstrip('.')}. A deal moves tonnes that "
            "the customs statistics can follow. See 'orecast minerals' for those that can."
        )


def _require(label: str, known: set[str] | frozenset[str], kind: str, path: Path_, document: Document) -> None:
    if label in known:
        return
    hint = suggestion(label, sorted(known))
    listing = "orecast minerals" if kind == "mineral" else "orecast data list places"
    raise DealError(
        f"{document.where(path)}: unknown {kind} '{label}'. {hint + ' ' if hint else ''}"
        f"Labels are those of the data edition. See '{listing}'."
    )
