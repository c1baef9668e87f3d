"""From a document to a checked Deal, with every complaint placed on its line."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from orecast._ground.errors import DealError
from orecast._ground.labels import suggestion
from orecast.deals import schema
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
            f"{document.where(('kind',))}: the kind is {_shown(kind)}. A file is a deal, an event or a scenario. "
            f"{_hint(kind, KINDS)}Write 'kind: deal'."
        )
    try:
        return KINDS[kind].model_validate(document.values)
    except ValidationError as error:
        raise DealError("\n".join(_sentence(fault, document) for fault in _faults(error))) from error


def build_overlay(document: Document, path: Path) -> Overlay:
    """The overlay that a document spells out. Errors: DealError with one line per fault, as `build`."""
    _require_version(document)
    kind = document.values.get("kind")
    if kind != "overlay":
        raise DealError(
            f"{document.where(('kind',))}: the kind is {_shown(kind)}. An overlay was asked for. Write "
            "'kind: overlay', or name the file as a deal."
        )
    try:
        made = Overlay.model_validate(document.values)
    except ValidationError as error:
        raise DealError("\n".join(_sentence(fault, document) for fault in _faults(error))) from error
    if made.name != file_stem(path):
        raise DealError(
            f"{document.where(('name',))}: the overlay is called '{made.name}', its file '{file_stem(path)}'. The two "
            "agree, so that a result can be traced to its file. Rename one."
        )
    return made


def _faults(error: ValidationError) -> list[ErrorDetails]:
    """Faults to report: a field that is missing only because it is misspelt beside is not one."""
    faults = error.errors()
    extra = [fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"]

    def is_misspelt(fault: ErrorDetails) -> bool:
        *around, field = fault["loc"]
        return any(list(loc[:-1]) == around and suggestion(str(loc[-1]), [str(field)]) for loc in extra)

    return [fault for fault in faults if fault["type"] != "missing" or not is_misspelt(fault)]


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
            f"{document.where(('orecast',))}: schema version {_shown(version)} is not known. This Orecast reads "
            f"version {schema.VERSION}. Rewrite the deal from 'orecast deal new', or update Orecast."
        )


def _sentence(fault: ErrorDetails, document: Document) -> str:
    """One fault as a sentence with its file, line and field."""
    path, missing = _path_in_file(fault["loc"], document.values)
    if path == ("changes",):  # a fault of one address, named in the message
        path += tuple(address for address in document.values["changes"] if f"'{address}'" in fault["msg"])[:1]
    what = _EXPLAINED.get(fault["type"], _other)(fault, path, missing, document)
    return f"{document.where(path)}: {what}."


def _path_in_file(location: tuple[int | str, ...], values: Any) -> tuple[Path_, str]:
    """The part of pydantic's location that exists in the file (it adds lever tags), and the field that does not."""
    path: Path_ = ()
    missing = ""
    for part in location:
        if (isinstance(values, dict) and part in values) or (isinstance(values, list) and isinstance(part, int)):
            values, path = values[part], (*path, part)  # type: ignore[index]
        elif part not in LEVERS:
            missing = str(part)
    return path, missing


def _fields_at(path: Path_, document: Document) -> list[str]:
    """Fields that the schema knows at a place of the document."""
    values: Any = document.values
    model: type[schema.Strict] | None = MODELS[document.values["kind"]]
    for part in path:
        values = values[part]
        if isinstance(values, dict):
            model = LEVERS.get(str(values.get("lever")), _INNER.get(str(part), _INNER.get(str(path[0]))))
    return list(model.model_fields) if model else []


_INNER: dict[str, type[schema.Strict]] = {
    "parties": schema.Party,
    "control": schema.Control,
    "levers": schema.Quantity,
    "changes": schema.Quantity,
}


def _extra(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    key, known = str(path[-1]), _fields_at(path[:-1], document)
    return f"there is no field '{key}' here. {_hint(key, known)}Fields here: {', '.join(known)}. Rename or delete it"


def _missing(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    return f"the field '{missing}' is missing. It is required here. Add '{missing}: …'"


def _tag(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    place = path[1] if len(path) > 1 else None
    given = document.values["levers"][place].get("lever") if isinstance(place, int) else None
    return f"the lever is {_shown(given)}. Levers: {', '.join(LEVERS)}. {_hint(given, LEVERS)}Write 'lever: project'"


def _own(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    return fault["msg"].removeprefix("Value error, ")


def _choice(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    allowed = fault.get("ctx", {}).get("expected", "")
    return f"{_shown(fault['input'])} is not one of the choices. Choices: {allowed}. Pick one"


def _type(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    wanted = _WANTED.get(fault["type"], "a value of another kind")
    return f"{_shown(fault['input'])} is not {wanted}. The schema is strict and converts nothing. Write {wanted}"


def _pattern(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    return (
        f"{_shown(fault['input'])} is no name. Names are lower-case letters, digits and hyphens. Write 'my-deal-2026'"
    )


def _other(fault: ErrorDetails, path: Path_, missing: str, document: Document) -> str:
    return f"{fault['msg']}. The schema does not allow it. See 'orecast deal new'"


_WANTED = {
    "float_type": "a number or {low: …, mode: …, high: …}",
    "model_type": "a number or {low: …, mode: …, high: …}",
    "model_attributes_type": "a group of 'field: value' lines",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": "a list",
    "date_type": "a date such as 2025-02-24",
}
_EXPLAINED = {
    "extra_forbidden": _extra,
    "missing": _missing,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _tag,
    "value_error": _own,
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(_WANTED, _type),
}


def _shown(value: Any) -> str:
    return "missing" if value is None else f"'{value}'" if isinstance(value, str) else f"{value}"


def _hint(value: Any, known: Any) -> str:
    hint = suggestion(str(value), known) if value is not None else ""
    return f"{hint} " if hint else ""


def file_stem(path: Path) -> str:
    """Name that a file gives its deal; the two must agree."""
    return path.name.removesuffix(".yaml").removesuffix(".yml")
