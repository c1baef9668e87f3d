"""The complaints of a strict schema as sentences: file, line, field, what is wrong, the rule and the next step.

Deals and games share this. A `Schema` says which fields stand where, so that a misspelt one gets its near names.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from orecast._ground.labels import suggestion
from orecast.deals.reading import Document, Path_

Explain = Callable[["Fault"], str]


@dataclass(frozen=True)
class Schema:
    """What the sentences need to know of a schema.

    model_at  model of the mapping at a path, None where there is none
    tags      words that pydantic puts into a location to name a member of a union
    own       sentences of this schema's own, by pydantic's type of fault
    """

    model_at: Callable[[Path_, Document], type[BaseModel] | None]
    tags: Collection[str] = ()
    own: Mapping[str, Explain] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One fault: pydantic's words, its path in the file, the field that is missing there."""

    details: ErrorDetails
    path: Path_
    missing: str
    document: Document
    schema: Schema

    @property
    def known_fields(self) -> list[str]:
        """Fields that the schema knows beside the faulty one."""
        model = self.schema.model_at(self.path[:-1], self.document)
        return [field.alias or name for name, field in model.model_fields.items()] if model else []


def sentences(error: ValidationError, document: Document, schema: Schema) -> str:
    """All faults, one a line."""
    return "\n".join(_sentence(fault, document, schema) for fault in _faults(error))


def shown(value: Any) -> str:
    """A value as a message quotes it."""
    return "missing" if value is None else f"'{value}'" if isinstance(value, str) else f"{value}"


def hint(value: Any, known: Iterable[str]) -> str:
    """'Did you mean …? ' with a space after it, or nothing."""
    found = suggestion(str(value), known) if value is not None else ""
    return f"{found} " if found else ""


def _faults(error: ValidationError) -> list[ErrorDetails]:
    """Faults to report: a field that is missing only because it is misspelt beside is not one."""
    faults = error.errors()
    extra = [fault["loc"] for fault in faults if fault["type"] == "extra_forbidden"]

    def is_misspelt(fault: ErrorDetails) -> bool:
        *around, name = fault["loc"]
        return any(list(loc[:-1]) == around and suggestion(str(loc[-1]), [str(name)]) for loc in extra)

    return [fault for fault in faults if fault["type"] != "missing" or not is_misspelt(fault)]


def _sentence(details: ErrorDetails, document: Document, schema: Schema) -> str:
    """One fault as a sentence with its file, line and field."""
    path, missing = _path_in_file(details["loc"], document.values, schema)
    if path == ("changes",):  # a fault of one address, named in the message
        path += tuple(address for address in document.values["changes"] if f"'{address}'" in details["msg"])[:1]
    fault = Fault(details, path, missing, document, schema)
    what = {**EXPLAINED, **schema.own}.get(details["type"], _other)(fault)
    return f"{document.where(path)}: {what}."


def _path_in_file(location: tuple[int | str, ...], values: Any, schema: Schema) -> tuple[Path_, str]:
    """The part of pydantic's location that exists in the file (it adds tags of unions), and the field that does not."""
    path: Path_ = ()
    missing = ""
    for part in location:
        if (isinstance(values, dict) and part in values) or (isinstance(values, list) and isinstance(part, int)):
            values, path = values[part], (*path, part)  # type: ignore[index]
        elif part not in schema.tags:
            missing = str(part)
    return path, missing


def _extra(fault: Fault) -> str:
    key, known = str(fault.path[-1]), fault.known_fields
    return f"there is no field '{key}' here. {hint(key, known)}Fields here: {', '.join(known)}. Rename or delete it"


def _missing(fault: Fault) -> str:
    return f"the field '{fault.missing}' is missing. It is required here. Add '{fault.missing}: …'"


def _own(fault: Fault) -> str:
    return fault.details["msg"].removeprefix("Value error, ")


def _choice(fault: Fault) -> str:
    allowed = fault.details.get("ctx", {}).get("expected", "")
    return f"{shown(fault.details['input'])} is not one of the choices. Choices: {allowed}. Pick one"


def _type(fault: Fault) -> str:
    wanted = WANTED.get(fault.details["type"], "a value of another kind")
    given = shown(fault.details["input"])
    return f"{given} is not {wanted}. The schema is strict and converts nothing. Write {wanted}"


def _pattern(fault: Fault) -> str:
    given, noun = shown(fault.details["input"]), fault.document.kind.noun
    return f"{given} is no name. Names are lower-case letters, digits and hyphens. Write 'my-{noun}-2026'"


def _other(fault: Fault) -> str:
    return f"{fault.details['msg']}. The schema does not allow it. See '{fault.document.kind.begun_by}'"


WANTED = {
    "float_type": "a number or {low: …, mode: …, high: …}",
    "model_type": "a number or {low: …, mode: …, high: …}",
    "model_attributes_type": "a group of 'field: value' lines",
    "int_type": "a whole number",
    "string_type": "a text",
    "list_type": "a list",
    "date_type": "a date such as 2025-02-24",
}
EXPLAINED: Mapping[str, Explain] = {
    "extra_forbidden": _extra,
    "missing": _missing,
    "value_error": _own,
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    **dict.fromkeys(WANTED, _type),
}
