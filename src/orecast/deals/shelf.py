"""The deal library: what comes with Orecast, and how a deal is loaded, listed, shown, checked and begun."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml

from orecast._ground.errors import DealError, LabelError, OrecastError
from orecast._ground.labels import suggestion
from orecast.deals.blank import TEMPLATE
from orecast.deals.conflicts import check_conflicts
from orecast.deals.labels import check_labels, labels, staged
from orecast.deals.loading import build, file_stem
from orecast.deals.overlay import Overlay
from orecast.deals.reading import Document, parse_document, read_document, text_of
from orecast.deals.schema import Deal, Lever, Project, Quantity, Scenario
from orecast.world import World

EARLY_PROJECT_YEARS = 6  # the shortest lead time seen (S&P Global 2023: 127 mines, 6–32 years, mean 15.7)


@dataclass(frozen=True)
class Finding:
    """One remark on a deal file: an error stops a run, a warning is worth a look, a note is for the record."""

    level: Literal["error", "warning", "note"]
    where: str
    message: str


@dataclass(frozen=True)
class Entry:
    """One line of the library: what `orecast deal list` prints."""

    name: str
    kind: str
    title: str
    date: str
    status: str
    minerals: tuple[str, ...]
    guesses: int
    numbers: int


def library() -> tuple[Entry, ...]:
    """Deals and events that come with Orecast, by name."""
    return tuple(_entry(deal) for deal in library_deals())


def library_deals() -> tuple[Deal, ...]:
    """The deals and events themselves, by name."""
    return tuple(load_deal(name) for name in sorted(_library_files()))


def library_names() -> tuple[str, ...]:
    """Names of the deals and events that come with Orecast, without reading them."""
    return tuple(sorted(_library_files()))


def moves() -> tuple[Deal, ...]:
    """Counter-moves: events, each played by its first party. They load by name and are in no list of deals."""
    return tuple(load_deal(name) for name in sorted(_files_in("moves")))


def load_deal(name_or_path: str | Path) -> Deal:
    """A deal or event of the library by name, or of a file by path.

    Errors  LabelError for a name the library does not hold; DealError or CoverageError for a file with a fault, or for
            one that is set aside because its mineral cannot be represented.
    """
    made = _load(name_or_path)
    if isinstance(made, Scenario):
        raise DealError(
            f"{name_or_path}: this is a scenario, a list of deals and events. A deal was asked for. "
            "Use load_scenario, or name one of its deals."
        )
    return made


def load_scenario(path: str | Path) -> Scenario:
    """A scenario file: deals, events and the question. A plain deal becomes a scenario of itself.

    Errors  as `load_deal`, also for the deals and events that it names.
    """
    made = _load(path)
    if isinstance(made, Deal):
        kind = {"deals": [made.name], "events": []}
        return Scenario(orecast=1, kind="scenario", name=made.name, title=made.title, question=made.text, **kind)
    return _resolved(made, _located(path))


def set_aside() -> tuple[Deal, ...]:
    """Deals and events that are known and whose minerals cannot be represented: `load_deal` refuses them by name."""
    found = (build(read_document(path)) for _, path in sorted(_files_in("deals/not-representable").items()))
    return tuple(deal for deal in found if isinstance(deal, Deal))


def describe(name_or_path: str | Path) -> dict[str, Any]:
    """A deal as plain lists and texts: what `orecast deal show` prints, every number beside its standing and source."""
    deal = load_deal(name_or_path)
    return {
        "name": deal.name,
        "kind": deal.kind,
        "title": deal.title,
        "date": deal.date.isoformat(),
        "status": deal.status,
        "text": deal.text,
        "parties": [party.model_dump() for party in deal.parties],
        "levers": [_lever_rows(lever) for lever in deal.levers],
        "sources": list(deal.sources),
    }


def check(path: str | Path) -> list[Finding]:
    """Everything worth saying about a deal file: its faults, and what a careful reader would question."""
    try:
        made = _load(path)
    except OrecastError as error:
        return [Finding("error", str(path), line) for line in str(error).splitlines()]
    if isinstance(made, Scenario):
        try:
            found = _resolved(made, _located(path))
        except OrecastError as error:
            return [Finding("error", str(path), line) for line in str(error).splitlines()]
        return [finding for name in (*found.deals, *found.events) for finding in check(name)]
    return [*_early_projects(made), *_incomplete_flows(made), *_many_guesses(made)]


def template(name: str) -> str:
    """YAML of a new deal to fill in, with one lever of each kind and what each field means."""
    return TEMPLATE.replace("NAME", name)


def to_yaml(deal: Deal | Overlay) -> str:
    """A deal or overlay as YAML that loads back to the same."""
    values = deal.model_dump(mode="python", exclude_unset=True)
    return yaml.safe_dump(_tidy(values), sort_keys=False, allow_unicode=True, width=110)


def _load(name_or_path: str | Path) -> Deal | Scenario:
    path = _located(name_or_path)
    return _made(text_of(path), path)


@lru_cache(maxsize=128)
def _made(text: str, path: Path) -> Deal | Scenario:
    """What the text of a file says, checked; the same text is read once."""
    document = parse_document(text, path.name)
    made = build(document)
    _same_name(made.name, path, document)
    if isinstance(made, Deal):
        made = staged(made, document)
        check_labels(made, document)
        check_conflicts([made], labels(), document.name)
    return made


def _resolved(scenario: Scenario, path: Path) -> Scenario:
    """The scenario with paths of deals read from its own folder, every deal and event loaded once as a trial."""
    document = read_document(path)
    found: dict[str, list[str]] = {}
    for field, kind in (("deals", "deal"), ("events", "event")):
        found[field] = []
        for place, name in enumerate(getattr(scenario, field)):
            label = str(path.parent / name) if Path(name).suffix in (".yaml", ".yml") else name
            loaded = load_deal(label)
            if loaded.kind != kind:
                raise DealError(
                    f"{document.where((field, place))}: '{name}' is of kind {loaded.kind}. '{field}' lists {field} "
                    f"only. Move it to '{loaded.kind}s'."
                )
            found[field].append(label)
    return scenario.model_copy(update=found)


def _located(name_or_path: str | Path) -> Path:
    """The file of a library name, or the path itself."""
    name = str(name_or_path)
    known = _library_files()
    kept = {**_files_in("moves"), **_files_in("deals/not-representable"), **known}
    if name in kept:
        return kept[name]
    if Path(name).suffix in (".yaml", ".yml"):
        return Path(name)
    hint = suggestion(name, kept)
    raise LabelError(
        f"unknown deal '{name}' in the library. {hint + ' ' if hint else ''}A deal is one of the library "
        f"({', '.join(sorted(known))}) or the path of a .yaml file. See 'orecast deal list'."
    )


def _same_name(name: str, path: Path, document: Document) -> None:
    if name != file_stem(path):
        raise DealError(
            f"{document.where(('name',))}: the deal is called '{name}', its file '{file_stem(path)}'. The two agree, "
            "so that a result can be traced to its file. Rename one."
        )


def _library_files() -> dict[str, Path]:
    return _files_in("deals")


@cache
def _files_in(folder: str) -> dict[str, Path]:
    """Deal files of a folder of the data, by name."""
    found = Path(str(files("orecast") / "data")) / folder
    return {file_stem(path): path for path in found.glob("*.yaml")}


def _entry(deal: Deal) -> Entry:
    standing = [lever.is_guess(number) for lever in deal.levers for _, number in lever.numbers()]
    return Entry(
        deal.name,
        deal.kind,
        deal.title,
        deal.date.isoformat(),
        deal.status,
        deal.minerals,
        sum(standing),
        len(standing),
    )


def _lever_rows(lever: Lever) -> dict[str, Any]:
    """A lever with its plain fields and a row for each number."""
    plain = lever.model_dump(mode="json", exclude_unset=True, exclude={field for field, _ in lever.numbers()})
    return {**plain, "numbers": [_number_row(lever, field, number) for field, number in lever.numbers()]}


def _number_row(lever: Lever, field: str, number: Quantity) -> dict[str, Any]:
    return {
        "field": field,
        "low": number.low,
        "mode": number.mode,
        "high": number.high,
        "standing": "guess" if lever.is_guess(number) else "sourced",
        "source": number.source or lever.source or "",
    }


def _early_projects(deal: Deal) -> list[Finding]:
    return [
        Finding(
            "warning",
            f"{deal.name}, {lever.name}",
            f"first output may come {lever.lead_time.low:g} years after the start; the fastest of 127 mines took "
            f"{EARLY_PROJECT_YEARS} from discovery (S&P Global 2023). Say in 'note' what is already built.",
        )
        for lever in deal.levers
        if isinstance(lever, Project) and lever.lead_time.low < EARLY_PROJECT_YEARS and not lever.note
    ]


def _incomplete_flows(deal: Deal) -> list[Finding]:
    """Minerals whose flows lack most of what is traded: a run refuses them unless asked to go on."""
    world = World.load()
    found = [(mineral, world.balance(mineral, allow_incomplete=True)) for mineral in deal.minerals]
    return [
        Finding(
            "warning",
            f"{deal.name}, {mineral}",
            f"{mineral} is '{balance.status}': {balance.status_reason.rstrip('.')}. A run refuses it without "
            "--allow-incomplete.",
        )
        for mineral, balance in found
        if balance.status != "usable"
    ]


def _many_guesses(deal: Deal) -> list[Finding]:
    entry = _entry(deal)
    return [Finding("note", deal.name, f"{entry.guesses} of {entry.numbers} numbers are guesses.")]


def _tidy(value: Any) -> Any:
    """Model values as a person would write them: plain numbers plain, whole numbers whole, no empty fields."""
    if isinstance(value, dict):
        if {"low", "mode", "high"} <= set(value) and value["low"] == value["high"] and len(value) == 3:
            return _tidy(value["mode"])
        return {key: _tidy(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_tidy(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
