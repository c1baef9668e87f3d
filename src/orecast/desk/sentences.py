"""Sentences that keep the address of every number in them.

A sentence is a list of parts: plain words, or a pointer (`key`, `form`) into the brief's data. The page, the
terminal and the JSON file all fill the same pointers, so a number cannot differ between them.
"""

import re
from collections.abc import Mapping
from typing import Any

from orecast.desk.numbers import Style, style_for

Data = Mapping[str, Any]
Part = dict[str, str]

_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")
QUANTILES = ("q05", "q50", "q95")
# form of a pointer -> (fields shown, whether the sign is left to the words: "costs USD 3 million")
FORMS: dict[str, tuple[tuple[str, ...], bool]] = {
    "median": (("q50",), False),
    "mean": (("mean",), False),
    "range": (("q05", "q95"), False),
    "size": (("q50",), True),
    "size_range": (("q95", "q05"), True),
    "value": (("value",), False),
    "chance": (("share_positive",), False),
    "count": ((), False),
}


def look_up(data: Any, key: str) -> Any:
    """The value at a dotted `key` of nested mappings and lists. KeyError or IndexError where there is none."""
    for step in key.split("."):
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def compose(template: str, keys: Mapping[str, str], words: Mapping[str, str]) -> list[Part]:
    """Parts of a sentence: `{name}` is replaced by words, `{name:form}` points at the number under `keys[name]`."""
    parts: list[Part] = []
    end = 0
    for field in _FIELD.finditer(template):
        name, form = field.group(1), field.group(2)
        parts.append({"words": template[end : field.start()]})
        parts.append({"key": keys[name], "form": form} if form else {"words": words[name]})
        end = field.end()
    return [part for part in [*parts, {"words": template[end:]}] if part.get("words") != ""]


def numbers_of(data: Data, part: Part) -> tuple[Style, list[tuple[str, float | None]]]:
    """The style of a pointer and the (key, value) pairs it shows: one for a median, two for a range."""
    target = look_up(data, part["key"])
    form = part["form"]
    if not isinstance(target, Mapping):
        return style_for("count", [target]), [(part["key"], target)]
    names, size = FORMS[form]
    unit = "chance" if form == "chance" or target["unit"] == "share" else str(target["unit"])  # whole per cents
    values = [(f"{part['key']}.{name}", target[name]) for name in names]
    shown = [(key, abs(value) if size and value is not None else value) for key, value in values]
    return style_for(unit, [value for _, value in shown]), shown


def plain(data: Data, parts: list[Part]) -> str:
    """The sentence as text."""
    return "".join(_plain_part(data, part) for part in parts)


def _plain_part(data: Data, part: Part) -> str:
    if "words" in part:
        return part["words"]
    style, values = numbers_of(data, part)
    return f"{style.prefix}{' to '.join(style.number(value) for _, value in values)}{style.suffix}"
