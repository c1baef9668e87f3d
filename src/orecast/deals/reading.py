"""YAML in, plain values and the line each came from out; the same for deals and for games.

Files arrive from strangers, so the reader takes the safe part of YAML only: one document, no anchors or aliases
(a few lines of them unfold to gigabytes), no tags, no duplicate keys, no NaN or infinity, at most 256 kB.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orecast._ground.errors import DealError, OrecastError

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's reader where PyYAML was built with it."""
LARGEST_FILE = 262_144  # bytes; the longest deal of the library is under 20 kB
DEEPEST_NEST = 20
YAML = "tag:yaml.org,2002:"
PLAIN_TAGS = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp")
POWER_OF_TEN = re.compile(r"[-+]?[0-9][0-9.]*[eE][-+]?[0-9]+")  # 1.0e8: YAML 1.1 reads it as text without a sign

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class FileKind:
    """What messages call a kind of file, the error they raise, and how such a file is begun."""

    noun: str
    error: type[OrecastError]
    begun_by: str


DEAL_FILE = FileKind("deal", DealError, "orecast deal new")


@dataclass(frozen=True)
class Document:
    """Plain values of one YAML file, and the line (from 1) at which each field stands."""

    name: str
    values: dict[str, Any]
    lines: dict[Path_, int]
    kind: FileKind = DEAL_FILE

    def line(self, path: Path_) -> int:
        """Line of a field, or of the nearest field that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: Path_) -> str:
        """'file, line 12, levers[0].volume': how every message about this file begins."""
        return f"{self.name}, line {self.line(path)}, {spelt(path)}" if path else f"{self.name}, line 1"


def spelt(path: Path_) -> str:
    """('levers', 0, 'volume') as 'levers[0].volume'."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_document(path: Path, kind: FileKind = DEAL_FILE) -> Document:
    """Read one YAML file.

    Errors  `kind.error` naming the file and line when it is absent, empty, not YAML, or uses what is refused above.
    """
    return parse_document(text_of(path, kind), path.name, kind)


def parse_document(text: str, name: str, kind: FileKind = DEAL_FILE) -> Document:
    """Read YAML text that came under `name` (a file name, for messages). Errors as in `read_document`."""
    if len(text.encode()) > LARGEST_FILE:
        raise kind.error(
            f"{name}: larger than {LARGEST_FILE // 1024} kB. A {kind.noun} is a short text; split it into files."
        )
    node = _composed(text, name, kind)
    lines: dict[Path_, int] = {}
    values = _Plain(lines, name, kind).value(node, ())
    if not isinstance(values, dict):
        raise kind.error(
            f"{name}, line 1: the file holds no 'field: value' pairs. A {kind.noun} begins with 'orecast: 1' and "
            f"'kind: {kind.noun}'. Start from '{kind.begun_by}'."
        )
    return Document(name, values, lines, kind)


def text_of(path: Path, kind: FileKind = DEAL_FILE) -> str:
    """The characters of a file. Errors as in `read_document`."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise kind.error(f"{path.name}: cannot be read ({error.strerror}). Check the path.") from error
    except UnicodeDecodeError as error:
        raise kind.error(
            f"{path.name}: byte {error.start} is not UTF-8 text. A {kind.noun} is plain text; save it as UTF-8."
        ) from error


def _composed(text: str, name: str, kind: FileKind) -> yaml.Node:
    """The one document of the text as YAML nodes, which know their lines."""
    try:
        node = _nodes(text, name, kind, FAST)
    except yaml.YAMLError:
        node = _explained(text, name, kind)
    if node is None:
        raise kind.error(
            f"{name}: the file is empty. Start from '{kind.begun_by}', which writes a {kind.noun} to fill in."
        )
    return node


def _explained(text: str, name: str, kind: FileKind) -> yaml.Node | None:
    """The nodes once more by the plain reader, whose problems are the ones that are told."""
    try:
        return _nodes(text, name, kind, yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "unreadable characters"
        raise kind.error(
            f"{name}, line {line}: not YAML ({problem}). Each line is 'field: value', indented by spaces. "
            f"Mend that line, or start from '{kind.begun_by}'."
        ) from error


def _nodes(text: str, name: str, kind: FileKind, loader: Any) -> yaml.Node | None:
    """Nodes of the text; anchors and aliases are refused before anything is built from them."""
    for event in yaml.parse(text, Loader=loader):
        if getattr(event, "anchor", None):
            raise kind.error(
                f"{name}, line {_line(event)}: anchors (&) and aliases (*) are refused, because a few "
                "lines of them can unfold to gigabytes. Write the value out where it is used."
            )
    node: yaml.Node | None = yaml.compose(text, Loader=loader)
    return node


def _line(at: Any) -> int:
    """Line of a YAML event or node, from 1."""
    return int(at.start_mark.line) + 1


@dataclass(frozen=True)
class _Plain:
    """Plain values of nodes; `lines` takes the line of every field on the way."""

    lines: dict[Path_, int]
    name: str
    kind: FileKind

    def value(self, node: yaml.Node, path: Path_) -> Any:
        """Values of a node."""
        self.lines[path] = _line(node)
        where, files = f"{self.name}, line {self.lines[path]}", f"{self.kind.noun.capitalize()}s"
        if node.tag.removeprefix(YAML) not in PLAIN_TAGS:
            raise self.kind.error(
                f"{where}, {spelt(path)}: the tag {node.tag} is refused, because a tag can ask for code "
                f"to be run. {files} hold text, numbers, dates and lists. Write a plain value."
            )
        if len(path) > DEEPEST_NEST:
            raise self.kind.error(f"{where}: nested deeper than {DEEPEST_NEST} levels. A {self.kind.noun} needs four.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, place)) for place, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        """Fields of a mapping; a field written twice is an error, since YAML would keep the last in silence."""
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = _line(key_node)
            if key in found:
                first = self.lines[(*path, key)]
                raise self.kind.error(
                    f"{self.name}, line {line}, {spelt((*path, key))}: written twice (first on line {first}). "
                    "Each field stands once. Delete one of the two."
                )
            found[key] = self.value(value_node, (*path, key))
            self.lines[(*path, key)] = line
        return found

    def _scalar(self, node: yaml.Node, path: Path_) -> Any:
        """A text, number, date or truth value."""
        where, files = f"{self.name}, line {self.lines[path]}, {spelt(path)}", f"{self.kind.noun.capitalize()}s"
        try:
            value = _number(node) or yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            raise self.kind.error(
                f"{where}: '{node.value}' cannot be read as {node.tag.rsplit(':', 1)[-1]}. {files} hold text, numbers, "
                "dates (2025-02-24) and lists. Write a plain value."
            ) from error
        if isinstance(value, float) and not math.isfinite(value):
            raise self.kind.error(
                f"{where}: {node.value} is not a number. Every number is finite; an unknown one is a range with "
                "'status: guess'. Write {low: …, mode: …, high: …, status: guess}."
            )
        return value


def _number(node: yaml.Node) -> float | None:
    """A number written as a power of ten, unless it stands in quotes."""
    plain = not getattr(node, "style", None) and POWER_OF_TEN.fullmatch(node.value)
    return float(node.value) if plain else None
