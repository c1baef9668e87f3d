"""From a document to a checked Deal, with every complaint placed on its line."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from orecast._ground.errors import DealError
from orecast.deals import schema
from orecast.deals.faults import Fault, Schema, hint, sentences, shown
from orecast.deals.overlay import Overlay
from orecast.deals.reading import Document, Path_

LEVERS: dict[str, type[schema.Lever]] = {
    "capacity": schema.Capacity,
    "project": schema.Project,
    "embargo": schema.Embargo,
    "quota": schema.Quota,
    "tariff": schema.Tariff,
    "lifted_sanction": schema.LiftedSanction,
    "offtake": schema.Offtake,
    "control": schema.ControlOfPlace,
    "transport": schema.Transport,
    "finance": schema.Finance,
    "stockpile": schema.Stockpile,
    "demand": schema.Demand,
    "ownership": schema.Ownership,
}
KINDS: dict[str, type[schema.Deal] | type[schema.Scenario]] = {
    "deal": schema.Deal,
    "event": schema.Deal,
    "scenario": schema.Scenario,
}
MODELS: dict[str, type[schema.Strict]] = {**KINDS, "overlay": Overlay}


def build(document: Document) -> schema.Deal | schema.Scenario:
    """The deal, event or scenario that a document spells out.

    Errors  DealError with one line per fault: file, line, field, what is wrong, the rule and the next step.
    """
    _require_version(document)
    kind = document.values.get("kind")
    if kind == "overlay":
        raise DealError(
            f"{document.where(('kind',))}: this is an overlay, which changes numbers of deals. A deal, an event or a "
            "scenario was asked for. Give the overlay with --overlay."
        )
    if kind not in KINDS:
        raise DealError(
            f"{document.where(('kind',))}: the kind is {shown(kind)}. A file is a deal, an event or a scenario. "
            f"{hint(kind, KINDS)}Write 'kind: deal'."
        )
    try:
        return KINDS[kind].model_validate(document.values)
    except ValidationError as error:
        raise DealError(sentences(error, document, _SCHEMA)) from error


def build_overlay(document: Document, path: Path) -> Overlay:
    """The overlay that a document spells out. Errors: DealError with one line per fault, as `build`."""
    _require_version(document)
    kind = document.values.get("kind")
    if kind != "overlay":
        raise DealError(
            f"{document.where(('kind',))}: the kind is {shown(kind)}. An overlay was asked for. Write "
            "'kind: overlay', or name the file as a deal."
        )
    try:
        made = Overlay.model_validate(document.values)
    except ValidationError as error:
        raise DealError(sentences(error, document, _SCHEMA)) from error
    if made.name != file_stem(path):
        raise DealError(
            f"{document.where(('name',))}: the overlay is called '{made.name}', its file '{file_stem(path)}'. The two "
            "agree, so that a result can be traced to its file. Rename one."
        )
    return made


def _require_version(document: Document) -> None:
    """Every file says which version of the schema it speaks."""
    version = document.values.get("orecast")
    if version is None:
        raise DealError(
            f"{document.name}, line 1: the schema version is missing. Every deal file says which version it speaks. "
            f"Add 'orecast: {schema.VERSION}' as the first line."
        )
    if type(version) is not int or version != schema.VERSION:
        raise DealError(
            f"{document.where(('orecast',))}: schema version {shown(version)} is not known. This Orecast reads "
            f"version {schema.VERSION}. Rewrite the deal from 'orecast deal new', or update Orecast."
        )


def _model_at(path: Path_, document: Document) -> type[BaseModel] | None:
    """Model of a mapping of the document."""
    values: Any = document.values
    model: type[BaseModel] | None = MODELS[document.values["kind"]]
    for part in path:
        values = values[part]
        if isinstance(values, dict):
            model = LEVERS.get(str(values.get("lever")), _INNER.get(str(part), _INNER.get(str(path[0]))))
    return model


def _tag(fault: Fault) -> str:
    place = fault.path[1] if len(fault.path) > 1 else None
    given = fault.document.values["levers"][place].get("lever") if isinstance(place, int) else None
    return f"the lever is {shown(given)}. Levers: {', '.join(LEVERS)}. {hint(given, LEVERS)}Write 'lever: project'"


_INNER: dict[str, type[schema.Strict]] = {
    "parties": schema.Party,
    "control": schema.Control,
    "levers": schema.Quantity,
    "changes": schema.Quantity,
}
_SCHEMA = Schema(_model_at, LEVERS, {"union_tag_invalid": _tag, "union_tag_not_found": _tag})


def file_stem(path: Path) -> str:
    """Name that a file gives its deal; the two must agree."""
    return path.name.removesuffix(".yaml").removesuffix(".yml")
